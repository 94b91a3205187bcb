"""What must always hold among alerts."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.core import alerts as core
from luoshi.workplans.models import Milestone

from .models import Alert, AlertRule, AlertStep, UpwardPackage, WeekPage
from .states import AlertState, StepKind

Found = Iterator[tuple[str, str]]
AFTER = {
    **dict.fromkeys(
        (StepKind.OPENED, StepKind.REOPENED, StepKind.RAISED, StepKind.LAPSED, StepKind.TAKEN_BACK),
        (AlertState.OPEN,),
    ),
    StepKind.LOWERED: (AlertState.OPEN, AlertState.ANSWERED),
    StepKind.ANSWERED: (AlertState.ANSWERED,),
    StepKind.CLEARED: (AlertState.CLEARED,),
}  # the state an alert is in after each step


def alerts_stand_as_their_steps() -> Found:
    last: dict[int, str] = {}
    for alert, kind in AlertStep.objects.order_by("pk").values_list("alert_id", "kind").iterator():
        last[alert] = kind
    for row in Alert.objects.iterator():
        kind = last.get(row.pk)
        if kind is None or row.state not in AFTER[StepKind(kind)]:
            yield name_of(row), "预警的状态不是最后一步之后的状态"


def alerts_come_as_often_as_they_began() -> Found:
    counts: dict[int, int] = {}
    begins = AlertStep.objects.filter(kind__in=(StepKind.OPENED, StepKind.REOPENED)).order_by()
    for alert in begins.values_list("alert_id", flat=True).iterator():
        counts[alert] = counts.get(alert, 0) + 1
    for row in Alert.objects.iterator():
        if row.times != counts.get(row.pk, 0):
            yield name_of(row), "预警出现的次数与经过不一致"


def alerts_are_of_the_school_of_their_milestone() -> Found:
    keys = Alert.objects.exclude(milestone="").values("milestone")
    rows = Milestone.objects.filter(key__in=keys).order_by()
    pairs = set(rows.values_list("key", "workplan__organisation_id").distinct())
    for row in Alert.objects.exclude(milestone="").iterator():
        if (row.milestone, row.organisation_id) not in pairs:
            yield name_of(row), "预警记在了别的单位名下"


def alerts_without_plan_keep_nothing_of_an_answer() -> Found:
    half = Alert.objects.filter(state=AlertState.OPEN, promised__isnull=False, plan_words="")
    return each(half, "没有说明打算的预警却有解决的日期")


def rules_hold_together() -> Found:
    for row in AlertRule.objects.iterator():
        try:
            problems = row.rules.problems()
        except (KeyError, TypeError, ValueError):
            problems = ["规则读不出来"]
        if problems:
            yield name_of(row), problems[0]


def weeks_begin_on_monday() -> Found:
    for row in WeekPage.objects.iterator():
        if row.monday.weekday() != 0 or not row.content.get("sections"):
            yield name_of(row), "一页纸不是从星期一开始，或者没有内容"


def packages_hold_every_line_once() -> Found:
    for row in UpwardPackage.objects.iterator():
        keys = [each.get("key") for each in row.rows]
        if not keys or len(set(keys)) < len(keys) or not row.columns:
            yield name_of(row), "上报数据没有内容，或者同一行有两次"


def kinds_are_known() -> Found:
    return each(Alert.objects.exclude(colour__in=core.COLOURS), "预警的颜色不认识")


INVARIANTS = (
    Invariant("alert-steps", alerts_stand_as_their_steps),
    Invariant("alert-times", alerts_come_as_often_as_they_began),
    Invariant("alert-school", alerts_are_of_the_school_of_their_milestone),
    Invariant("alert-answer", alerts_without_plan_keep_nothing_of_an_answer),
    Invariant("alert-rules", rules_hold_together),
    Invariant("alert-colour", kinds_are_known),
    Invariant("week-monday", weeks_begin_on_monday),
    Invariant("upward-lines", packages_hold_every_line_once),
)
