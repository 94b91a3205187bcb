"""Pages of papers, grouped by object."""

from django.urls import include, path

from .views import approvals, brief_acts, briefs, delegations, prints, routes

of_approval = [
    path("", approvals.approval, name="approval"),
    path("urge/", approvals.urge, name="urge"),
    path("print/", prints.print_approval, name="print-approval"),
    path("stamped.pdf", prints.stamped, name="stamped-approval"),
    path("entries/<public_id:entry>/object/", approvals.object_to, name="object-to-entry"),
    path("files/<public_id:entry_file>/", approvals.entry_file, name="entry-file"),
    path("sent/<public_id:sending_file>/", approvals.sending_file, name="sending-file"),
]
of_brief = [
    path("", briefs.brief, name="brief"),
    path("edit/", briefs.edit_brief, name="edit-brief"),
    path("print/", briefs.print_brief, name="print-brief"),
    path("files/<public_id:brief_file>/", briefs.brief_file, name="brief-file"),
    path("files/<public_id:brief_file>/remove/", brief_acts.remove_file, name="remove-brief-file"),
    path("files/<public_id:brief_file>/restore/", brief_acts.restore_file, name="restore-brief-file"),
    path("send/", brief_acts.send_brief, name="send-brief"),
    path("pass/", brief_acts.pass_brief, name="pass-brief"),
    path("return/", brief_acts.return_brief, name="return-brief"),
    path("enter/", brief_acts.enter_brief, name="enter-brief"),
    path("resubmit/", brief_acts.resubmit_brief, name="resubmit-brief"),
    path("recall/", brief_acts.recall_brief, name="recall-brief"),
    path("withdraw/", brief_acts.withdraw_brief, name="withdraw-brief"),
    path("restore/", brief_acts.restore_brief, name="restore-brief"),
]
urlpatterns = [
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<public_id:approval>/", include(of_approval)),
    path("briefs/", briefs.briefs, name="briefs"),
    path("briefs/new/", briefs.new_brief, name="new-brief"),
    path("briefs/<public_id:brief>/", include(of_brief)),
    path("routes/", routes.routes, name="routes"),
    path("routes/of/<slug:paper_kind>/", routes.route, name="route"),
    path("routes/of/<slug:paper_kind>/default/", routes.restore_default, name="restore-default-route"),
    path("routes/<public_id:route>/restore/", routes.restore_version, name="restore-route"),
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/new/", delegations.new_delegation, name="new-delegation"),
    path("delegations/<public_id:delegation>/revoke/", delegations.revoke, name="revoke-delegation"),
    path("delegations/<public_id:delegation>/proof/", delegations.proof, name="delegation-proof"),
]
