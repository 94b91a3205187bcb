"""Pages on which a plan is written by hand."""

from django.urls import path

from .views import lists, parts, plan

urlpatterns = [
    path("plans/new/", plan.start_plan, name="start-plan"),
    path("plans/withdrawn/", plan.withdrawn_plans, name="withdrawn-plans"),
    path("plans/<public_id:plan>/edit/", plan.edit_plan, name="edit-plan"),
    path("plans/<public_id:plan>/publish/", plan.publish_plan, name="publish-plan"),
    path("plans/<public_id:plan>/unpublish/", plan.unpublish_plan, name="unpublish-plan"),
    path("plans/<public_id:plan>/withdraw/", plan.withdraw_plan, name="withdraw-plan"),
    path("plans/<public_id:plan>/restore/", plan.restore_plan, name="restore-plan"),
    path("plans/<public_id:plan>/edit/areas/", lists.areas, name="edit-areas"),
    path("plans/<public_id:plan>/edit/areas/new/", parts.add_area, name="add-area"),
    path("plans/<public_id:plan>/edit/tasks/", lists.tasks, name="edit-tasks"),
    path("plans/<public_id:plan>/edit/tasks/new/", parts.add_task, name="add-task"),
    path("plans/<public_id:plan>/edit/targets/", lists.targets, name="edit-targets"),
    path("plans/<public_id:plan>/edit/targets/preview/", parts.preview_target, name="preview-target"),
    path("plans/<public_id:plan>/edit/dates/", lists.dates, name="edit-dates"),
    path("plans/<public_id:plan>/edit/dates/new/", parts.add_date, name="add-date"),
    path("plans/<public_id:plan>/edit/withdrawn/", lists.withdrawn, name="edit-withdrawn"),
    path("areas/<public_id:area>/edit/", parts.edit_area, name="edit-area"),
    path("tasks/<public_id:task>/edit/", parts.edit_task, name="edit-task"),
    path("tasks/<public_id:task>/targets/new/", parts.add_target, name="add-target"),
    path("targets/<public_id:target>/edit/", parts.edit_target, name="edit-target"),
    path("dates/<public_id:date>/edit/", parts.edit_date, name="edit-date"),
    path("parts/<slug:kind>/<public_id:part>/withdraw/", parts.withdraw_part, name="withdraw-part"),
    path("parts/<slug:kind>/<public_id:part>/restore/", parts.restore_part, name="restore-part"),
    path("parts/<slug:kind>/<public_id:part>/move/", parts.move_part, name="move-part"),
]
