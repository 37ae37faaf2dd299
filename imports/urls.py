from django.urls import path

from imports import views

app_name = "imports"
urlpatterns = [
    path("plans/<slug:slug>/import/", views.upload, name="upload"),
    path("imports/<int:pk>/", views.preview, name="preview"),
]
