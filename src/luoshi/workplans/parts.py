"""Which works of a school are parts of its workplan, in whose words; the years of a plan, its targets and sources."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.core.targets import in_words, meets
from luoshi.plans.models import Basis, Plan, Target
from luoshi.undertakings.models import Duty

PLANNED = (Basis.UNDERTAKEN, Basis.REQUIRED)  # what a school plans for
MOST_YEARS = 10
DEFAULT_SOURCES = (
    ("central", "中央财政"),
    ("local", "地方财政"),
    ("owner", "举办方投入"),
    ("industry", "行业企业投入"),
    ("own", "学校自筹"),
)


def duties_to_plan(organisation: Organisation, plan: Plan) -> QuerySet[Duty]:
    """What the organisation carries of this plan today."""
    rows = Duty.objects.filter(
        organisation=organisation,
        task__plan=plan,
        task__withdrawn_at__isnull=True,
        left_at__isnull=True,
        basis__in=PLANNED,
    )
    return rows.select_related("task", "work").order_by("task__order", "task_id", "basis")


def duties_by_work(organisation: Organisation, plan: Plan) -> dict[int, list[Duty]]:
    """By key of the work, in the order of the tasks."""
    found: dict[int, list[Duty]] = {}
    for duty in duties_to_plan(organisation, plan):
        found.setdefault(duty.work_id, []).append(duty)
    return found


def wording(duties: Iterable[Duty]) -> str:
    """All wordings of one work: the tasks its duties stand for, each once."""
    return "；".join(dict.fromkeys(str(duty.task) for duty in duties)) or "已不承接的任务"


def year_of_round(round_: str) -> int | None:
    """Of a plan for one year, which one."""
    return int(round_) if round_.isascii() and round_.isdigit() and len(round_) == 4 else None


def years_of(plan: Plan, round_: str = "") -> list[int]:
    """The years a workplan plans for: the one of its round, else those of the plan; of many the last ones."""
    if year := year_of_round(round_):
        return [year]
    start, end = (int(day[:4]) if day[:4].isdigit() else 0 for day in (plan.start, plan.end))
    first = start or end or clock.today().year
    last = max(end or first + 2, first)
    return list(range(max(first, last - MOST_YEARS + 1), last + 1))


def targets_of(duties: Iterable[Duty]) -> list[Target]:
    """The numbers the tasks of a part are about: national totals are context, what has no number is no goal."""
    tasks = {duty.task_id for duty in duties}
    rows = Target.objects.filter(task__in=tasks, withdrawn_at__isnull=True).exclude(scope="national")
    return [row for row in rows.order_by("order", "id") if is_goal(row)]


def targets_by_task(plan: Plan) -> dict[int, list[Target]]:
    """The same for all tasks of a plan, in one question."""
    found: dict[int, list[Target]] = {}
    rows = Target.objects.filter(plan=plan, task__isnull=False, withdrawn_at__isnull=True)
    for row in rows.order_by("order", "id"):
        if row.task_id is not None and is_goal(row):
            found.setdefault(row.task_id, []).append(row)
    return found


def is_goal(target: Target) -> bool:
    return not target.is_national and (target.quantity is not None or target.lacks_number)


def due_year(target: Target) -> int | None:
    """The year in which the target's number is to be reached."""
    for text in (target.due[:4], target.period[-4:]):
        if text.isdigit():
            return int(text)
    return None


def sources_of(plan: Plan) -> list[tuple[str, str]]:
    """(key, name) of where money comes from."""
    own = [(row.key, row.name) for row in plan.money_sources.filter(withdrawn_at__isnull=True)]
    return own or list(DEFAULT_SOURCES)


def source_names(plan: Plan) -> dict[str, str]:
    """Names by key, those out of use too: what was planned keeps its name."""
    return {**dict(DEFAULT_SOURCES), **dict(plan.money_sources.values_list("key", "name"))}


def number_words(value: Any) -> str:
    """A decimal as people write it; empty for none."""
    return "" if value is None else f"{value.normalize():f}"


def asked_of_each(target: Target) -> str:
    """What the document itself asks of each school, in words: 超过 50%; empty where it gives no number."""
    if target.scope != "each_school" or target.quantity is None:
        return ""
    upper = number_words(target.upper)
    return in_words(target.comparator, number_words(target.quantity), upper, target.unit)


def falls_short(target: Target, year: int, years: list[int], value: Decimal | None) -> bool:
    """Whether this number of the year it is due in is less than the document asks of each school. Where it asks for
    more than 50, a goal of 50 is one of more than 50 too.
    """
    if not asked_of_each(target) or value is None or year != (due_year(target) or years[-1]):
        return False
    alike = {"more_than": "at_least", "less_than": "at_most"}
    return meets(alike.get(target.comparator, target.comparator), value, target.quantity) is False


def impossible(target: Target, value: Decimal | None) -> str:
    """Why this cannot be a number of the target, in words: a share of a whole is not more than all of it."""
    grows = any(word in target.words for word in ("增长", "增幅", "提高", "提升", "翻", "超额"))
    if value is not None and value > 100 and target.unit.strip() in ("%", "％") and not grows:
        return "百分数不能超过 100，请核对是不是多打了数字。"
    return ""
