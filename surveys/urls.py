from django.urls import path

from surveys.views import counts, measure, measures, online, questions, readings, reply, surveys

app_name = "surveys"
urlpatterns = [
    path("plans/<slug:slug>/measures/add/", measures.add, name="add-measure"),
    path("measures/<int:pk>/", measure.measure, name="measure"),
    path("measures/<int:pk>/edit/", measures.edit, name="edit-measure"),
    path("plans/<slug:slug>/surveys/", surveys.surveys, name="list"),
    path("surveys/<int:pk>/", surveys.survey, name="survey"),
    path("surveys/<int:pk>/edit/", surveys.edit, name="edit"),
    path("surveys/<int:pk>/told/", surveys.fed_back, name="fed-back"),
    path("surveys/<int:pk>/counts/", counts.counts, name="counts"),
    path("surveys/<int:pk>/online/", online.online, name="online"),
    path("surveys/<int:pk>/online/open/", online.change, {"step": "open"}, name="open-online"),
    path("surveys/<int:pk>/online/remind/", online.change, {"step": "remind"}, name="remind-online"),
    path("surveys/<int:pk>/online/close/", online.change, {"step": "close"}, name="close-online"),
    path("surveys/<int:pk>/print/", online.sheet, name="print"),
    path("s/<str:token>/", reply.reply, name="reply"),
    path("surveys/<int:pk>/questions/add/", questions.add, name="add-question"),
    path("questions/<int:pk>/edit/", questions.edit, name="edit-question"),
    path("questions/<int:pk>/remove/", questions.remove, name="remove-question"),
    path("plans/<slug:slug>/readings/", readings.readings, name="readings"),
    path("plans/<slug:slug>/readings/<slug:year>/", readings.of_year, name="readings-of-year"),
    path("measures/<int:pk>/readings/<slug:year>/", readings.of_measure, name="readings-of-measure"),
]
