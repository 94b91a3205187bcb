"""A panel in the test world, a canary in each text of its own: two experts, a conflict, a confirmed draw, a task."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luoshi.accounts.actions import add_person
from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.actions import set_up_form
from luoshi.common.dataforms.models import FormDefinition
from luoshi.core.assignment.tasks import draw as solve
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call, Kind
from luoshi.selection.panel import actions
from luoshi.selection.panel.models import Assigned, Expert, Proposal

from .world_arrived import arrive

if TYPE_CHECKING:
    from .world import World

OFFICERS = ("city-officer", "section-head")
SEERS = (*OFFICERS, "monitor", "host")  # the host makes the panel for the bureau
FORM: dict[str, Any] = {"fields": [{"key": "summary", "kind": "text", "label": "主要做法"}]}
RULES = {"rubric": {"total": 100, "items": [{"key": "a", "title": "目标", "most": 100}]}}


def make_panel(world: World) -> None:
    """Runs inside the world's act."""
    officer, monitor = actor_for(world.people["city-officer"]), actor_for(world.people["monitor"])
    call = _call(world)
    papers = [_application(world, call, number) for number in (1, 2)]
    post = world.people["expert"]
    second = add_person(
        name="示例评审二",
        mobile=world.mobile(),
        organisation=post.organisation,
        role="expert",
        by=system_actor(),
    )
    first, other = _expert(world, post, [*SEERS, "expert"]), _expert(world, second, SEERS)
    bureau = post.organisation
    words = world.canary()
    text = actions.write_text(organisation=bureau, words=words, by=officer)
    world.add("panel_call", call, [], SEERS)
    actions.add_seats(call=call, experts=[first, other], by=officer)
    seat = first.seats.get()
    reason = world.canary()
    conflict = actions.set_conflict(seat=seat, application=papers[0], reason=reason, by=officer)
    world.add("panel_conflict", conflict, [reason], SEERS)
    _draw(world, call, officer, monitor)
    actions.sign(seat=seat, text=text, by=actor_for(post))
    world.add("own_seat", seat, [words], ["expert"])
    world.add("panel_seat", seat, [], [*SEERS, "expert"])
    task = Assigned.objects.get(application=papers[1])
    world.add("panel_task", task, [], SEERS)
    arrive(call)


def _draw(world: World, call: Call, officer: Any, monitor: Any) -> None:
    draw = actions.start_draw(call=call, need=1, by=officer)
    actions.close_pool(draw=draw, by=officer)
    answer = solve([], {"problem": draw.problem, "seconds": 10})
    actions.note_drawn(draw=draw, result=answer["result"], by=officer)
    said = world.canary()
    actions.witness_draw(draw=draw, opinion=said, by=monitor)
    actions.confirm_draw(draw=draw, by=officer)
    why = world.canary()
    proposal = acts.create(
        Proposal, call=call, draw=draw, reason=why, said_by=Membership.objects.get(pk=officer.membership_id)
    )
    world.add("panel_proposal", proposal, [], SEERS)
    world.add("panel_draw", draw, [said, why], SEERS)


def _expert(world: World, post: Membership, seers: Any) -> Expert:
    name, title, field, employer, note = (world.canary() for _ in range(5))
    tenures = [{"name": employer, "organisation": None, "since": None, "until": None}]
    officer = actor_for(world.people["city-officer"])
    facts = {"name": post.user.name, "title": title, "fields": [field], "note": note}
    expert: Expert = actions.add_expert(organisation=post.organisation, tenures=tenures, by=officer, **facts)
    actions.bind_expert(expert=expert, post=post, by=officer)
    acts.change(expert, name=name)  # no canary may be the name of an account, which others see
    world.add("expert", expert, [name, title, field, employer, note], seers)
    return expert


def _call(world: World) -> Call:
    post = world.people["city-officer"]
    bureau, now = post.organisation, clock.now()
    set_up_form(
        key="panel-world", title="申报表", owner_id=bureau.pk, owner_public_id=bureau.public_id,
        owner_name=bureau.name, content=FORM, by=system_actor(),
    )  # fmt: skip
    form = FormDefinition.objects.get(key="panel-world", owner_id=bureau.pk)
    kind = acts.create(Kind, organisation=bureau, title="评审组示例", rules=RULES, definition=form)
    days = dt.timedelta(days=9)
    call: Call = acts.create(
        Call, organisation=bureau, officer=post, kind=kind, title="评审组示例遴选", rules=RULES,
        form_version=form.current, opens_at=now - 2 * days, until=now - days, opened_at=now - 2 * days,
        closed_at=now - days, state="drawing", host=world.people["host"].organisation, host_panel=True,
    )  # fmt: skip
    return call


def _application(world: World, call: Call, number: int) -> Application:
    owner = world.people["school-office"]
    made: Application = acts.create(
        Application, call=call, organisation=owner.organisation, owner=owner, title=f"评审组示例申报{number}",
        state="accepted", sequence=number, sent_at=clock.now(), receipt={},
    )  # fmt: skip
    return made
