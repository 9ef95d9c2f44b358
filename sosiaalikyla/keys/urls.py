from django.urls import path

from sosiaalikyla.keys import own_views, views

doors = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/card/", views.sign_in_card, name="sign_in_card"),
    path("sign-in/device/", views.new_device, name="new_device"),
    path("sign-in/staff/", views.sign_in_work, name="sign_in_work"),
    path("sign-in/second/", views.sign_in_second, name="sign_in_second"),
    path("sign-in/first/", views.first_sign_in, name="first_sign_in"),
    path("sign-in/locked/", views.unlock, name="unlock"),
    path("waiting/", views.waiting, name="waiting"),
]
"""In three languages: nobody is known yet, so the language stands in the address."""

urlpatterns = [
    path("keys/", own_views.own_keys, name="own_keys"),
    path("keys/new/", own_views.own_key_new, name="own_key_new"),
    path("account/", own_views.account, name="account"),
    path("people/<uuid:key>/keys/", own_views.youth_keys, name="youth_keys"),
    path("people/<uuid:key>/keys/phone/", own_views.youth_key, name="youth_key"),
    path("people/<uuid:key>/keys/card/", own_views.youth_card, name="youth_card"),
    path("people/<uuid:key>/keys/end/", own_views.youth_keys_end, name="youth_keys_end"),
    path("staff/", own_views.colleagues, name="colleagues"),
]
