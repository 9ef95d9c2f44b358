from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "sosiaalikyla.journal"
    label = "journal"
