from django.urls import path

from campaigns.views import guard

app_name = "campaigns"
urlpatterns = [
    path("elections/<int:pk>/holds/", guard.holds, name="holds"),
    path("actions/<int:pk>/publicity/", guard.class_action, name="class"),
    path("plans/<slug:slug>/publicity/", guard.class_plan, name="publicity"),
    path("actions/<int:pk>/elections/<int:election>/exempt/", guard.exempt, name="exempt"),
    path("actions/<int:pk>/elections/<int:election>/spokesperson/", guard.spokesperson, name="spokesperson"),
    path("actions/<int:pk>/exemptions/", guard.cleared, name="cleared"),
    path("actions/<int:pk>/exemptions/take-back/", guard.take_back, name="take-back"),
]
