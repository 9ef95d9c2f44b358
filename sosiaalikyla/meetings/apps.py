from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "sosiaalikyla.meetings"
    label = "meetings"
