"""What each route of the panel answers to whom, and what its addresses name; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call
from luoshi.selection.panel.models import (
    Assigned,
    Conflict,
    Discipline,
    DisciplineText,
    Draw,
    Expert,
    LiftAsked,
    Proposal,
    Seat,
    Stood,
)

from .lines import EDITORS, EVERYBODY, HOST, OWN_RUNNERS, Expected, Form, button, nothing, page, version

PANEL_THINGS: dict[str, Any] = {  # what addresses name
    "expert": Expert,
    "panel_call": Call,
    "panel_draw": Draw,
    "panel_seat": Seat,
    "own_seat": Seat,
    "panel_task": Assigned,
    "panel_conflict": Conflict,
    "panel_proposal": Proposal,
    "drawn_call": Call,
    "drawn": Draw,
}
WATCHERS = EDITORS | {"monitor"}
RUNNERS = EDITORS | HOST
MONITOR, EXPERT = frozenset({"monitor"}), frozenset({"expert"})


def an_expert(row: Any = None, user: Any = None) -> dict[str, Any]:
    """Of one who has an account the name stays the account's."""
    name = row.membership.user.name if isinstance(row, Expert) else "示例专家"
    said = {"name": name, "sort": "school", "region": "here", "load": "20", "employer1": "某大学"}
    return {**said, "_version": getattr(row, "version", 1)}


def a_text(row: Any = None, user: Any = None) -> dict[str, Any]:
    return {"words": "我承诺公正评审。"}


def own_post(row: Expert, user: Any) -> dict[str, Any]:
    """An account is bound by its name; that of an expert in the world is a canary."""
    if user is not None and user.cast_key != "expert":
        Expert.objects.filter(pk=row.pk).update(name=row.membership.user.name)
    return {"post": row.membership.public_id, **version(row)}


def expert_in(state: str, **fields: Any) -> Form:
    def form(row: Expert, user: Any) -> dict[str, Any]:
        if user.cast_key != "expert":
            Expert.objects.filter(pk=row.pk).update(state=state)
        return {**fields, **version(row)}

    return form


def another_expert(call: Call, user: Any) -> dict[str, Any]:
    """One more in the pool who may be asked."""
    post = Membership.objects.get(user__cast_key="inspector")
    made, _ = Membership.objects.get_or_create(user=post.user, organisation=post.organisation, role="expert")
    expert = Expert.objects.filter(membership=made).first() or Expert.objects.create(
        organisation=call.organisation, membership=made, name="示例", state="active"
    )
    return {"experts": [expert.public_id]}


def begun(call: Call, user: Any) -> dict[str, Any]:
    Draw.objects.filter(call=call).update(state="void")
    return {"need": "1"}


def _pair(call: Call, taken: bool = True) -> dict[str, Any]:
    """A candidate and an application that no conflict keeps apart."""
    seat = Seat.objects.filter(call=call).order_by("pk")[0]
    paper = Application.objects.get(call=call, sequence=2)
    return {"seat": seat.public_id, "application": paper.public_id, "reason": "亲属"}


def a_conflict(call: Call, user: Any) -> dict[str, Any]:
    return _pair(call)


def given(call: Call, user: Any) -> dict[str, Any]:
    Assigned.objects.filter(seat__call=call).update(void_at=clock.now(), void_reason="重分")
    return _pair(call)


def drawn(state: str, **fields: Any) -> Form:
    def form(row: Draw, user: Any) -> dict[str, Any]:
        Assigned.objects.filter(seat__call=row.call_id).update(void_at=clock.now(), void_reason="重分")
        Draw.objects.filter(pk=row.pk).update(state=state, job="")
        if state == "open":
            Stood.objects.filter(draw=row).delete()  # its pool is not closed yet
        return {**fields, **version(row)}

    return form


def left(row: Seat, user: Any) -> dict[str, Any]:
    if user.cast_key != "expert":
        Seat.objects.filter(pk=row.pk).update(left_at=clock.now(), reason="出差")
    return version(row)


def with_reason(row: Any, user: Any) -> dict[str, Any]:
    return {"reason": "有事", **version(row)}


def most(row: Any, user: Any) -> dict[str, Any]:
    return {"most": "5", **version(row)}


def passed(row: Assigned, user: Any) -> dict[str, Any]:
    other = Seat.objects.filter(call=row.seat.call_id).exclude(pk=row.seat_id)[0]
    return {"seat": other.public_id, **with_reason(row, user)}


def lifted(row: Conflict, user: Any) -> dict[str, Any]:
    Conflict.objects.filter(pk=row.pk).update(lifted_at=None)
    return with_reason(row, user)


def declared(row: Conflict, user: Any) -> dict[str, Any]:
    Conflict.objects.filter(pk=row.pk).update(kind="declared")
    Proposal.objects.filter(conflict=row).delete()
    return lifted(row, user)


