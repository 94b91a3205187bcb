"""Who may what with applications. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.papers.permissions import can_decide, can_enter
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .models import Application, OfficerConflict
from .named import asked_of
from .queries import (
    applications_visible_to,
    applies_in,
    county_of,
    hosts,
    is_from_within,
    keeps_away,
    officers_of,
    takes_part,
)


def can_apply(actor: Actor, call: Call) -> bool:
    """Those who apply for their organisation, which stands under the bureau that called."""
    below = Organisation.objects.filter(within(call.organisation.path), pk=actor.organisation_id)
    return actor.may("apply_selections") and below.exists()


def can_write_application(actor: Actor, application: Application) -> bool:
    """Its author, and those who answer for the school; in the school's own selection its author alone."""
    own = application.organisation_id == actor.organisation_id and actor.may("apply_selections")
    answers = actor.may("write_papers") and not is_from_within(application)
    return own and (application.owner_id == actor.membership_id or answers)


def gives_countys_opinion(actor: Actor, application: Application) -> bool:
    """The county, while it lies there."""
    county = county_of(application.organisation, application.call)
    at_home = county is not None and county.pk == actor.organisation_id
    return at_home and can_decide_application(actor, application)


def can_print_opinion(actor: Actor, application: Application) -> bool:
    """Whoever writes it; the county its own; of a school's own selection that is over whoever sends its winners up."""
    over = is_from_within(application) and application.call.state == CallState.ENDED
    if over:
        return can_run_call(actor, application.call) and _is_free(actor, application)
    return can_write_application(actor, application) or gives_countys_opinion(actor, application)


def can_clear_person(actor: Actor, application: Application) -> bool:
    """Whether anything stands against a person says the school's office or leader, not the applicant; in the school's
    own selection whoever makes the formal check.
    """
    if is_from_within(application):
        return can_check_application(actor, application)
    return application.organisation_id == actor.organisation_id and actor.may("manage_duties")


def can_answer_named(actor: Actor, application: Application) -> bool:
    """Whom others named in it, and the office of a partner."""
    return asked_of(actor).filter(pk=application.pk).exists()


def is_author_of_application(actor: Actor, application: Application) -> bool:
    """Whoever sent it. Before it was sent, whoever writes it."""
    author = application.approval.author_id if application.approval else application.owner_id
    return actor.membership_id is not None and author == actor.membership_id


def can_withdraw_application(actor: Actor, application: Application) -> bool:
    """A draft its author; what the school handed in, those who answer for it."""
    return can_write_application(actor, application)


def _is_free(actor: Actor, application: Application) -> bool:
    """Not conflicted with it, no part of it, and no rival. In his own school a head who takes part in one passes on
    the others all the same: a school's own ranking is the school's.
    """
    seen = applications_visible_to(actor).filter(pk=application.pk).exists()
    if is_from_within(application) and takes_part(actor, application):
        return False
    own = application.organisation_id == actor.organisation_id
    return seen and (own or not applies_in(actor, application.call))


def can_decide_application(actor: Actor, application: Application) -> bool:
    decides = application.approval is not None and can_decide(actor, application.approval)
    return decides and _is_free(actor, application)


def can_enter_application(actor: Actor, application: Application) -> bool:
    enters = application.approval is not None and can_enter(actor, application.approval)
    return enters and _is_free(actor, application)


def can_rank(actor: Actor, call: Call) -> bool:
    """The county ranks what its schools handed in; nobody who takes part in one of them."""
    county = Organisation.objects.filter(
        within(call.organisation.path), pk=actor.organisation_id, kind=Organisation.Kind.COUNTY_BUREAU
    )
    ranks = actor.may("rank_selections") and actor.organisation_id != call.organisation_id
    return ranks and county.exists() and not applies_in(actor, call)


def can_run_call(actor: Actor, call: Call) -> bool:
    own = actor.may("run_selections") and actor.organisation_id == call.organisation_id
    return own and not applies_in(actor, call)


def can_take_in(actor: Actor, call: Call) -> bool:
    """The bureau, and the host that runs the formal check."""
    return can_run_call(actor, call) or hosts(actor, call, "checks")


def can_end_checks(actor: Actor, call: Call) -> bool:
    """What holds them up may be the very application that is kept from him."""
    return can_run_call(actor, call) and not keeps_away(actor, call)


def can_check_application(actor: Actor, application: Application) -> bool:
    return can_take_in(actor, application.call) and _is_free(actor, application)


def can_decide_check(actor: Actor, application: Application) -> bool:
    """Refusing somebody, and taking a decision back, stays with the bureau."""
    return can_run_call(actor, application.call) and _is_free(actor, application)


def can_reveal(actor: Actor, application: Application) -> bool:
    """A personal value, one at a time with a reason: whoever checks it has to call the people it names."""
    return can_check_application(actor, application)


def can_say_conflict(actor: Actor, application: Application) -> bool:
    """Who runs the call, and at the county whose hands it goes through: of himself or of a colleague; the bureau's
    monitor of monitors. Of whom exactly: `officers_of`.
    """
    outside = actor.organisation_id != application.organisation_id or is_from_within(application)
    watches = actor.may("watch_selections") and application.call.organisation_id == actor.organisation_id
    return outside and (
        can_check_application(actor, application)
        or can_decide_application(actor, application)
        or (watches and _is_free(actor, application))
    )


def can_keep_away(actor: Actor, call: Call, post: Membership) -> bool:
    """Whether the conflict of this person is his to say, or to lift."""
    return officers_of(actor, call).filter(user=post.user_id).exists()


def can_lift_conflict(actor: Actor, conflict: OfficerConflict) -> bool:
    """Another one of the same office: neither the conflicted one nor whoever said it."""
    other = actor.user_id not in (conflict.membership.user_id, conflict.said_by.user_id)
    call, post = conflict.application.call, conflict.membership
    same = conflict.membership.organisation_id == actor.organisation_id
    says = other and same and can_say_conflict(actor, conflict.application)
    return says and can_keep_away(actor, call, post)


APPLICATION_WHO = {
    "applying.start_application": can_apply,
    "applying.change_application": can_write_application,
    "applying.fill_application": can_write_application,
    "applying.add_person": can_write_application,
    "applying.remove_person": can_write_application,
    "applying.clear_person": can_clear_person,
    "applying.add_materials": can_write_application,
    "applying.take_evidence": can_write_application,
    "applying.remove_material": can_write_application,
    "applying.tick_statements": can_write_application,
    "applying.note_own_selection": can_write_application,
    "applying.confirm_named": can_answer_named,
    "applying.deny_named": can_answer_named,
    "applying.print_opinion": can_print_opinion,
    "applying.send_application": can_write_application,
    "applying.pass_application": can_decide_application,
    "applying.return_application": can_decide_application,
    "applying.enter_application": can_enter_application,
    "applying.resubmit_application": is_author_of_application,
    "applying.recall_application": is_author_of_application,
    "applying.withdraw_application": can_withdraw_application,
    "applying.restore_application": can_write_application,
    "applying.rank_applications": can_rank,
    "applying.register_paper": can_take_in,
    "applying.check_application": can_check_application,
    "applying.ask_correction": can_check_application,
    "applying.send_correction": can_write_application,
    "applying.accept_application": can_check_application,
    "applying.refuse_application": can_decide_check,
    "applying.check_again": can_decide_check,
    "applying.end_checks": can_end_checks,
    "applying.reveal": can_reveal,
    "applying.set_book": can_run_call,
    "applying.say_conflict": can_say_conflict,
    "applying.lift_conflict": can_lift_conflict,
}
