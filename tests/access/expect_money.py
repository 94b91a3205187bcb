"""What each route of money in use answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from luoshi.common import clock
from luoshi.progress.money.finance import keep_file
from luoshi.progress.money.lines import Quarter
from luoshi.progress.money.models import ClosedQuarter, FinanceWords, MoneyReport
from luoshi.workplans.parts import years_of

from .expect_papers import post_of
from .lines import EDITORS, Expected, button, page, version

FILLERS = frozenset({"office", "finance"})
FINANCE = frozenset({"finance"})
MONEY_READERS = EDITORS | frozenset(
    {"bureau_leader", "county_officer", "county_leader", "school_head", "party_secretary", "deputy_head"}
    | {"council_chair", "office", "finance"}
)


def own(report: MoneyReport, user: Any) -> bool:
    post = post_of(user)
    return post is not None and post.organisation_id == report.organisation_id and post.role in FILLERS


def in_state(report: MoneyReport, user: Any, state: str, **fields: Any) -> dict[str, Any]:
    """In this state for those who fill it in; the others, who might no longer see it, are asked as it stands."""
    if own(report, user):
        ClosedQuarter.objects.all().delete()
        seen = {"confirmed_by": post_of(user), "confirmed_at": clock.now()}
        MoneyReport.objects.filter(pk=report.pk).update(state=state, **seen)
    return {**fields, **version(report)}


def filled(report: MoneyReport, user: Any) -> dict[str, Any]:
    said = in_state(report, user, "filling")
    for number, row in enumerate(Quarter(report).rows(), 1):
        said |= {f"key-{number}": row.key, f"arrived-{number}": "3", f"spent-{number}": "3"}
    return said


def listed(report: MoneyReport, user: Any) -> dict[str, Any]:
    """A list of the finance's own lies there, and its columns are told."""
    FinanceWords.objects.all().delete()
    if own(report, user):
        keep_file(report, "明细.csv", "项目,资金来源,到账金额（元）,支出金额（元）\n甲,自筹,1,1\n".encode())
    columns = dict(zip(range(1, 5), ("task", "source", "arrived", "spent"), strict=True))
    return in_state(report, user, "filling", **{f"c-0-{at}": key for at, key in columns.items()})


def to_confirm(report: MoneyReport, user: Any) -> dict[str, Any]:
    report.lines.update(arrived=3, spent=3, reason="有原因")
    return in_state(report, user, "filling")


def a_quarter(plan: Any, user: Any = None) -> dict[str, Any]:
    ClosedQuarter.objects.all().delete()
    return {"quarter": f"{years_of(plan)[0]}-1", **version(plan)}


def a_closed_one(plan: Any, user: Any = None) -> dict[str, Any]:
    said = a_quarter(plan)
    ClosedQuarter.objects.create(plan=plan, year=years_of(plan)[0], quarter=1, closed_at=clock.now())
    return {"reason": "漏报", **said}


def a_rule(plan: Any, user: Any = None) -> dict[str, Any]:
    return {"least_rate": "50", "most_difference": "10", "days": "5", **version(plan)}


EXPECTED_MONEY: dict[str, Expected] = {
    "money": page(MONEY_READERS),
    "plan-money": page(MONEY_READERS),
    "plan-money-xlsx": page(MONEY_READERS),
    "money-rule": Expected(get=EDITORS, post=EDITORS, form=a_rule),
    "start-money": button(FILLERS, a_quarter),
    "close-money": button(EDITORS, a_quarter),
    "reopen-money": button(EDITORS, a_closed_one),
    "money-quarter": page(),
    "fill-money": Expected(get=FILLERS, post=FILLERS, form=filled),
    "money-xlsx": page(FILLERS),
    "confirm-money": button(FINANCE, to_confirm),
    "money-finance": Expected(get=FILLERS, post=FILLERS, form=listed),
    "take-back-money": button(FINANCE, lambda row, user: in_state(row, user, "confirmed", reason="更正")),
}
