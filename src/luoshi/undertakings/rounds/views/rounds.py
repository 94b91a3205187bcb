"""承接申报: the list of rounds, one round as its readers see it, and its buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.notices.unreached import in_words
from luoshi.plans.models import Plan
from luoshi.plans.permissions import can_edit_plan
from luoshi.plans.queries import plans_visible_to

from .. import actions, permissions
from ..actions.opening import missing_to_open
from ..earlier import taken_last_time
from ..history import history_of
from ..models import Application, Round
from ..offers import condition_words, moment_words, why_not_now
from ..queries import COUNTY, application_of, below_in, invited_to, is_invited, rounds_visible_to
from ..states import ROUND, ApplicationState, RoundState
from ..telling import not_reached, readers_of, told_of

READERS = "申报单位及其县局、印发单位能看计划的人；起草中的只有印发单位的经办和科长"
EDITORS = "计划印发单位的经办和科长"
TONES = {"draft": "", "open": "busy", "confirmed": "ok", "withdrawn": "bad"}
APPLICATION_TONES = {
    "draft": "", "school": "busy", "county": "busy", "city": "busy", "passed": "ok", "returned": "warn",
    "withdrawn": "bad",
}  # fmt: skip
VERDICT_TONES = {"open": "", "accepted": "ok", "declined": "bad", "asked": "warn"}
BUTTONS = ("open", "withdraw", "restore", "reopen")


def state_words(round_: Round) -> str:
    """The state with what time says of it."""
    if round_.state != RoundState.OPEN:
        return str(round_.get_state_display())
    if not round_.has_begun:
        return "还没有开始"
    return "已截止，待确认" if round_.is_over else "申报中"


@policy(f"{READERS}：承接申报各轮次")
def rounds(request: HttpRequest) -> HttpResponse:
    rows = rounds_visible_to(request.actor).order_by("-id")
    state = request.GET.get("state", "")
    page = page_of(request, rows.filter(state=state) if state in RoundState.values else rows, size=30)
    mine = _own_applications(request.actor, page.object_list)
    for row in page:
        row.tone, row.words_now, row.mine = TONES[row.state], state_words(row), mine.get(row.pk)
    plans = plans_visible_to(request.actor).order_by("-id") if request.actor.may("edit_plan") else []
    context = {
        "page_obj": page,
        "filters": [
            {
                "label": label,
                "url": "?" if key == state else f"?state={key}",
                "on": key == state,
            }
            for key, label in RoundState.choices
        ],
        "filtered": bool(state),
        "plans_to_start": [each for each in plans if can_edit_plan(request.actor, each)],
        "is_school": request.actor.may("manage_duties"),
        "crumbs": [("承接申报", "")],
    }
    return render(request, "rounds/rounds.html", context)


def _own_applications(actor: Any, rounds_: Any) -> dict[int, Application]:
    if not actor.may("manage_duties"):
        return {}
    rows = Application.objects.filter(
        round__in=[each.pk for each in rounds_], organisation=actor.organisation_id
    )
    return {row.round_id: row for row in rows.exclude(state=ApplicationState.WITHDRAWN)}


@policy(f"{READERS}：一轮承接申报和它的任务清单")
def round_(request: HttpRequest, round: str) -> HttpResponse:
    return round_page(request, find(rounds_visible_to(request.actor), round))


def round_page(
    request: HttpRequest, found: Round, status: int = 200, refusal: Refusal | None = None
) -> HttpResponse:
    actor = request.actor
    runs = permissions.can_run_round(actor, found)
    applies = permissions.can_apply(actor, found)
    urls = {f"rounds.{name}_round": reverse(f"{name}-round", args=[found.public_id]) for name in BUTTONS}
    context = {
        "round": found,
        "tone": TONES[found.state],
        "words_now": state_words(found),
        "facts": _facts(found),
        "rows": _rows(actor, found),
        "runs": runs,
        "missing": missing_to_open(found) if runs and found.state == RoundState.DRAFT else [],
        "buttons": ROUND.buttons(found, lambda action: runs, urls),
        "open_url": urls["rounds.open_round"],
        "applies": applies,
        "mine": application_of(actor, found) if applies else None,
        "why_not": why_not_now(found) if applies else "",
        "invited": list(invited_to(found)),
        "below": below_in(actor, found) if actor.role in COUNTY and found.has_begun else [],
        "refusal": refusal,
        **(_told(actor, found) if runs else {}),
        "history": history_of(found) if runs else [],
        "crumbs": crumbs(found, ""),
    }
    return render(request, "rounds/round.html", context, status=status)


def _told(actor: Any, found: Round) -> dict[str, Any]:
    """For the bureau: whom the notice reaches, before it is sent; who has opened it, afterwards."""
    if found.state not in (RoundState.DRAFT, RoundState.OPEN):
        return {}
    gaps = not_reached(found, actor)
    readers = readers_of(found) if found.state == RoundState.OPEN else None
    reached = told_of(found) if readers is None else []
    return {
        "gaps": in_words(gaps),
        "readers": readers,
        "not_read": [f"{post.organisation.short} {post.user.name}" for post in readers.unread]
        if readers
        else [],
        "will_tell": len({post.user_id for post in reached} - {actor.user_id}),
    }


def crumbs(found: Round, last: str) -> list[tuple[str, str]]:
    here = reverse("round", args=[found.public_id])
    first = [("承接申报", reverse("rounds"))]
    return [*first, (found.name, here), (last, "")] if last else [*first, (found.name, "")]


def _facts(found: Round) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        ("计划", found.plan.short, reverse("plan", args=[found.plan.public_id])),
        ("组织单位", found.plan.issuer.short),
        ("开始", moment_words(found.opens_at) if found.opens_at else "发布时"),
    ]
    closes = found.until or found.closes_at
    rows.append(("截止", moment_words(closes) if closes else "未定"))
    if found.until is not None and found.closes_at is not None and found.until != found.closes_at:
        rows.append(("原截止", moment_words(found.closes_at)))
    if found.least is not None or found.most is not None:
        rows.append(("每校", bounds_words(found.least, found.most, "项")))
    return rows


def bounds_words(least: int | None, most: int | None, unit: str) -> str:
    if least is not None and most is not None:
        return f"{least} {unit}" if least == most else f"{least}—{most} {unit}"
    if least is not None:
        return f"至少 {least} {unit}"
    return f"至多 {most} {unit}" if most is not None else "不限"


def _rows(actor: Any, found: Round) -> list[dict[str, Any]]:
    """The list as schools read it: task, how many are wanted, conditions, who took it last time."""
    rows = list(found.tasks.select_related("task", "round__plan__issuer"))
    own = None
    if is_invited(found, actor.organisation_id):
        own = Organisation.objects.filter(pk=actor.organisation_id).first()
    last_time = taken_last_time(actor, found, rows, own)
    return [
        {
            "row": row,
            "wanted": bounds_words(row.least, row.most, "个"),
            "condition": condition_words(row),
            "last_time": last_time.get(row.pk, []),
        }
        for row in rows
    ]


# ---- buttons


def _press(
    request: HttpRequest, public_id: str, act: Callable[..., Any], words: str, **said: Any
) -> HttpResponse:
    found = find(rounds_visible_to(request.actor), public_id)
    require(permissions.can_run_round(request.actor, found))
    try:
        act(round_=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        fresh = find(rounds_visible_to(request.actor), public_id)
        return round_page(request, fresh, refusal.status, refusal)
    messages.success(request, words)
    return redirect("round", found.public_id)


@policy(f"{EDITORS}：发布申报通知", methods=("POST",))
def open_round(request: HttpRequest, round: str) -> HttpResponse:
    return _press(request, round, actions.open_round, "已发布。谁收到了通知、谁看过，见本页“通知情况”。")


@policy(f"{EDITORS}：撤销一轮申报", methods=("POST",))
def withdraw_round(request: HttpRequest, round: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:200]
    return _press(request, round, actions.withdraw_round, "已撤销，可以随时恢复。", reason=reason)


@policy(f"{EDITORS}：恢复一轮申报", methods=("POST",))
def restore_round(request: HttpRequest, round: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:200]
    return _press(request, round, actions.restore_round, "已恢复。", reason=reason)


def plan_of(request: HttpRequest, public_id: str) -> Plan:
    plan: Plan = find(plans_visible_to(request.actor), public_id)
    require(permissions.can_make_round(request.actor, plan))
    return plan
