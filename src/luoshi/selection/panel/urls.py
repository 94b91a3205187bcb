"""Pages of the panel."""

from django.urls import include, path

from .views import draws, hands, opened, own, panels, pool, proposals

of_expert = [
    path("", pool.expert, name="panel-expert"),
    path("edit/", pool.edit_expert, name="panel-edit-expert"),
    path("bind/", pool.bind_expert, name="panel-bind-expert"),
    path("pause/", pool.pause_expert, name="panel-pause-expert"),
    path("resume/", pool.resume_expert, name="panel-resume-expert"),
    path("remove/", pool.remove_expert, name="panel-remove-expert"),
    path("restore/", pool.restore_expert, name="panel-restore-expert"),
]
of_panel = [
    path("", panels.panel, name="panel"),
    path("choose/", panels.choose, name="panel-choose"),
    path("draw/", panels.start_draw, name="panel-start-draw"),
    path("conflicts/", hands.conflicts, name="panel-conflicts"),
    path("conflicts/new/", hands.set_conflict, name="panel-set-conflict"),
    path("hands/", hands.hands, name="panel-hands"),
    path("give/", hands.give, name="panel-give"),
]
of_draw = [
    path("", draws.draw, name="panel-draw"),
    path("close/", draws.close_pool, name="panel-close-pool"),
    path("run/", draws.run_draw, name="panel-run-draw"),
    path("witness/", draws.witness_draw, name="panel-witness-draw"),
    path("confirm/", draws.confirm_draw, name="panel-confirm-draw"),
    path("void/", draws.void_draw, name="panel-void-draw"),
    path("propose-void/", draws.propose_void, name="panel-propose-void"),
    path("problem.json", draws.problem, name="panel-problem"),
    path("result.json", draws.result, name="panel-result"),
]
of_seat = [
    path("most/", panels.set_most, name="panel-set-most"),
    path("leave/", panels.leave_seat, name="panel-leave-seat"),
    path("return/", panels.return_seat, name="panel-return-seat"),
    path("answer-lift/", hands.answer_lift, name="panel-answer-lift"),
    path("another/", hands.propose_naming, name="panel-propose-naming"),
]
of_task = [
    path("pass/", hands.pass_on, name="panel-pass-on"),
    path("take-back/", hands.take_back, name="panel-take-back"),
]
of_conflict = [
    path("lift/", hands.lift_conflict, name="panel-lift-conflict"),
    path("propose-lift/", hands.propose_lift, name="panel-propose-lift"),
]
of_proposal = [
    path("confirm/", proposals.confirm_proposal, name="panel-confirm-proposal"),
    path("decline/", proposals.decline_proposal, name="panel-decline-proposal"),
    path("drop/", proposals.drop_proposal, name="panel-drop-proposal"),
]
of_own = [
    path("", own.own_panel, name="own-panel"),
    path("sign/", own.sign, name="panel-sign"),
    path("declare/", own.declare_unit, name="panel-declare-unit"),
    path("ask-lift/", own.ask_lift, name="panel-ask-lift"),
]
urlpatterns = [
    path("experts/", pool.experts, name="panel-experts"),
    path("experts/new/", pool.new_expert, name="panel-new-expert"),
    path("experts/commitment/", pool.write_text, name="panel-text"),
    path("experts/experts.xlsx", pool.experts_xlsx, name="panel-experts-xlsx"),
    path("experts/<public_id:expert>/", include(of_expert)),
    path("panels/", panels.panels, name="panels"),
    path("panels/<public_id:panel_call>/", include(of_panel)),
    path("panel-draws/<public_id:panel_draw>/", include(of_draw)),
    path("public-draws/<public_id:drawn_call>/", opened.opened, name="opened-draws"),
    path("public-draw-files/<public_id:drawn>/", opened.opened_file, name="opened-draw-file"),
    path("panel-seats/<public_id:panel_seat>/", include(of_seat)),
    path("panel-tasks/<public_id:panel_task>/", include(of_task)),
    path("panel-conflicts/<public_id:panel_conflict>/", include(of_conflict)),
    path("panel-proposals/<public_id:panel_proposal>/", include(of_proposal)),
    path("own-panels/", own.own_panels, name="own-panels"),
    path("own-panels/<public_id:own_seat>/", include(of_own)),
]
