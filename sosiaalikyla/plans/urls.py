"""The plan's addresses: the young person's own, and the worker's for one young person."""

from django.urls import path

from sosiaalikyla.plans import documents, feeling_views, future_views, skill_views, views

urlpatterns = [
    path("my/plan/", views.my_plan, name="my_plan"),
    path("my/plan/items/<uuid:item>/", views.my_item, name="my_plan_item"),
    path("my/plan/intentions/", views.my_intentions, name="my_plan_intentions"),
    path("my/plan/intentions/<uuid:intention>/", views.my_intention, name="my_plan_intention"),
    path("my/plan/versions/", views.my_versions, name="my_plan_versions"),
    path("my/plan/versions/<uuid:version>/", views.my_version, name="my_plan_version"),
    path("my/plan/versions/<uuid:version>/print/", views.my_print, name="my_plan_print"),
    path("my/plan/versions/<uuid:version>/pdf/", documents.my_pdf, name="my_plan_pdf"),
    path("my/feeling/", feeling_views.my_feeling, name="my_feeling"),
    path("my/feeling/answered/", feeling_views.my_feeling_answered, name="my_feeling_answered"),
    path("my/feeling/shown/", feeling_views.my_feeling_shared, name="my_feeling_shared"),
    path("my/feeling/over-time/", feeling_views.my_feeling_over_time, name="my_feeling_over_time"),
    path("my/future/", future_views.my_future, name="my_future"),
    path("my/skills/", skill_views.my_skills, name="my_skills"),
    path("people/<uuid:key>/feelings/", feeling_views.youth_feelings, name="youth_feelings"),
    path("people/<uuid:key>/plan/", views.youth_plan, name="youth_plan"),
    path("people/<uuid:key>/plan/items/<uuid:item>/", views.youth_item, name="youth_plan_item"),
    path("people/<uuid:key>/plan/together/", views.together, name="youth_plan_together"),
    path("people/<uuid:key>/plan/together/<uuid:item>/", views.together_item, name="youth_plan_together_item"),
    path("people/<uuid:key>/plan/promises/", views.promise, name="youth_plan_promise"),
    path("people/<uuid:key>/plan/promises/<uuid:promise>/", views.promise_of, name="youth_plan_promise_of"),
    path("people/<uuid:key>/plan/decisions/", views.decision, name="youth_plan_decision"),
    path("people/<uuid:key>/plan/decisions/<uuid:decision>/", views.told, name="youth_plan_told"),
    path("people/<uuid:key>/plan/versions/", views.youth_versions, name="youth_plan_versions"),
    path("people/<uuid:key>/plan/versions/<uuid:version>/", views.youth_version, name="youth_plan_version"),
    path("people/<uuid:key>/plan/versions/<uuid:version>/print/", views.youth_print, name="youth_plan_print"),
    path("people/<uuid:key>/plan/versions/<uuid:version>/pdf/", documents.youth_pdf, name="youth_plan_pdf"),
    path("people/<uuid:key>/plan/versions/<uuid:version>/taken/", documents.youth_taken, name="youth_plan_taken"),
]
