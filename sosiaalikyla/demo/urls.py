from django.urls import path

from sosiaalikyla.demo import views

urlpatterns = [
    path("demo/", views.people, name="demo"),
    path("demo/sign-in", views.sign_in, name="demo_sign_in"),
    path("demo/post/", views.post, name="demo_post"),
]