def named_like(row: Seat, user: Any) -> dict[str, Any]:
    """An application of this selection names somebody of the expert's name."""
    paper = Application.objects.filter(call=row.call_id, state="accepted")[0]
    paper.people.create(name=row.expert.name, role="member", order=90)
    return {"application": paper.public_id, **with_reason(row, user)}


def declared_there(row: Seat, user: Any) -> dict[str, Any]:
    Conflict.objects.filter(expert=row.expert_id).update(kind="declared", lifted_at=None)
    return with_reason(row, user)


def asked_there(row: Seat, user: Any) -> dict[str, Any]:
    LiftAsked.objects.get_or_create(
        seat=row, answered_at=None, defaults={"reason": "看错了", "asked_by": row.held_by}
    )
    return with_reason(row, user)


def proposed(row: Draw, user: Any) -> dict[str, Any]:
    Proposal.objects.filter(draw=row).delete()
    return drawn("drawn", reason="名单有误")(row, user)


def unasked(row: Draw, user: Any) -> dict[str, Any]:
    """It has its result, and nobody waits for it to be voided."""
    Proposal.objects.filter(draw=row).delete()
    return drawn("drawn")(row, user)


def drawn_of(row: Proposal, user: Any) -> dict[str, Any]:
    """It is about a draw that has its result and waits."""
    drawn("drawn")(row.draw, user)
    return version(row)


def signed(row: Seat, user: Any) -> dict[str, Any]:
    if user.cast_key == "expert":
        Discipline.objects.filter(seat=row).delete()
    text = DisciplineText.objects.filter(organisation=row.call.organisation_id)[0]
    return {"text": text.public_id, **version(row)}


def a_unit(row: Seat, user: Any) -> dict[str, Any]:
    school = Organisation.objects.filter(kind="school", path__startswith=row.call.organisation.path)[0]
    return {"organisation": school.public_id, "reason": "配偶在该校"}


def edited(form: Form) -> Expected:
    return Expected(get=EDITORS, post=EDITORS, form=form)


def own_pool(form: Form) -> Expected:
    """A county and a school keep a pool of their own, for their own selections."""
    return Expected(get=EDITORS | OWN_RUNNERS, post=EDITORS | OWN_RUNNERS, form=form)


def run(form: Form) -> Expected:
    return Expected(get=RUNNERS, post=RUNNERS, form=form)


EXPECTED_PANEL: dict[str, Expected] = {
    "panel-experts": page(WATCHERS | OWN_RUNNERS),
    "panel-experts-xlsx": Expected(post=WATCHERS | OWN_RUNNERS, form=nothing, done=200, gate=True),
    "panel-new-expert": own_pool(an_expert),
    "panel-text": own_pool(a_text),
    "panel-expert": page(),
    "panel-edit-expert": edited(an_expert),
    "panel-bind-expert": edited(own_post),
    "panel-pause-expert": button(EDITORS, expert_in("active", reason="出国")),
    "panel-resume-expert": button(EDITORS, expert_in("paused")),
    "panel-remove-expert": button(EDITORS, expert_in("active", reason="退休")),
    "panel-restore-expert": button(EDITORS, expert_in("removed")),
    "panels": page(WATCHERS | HOST | OWN_RUNNERS),
    "panel": page(),
    "panel-choose": run(another_expert),
    "panel-start-draw": run(begun),
    "panel-conflicts": page(),
    "panel-set-conflict": run(a_conflict),
    "panel-hands": page(),
    "panel-give": run(given),
    "opened-draws": Expected(get=EVERYBODY, public=True),
    "opened-draw-file": Expected(get=EVERYBODY, public=True),
    "panel-draw": page(),
    "panel-close-pool": button(RUNNERS, drawn("open")),
    "panel-run-draw": button(RUNNERS, drawn("closed")),
    "panel-witness-draw": button(MONITOR, drawn("drawn", words="在场")),
    "panel-confirm-draw": button(RUNNERS, unasked),
    "panel-void-draw": button(RUNNERS, drawn("open", reason="名单有误")),
    "panel-propose-void": button(RUNNERS, proposed),
    "panel-confirm-proposal": button(MONITOR, drawn_of),
    "panel-decline-proposal": button(MONITOR, with_reason),
    "panel-drop-proposal": button(RUNNERS),
    "panel-problem": page(),
    "panel-result": page(),
    "panel-set-most": button(RUNNERS, most),
    "panel-leave-seat": button(RUNNERS, with_reason),
    "panel-return-seat": button(RUNNERS, left),
    "panel-pass-on": run(passed),
    "panel-take-back": button(RUNNERS, with_reason),
    "panel-lift-conflict": button(RUNNERS, lifted),
    "panel-propose-lift": button(RUNNERS, declared),
    "panel-propose-naming": button(RUNNERS | MONITOR, named_like),
    "own-panels": page(EXPERT),
    "own-panel": page(EXPERT),
    "panel-sign": button(EXPERT, signed),
    "panel-answer-lift": button(RUNNERS, asked_there),
    "panel-ask-lift": button(EXPERT, declared_there),
    "panel-declare-unit": Expected(get=EXPERT, post=EXPERT, form=a_unit),
}
