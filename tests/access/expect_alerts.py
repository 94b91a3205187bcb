"""What each route of alerts answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.common import clock
from luoshi.core import alerts as core
from luoshi.indicators.alerts.forms import stored
from luoshi.indicators.alerts.models import Alert, AlertRule, UpwardPackage
from luoshi.plans.models import Plan

from .expect_papers import post_of
from .lines import EDITORS, READERS, SEES_PEOPLE, Expected, button, page, version

INSIDE = READERS - {"expert", "inspector", "monitor", "host"}
ANSWER = frozenset({"school_head", "deputy_head", "office", "task_owner"})


def in_state(alert: Alert, user: Any, **fields: Any) -> dict[str, Any]:
    """Not cleared for those who answer it; the others, who may see less afterwards, are asked as it stands."""
    post = post_of(user)
    if post is not None and post.role in ANSWER and post.organisation_id == alert.organisation_id:
        Alert.objects.filter(pk=alert.pk).update(
            state="acknowledged",
            cleared_at=None,
            plan_words="先做",
            promised=clock.today(),
            answered_at=clock.now(),
        )
    return {**fields, **version(alert)}


def an_answer(alert: Alert, user: Any) -> dict[str, Any]:
    day = clock.today() + dt.timedelta(days=20)
    return in_state(alert, user, words="本周内由教务处办", promised=day.isoformat())


def changed_rules(place: Any, user: Any = None) -> dict[str, Any]:
    """Another number than any version has."""
    limits = {"late": {1: 50 + AlertRule.objects.count()}}
    return {
        **stored(core.Rules(limits=limits)),
        **(version(place) if isinstance(place, Plan) else _own(user)),
    }


def _own(user: Any) -> dict[str, Any]:
    post = post_of(user)
    return version(post.organisation) if post is not None else {}


def an_earlier_one(place: Any, user: Any = None) -> dict[str, Any]:
    """After another one was set, the rules we begin with."""
    post = post_of(user)
    whose = {"plan": place} if isinstance(place, Plan) else {"plan": None}
    if post is not None and post.role in EDITORS:
        rows = AlertRule.objects.filter(organisation=post.organisation, **whose)
        rows.delete()
        AlertRule.objects.create(
            organisation=post.organisation, number=1, levels=_levels(), limits={"late": {"1": 3}}, **whose
        )
    return {"number": "0", **(version(place) if isinstance(place, Plan) else _own(user))}


def _levels() -> list[dict[str, Any]]:
    return [
        {"rank": each.rank, "word": each.word, "colour": each.colour, "reach": each.reach}
        for each in core.DEFAULT_LEVELS
    ]


OFFICE = EDITORS | {"bureau_leader"}


def another_year(plan: Any, user: Any = None) -> dict[str, Any]:
    """Nothing was made yet, so that what is made now differs from it."""
    UpwardPackage.objects.filter(plan=plan).update(year=2001)
    return version(plan)


def a_shape(plan: Any, user: Any = None) -> dict[str, Any]:
    return {"title-1": "阶段", "source-1": "stage", **version(plan)}


def withdrawn(row: UpwardPackage, user: Any = None) -> dict[str, Any]:
    UpwardPackage.objects.filter(pk=row.pk).update(withdrawn_at=clock.now())
    return version(row)


def with_rankings(place: Any, user: Any = None) -> dict[str, Any]:
    return {"ranks": "on", **_own(user)}


EXPECTED_ALERTS: dict[str, Expected] = {
    "alerts": Expected(get=INSIDE, gate=True),
    "alerts-xlsx": Expected(get=INSIDE, gate=True),
    "alerts-docx": Expected(get=INSIDE, gate=True),
    "alert": page(),
    "answer-alert": button(ANSWER, an_answer),
    "take-back-answer": button(ANSWER, in_state),
    "alert-rules": Expected(get=EDITORS, post=EDITORS, form=changed_rules, gate=True),
    "restore-alert-rules": Expected(post=EDITORS, form=an_earlier_one, gate=True),
    "plan-alert-rules": Expected(get=INSIDE, post=EDITORS, form=changed_rules),
    "restore-plan-alert-rules": Expected(post=EDITORS, form=an_earlier_one),
    "cockpit-now": Expected(get=SEES_PEOPLE, gate=True),
    "cockpit-terms": Expected(get=EDITORS, post=EDITORS, form=with_rankings, gate=True),
    "cockpit": Expected(get=SEES_PEOPLE, gate=True),
    "cockpit-figure": Expected(get=SEES_PEOPLE, gate=True),
    "cockpit-xlsx": Expected(get=SEES_PEOPLE, gate=True),
    "cockpit-csv": Expected(get=SEES_PEOPLE, gate=True),
    "school-page": Expected(get=SEES_PEOPLE, gate=True),
    "upward": page(OFFICE),
    "make-upward": button(EDITORS, another_year),
    "upward-shape": Expected(get=EDITORS, post=EDITORS, form=a_shape),
    "upward-package": page(),
    "upward-xlsx": page(),
    "withdraw-upward": button(EDITORS),
    "restore-upward": button(EDITORS, withdrawn),
    "weeks": Expected(get=SEES_PEOPLE, gate=True),
    "week-page": page(),
    "week-pdf": page(),
    "week-picture": page(),
}
