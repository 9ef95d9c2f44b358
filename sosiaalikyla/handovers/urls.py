"""Addresses of a change of worker."""

from django.urls import path

from sosiaalikyla.handovers import views

urlpatterns = [
    path("my/worker/", views.my_handover, name="my_handover"),
    path("people/<uuid:key>/handover/", views.youth_handover, name="youth_handover"),
    path("asked/<uuid:key>/", views.handover_asked, name="handover_asked"),
    path("board/handovers/<uuid:key>/", views.board_handover, name="board_handover"),
    path("board/leaving/", views.board_leaving, name="board_leaving"),
]
