from django.urls import path

from plans.views import access, partners, plan, sections

app_name = "plans"
urlpatterns = [
    path("people/access/", access.choose, name="choose-access"),
    path("organisations/<int:pk>/access/", access.review, name="access"),
    path("organisations/<int:pk>/access/reviewed/", access.reviewed, name="access-reviewed"),
    path("plans/new/", plan.add_plan, name="add"),
    path("plans/<slug:slug>/edit/", plan.plan, name="plan"),
    path("plans/<slug:slug>/header/", plan.header, name="header"),
    path("plans/<slug:slug>/partners/", partners.partners, name="partners"),
    path("plans/<slug:slug>/rules/", plan.rules, name="rules"),
    path("plans/<slug:slug>/adopt/", plan.adopt, name="adopt"),
    path("plans/<slug:slug>/close/", plan.close, name="close"),
    path("plans/<slug:slug>/reopen/", plan.reopen, name="reopen"),
    path("plans/<slug:slug>/declare/", plan.declare_plan, name="declare"),
    path("plans/<slug:slug>/sections/<slug:section>/", sections.section, name="section"),
    path("plans/<slug:slug>/sections/<slug:section>.csv", sections.section_file, {"kind": "csv"}, name="section-csv"),
    path(
        "plans/<slug:slug>/sections/<slug:section>.xlsx", sections.section_file, {"kind": "xlsx"}, name="section-xlsx"
    ),
    path("plans/<slug:slug>/sections/<slug:section>/<int:row>/", sections.row, name="row"),
    path("plans/<slug:slug>/sections/<slug:section>/<int:row>/move/", sections.move, name="move-row"),
    path("plans/<slug:slug>/sections/<slug:section>/<int:row>/remove/", sections.remove, name="remove-row"),
    path("plans/<slug:slug>/sections/<slug:section>/undo/", sections.undo, name="undo"),
    path("priorities/<int:pk>/declare/", plan.declare_priority, name="declare-priority"),
]
