"""Pages of this stage."""

from django.urls import include, path

from .views import acting, compare, goals, roadmaps, separate, templates, timetable, workplans, writing

of_workplan = [
    path("", workplans.workplan, name="workplan"),
    path("timetable/", timetable.timetable, name="workplan-timetable"),
    path("timetable.xlsx", timetable.timetable_sheet, name="workplan-timetable-xlsx"),
    path("departments/", writing.assign_parts, name="assign-workplan"),
    path("copy/", writing.copy_workplan, name="copy-workplan"),
    path("revise/", writing.revise_workplan, name="revise-workplan"),
    path("goals/change/", goals.change_goals, name="change-goals-workplan"),
    path("files/add/", acting.add_files, name="add-workplan-files"),
    path("files/<public_id:workplan_file>/", acting.workplan_file, name="workplan-file"),
    path("files/<public_id:workplan_file>/remove/", acting.remove_file, name="remove-workplan-file"),
    path("files/<public_id:workplan_file>/restore/", acting.restore_file, name="restore-workplan-file"),
    path("roadmap/", roadmaps.workplan_roadmap, name="workplan-roadmap"),
    path("compare/", compare.compare, name="compare-workplan"),
    path("model/", acting.choose_model, name="choose-model-workplan"),
    path("refresh/", acting.refresh_parts, name="refresh-workplan"),
    path("print-task/", separate.print_task, name="print-task-workplan"),
    path("send/", acting.send_workplan, name="send-workplan"),
    path("pass/", acting.pass_workplan, name="pass-workplan"),
    path("return/", acting.return_workplan, name="return-workplan"),
    path("enter/", acting.enter_workplan, name="enter-workplan"),
    path("resubmit/", acting.resubmit_workplan, name="resubmit-workplan"),
    path("recall/", acting.recall_workplan, name="recall-workplan"),
    path("withdraw/", acting.withdraw_workplan, name="withdraw-workplan"),
    path("restore/", acting.restore_workplan, name="restore-workplan"),
]
urlpatterns = [
    path("workplans/", workplans.workplans, name="workplans"),
    path("roadmap/", roadmaps.roadmap, name="roadmap"),
    path("plans/<public_id:plan>/workplans/start/", acting.start_workplan, name="start-workplan"),
    path("plans/<public_id:plan>/workplans/sources/", writing.money_sources, name="money-sources"),
    path("plans/<public_id:plan>/workplans/goals/", goals.city_numbers, name="city-numbers"),
    path("plans/<public_id:plan>/workplans/goals.xlsx", goals.city_numbers_sheet, name="city-numbers-xlsx"),
    path("plans/<public_id:plan>/workplans/terms/", goals.filing_terms, name="filing-terms"),
    path("plans/<public_id:plan>/roadmap/", roadmaps.plan_roadmap, name="plan-roadmap"),
    path("tasks/<public_id:task>/steps/", templates.task_template, name="task-template"),
    path("workplans/parts/<public_id:workplan_part>/", writing.edit_part, name="edit-workplan-part"),
    path("workplans/<public_id:workplan>/", include(of_workplan)),
]
