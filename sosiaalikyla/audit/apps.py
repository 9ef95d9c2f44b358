from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "sosiaalikyla.audit"
    label = "audit"
