from django.urls import path

from sosiaalikyla.meetings import views

urlpatterns = [
    path("my/meetings/<uuid:key>/answer", views.answer, name="meeting_answer"),
    path("people/<uuid:youth>/meetings/", views.propose, name="meeting_propose"),
]
