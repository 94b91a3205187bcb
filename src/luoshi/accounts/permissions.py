"""Who may do what to accounts. Each predicate answers for one actor and one object."""

from luoshi.common.actor import Actor

from .models import (
    Handover,
    ListUpload,
    Membership,
    Organisation,
    OrganisationChange,
    PlannedChange,
    Session,
    Ticket,
    User,
)
from .queries import STEP, accounts_visible_to


def can_issue_ticket(actor: Actor, user: User) -> bool:
    """A system administrator may invite people of the own tree and reset their passwords."""
    return actor.may("manage_accounts") and accounts_visible_to(actor).filter(pk=user.pk).exists()


def can_invite_many(actor: Actor, organisation: Organisation) -> bool:
    """A system administrator, for the own organisation and those below."""
    return actor.may("manage_accounts") and organisation.path.startswith(actor.path)


def can_switch_account(actor: Actor, user: User) -> bool:
    """Disable and enable: a system administrator, never the own account."""
    return can_issue_ticket(actor, user) and user.pk != actor.user_id


def can_use_ticket(actor: Actor, ticket: Ticket) -> bool:
    """Whoever holds the secret; the act checks its life."""
    return ticket is not None


def can_change_password(actor: Actor, user: User) -> bool:
    return user.pk == actor.user_id


def can_end_session(actor: Actor, session: Session) -> bool:
    """Only a browser of one's own."""
    return actor.user_id is not None and session.user_id_hint == actor.user_id


def can_grant_post(actor: Actor, user: User) -> bool:
    """A security administrator, to people of the own tree, never to himself or herself."""
    looks_after = actor.may("grant_roles") and accounts_visible_to(actor).filter(pk=user.pk).exists()
    return looks_after and user.pk != actor.user_id


def can_confirm_ticket(actor: Actor, user: User) -> bool:
    """The second person for an administrator's link: a security administrator, never for himself or herself."""
    return can_grant_post(actor, user)


def can_end_post(actor: Actor, post: Membership) -> bool:
    """A security administrator, at or below the own organisation, never the own post."""
    looks_after = actor.may("grant_roles") and post.organisation.path.startswith(actor.path)
    return looks_after and post.user_id != actor.user_id


def can_move_person(actor: Actor, user: User) -> bool:
    """Leaving posts: a security administrator of the person's tree, never for himself or herself."""
    return can_grant_post(actor, user)


def can_receive_handover(actor: Actor, handover: Handover) -> bool:
    """Only the post that took over."""
    return actor.membership_id is not None and handover.successor_id == actor.membership_id


def can_admit_person(actor: Actor, organisation: Organisation) -> bool:
    """A security administrator, into the own organisation or one below it."""
    return actor.may("grant_roles") and organisation.path.startswith(actor.path)


def can_manage_organisation(actor: Actor, organisation: Organisation) -> bool:
    """A security administrator, at or below the own place; departments of the own organisation its office too."""
    if actor.may("manage_organisations") and organisation.path.startswith(actor.path):
        return True
    inside = organisation.kind in (Organisation.Kind.DEPARTMENT, Organisation.Kind.TEACHING_RESEARCH)
    return inside and can_found_department(actor, None) and organisation.path[:-STEP] == actor.path


def can_found_below(actor: Actor, parent: Organisation) -> bool:
    """A new organisation of any kind: a security administrator, at or below the own place."""
    return actor.may("manage_organisations") and parent.path.startswith(actor.path)


def can_found_department(actor: Actor, parent: Organisation | None) -> bool:
    """A department: the office in its own organisation, a security administrator at or below the own place."""
    if not actor.may("manage_departments") or not actor.path:
        return False
    return parent is None or parent.path == actor.path or can_found_below(actor, parent)


def can_send_list(actor: Actor, organisation: Organisation) -> bool:
    """A list of people: the office for its own organisation, a security administrator for the own place and below."""
    own = actor.may("propose_people") and organisation.pk == actor.organisation_id
    return own or can_admit_person(actor, organisation)


