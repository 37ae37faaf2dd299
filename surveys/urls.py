from django.urls import path

from surveys.views import measures, readings, surveys

app_name = "surveys"
urlpatterns = [
    path("plans/<slug:slug>/measures/add/", measures.add, name="add-measure"),
    path("measures/<int:pk>/edit/", measures.edit, name="edit-measure"),
    path("plans/<slug:slug>/surveys/", surveys.surveys, name="list"),
    path("surveys/<int:pk>/edit/", surveys.edit, name="edit"),
    path("surveys/<int:pk>/counts/", surveys.counts, name="counts"),
    path("plans/<slug:slug>/readings/", readings.readings, name="readings"),
    path("plans/<slug:slug>/readings/<slug:year>/", readings.of_year, name="readings-of-year"),
    path("measures/<int:pk>/readings/<slug:year>/", readings.of_measure, name="readings-of-measure"),
]
