"""工作台: what waits for the person over all posts, what is to be read, what was done, what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.accounts.roles import ROLES
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.pages import page_of
from luoshi.common.routes import policy
from luoshi.common.stages import installed
from luoshi.papers.queries import asked_once
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to
from luoshi.undertakings.queries import duties_visible_to
from luoshi.undertakings.states import DutyStage, Health, Proof

from .attention import concerns_of
from .changes import changes_in_scope
from .done import acts_of, done_lines
from .gap_items import gap_items
from .hands import Line, each_once, parted, shared_words
from .import_items import import_items
from .profile.items import profile_items

TABS = (("todo", "待办"), ("read", "待阅"), ("done", "已办"), ("mine", "我发起的"))
DONE_PER_PAGE = 30
SCHOOL_ROLES = frozenset(role.key for role in ROLES.values() if role.level == "school")
HOME_ITEMS = (import_items, gap_items, profile_items)  # what needs the pages of several stages
YICHANG = "yichang-2021"  # the first plan of this software; the contract puts it first on the desk


@policy("登录人员：本人工作台")
def desk(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("tab", "todo")
    tab = tab if tab in dict(TABS) else "todo"
    actors = [(post, actor_for(post)) for post in request.posts]
    with asked_once():
        lines = each_once([line for post, actor in actors for line in _lines(request.actor, post, actor)])
    context: dict[str, Any] = {
        "tab": tab,
        "tabs": _tabs(tab, lines),
        "lines": [line for line in lines if line.item.group == tab],
        "own_plans": _plans_in_order(request.actor),
        "bars": _bars([actor for _, actor in actors]),
        "bars_label": "本单位的责任项" if request.actor.role in SCHOOL_ROLES else "本单位和下属单位的责任项",
        "changes": changes_in_scope(request.actor) if tab == "todo" else [],
    }
    if tab == "todo":
        own, context["shared"] = parted(context["lines"], request.posts)
        context["groups"] = by_urgency(own, clock.today())
        context["shared_words"] = shared_words(request.actor)
        context["concerns"] = concerns_of(request.actor)
    if tab == "done":
        page = page_of(request, acts_of(request.actor.user_public_id), DONE_PER_PAGE)
        context |= {
            "page_obj": page,
            "done": done_lines(request.actor, page.object_list),
        }
    return render(request, "home/desk.html", context)


def _lines(acting: Actor, post: Membership, actor: Actor) -> Iterable[Line]:
    """What all stages have for one post."""
    other = "" if actor.membership_id == acting.membership_id else post.public_id
    for stage in installed():
        for item in stage.desk(actor) if stage.desk else ():
            yield Line(item, str(post), other, post.pk)
    for items in HOME_ITEMS:
        for item in items(actor):
            yield Line(item, str(post), other, post.pk)


def _tabs(current: str, lines: list[Line]) -> list[dict[str, Any]]:
    counts = {key: sum(line.item.group == key for line in lines) for key, _ in TABS}
    return [
        {
            "label": label,
            "url": "?" if key == "todo" else f"?tab={key}",
            "current": key == current,
            **({} if key == "done" else {"count": counts[key]}),
        }
        for key, label in TABS
    ]


def by_urgency(lines: Iterable[Line], today: dt.date) -> list[tuple[str, list[Line]]]:
    """逾期, 今天, 尽快, 本周, 以后; in each what the office above demands first, what has no date last: under 以后
    unless it presses. Empty groups are left out.
    """
    groups: dict[str, list[Line]] = {"逾期": [], "今天": [], "尽快": [], "本周": [], "以后": []}
    sunday = today + dt.timedelta(days=6 - today.weekday())
    for line in sorted(lines, key=lambda line: (not line.item.first, line.item.due or dt.date.max)):
        due = line.item.due
        if due is not None and due < today:
            groups["逾期"].append(line)
        elif line.item.pressing:
            groups[line.item.pressing].append(line)
        elif due is None or due > sunday:
            groups["以后"].append(line)
        else:
            groups["今天" if due == today else "本周"].append(line)
    return [(label, found) for label, found in groups.items() if found]


def _plans_in_order(actor: Actor) -> list[Plan]:
    """The Yichang plan first (design, section 5), then the newest."""
    plans = plans_visible_to(actor).order_by("-start", "-id")
    return sorted(plans, key=lambda plan: plan.key != YICHANG)


def _bars(actors: list[Actor]) -> list[dict[str, Any]]:
    """By plan: how many duties of the own organisation and those below it, how many done, late, blocked or proved.

    Each duty counts once, however many of the person's posts see it.
    """
    visible = duties_visible_to(actors[0])
    for actor in actors[1:]:
        visible = visible | duties_visible_to(actor)
    rows = (
        visible.filter(left_at__isnull=True, task__withdrawn_at__isnull=True)
        .order_by()
        .values_list("task__plan__public_id", "task__plan__short", "stage", "health", "proof")
        .annotate(count=Count("pk", distinct=True))
    )
    bars: dict[str, dict[str, Any]] = {}
    for plan, short, stage, health, proof, count in rows:
        none = dict.fromkeys(("total", "done", "late", "blocked", "partial", "complete"), 0)
        bar = bars.setdefault(plan, {"plan": plan, "short": short, **none})
        bar["total"] += count
        bar["done"] += count if stage == DutyStage.DONE else 0
        bar["late"] += count if health == Health.OVERDUE else 0
        bar["blocked"] += count if health == Health.BLOCKED else 0
        if proof != Proof.NONE:
            bar[proof] += count
    return sorted(bars.values(), key=lambda bar: bar["short"])
