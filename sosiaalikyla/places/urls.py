from django.urls import path

from sosiaalikyla.places import views

urlpatterns = [path("help/", views.help_page, name="help")]
