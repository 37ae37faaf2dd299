from django.urls import path

from surveys.views import measures, surveys

app_name = "surveys"
urlpatterns = [
    path("plans/<slug:slug>/measures/add/", measures.add, name="add-measure"),
    path("measures/<int:pk>/edit/", measures.edit, name="edit-measure"),
    path("plans/<slug:slug>/surveys/", surveys.surveys, name="list"),
    path("surveys/<int:pk>/edit/", surveys.edit, name="edit"),
    path("surveys/<int:pk>/counts/", surveys.counts, name="counts"),
]
