from django.urls import path

from sosiaalikyla.rules import county_views, views

urlpatterns = [
    path("rights/", views.rights, name="rights"),
    path("rights/counties/", county_views.counties, name="rights_counties"),
    path("rights/counties/<slug:county>/", county_views.county, name="rights_county"),
    path("rights/money/", county_views.money, name="rights_money"),
]
