from django.urls import path

from sosiaalikyla.drafts import views

urlpatterns = [
    path("drafts/", views.unfinished, name="drafts"),
    path("drafts/keep/", views.keep, name="draft_keep"),
    path("drafts/away/", views.throw_away, name="draft_away"),
]
