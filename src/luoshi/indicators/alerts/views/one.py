"""One alert: why, by which rule, since when, what clears it, what became of it; its answer and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import drafts
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import keep_draft, typed_before
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core import alerts as core

from .. import actions, permissions
from ..forms import AnswerForm
from ..links import hrefs_of
from ..models import Alert
from ..queries import alerts_visible_to
from ..states import TONES, AlertState, StepKind
from .lists import READERS

ANSWERING = "里程碑责任人，本校项目办和校领导"
DRAFT = "alerts.answer"


@policy(f"{READERS}：一条预警")
def alert(request: HttpRequest, alert: str) -> HttpResponse:
    return alert_page(request, find(alerts_visible_to(request.actor), alert))


def alert_page(
    request: HttpRequest, found: Alert, form: Any = None, status: int = 200, refusal: Any = None
) -> HttpResponse:
    actor = request.actor
    answers = permissions.can_answer(actor, found) and found.state != AlertState.CLEARED
    kind = core.KINDS[found.kind]
    context = {
        "alert": found,
        "tone": TONES[AlertState(found.state)],
        "kind": kind,
        "facts": _facts(found),
        "href": hrefs_of(actor, [found]).get(found.pk, ""),
        "steps": [_step(row) for row in found.steps.order_by("-pk")],
        "form": (form or _answer_form(request, found)) if answers else None,
        "answers": answers,
        "refusal": refusal,
        "crumbs": [("预警", reverse("alerts")), (found.title, "")],
    }
    return render(request, "alerts/alert.html", context, status=status)


def _facts(found: Alert) -> list[tuple[Any, ...]]:
    school = reverse("organisation", args=[found.organisation.public_id])
    rows: list[tuple[Any, ...]] = [("单位", found.organisation.name, school)]
    if found.plan is not None:
        rows.append(("计划", found.plan.short, reverse("plan", args=[found.plan.public_id])))
    return [
        *rows,
        ("类别", found.get_kind_display()),
        ("程度", found.amount),
        ("自", found.since.isoformat()),
    ]


def _step(row: Any) -> dict[str, Any]:
    words = f"{core.MARKS[row.rank]}级" if not row.words else row.words
    until = f"，到 {row.until:%Y-%m-%d}" if row.until else ""
    return {
        "when": row.created_at,
        "who": row.by_name or "系统核对",
        "what": "结束" if row.kind == StepKind.CLEARED and row.words else row.get_kind_display(),
        "note": f"{words}{until}",
    }


def _answer_form(request: HttpRequest, found: Alert) -> AnswerForm:
    kept = typed_before(request, DRAFT, found)
    initial = {"words": found.plan_words, "promised": found.promised if found.has_answer else None}
    if kept is not None:
        initial |= {name: kept[0].get(name, "") for name in ("words", "promised")}
    return AnswerForm(initial=initial)


@policy(f"{ANSWERING}：说明预警的打算", methods=("POST",))
def answer_alert(request: HttpRequest, alert: str) -> HttpResponse:
    found: Alert = find(alerts_visible_to(request.actor), alert)
    require(permissions.can_answer(request.actor, found))
    if request.headers.get("X-Requested-With") == "autosave":
        return keep_draft(request, DRAFT, found)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return alert_page(request, found, form, 422)
    try:
        actions.answer_alert(
            alert=found,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
            **form.cleaned_data,
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _again(request, alert, form, refusal)
    drafts.discard(request.actor, DRAFT, found.public_id)
    messages.success(request, "已说明打算，县局、市局看得到。事实变了，预警自己会解除。")
    return redirect("alert", found.public_id)


@policy(f"{ANSWERING}：撤回对预警的说明", methods=("POST",))
def take_back_answer(request: HttpRequest, alert: str) -> HttpResponse:
    found: Alert = find(alerts_visible_to(request.actor), alert)
    require(permissions.can_answer(request.actor, found))
    try:
        actions.take_back_answer(
            alert=found, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _again(request, alert, None, refusal)
    messages.success(request, "已撤回说明，预警回到待办。")
    return redirect("alert", found.public_id)


def _again(request: HttpRequest, alert: str, form: Any, refusal: Refusal) -> HttpResponse:
    """The page as it is now, with what was typed."""
    fresh = find(alerts_visible_to(request.actor), alert)
    return alert_page(request, fresh, form, refusal.status, refusal)
