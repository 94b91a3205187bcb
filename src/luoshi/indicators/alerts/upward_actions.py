"""The shape of what goes up, and each time it was made."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core import upward
from luoshi.plans.models import Plan

from . import permissions
from .models import UpwardPackage, UpwardShape


def columns_of(plan: Plan) -> tuple[upward.Column, ...]:
    """The shape in force; without one, the shape we begin with."""
    row = UpwardShape.objects.filter(plan=plan, superseded_at__isnull=True).first()
    return tuple(upward.Column(**each) for each in row.columns) if row is not None else upward.DEFAULT


def rows_of(package: UpwardPackage) -> list[upward.Row]:
    return [upward.Row(**each) for each in package.rows]


def before(package: UpwardPackage | None, plan: Plan) -> UpwardPackage | None:
    """The one that was made before this one and counts; of a new one, the last."""
    rows = UpwardPackage.objects.filter(plan=plan, withdrawn_at__isnull=True)
    return (rows.filter(pk__lt=package.pk) if package is not None else rows).first()


@acts.act("alerts.set_shape", who=permissions.can_set_rules, on="place")
def set_shape(*, place: Plan, columns: Sequence[upward.Column], by: Actor) -> UpwardShape:
    """A new version; what was made before keeps its own."""
    columns = tuple(upward.Column(each.title.strip(), each.source) for each in columns)
    if problems := upward.problems(columns):
        raise RuleBroken(problems[0])
    if columns == columns_of(place):
        raise RuleBroken("和现在的格式一样，没有改动。")
    UpwardShape.objects.filter(plan=place, superseded_at__isnull=True).update(superseded_at=clock.now())
    last = UpwardShape.objects.filter(plan=place).first()
    made: UpwardShape = acts.create(
        UpwardShape,
        plan=place,
        number=last.number + 1 if last else 1,
        columns=[{"title": each.title, "source": each.source} for each in columns],
    )
    return made


@acts.act("alerts.make_package", who=permissions.can_set_rules, under="plan")
def make_package(*, plan: Plan, year: int, rows: Sequence[upward.Row], by: Actor) -> UpwardPackage:
    """As the facts are now; refused where nothing would be in it, or nothing is otherwise than last time."""
    if not rows:
        raise RuleBroken("现在没有可以上报的任务，承接公布以后再生成。")
    columns, last = columns_of(plan), before(None, plan)
    as_before = last is not None and last.year == year and last.columns == _plain(columns)
    if as_before and last is not None and upward.difference(rows_of(last), rows, columns).is_empty:
        raise RuleBroken("和上次生成的一样，没有变化，不用再生成。")
    number = UpwardPackage.objects.filter(plan=plan, year=year).count() + 1
    made: UpwardPackage = acts.create(
        UpwardPackage,
        organisation=plan.issuer,
        plan=plan,
        year=year,
        number=number,
        columns=_plain(columns),
        rows=[{"key": row.key, "name": row.name, "cells": dict(row.cells)} for row in rows],
        made_by=f"{by.name}（{by.role_name}）"[:120],
    )
    return made


def _plain(columns: Sequence[upward.Column]) -> list[dict[str, str]]:
    return [{"title": each.title, "source": each.source} for each in columns]


@acts.act("alerts.withdraw_package", who=permissions.can_run_package, on="package")
def withdraw_package(*, package: UpwardPackage, by: Actor) -> UpwardPackage:
    """The next one is compared with the one before it then."""
    if package.withdrawn_at is not None:
        raise RuleBroken("这一次已经作废。")
    acts.change(package, withdrawn_at=clock.now())
    return package


@acts.act("alerts.restore_package", who=permissions.can_run_package, on="package")
def restore_package(*, package: UpwardPackage, by: Actor) -> UpwardPackage:
    if package.withdrawn_at is None:
        raise RuleBroken("这一次没有作废，不用恢复。")
    acts.change(package, withdrawn_at=None)
    return package
