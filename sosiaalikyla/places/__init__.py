"""Places: counties (hyvinvointialue), municipalities (kunta), employment areas (työllisyysalue).

The code lists are real and come with their sources in `data/SOURCES.md`; help numbers (auttavat numerot)
stand beside them. A number that has not been checked lately is shown as a link to the service's own page,
never as a number.
"""