def can_propose_list(actor: Actor, upload: ListUpload) -> bool:
    """Whoever may send lists but not grant posts, what the own organisation sent in."""
    return not actor.may("grant_roles") and can_discard_list(actor, upload)


def can_apply_list(actor: Actor, upload: ListUpload) -> bool:
    """Posts are granted by a security administrator; what an office proposed too."""
    return can_admit_person(actor, upload.organisation)


def can_discard_list(actor: Actor, upload: ListUpload) -> bool:
    """An administrator's list is no matter of the office it is about."""
    own = can_admit_person(actor, upload.organisation) or upload.post.organisation_id == actor.organisation_id
    return own and can_send_list(actor, upload.organisation)


def can_undo_change(actor: Actor, change: OrganisationChange) -> bool:
    return can_manage_organisation(actor, change.organisation)


def can_plan_change(actor: Actor, organisation: Organisation) -> bool:
    """Whoever may do some act to it; the act asks for the very one."""
    return (
        can_manage_organisation(actor, organisation)
        or can_found_below(actor, organisation)
        or can_found_department(actor, organisation)
    )


def can_settle_planned(actor: Actor, planned: PlannedChange) -> bool:
    """Withdraw what waits, carry out what could not be: whoever entered it, and whoever may change the place."""
    organisation, department = planned.organisation, planned.what == "department"
    return (
        (actor.membership_id is not None and planned.post_id == actor.membership_id)
        or can_manage_organisation(actor, organisation)
        or (department and can_found_department(actor, organisation))
    )


def can_set_up(actor: Actor, anything: object) -> bool:
    """Loading organisations and the first people: the command line on the server, or a plan editor through packs."""
    return actor.is_system or actor.may("edit_plan")


def only_the_system(actor: Actor, anything: object) -> bool:
    """The command line on the server."""
    return actor.is_system


ACCOUNTS_WHO = {
    "accounts.make_first_admins": only_the_system,
    "accounts.issue_ticket": can_issue_ticket,
    "accounts.issue_invitations": can_invite_many,
    "accounts.confirm_ticket": can_confirm_ticket,
    "accounts.void_ticket": can_confirm_ticket,
    "accounts.disable_user": can_switch_account,
    "accounts.enable_user": can_switch_account,
    "accounts.use_ticket": can_use_ticket,
    "accounts.change_password": can_change_password,
    "accounts.end_person_sessions": can_issue_ticket,
    "accounts.end_session": can_end_session,
    "accounts.end_other_sessions": can_change_password,
    "accounts.admit_person": can_admit_person,
    "accounts.add_post": can_grant_post,
    "accounts.end_post": can_end_post,
    "accounts.leave_posts": can_move_person,
    "accounts.keep_post": can_end_post,
    "accounts.hand_over": can_end_post,
    "accounts.settle_handover": only_the_system,
    "accounts.receive_handover": can_receive_handover,
    "accounts.send_list": can_send_list,
    "accounts.propose_list": can_propose_list,
    "accounts.apply_list": can_apply_list,
    "accounts.return_list": can_apply_list,
    "accounts.discard_list": can_discard_list,
    "accounts.make_sample_people": only_the_system,
    "accounts.add_person": only_the_system,
    "accounts.set_up_organisation": can_set_up,
    "accounts.place_organisation": can_manage_organisation,
    "accounts.found_organisation": can_found_below,
    "accounts.found_department": can_found_department,
    "accounts.rename_organisation": can_manage_organisation,
    "accounts.add_second_name": can_manage_organisation,
    "accounts.drop_second_name": can_manage_organisation,
    "accounts.add_second_supervisor": can_manage_organisation,
    "accounts.end_second_supervisor": can_manage_organisation,
    "accounts.merge_organisations": can_manage_organisation,
    "accounts.split_organisation": can_manage_organisation,
    "accounts.close_organisation": can_manage_organisation,
    "accounts.undo_organisation_change": can_undo_change,
    "accounts.plan_change": can_plan_change,
    "accounts.withdraw_planned_change": can_settle_planned,
    "accounts.carry_out_change": can_settle_planned,
    "accounts.note_change_failed": only_the_system,
    "accounts.withdraw_organisation": can_set_up,
}
