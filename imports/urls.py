from django.urls import path

from imports.views import calendar, papers, whole

app_name = "imports"
urlpatterns = [
    path("plans/<slug:slug>/import/", papers.upload, name="upload"),
    path("imports/<int:pk>/", papers.preview, name="preview"),
    path("imports/plan/", whole.take_in_page, name="take-in"),
    path("plans/<slug:slug>/export.json", whole.export, name="export"),
    path("plans/<slug:slug>/forward/", whole.forward, name="forward"),
    path("meetings/import/", calendar.upload, name="calendar"),
    path("meetings/import/add/", calendar.add, name="calendar-add"),
]
