"""Pages of this stage."""

from django.urls import include, path

from .views import acting, workplans

of_workplan = [
    path("", workplans.workplan, name="workplan"),
    path("refresh/", acting.refresh_parts, name="refresh-workplan"),
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
    path("plans/<public_id:plan>/workplans/start/", acting.start_workplan, name="start-workplan"),
    path("workplans/<public_id:workplan>/", include(of_workplan)),
]
