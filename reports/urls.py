from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/<slug:slug>/", views.dashboard, name="dashboard"),
    path("plans/<slug:slug>/reports/new/", views.add_report, name="add"),
    path("reports/", views.reports, name="list"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/again/", views.try_again, name="again"),
    path("reports/<int:pk>/paper.pdf", views.report_pdf, name="pdf"),
    path("reports/<int:pk>/paper/", views.report_html, name="html"),
]
