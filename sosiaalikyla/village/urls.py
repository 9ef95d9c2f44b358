"""Last among the open addresses: a house's name may be any word that nothing else has taken."""

from django.urls import path, register_converter

from . import feedback, feeds, views


class Steps:
    """One to three words between slashes: house, section, page."""

    regex = "[a-z0-9-]+(?:/[a-z0-9-]+){0,2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Steps, "steps")

urlpatterns = [
    path("", views.front, name="front"),
    path("about-service/", views.about, name="about_service"),
    path("cards/", views.cards, name="open_cards"),
    path("cards/<slug:card>/", views.card, name="open_card"),
    path("cards/<slug:card>/selko/", views.plain_card, name="open_card_plain"),
    path("changes.xml", feeds.changes, name="changes"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("situation/", views.situation, name="situation"),
    path("<steps:path>/selko/", views.plain, name="village_plain"),
    path("<steps:path>/", views.page, name="village_page"),
]
