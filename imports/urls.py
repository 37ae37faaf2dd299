from django.urls import path

from imports.views import calendar, papers

app_name = "imports"
urlpatterns = [
    path("plans/<slug:slug>/import/", papers.upload, name="upload"),
    path("imports/<int:pk>/", papers.preview, name="preview"),
    path("meetings/import/", calendar.upload, name="calendar"),
    path("meetings/import/add/", calendar.add, name="calendar-add"),
]
