"""Plans, tasks, organisations, documents, clauses, and where their numbers come from."""

from django.urls import path

from . import commitment_pages, document_pages, lineage, organisation_pages, plan_pages, search, task_pages

urlpatterns = [
    path("plans/", plan_pages.plans, name="plans"),
    path("plans/<public_id:plan>/", plan_pages.plan, name="plan"),
    path("plans/<public_id:plan>/tasks/", plan_pages.plan_tasks, name="plan-tasks"),
    path("plans/<public_id:plan>/commitments/", commitment_pages.plan_commitments, name="plan-commitments"),
    path("plans/<public_id:plan>/gaps/", plan_pages.plan_gaps, name="plan-gaps"),
    path("search/", search.search, name="search"),
    path("tasks/<public_id:task>/", task_pages.task, name="task"),
    path("organisations/", organisation_pages.organisations, name="organisations"),
    path("organisations/own/", organisation_pages.own_organisation, name="own-organisation"),
    path("organisations/<public_id:organisation>/", organisation_pages.organisation, name="organisation"),
    path("documents/", document_pages.documents, name="documents"),
    path("documents/<public_id:document>/", document_pages.document, name="document"),
    path(
        "documents/<public_id:document>/files/<public_id:file>/",
        document_pages.document_file,
        name="document-file",
    ),
    path("clauses/<public_id:clause>/", document_pages.clause, name="clause"),
    path("lineage/plans/<public_id:plan>/declared/", lineage.plan_declared, name="lineage-plan-declared"),
    path("lineage/plans/<public_id:plan>/current/", lineage.plan_current, name="lineage-plan-current"),
    path("lineage/tasks/<public_id:task>/declared/", lineage.task_declared, name="lineage-task-declared"),
    path("lineage/tasks/<public_id:task>/current/", lineage.task_current, name="lineage-task-current"),
    path("lineage/targets/<public_id:target>/", lineage.target, name="lineage-target"),
    path(
        "lineage/organisations/<public_id:organisation>/plans/<public_id:plan>/",
        lineage.organisation,
        name="lineage-organisation",
    ),
]
