"""Changes of organisations entered ahead of their day: seen before, withdrawn before, carried out by the tick.

What was entered is the form itself. On the day it is read again, by the post that entered it and with the rights that
post has then: either the whole act happens, in the name of that post, or nothing, and those concerned read why.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import QueryDict

from luoshi.common import acts, clock
from luoshi.common.actor import Actor, system_actor
from luoshi.common.errors import Refusal, RuleBroken
from luoshi.common.moves import make_move

from . import permissions
from .models import Organisation, PlannedChange
from .organisation_forms import ChangeForm
from .organisation_kinds import KINDS, perform
from .organisations import refuse_closed
from .posts import WITHIN_REASON
from .queries import actor_of_membership, organisations_under
from .states import PLANNED_MOVES, PlannedState

log = logging.getLogger(__name__)
THEN = "请核对后在单位页面“沿革”中点“现在办理”；不再需要的，点“撤回登记”。"


def refuse_planned_day(day: dt.date) -> None:
    """Raises RuleBroken for a day that is not to come, or too far away."""
    if not clock.today() < day <= clock.today() + WITHIN_REASON:
        raise RuleBroken("提前登记的生效日期要在明天起一年之内，请核对年份后重新填写。")


@acts.act("accounts.plan_change", who=permissions.can_plan_change, under="organisation")
def plan_change(
    *, organisation: Organisation, what: str, given: dict[str, list[str]], by: Actor
) -> PlannedChange:
    """Enter a change for a day to come; `given`: the form as it was sent. Raises RuleBroken where the form does not
    hold, where the day is not to come and where the same stands there already.
    """
    kind = KINDS[what]
    if not kind.may(by, organisation):
        raise PermissionDenied
    refuse_closed(organisation)
    cleaned = _read(organisation, what, given, by)
    refuse_planned_day(cleaned["on"])
    waiting = PlannedChange.objects.filter(organisation=organisation, what=what, state=PlannedState.WAITING)
    if waiting.filter(on=cleaned["on"], given=given).exists():
        raise RuleBroken("同样的变动已经登记过，见单位页面“沿革”，不用再登记。")
    words = kind.foresee(organisation, cleaned)[0] if what != "close" else f"撤销{organisation.name}"
    return acts.create(  # type: ignore[no-any-return]
        PlannedChange,
        organisation=organisation,
        post_id=by.membership_id,
        what=what,
        on=cleaned["on"],
        given=given,
        words=words[:400],
    )


def _read(organisation: Organisation, what: str, given: dict[str, list[str]], by: Actor) -> dict[str, Any]:
    """What the form says now, for this actor. Raises RuleBroken with its words where it no longer holds."""
    form = form_of(organisation, what, given, by)
    if not form.is_valid():
        said = [
            f"{form.fields[name].label}：{words[0]}"
            for name, words in form.errors.items()
            if name in form.fields
        ]
        raise RuleBroken("；".join(said) or str(next(iter(form.errors.values()))[0]))
    return form.cleaned_data


def form_of(organisation: Organisation, what: str, given: dict[str, list[str]], by: Actor) -> ChangeForm:
    data = QueryDict(mutable=True)
    for name, values in given.items():
        data.setlist(name, values)
    return KINDS[what].form(data, organisation=organisation, choices=organisations_under(by))


def as_sent(form: ChangeForm, sent: QueryDict) -> dict[str, list[str]]:
    """What of a request belongs to the form, to be kept."""
    return {name: sent.getlist(name) for name in form.fields if name in sent}


@acts.act("accounts.withdraw_planned_change", who=permissions.can_settle_planned, on="planned")
def withdraw_planned_change(*, planned: PlannedChange, by: Actor) -> PlannedChange:
    """It does not happen. Raises RuleBroken when it has happened or was withdrawn already."""
    make_move(PLANNED_MOVES, "accounts.withdraw_planned_change", planned)
    return planned


@acts.act("accounts.carry_out_change", who=permissions.can_settle_planned, on="planned")
def carry_out_change(*, planned: PlannedChange, by: Actor) -> PlannedChange:
    """The act itself, on its day or, where it could not be done then, afterwards. All of it or nothing."""
    if planned.on > clock.today():
        raise RuleBroken(
            f"生效日期是 {planned.on:%Y年%-m月%-d日}，到那天自动办理；不再需要的，现在可以撤回。"
        )
    make_move(PLANNED_MOVES, "accounts.carry_out_change", planned, problem="")
    organisation = Organisation.objects.get(pk=planned.organisation_id)
    kind = KINDS[planned.what]
    if not kind.may(by, organisation):
        raise PermissionDenied
    refuse_closed(organisation)
    perform(kind, organisation, _read(organisation, planned.what, planned.given, by), by=by)
    return planned


@acts.act("accounts.note_change_failed", who=permissions.only_the_system, on="planned")
def note_change_failed(*, planned: PlannedChange, problem: str, by: Actor) -> PlannedChange:
    """Its day has come and it could not be done: those concerned find it on their desk, with the reason."""
    make_move(PLANNED_MOVES, "accounts.note_change_failed", planned, problem=problem[:400])
    return planned


def carry_out_due() -> int:
    """All whose day has come, in the order of their days; called by the tick. Returns how many were carried out."""
    due = PlannedChange.objects.filter(state=PlannedState.WAITING, on__lte=clock.today())
    rows = due.select_related("organisation", "post__user", "post__organisation").order_by("on", "id")
    return sum(_carry_out(planned) for planned in list(rows))


def _carry_out(planned: PlannedChange) -> bool:
    try:
        problem = _tried(planned)
    except (DatabaseError, OSError):
        raise
    except Exception:
        log.exception("a planned change broke and is tried again at the next tick; the others go on")
        return False
    if problem:
        planned.refresh_from_db()
        note_change_failed(planned=planned, problem=problem, by=system_actor(), version=planned.version)
    return problem == ""


def _tried(planned: PlannedChange) -> str | None:
    """Empty when it was done, the reason when it cannot be; None when it is to be tried again at the next tick."""
    by = actor_of_membership(planned.post_id)
    if by is None:
        return f"登记的人{planned.post.user.name}已不在岗。{THEN}"
    try:
        carry_out_change(planned=planned, by=by, version=planned.version)
    except RuleBroken as broken:
        return f"{broken.message[:300]}{THEN}"
    except PermissionDenied:
        return f"登记的人{planned.post.user.name}（{planned.post}）现在无权办理这项变动。{THEN}"
    except Refusal:  # locked, or withdrawn at this moment
        log.warning("a planned change is tried again at the next tick")
        return None
    return ""
