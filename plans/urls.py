from django.urls import path

from plans import views

app_name = "plans"
urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("plans/new/", views.add_plan, name="add"),
    path("plans/<slug:slug>/edit/", views.plan, name="plan"),
    path("plans/<slug:slug>/rules/", views.rules, name="rules"),
    path("plans/<slug:slug>/adopt/", views.adopt, name="adopt"),
    path("plans/<slug:slug>/declare/", views.declare_plan, name="declare"),
    path("plans/<slug:slug>/priorities/add/", views.add_priority, name="add-priority"),
    path("priorities/<int:pk>/", views.priority, name="priority"),
    path("priorities/<int:pk>/declare/", views.declare_priority, name="declare-priority"),
]
