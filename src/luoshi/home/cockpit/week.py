"""领导一页纸: each Monday, what was done in the week before, what is stuck, what waits for a leader's word, whom to ask
what. Made from facts by the rules below, kept as it was, told to the leaders.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for, ancestors, memberships_today
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import Refusal
from luoshi.core import alerts as core
from luoshi.core.days import day_in_words
from luoshi.indicators.alerts.models import Alert, WeekPage
from luoshi.indicators.alerts.week_actions import LEADERS, keep_week
from luoshi.papers.models import Step
from luoshi.papers.queries import approvals_visible_to
from luoshi.papers.states import StepState
from luoshi.plans.models import Plan
from luoshi.progress.meetings.queries import raised_visible_to
from luoshi.progress.meetings.states import MatterState
from luoshi.workplans.models import Milestone, Workplan
from luoshi.workplans.queries import in_force, milestones_visible_to
from luoshi.workplans.states import WorkplanState

from .figures import figures_of
from .lists import changed_of, red_of
from .scope import Scope, day_of

LINES = 5
WEEK = dt.timedelta(days=7)
Line = dict[str, str]


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def make_weeks() -> int:
    """By the hour: this week's pages that are not there yet. Answers how many were made."""
    monday, made = monday_of(clock.today()), 0
    for post, plan in _wanted(monday):
        try:
            keep_week(
                organisation=post.organisation, plan=plan, monday=monday, content=content_of(post, plan, monday),
                by=system_actor(),
            )  # fmt: skip
        except Refusal:  # somebody writes at this moment: the next hour
            continue
        made += 1
    return made


def _wanted(monday: dt.date) -> Iterator[tuple[Membership, Plan]]:
    """For each plan under way, one leader of its issuer and of each bureau and school below it that it concerns."""
    there = set(WeekPage.objects.filter(monday=monday).values_list("organisation_id", "plan_id"))
    filed = Workplan.objects.filter(state=WorkplanState.FILED, organisation__withdrawn_at__isnull=True)
    plans = Plan.objects.filter(
        pk__in=filed.values("plan"), withdrawn_at__isnull=True, published_at__isnull=False
    )
    for plan in plans.select_related("issuer").order_by("pk"):
        paths = set(filed.filter(plan=plan).values_list("organisation__path", flat=True))
        concerned = {path for each in paths for path in ancestors(each) if path.startswith(plan.issuer.path)}
        posts = memberships_today().filter(role__in=LEADERS, organisation__path__in=concerned)
        seen: set[int] = set()
        for post in posts.order_by("organisation__path", "id"):
            key = (post.organisation_id, plan.pk)
            if key not in there and post.organisation_id not in seen:
                seen.add(post.organisation_id)
                yield post, plan


def content_of(post: Membership, plan: Plan, monday: dt.date) -> dict[str, Any]:
    """As the leader sees the facts now."""
    actor = actor_for(post)
    scope = Scope(actor, plan, post.organisation)
    red = [each["row"] for each in red_of(scope)][:LINES]
    sections = [
        ("上周办成的", _done(scope, monday)),
        ("卡住的", [_stuck(scope, row) for row in red]),
        ("要定的", list(_to_decide(scope))),
        ("可以问的", list(_to_ask(scope, red))),
    ]
    return {
        "figures": [
            {"label": each.label, "shown": each.shown, "unit": each.unit if each.value is not None else "",
             "words": each.words}
            for each in figures_of(scope)
        ],
        "sections": [{"title": title, "lines": lines[:LINES]} for title, lines in sections],
    }  # fmt: skip


def _line(text: str, href: str = "") -> Line:
    return {"text": text, "href": href}


def _done(scope: Scope, monday: dt.date) -> list[Line]:
    first = monday - WEEK
    found = [
        _line(f"{each.label} {each.count} {each.unit}", each.href)
        for each in changed_of(scope, first, monday)
        if each.count and each.label != "新出现的预警"
    ]
    done = [row for row in scope.steps if row.state == "done" and row.since and first <= row.since < monday]
    named = [f"{scope.names.get(row.school, '')}“{row.title}”" for row in done[:3]]
    if named:
        found.insert(1, _line(f"其中：{'、'.join(named)}{'等' if len(done) > len(named) else ''}"))
    return found


def _stuck(scope: Scope, row: Alert) -> Line:
    answer = (
        f"打算：{row.plan_words}（到{day_in_words(row.promised)}）"
        if row.plan_words and row.promised and row.state == "acknowledged"
        else "学校还没有说明打算"
    )
    where = f"{row.organisation.short}：" if len(scope.schools) > 1 else ""
    text = f"{where}{row.title}，{row.get_kind_display()} {row.amount}。{answer}。"
    return _line(text, reverse("alert", args=[row.public_id]))


def _to_decide(scope: Scope) -> Iterator[Line]:
    """Matters raised that lie with this organisation, and papers at a leader's step."""
    raised = raised_visible_to(scope.actor).filter(holder=scope.place, state=MatterState.OPEN)
    for row in raised.order_by("created_at")[:LINES]:
        days = (scope.today - day_of(row.created_at)).days
        words = f"{row.organisation.short}提请协调：{row.title}（{days} 天）"
        yield _line(words, reverse("matter", args=[row.public_id]))
    steps = Step.objects.filter(
        state=StepState.CURRENT,
        organisation=scope.place,
        role__in=LEADERS,
        approval__in=approvals_visible_to(scope.actor).order_by().values("pk"),
    )
    waiting = list(steps.order_by("arrived_at").values_list("arrived_at", flat=True))
    if waiting and waiting[0] is not None:
        days = (scope.today - day_of(waiting[0])).days
        yield _line(f"领导环节待办的审批 {len(waiting)} 件，最早的等了 {days} 天", reverse("approvals"))


def _to_ask(scope: Scope, red: list[Alert]) -> Iterator[Line]:
    """For each thing that is stuck, who answers for it and the question its kind suggests."""
    people = _people(scope, red)
    for row in red:
        whom = people.get(row.milestone) or f"{row.organisation.short}项目办"
        yield _line(f"问{whom}：“{row.title}”{QUESTIONS[row.kind]}", reverse("alert", args=[row.public_id]))


QUESTIONS = {
    core.BEHIND: "落后的里程碑怎么补，分几步？",
    core.LATE: "为什么没有按期完成，哪一天能完成？",
    core.STUCK: "卡在哪里，需要谁协调，什么时候能解决？",
    core.NOT_STARTED: "什么时候开始，谁牵头？",
    core.UNDER_TARGET: "差在哪里，年底前怎么补上？",
    core.NOT_REPORTED: "为什么没有报，哪一天报？",
    core.UNPROVED: "完成的证明材料在哪里，什么时候补齐？",
    core.FALLING: "为什么一期比一期差，采取什么办法？",
}


def _people(scope: Scope, red: list[Alert]) -> dict[str, str]:
    """By key of the milestone: school, leader, else owner."""
    rows = milestones_visible_to(scope.actor).filter(
        in_force(), key__in=[row.milestone for row in red if row.milestone]
    )
    return {row.key: _named(row) for row in rows}


def _named(row: Milestone) -> str:
    post, title = (row.leader, "责任领导") if row.leader else (row.owner, "责任人")
    school = row.workplan.organisation.short
    return f"{school} {post.user.name}（{title}）" if post is not None else f"{school}项目办"
