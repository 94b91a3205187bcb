"""An officer of the bureau, a plan written by hand, and the forms of its pages."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.plans import actions


@pytest.fixture
def officer(yichang: Any) -> Any:
    """A plan editor of the city bureau, as an actor."""
    return actor_for(yichang.post("city_officer"))


@pytest.fixture
def plan(yichang: Any, officer: Any) -> Any:
    """A plan written by hand and published, still empty."""
    made = actions.start_plan(
        issuer=yichang.bureau,
        title="示例行动计划",
        short="示例计划",
        start="2025",
        end="2027-06",
        number="示例〔2025〕1号",
        issued_on="2025-03-01",
        by=officer,
    )
    return actions.publish_plan(plan=made, by=officer, version=made.version)


@pytest.fixture
def add(plan: Any, officer: Any) -> Any:
    """`add.area(name)`, `add.task(title, **fields)`, `add.target(task, **fields)`, `add.date(title, **said)`."""

    def task(title: str = "建设示例基地", **fields: Any) -> Any:
        given = {"area": None, "code": "1", "source": "clause", "basis": "undertaken", "declared": None}
        given |= {"led_by": None, "number": None, "clauses": []} | fields
        return actions.add_task(plan=plan, by=officer, title=title, **given)

    def target(task: Any, **fields: Any) -> Any:
        given = {"comparator": "at_least", "quantity": 3, "upper": None, "unit": "个", "words": "三个"}
        return actions.add_target(task=task, clause=None, by=officer, **given | fields)

    return SimpleNamespace(
        area=lambda name: actions.add_area(plan=plan, name=name, clause=None, by=officer),
        task=task,
        target=target,
        date=lambda title, **said: actions.add_date(plan=plan, title=title, clause=None, by=officer, **said),
    )


@pytest.fixture
def editor(yichang: Any, signed_in: Any) -> Any:
    """The signed-in browser of a city officer."""
    return signed_in(yichang.post("city_officer"))


def hidden(page: Any) -> dict[str, str]:
    """The fields `_once` and `_version` of the page's main form."""
    text = page.content.decode()
    return dict(re.findall(r'name="(_once|_version)" value="([^"]*)"', text)[:2])
