"""Addresses about people; the key in them is never a number."""

from django.urls import path

from sosiaalikyla.people import views

urlpatterns = [
    path("people/", views.youths, name="youths"),
    path("people/new/", views.take_in, name="take_in"),
    path("people/away/", views.away, name="away"),
    path("people/away/absence/", views.absence, name="absence"),
    path("people/away/absence/<uuid:worker>/end/", views.absence_end, name="absence_end"),
    path("people/away/cover/", views.cover, name="cover"),
    path("people/away/cover/<uuid:key>/end/", views.cover_end, name="cover_end"),
    path("people/<uuid:key>/", views.youth, name="youth"),
    path("people/<uuid:key>/name/", views.youth_name, name="youth_name"),
    path("people/<uuid:key>/contact/", views.youth_contact, name="youth_contact"),
    path("people/<uuid:key>/protected-contact/", views.youth_protected, name="youth_protected"),
    path("people/<uuid:key>/residence/", views.youth_residence, name="youth_residence"),
    path("people/<uuid:key>/protect/", views.youth_protect, name="youth_protect"),
    path("people/<uuid:key>/protect/end/", views.youth_unprotect, name="youth_unprotect"),
    path("people/<uuid:key>/account/", views.youth_account, name="youth_account"),
    path("people/<uuid:key>/responsible/", views.youth_responsible, name="youth_responsible"),
    path("people/<uuid:key>/beside/", views.youth_beside, name="youth_beside"),
    path("people/<uuid:key>/beside/<uuid:worker>/<slug:kind>/end/", views.youth_beside_end, name="youth_beside_end"),
    path("people/<uuid:key>/close/", views.youth_close, name="youth_close"),
    path("people/<uuid:key>/placements/new/", views.placement_new, name="placement_new"),
    path("people/<uuid:key>/placements/<uuid:placement>/end/", views.placement_end, name="placement_end"),
    path("my/people/", views.my_people, name="my_people"),
    path("my/looked/", views.my_looked, name="looked"),
    path("my/name/", views.my_name, name="my_name"),
    path("board/<uuid:key>/responsible/", views.board_responsible, name="board_responsible"),
]
