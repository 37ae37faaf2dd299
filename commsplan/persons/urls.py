from django.urls import path

from commsplan.persons import views

app_name = "persons"
urlpatterns = [path("people/<int:pk>/held/", views.held, name="held")]
