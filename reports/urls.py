from django.urls import path

from reports.views import calendar, changes, evidence, feeds, health, lists, papers, periods, whole

app_name = "reports"
urlpatterns = [
    path("plans/", papers.plans, name="plans"),
    path("plans/<slug:slug>/", papers.dashboard, name="dashboard"),
    path("plans/<slug:slug>/actions.csv", lists.actions_list, {"kind": "csv"}, name="actions-csv"),
    path("plans/<slug:slug>/actions.xlsx", lists.actions_list, {"kind": "xlsx"}, name="actions-xlsx"),
    path("plans/<slug:slug>/evidence/", evidence.evidence, name="evidence"),
    path("plans/<slug:slug>/whole/", whole.whole, name="whole"),
    path("plans/<slug:slug>/changes/", changes.changes, name="changes"),
    path("plans/<slug:slug>/health/", health.health, name="health"),
    path("plans/<slug:slug>/health/accept/", health.accept, name="accept-fault"),
    path("plans/<slug:slug>/periods/", periods.periods, name="periods"),
    path("plans/<slug:slug>/periods/close/", periods.close, name="close-period"),
    path("plans/<slug:slug>/since/", periods.since, name="since"),
    path("plans/<slug:slug>/reports/new/", papers.add_report, name="add"),
    path("reports/", papers.reports, name="list"),
    path("reports/<int:pk>/", papers.report, name="report"),
    path("reports/<int:pk>/again/", papers.try_again, name="again"),
    path("reports/<int:pk>/paper.pdf", papers.report_pdf, name="pdf"),
    path("reports/<int:pk>/paper/", papers.report_html, name="html"),
    path("calendar/", calendar.this_month, name="calendar"),
    path("calendar/<int:year>/", calendar.year, name="calendar-year"),
    path("calendar/<int:year>/<int:month>/", calendar.month, name="calendar-month"),
    path("calendar/feeds/", feeds.feeds, name="feeds"),
    path("calendar/feeds/<int:pk>/revoke/", feeds.revoke, name="revoke-feed"),
    path("calendar/feed/<str:token>.ics", feeds.feed, name="feed"),
]
