from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "sosiaalikyla.drafts"
    label = "drafts"
