"""Pages of people and sign-in."""

from django.urls import include, path

from luoshi.common import converters as _converters  # noqa: F401  registers <public_id:…>

from .views import accounts, invitations, leaving, lists, me, organisations, people, roles, signing, tickets

own = [
    path("", me.me, name="me"),
    path("password/", me.change_password, name="change-password"),
    path("sessions/end-others/", me.end_other_sessions, name="end-other-sessions"),
    path("sessions/<public_id:session>/end/", me.end_session, name="end-session"),
]
one_account = [
    path("", accounts.account, name="account"),
    path("ticket/", accounts.issue_ticket, name="issue-ticket"),
    path("disable/", accounts.disable, name="disable-account"),
    path("enable/", accounts.enable, name="enable-account"),
    path("end-sessions/", accounts.end_sessions, name="end-person-sessions"),
]
one_list = [
    path("", lists.one_list, name="list-upload"),
    path("propose/", lists.propose, name="propose-list"),
    path("apply/", lists.apply, name="apply-list"),
    path("return/", lists.send_back, name="return-list"),
    path("discard/", lists.discard, name="discard-list"),
]
urlpatterns = [
    path("sign-in/", signing.sign_in_page, name="sign-in"),
    path("sign-in/as/<slug:cast>/", signing.sign_in_as, name="sign-in-as"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("tickets/<slug:secret>/", tickets.ticket, name="ticket"),
    path("me/", include(own)),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/invitations/", invitations.invitations, name="invitations"),
    path("accounts/<public_id:user>/", include(one_account)),
    path("people/", people.people, name="people"),
    path("people.xlsx", people.people_xlsx, name="people-xlsx"),
    path("people/new/", people.new_person, name="new-person"),
    path("people/<public_id:user>/", people.person, name="person"),
    path("people/<public_id:user>/ticket/confirm/", people.confirm_ticket, name="confirm-ticket"),
    path("people/<public_id:user>/ticket/void/", people.void_ticket, name="void-ticket"),
    path("people/<public_id:user>/posts/", people.add_post, name="add-post"),
    path("people/<public_id:user>/leave/", leaving.leave, name="leave-posts"),
    path(
        "organisations/<public_id:organisation>/change/<slug:what>/",
        organisations.change_organisation,
        name="change-organisation",
    ),
    path("changes/<public_id:change>/undo/", organisations.undo_change, name="undo-organisation-change"),
    path(
        "planned-changes/<public_id:planned>/withdraw/",
        organisations.withdraw_planned,
        name="withdraw-planned-change",
    ),
    path(
        "planned-changes/<public_id:planned>/carry-out/",
        organisations.carry_out_planned,
        name="carry-out-planned-change",
    ),
    path("lists/", lists.lists, name="lists"),
    path("lists/<slug:form>.xlsx", lists.template, name="list-template"),
    path("lists/<public_id:list>/", include(one_list)),
    path("handovers/<public_id:handover>/", leaving.handover, name="handover"),
    path("handovers/<public_id:handover>/receive/", leaving.receive, name="receive-handover"),
    path("posts/switch/", signing.switch_post, name="switch-post"),
    path("posts/<public_id:post>/keep/", leaving.keep_post, name="keep-post"),
    path("posts/<public_id:post>/end/", people.end_post, name="end-post"),
    path("roles/", roles.roles, name="roles"),
]
