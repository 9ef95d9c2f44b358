from django.urls import path

from sosiaalikyla.rules import views

urlpatterns = [path("rights/", views.rights, name="rights")]
