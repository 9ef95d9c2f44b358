from django.urls import path

from sosiaalikyla.meetings import views

urlpatterns = [
    path("my/meetings/", views.my_times, name="my_times"),
    path("my/meetings/<uuid:key>/answer", views.answer, name="meeting_answer"),
    path("my/meetings/<uuid:key>/call-off", views.my_call_off, name="my_meeting_call_off"),
    path("my/contacts/", views.my_contacts, name="my_contacts"),
    path("my/sign/", views.my_sign, name="my_sign"),
    path("my/sign/call", views.my_call, name="my_call"),
    path("my/quiet/", views.my_quiet, name="my_quiet"),
    path("my/quiet/right", views.my_quiet_right, name="my_quiet_right"),
    path("people/unrecorded/", views.unrecorded, name="unrecorded"),
    path("people/<uuid:youth>/meetings/", views.propose, name="meeting_propose"),
    path("people/<uuid:key>/meetings/<uuid:meeting>/call-off/", views.call_off, name="meeting_call_off"),
    path("people/<uuid:key>/meetings/<uuid:meeting>/held", views.note_held, name="meeting_held"),
    path("people/<uuid:key>/rhythm/", views.rhythm, name="rhythm"),
    path("people/<uuid:key>/quiet/", views.quiet, name="youth_quiet"),
    path("people/<uuid:key>/contacts/", views.contacts, name="contacts"),
    path("people/<uuid:key>/contacts/new/", views.contact_new, name="contact_new"),
    path("people/<uuid:key>/contacts/<uuid:contact>/", views.contact, name="contact"),
    path("people/<uuid:key>/contacts/<uuid:contact>/taken", views.contact_taken, name="contact_taken"),
]
