"""Pages of rounds."""

from django.urls import include, path

from .views import application_acts as acts
from .views import applying, confirming, extending, judging, making, overview, rounds, rows, sheet

of_round = [
    path("", rounds.round_, name="round"),
    path("edit/", making.edit_round, name="edit-round"),
    path("tasks/", making.round_tasks, name="round-tasks"),
    path("schools/", making.round_schools, name="round-schools"),
    path("open/", rounds.open_round, name="open-round"),
    path("extend/", extending.extend_round, name="extend-round"),
    path("withdraw/", rounds.withdraw_round, name="withdraw-round"),
    path("restore/", rounds.restore_round, name="restore-round"),
    path("overview/", overview.round_overview, name="round-overview"),
    path("rows/", rows.round_rows, name="round-rows"),
    *(
        path(f"rows.{kind}", rows.round_rows_file, {"kind": kind}, name=f"round-rows-{kind}")
        for kind in rows.FILES
    ),
    path("accept/", judging.accept_wishes, name="accept-wishes"),
    path("confirm/", confirming.confirm_round, name="confirm-round"),
    path("reopen/", confirming.reopen_round, name="reopen-round"),
    path("list/", confirming.round_list, name="round-list"),
    *(
        path(f"list.{kind}", confirming.round_list_file, {"kind": kind}, name=f"round-list-{kind}")
        for kind in confirming.FILES
    ),
    path("list/print/", confirming.print_round_list, name="print-round-list"),
    path("apply/", acts.start_application, name="start-application"),
]
of_application = [
    path("", applying.application, name="application"),
    path("tasks/", applying.choose_tasks, name="choose-tasks"),
    path("sheet.xlsx", sheet.application_sheet, name="application-sheet"),
    path("sheet/", sheet.upload_application, name="upload-application"),
    path("send/", acts.send_application, name="send-application"),
    path("pass/", acts.pass_application, name="pass-application"),
    path("return/", acts.return_application, name="return-application"),
    path("enter/", acts.enter_application, name="enter-application"),
    path("resubmit/", acts.resubmit_application, name="resubmit-application"),
    path("recall/", acts.recall_application, name="recall-application"),
    path("withdraw/", acts.withdraw_application, name="withdraw-application"),
    path("restore/", acts.restore_application, name="restore-application"),
]
urlpatterns = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<public_id:round>/", include(of_round)),
    path("plans/<public_id:plan>/rounds/new/", making.new_round, name="new-round"),
    path("round-tasks/<public_id:round_task>/condition/", making.round_condition, name="round-condition"),
    path("applications/<public_id:application>/", include(of_application)),
    path("wishes/<public_id:wish>/", applying.edit_wish, name="edit-wish"),
    path("wishes/<public_id:wish>/files/<public_id:wish_file>/", applying.wish_file, name="wish-file"),
    path("wishes/<public_id:wish>/remark/", acts.remark_on_wish, name="remark-wish"),
    path("wishes/<public_id:wish>/judge/", judging.judge_wish, name="judge-wish"),
]
