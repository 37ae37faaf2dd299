from django.urls import path

from surveys import views

app_name = "surveys"
urlpatterns = [
    path("plans/<slug:slug>/measures/add/", views.add_measure, name="add-measure"),
    path("plans/<slug:slug>/surveys/", views.surveys, name="list"),
    path("measures/<int:pk>/", views.measure, name="measure"),
    path("surveys/<int:pk>/", views.survey, name="survey"),
    path("surveys/<int:pk>/counts/", views.counts, name="counts"),
]
