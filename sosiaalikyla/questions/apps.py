from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "sosiaalikyla.questions"
    label = "questions"
