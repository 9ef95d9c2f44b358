"""The young person's own addresses and the worker's; the pages are the same, the voice differs."""

from django.urls import path

from sosiaalikyla.paths import cards, open_models, views

urlpatterns = [
    path("my/path/", views.my_path, name="my_path"),
    path("my/path/print/", views.my_print, name="my_path_print"),
    path("my/path/steps/<slug:step>/", views.my_step, name="my_step"),
    path("my/path/checks/<slug:phase>/", views.my_check, name="my_check"),
    path("my/path/cards/", cards.my_cards, name="my_rights_cards"),
    path("my/path/cards/<slug:card>/", cards.my_card, name="my_rights_card"),
    path("my/path/stations/", views.my_stations, name="my_stations"),
    path("my/path/days/", views.my_days, name="my_days"),
    path("my/path/newer/", views.my_newer, name="my_newer"),
    path("my/path/shared/", views.my_shares, name="my_shares"),
    path("people/<uuid:key>/path/", views.youth_path, name="youth_path"),
    path("people/<uuid:key>/path/print/", views.youth_print, name="youth_path_print"),
    path("people/<uuid:key>/path/steps/<slug:step>/", views.youth_step, name="youth_step"),
    path("people/<uuid:key>/path/checks/<slug:phase>/", views.youth_check, name="youth_check"),
    path("people/<uuid:key>/path/cards/", cards.youth_cards, name="youth_rights_cards"),
    path("people/<uuid:key>/path/cards/<slug:card>/", cards.youth_card, name="youth_rights_card"),
    path("people/<uuid:key>/path/days/", views.youth_days, name="youth_days"),
    path("people/<uuid:key>/path/newer/", views.youth_newer, name="youth_newer"),
    path("people/<uuid:key>/path/shared/", views.youth_shares, name="youth_shares"),
    path("shared/", views.shared_with_me, name="shared"),
    path("shared/<uuid:key>/", views.shared_path, name="shared_path"),
]

open_urlpatterns = [
    path("paths/", open_models.open_paths, name="path_models"),
    path("paths/<slug:model>/", open_models.open_path, name="path_model"),
    path("paths/<slug:model>/sheet/", open_models.open_sheet, name="path_model_sheet"),
]
"""Inside `i18n_patterns`: open to everybody."""
