"""Pages of kinds and calls."""

from django.urls import include, path

from .views import acting, calls, kinds, making, reckoning, rules

of_kind = [
    path("", kinds.selection_kind, name="selection-kind"),
    path("edit/", kinds.edit_kind, name="edit-selection-kind"),
    path("withdraw/", kinds.withdraw_kind, name="withdraw-selection-kind"),
    path("restore/", kinds.restore_kind, name="restore-selection-kind"),
    path("rules/<slug:section>/", rules.kind_rules, name="selection-kind-rules"),
    path("conditions/choose/", rules.choose_condition, name="choose-kind-condition"),
    path("conditions/arrange/", rules.arrange_conditions, name="arrange-kind-conditions"),
    path("conditions/add/<slug:about>/", rules.add_condition, name="add-kind-condition"),
    path("conditions/<int:number>/", rules.edit_condition, name="edit-kind-condition"),
    path("call/", making.new_call, name="new-call"),
]
of_call = [
    path("", calls.call_, name="call"),
    path("edit/", making.edit_call, name="edit-call"),
    path("quotas/", making.call_quotas, name="call-quotas"),
    path("quotas/reckon/", reckoning.reckon_quotas, name="reckon-call-quotas"),
    path("host/", acting.host_of_call, name="call-host"),
    path("notice/", calls.call_notice, name="call-notice"),
    path("before/", acting.take_kind, name="take-selection-kind"),
    path("take-rules/", acting.take_call_rules, name="take-call-rules"),
    path("open/", acting.open_call, name="open-call"),
    path("close/", acting.close_call, name="close-call"),
    path("withdraw/", acting.withdraw_call, name="withdraw-call"),
    path("restore/", acting.restore_call, name="restore-call"),
    path("extend/", acting.extend_call, name="extend-call"),
]
urlpatterns = [
    path("selections/", calls.calls, name="calls"),
    path("selections/<public_id:selection>/", include(of_call)),
    path(
        "selection-extensions/<public_id:call_extension>/confirm/",
        acting.confirm_extension,
        name="confirm-call-extension",
    ),
    path(
        "selection-extensions/<public_id:call_extension>/drop/",
        acting.drop_extension,
        name="drop-call-extension",
    ),
    path(
        "selection-extensions/<public_id:call_extension>/decline/",
        acting.decline_extension,
        name="decline-call-extension",
    ),
    path(
        "selection-proposals/<public_id:call_proposal>/decline/",
        acting.decline_proposal,
        name="decline-call-proposal",
    ),
    path(
        "selection-proposals/<public_id:call_proposal>/confirm/",
        acting.confirm_proposal,
        name="confirm-call-proposal",
    ),
    path(
        "selection-proposals/<public_id:call_proposal>/drop/", acting.drop_proposal, name="drop-call-proposal"
    ),
    path("selection-kinds/", kinds.selection_kinds, name="selection-kinds"),
    path("selection-kinds/new/", kinds.new_kind, name="new-selection-kind"),
    path("selection-kinds/<public_id:selection_kind>/", include(of_kind)),
]
