"""What everybody may have of a draw, and when: once every round is over and the list is shown to all, the file by which
it is made once more. It holds codes only: no name, no employer, no field of anybody.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.common.checkpoints import signing_key
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .models import Draw

OPEN_TO_ALL = (CallState.NOTICED, CallState.ENDED)  # every sheet is open, nothing is left to be read


def is_open_to_all(call: Call) -> bool:
    """Before that, somebody who knows the pool could work out who reads what."""
    return call.state in OPEN_TO_ALL


def calls_open_to(actor: Actor) -> QuerySet[Call]:
    """As their notices: to a stranger what is public, a school's own selection to its people."""
    public = ~Q(organisation__kind=Organisation.Kind.SCHOOL)
    own = Q(organisation=actor.organisation_id) if actor.membership_id is not None else Q(pk=None)
    rows = Call.objects.filter(public | own, state__in=OPEN_TO_ALL).select_related("organisation")
    return rows.filter(draws__result__isnull=False).distinct()


def draws_open_to(actor: Actor) -> QuerySet[Draw]:
    """Those that were worked out, also one that was voided since: the next one is no secret choice among several."""
    calls = calls_open_to(actor).order_by().values("pk")
    return Draw.objects.filter(call__in=calls, result__isnull=False).select_related("call").order_by("pk")


def names_nobody(draw: Draw) -> bool:
    """A draw of before had the experts' regions and fields in its list, whoever asked for them or not: such a file is
    shown by the office that has it, not given to everybody."""
    asked = {rule["group"] for rule in draw.problem["mix"]} if draw.problem else set()
    kinds = {group for row in draw.problem["reviewers"] for group in row["groups"]} if draw.problem else set()
    return all(each.startswith(CATEGORY) for each in asked | kinds)


CATEGORY = "类别"  # what a rule of the mix speaks of stands in the list as 类别1, 类别2


def file_of(draw: Draw) -> bytes:
    moments = {name: getattr(draw, name) for name in ("committed_at", "closed_at", "drawn_at")}
    said = {name: timezone.localtime(at).isoformat() for name, at in moments.items()}
    kept = ("commitment", "problem", "problem_hash", "result", "result_hash")
    from luoshi.core.draw_file import draw_file  # it draws anew too: that library is heavy and rarely wanted

    return draw_file({**said, **{name: getattr(draw, name) for name in kept}}, signing_key())
