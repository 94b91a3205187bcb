"""Carrying a task jointly: what a request arranges is stored while it is drafted, and done when all have agreed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.routes import has_chain
from luoshi.plans.models import Basis, Task
from luoshi.undertakings import permissions
from luoshi.undertakings.joint import Joint, check_standing, parts_of, rows_for
from luoshi.undertakings.models import ChangeRequest, Duty, RequestPart
from luoshi.undertakings.states import DutyStage

from .duties import restore_duty, take_on_duty, withdraw_duty


@acts.act("undertakings.arrange_jointly", who=permissions.can_take_on_duty, under="task")
def arrange_jointly(*, task: Task, parts: Sequence[RequestPart], reason: str, by: Actor) -> list[Duty]:
    """Each organisation of the request carries the task as arranged: leading, taking part, alone, or no more.

    Raises RuleBroken where a duty was changed meanwhile. Leading changes before anybody leaves, so that who led may.
    """
    duties = [_carried(task, part, reason, by) for part in parts]
    for duty, part in zip(duties, parts, strict=True):
        acts.change(duty, led_by=part.led_after)
        acts.change(part, duty=duty)
    for duty, part in zip(duties, parts, strict=True):
        if not part.carries:
            withdraw_duty(duty=duty, reason=reason, by=by)
    return duties


def _carried(task: Task, part: RequestPart, reason: str, by: Actor) -> Duty:
    """The duty, taken on or taken up again where it was not carried."""
    duty = Duty.objects.filter(task=task, organisation=part.organisation, basis=Basis.UNDERTAKEN).first()
    if duty is None:
        return take_on_duty(task=task, organisation=part.organisation, basis=Basis.UNDERTAKEN, by=by)
    claim(duty)
    return duty if duty.left_at is None else restore_duty(duty=duty, reason=reason, by=by)


def claim(duty: Duty) -> None:
    """Compare and set: of this and another act on the same duty only one goes on."""
    if not Duty.objects.filter(pk=duty.pk, version=duty.version).update(version=F("version") + 1):
        raise RuleBroken("这项责任刚才有人修改过，变更没有生效。请刷新页面核对后再办。")
    duty.refresh_from_db()


def keep_parts(request: ChangeRequest, joint: Joint) -> None:
    """Inside an act on the request: what is wanted now, of everybody it concerns."""
    rows = {row.organisation: row for row in rows_for(request, joint)}
    schools = {each.pk: each for each in Organisation.objects.filter(pk__in=rows)}
    for school in schools.values():
        _check_school(request.task, school)
    there = {part.organisation_id: part for part in request.parts.all()}
    for key in there.keys() - rows.keys():
        acts.remove(there[key])
    for key, row in rows.items():
        (carried, before), (carries, after) = row.before, row.after
        fields = {
            "carried": carried,
            "led_before": _one(before),
            "carries": carries,
            "led_after": _one(after),
        }
        if key in there:
            acts.change(there[key], **fields)
        else:
            acts.create(RequestPart, request=request, organisation=schools[key], **fields)


def _one(key: int | None) -> Organisation | None:
    return Organisation.objects.get(pk=key) if key is not None else None


def _check_school(task: Task, school: Organisation) -> None:
    if school.kind != Organisation.Kind.SCHOOL or task.plan.issuer.path not in ancestors(school.path):
        raise RuleBroken(f"{school.short}不是计划印发单位之下的学校，不能联合承接，请重新选择。")
    if school.withdrawn_at is not None or not has_chain(school):
        raise RuleBroken(f"{school.short}已停用或没有审批流程，不能联合承接，请重新选择。")
    done = Duty.objects.filter(task=task, organisation=school, basis=Basis.UNDERTAKEN, stage=DutyStage.DONE)
    if done.exists():
        raise RuleBroken(f"{school.short}已完成这项任务，不能再改承接方式。")


def apply_parts(request: ChangeRequest, reason: str, by: Actor) -> Duty:
    """In force: every part of the request. Answers with the duty of who asked."""
    check_standing(request)
    parts = [part for part in parts_of(request) if part.differs]
    arrange_jointly(task=request.task, parts=parts, reason=reason, by=by)
    return Duty.objects.get(task=request.task, organisation=request.organisation, basis=Basis.UNDERTAKEN)
