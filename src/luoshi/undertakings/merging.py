"""Duties follow when organisations merge, and go back when that is undone.

The duty of the old organisation stays as left, with its history; the new organisation carries one in its place. Two
old ones bound to the same task leave one duty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from luoshi.accounts.models import Organisation, OrganisationChange
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.stages import Holding

from .models import ChangeRequest, Duty, Work
from .states import DutyStage, RequestState

UNDER_WAY = (RequestState.RUNNING, RequestState.RETURNED)


def stands_on(organisation: Organisation) -> Iterable[Holding]:
    """Duties the organisation still carries; what is done stays written under its name."""
    carried = Duty.objects.filter(organisation=organisation, left_at__isnull=True)
    for duty in carried.exclude(stage=DutyStage.DONE).select_related("task"):
        yield Holding("责任项", str(duty.task), 0)
    open_now = ChangeRequest.objects.filter(state__in=UNDER_WAY)
    concerning = open_now.filter(Q(organisation=organisation) | Q(parts__organisation=organisation))
    for request in concerning.distinct():
        yield Holding("变更申请", request.title, 0)


def follow_merger(
    *, change: OrganisationChange, old: Organisation, new: Organisation, on: dt.date, by: Actor
) -> dict[str, Any]:
    """Every open duty of `old` is carried by `new` from now on. Returns what undoing needs.

    Raises RuleBroken while a request for a change of its duties is under way: it would be decided on what has gone.
    """
    open_now = ChangeRequest.objects.filter(state__in=UNDER_WAY)
    if open_now.filter(Q(organisation=old) | Q(parts__organisation=old)).exists():
        raise RuleBroken(f"{old.short}还有在办的变更申请，请先办结、退回作废或撤回，再合并。")
    works: dict[int, Work] = {}
    facts: dict[str, Any] = {"left": {}, "made": {}, "back": {}, "added": {}, "led": {}}
    open_ones = Duty.objects.filter(organisation=old, left_at__isnull=True).exclude(stage=DutyStage.DONE)
    for duty in open_ones.order_by("id"):
        _lead(duty, _carry(duty, new, works, facts), facts)
        facts["left"][duty.public_id] = duty.stage
        acts.change(duty, stage=DutyStage.LEFT, left_at=clock.now())
    return facts


def _carry(duty: Duty, new: Organisation, works: dict[int, Work], facts: dict[str, Any]) -> Duty:
    """The duty of the new organisation in its place."""
    there = Duty.objects.filter(task=duty.task_id, organisation=new, basis=duty.basis).first()
    led_by = _leading(duty, there, new)
    if there is None:
        if duty.work_id not in works:
            works[duty.work_id] = acts.create(Work, organisation=new)
        there = acts.create(
            Duty,
            task=duty.task,
            organisation=new,
            basis=duty.basis,
            work=works[duty.work_id],
            stage=duty.stage,
            health=duty.health,
            proof=duty.proof,
            quantity=duty.quantity,
            led_by=led_by,
        )
        facts["made"][there.public_id] = there.version
        return there
    if there.left_at is not None:
        _note_led(there, facts)
        acts.change(there, stage=duty.stage, left_at=None, led_by=led_by)
        facts["back"][there.public_id] = there.version
        return there
    if led_by != there.led_by:
        _note_led(there, facts)
        acts.change(there, led_by=led_by)
    if duty.quantity is not None:
        facts["added"][there.public_id] = str(there.quantity) if there.quantity is not None else ""
        acts.change(there, quantity=(there.quantity or 0) + duty.quantity)
    return there


def _leading(duty: Duty, there: Duty | None, new: Organisation) -> Organisation | None:
    """Who leads the new organisation's duty: it keeps its own leader, and steps into the old one's place."""
    stands = there is not None and there.left_at is None
    own = there.led_by if there is not None and stands else None
    if own is not None and own != duty.organisation:
        return own
    if own is not None or duty.led_by == duty.organisation:
        return new
    return None if stands else duty.led_by


def _lead(duty: Duty, carried: Duty, facts: dict[str, Any]) -> None:
    """Who took part under the old organisation takes part under the one that leads now."""
    led = Duty.objects.filter(task=duty.task_id, basis=duty.basis, led_by=duty.organisation)
    for each in led.exclude(organisation=duty.organisation).exclude(pk=carried.pk):
        _note_led(each, facts)
        acts.change(each, led_by=carried.led_by)


def _note_led(duty: Duty, facts: dict[str, Any]) -> None:
    facts["led"].setdefault(duty.public_id, duty.led_by.public_id if duty.led_by else "")


def follow_undoing(*, change: OrganisationChange, by: Actor) -> None:
    """Raises RuleBroken when a duty that came by the merger has been worked on since."""
    if change.kind != OrganisationChange.Kind.MERGED:
        return
    for facts in change.facts["olds"].values():
        mine = facts["after"].get("undertakings")
        if mine:
            _undo(mine)


def _undo(facts: dict[str, Any]) -> None:
    for public_id, version in {**facts["made"], **facts["back"]}.items():
        duty = Duty.objects.select_related("task").get(public_id=public_id)
        if duty.version != version and duty.left_at is None:
            raise RuleBroken(f"合并后“{duty.task}”的责任项已经有了新的办理，不能撤回合并。")
        if duty.left_at is None:
            acts.change(duty, stage=DutyStage.LEFT, left_at=clock.now())
    for public_id, quantity in facts["added"].items():
        acts.change(Duty.objects.get(public_id=public_id), quantity=quantity or None)
    for public_id, led_by in facts.get("led", {}).items():
        leader = Organisation.objects.filter(public_id=led_by).first() if led_by else None
        acts.change(Duty.objects.get(public_id=public_id), led_by=leader)
    for public_id, stage in facts["left"].items():
        acts.change(Duty.objects.get(public_id=public_id), stage=stage, left_at=None)
