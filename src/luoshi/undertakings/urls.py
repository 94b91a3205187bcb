"""Pages of this stage."""

from django.urls import include, path

from . import commitment_views, grid_views, request_acts, request_views, views, work_views

of_change_request = [
    path("", request_views.change_request, name="change-request"),
    path("edit/", request_views.edit_change_request, name="edit-change-request"),
    path("files/<public_id:request_file>/", request_views.request_file, name="request-file"),
    path("files/<public_id:request_file>/remove/", request_acts.remove_file, name="remove-request-file"),
    path("files/<public_id:request_file>/restore/", request_acts.restore_file, name="restore-request-file"),
    path("answers/<public_id:asked_file>/", request_views.asked_file, name="asked-file"),
    path("send/", request_acts.send_request, name="send-change-request"),
    path("pass/", request_acts.pass_request, name="pass-change-request"),
    path("return/", request_acts.return_request, name="return-change-request"),
    path("enter/", request_acts.enter_request, name="enter-change-request"),
    path("resubmit/", request_acts.resubmit_request, name="resubmit-change-request"),
    path("recall/", request_acts.recall_request, name="recall-change-request"),
    path("withdraw/", request_acts.withdraw_request, name="withdraw-change-request"),
    path("restore/", request_acts.restore_request, name="restore-change-request"),
    path("number/", request_acts.note_number, name="note-request-number"),
]
urlpatterns = [
    path("change-requests/<public_id:change_request>/", include(of_change_request)),
    path("plans/<public_id:plan>/change-requests/", request_views.change_requests, name="change-requests"),
    path(
        "plans/<public_id:plan>/change-requests/questions/", request_views.questions, name="request-questions"
    ),
    path("duties/<public_id:duty>/change-request/", request_views.change_duty, name="change-duty"),
    path("tasks/<public_id:task>/change-request/", request_views.request_task, name="request-task"),
    path("plans/<public_id:plan>/edit/undertakings/", grid_views.grid, name="edit-undertakings"),
    path("plans/<public_id:plan>/edit/undertakings/set/", grid_views.set_cells, name="set-undertakings"),
    path("duties/<public_id:duty>/withdraw/", views.withdraw, name="withdraw-duty"),
    path("duties/<public_id:duty>/restore/", views.restore, name="restore-duty"),
    path("duties/<public_id:duty>/quantity/", views.quantity, name="duty-quantity"),
    path("duties/<public_id:duty>/same-work/", work_views.join, name="same-work"),
    path("duties/<public_id:duty>/separate/", work_views.separate, name="separate-duty"),
    path("duties/<public_id:duty>/commitment/", commitment_views.commitment, name="commitment"),
    path("tasks/<public_id:task>/take-on/", views.take_on, name="take-on-duty"),
]
