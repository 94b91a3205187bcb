"""Calls whose best go up; the page of one: decision, letter, what came back; the decision of the party group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.core.selection import read_rules
from luoshi.papers.filed.queries import current_paper_of
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Decision
from luoshi.selection.outcome.queries import decisions_visible_to
from luoshi.selection.queries import ORGANISES
from luoshi.selection.states import LEVELS
from luoshi.selection.two_persons import is_another

from .. import actions, permissions
from ..book import levels_of
from ..drawing import ranks_of
from ..forms import UpwardForm, kept
from ..models import Promotion, Recommendation
from ..queries import (
    LETTER,
    decisions_for,
    ended_calls_of,
    goes_up,
    is_stamped,
    recommendable,
    recommendations_visible_to,
    rows_of,
    selected_rows,
    standing_results,
    upper_results_visible_to,
)
from ..states import RECOMMENDATION, STANDING, TONES, RecommendationState

OFFICERS = "组织单位的经办、科长"
BUREAU = "组织单位的经办、科长、分管领导、监督员"
MOVES = ("unsend", "recall", "restore")


def crumbs(call: Call | None = None, last: str = "") -> list[tuple[str, str]]:
    rows = [("推荐上报", reverse("recommendations") if call is not None else "")]
    if call is not None:
        rows.append((call.title, reverse("recommendation", args=[call.public_id]) if last else ""))
    return [*rows, (last, "")] if last else rows


@policy(f"{BUREAU}：结果已公布、要推荐上报或晋级的遴选")
def calls(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    require(any(map(actor.may, ORGANISES)))
    page = page_of(request, ended_calls_of(actor).filter(recommendable()).order_by("-id"))
    standing = {
        row.call_id: row
        for row in recommendations_visible_to(actor).filter(
            call__in=[row.pk for row in page], state__in=STANDING
        )
    }
    gone = Promotion.objects.filter(result__call__in=[row.pk for row in page], taken_back_at__isnull=True)
    up = Counter(gone.values_list("result__call", flat=True))
    for row in page:
        row.letter = standing.get(row.pk)
        row.tone = TONES[RecommendationState(row.letter.state)] if row.letter else "warn"
        row.taken = up.get(row.pk, 0)
    return render(request, "recommendation/calls.html", {"page_obj": page, "crumbs": crumbs()})


def call_of(request: HttpRequest, public_id: str, runs: bool = False) -> Call:
    found: Call = find(ended_calls_of(request.actor), public_id)
    if runs:
        require(permissions.can_recommend(request.actor, found))
    return found


@policy(f"{BUREAU}：一次遴选的推荐上报、上级结果和晋级")
def call(request: HttpRequest, recommended_call: str) -> HttpResponse:
    return call_page(request, call_of(request, recommended_call))


def call_page(request: HttpRequest, found: Call, status: int = 200, refusal: Any = None) -> HttpResponse:
    actor = request.actor
    runs = permissions.can_recommend(actor, found)
    versions = list(recommendations_visible_to(actor).filter(call=found).order_by("-number"))
    for row in versions:
        row.tone = TONES[RecommendationState(row.state)]
    current = next((row for row in versions if row.state in STANDING), None)
    last = versions[0] if versions else None
    alone = current is not None and permissions.is_alone(actor, current)
    promoted = Promotion.objects.filter(result__call=found, taken_back_at__isnull=True).count()
    upward = goes_up(found)
    context = {
        "call": found, "runs": runs, "versions": versions, "current": current, "goes_up": upward,
        "alone": alone, **_into_upper(found, versions),
        "decisions": list(decisions_visible_to(actor).filter(call=found, stage="up").order_by("-pk")),
        "decided": bool(decisions_for(found)), "number": selected_rows(found).count(), "ready": _ready(found),
        **_paper(current),
        "stamped": current is not None and is_stamped(current),
        "facts": _facts(found, current), "buttons": _buttons(current or last, runs), "refusal": refusal,
        **_answers(actor, current),
        "page_obj": _lines(request, current), "undone": _undone(actor, found),
        "promoted": promoted, "may_go_on": bool(promoted or found.parent_id or (upward and current is None)),
        "crumbs": crumbs(found), "words": found.own_words,
    }  # fmt: skip
    if refusal is not None:
        context["reason_said"] = request.POST.get("reason", "")
    return render(request, "recommendation/call.html", context, status=status)


def _paper(current: Recommendation | None) -> dict[str, Any]:
    """The print of the letter, and how it comes to be stamped."""
    paper = current_paper_of(current, LETTER) if current is not None else None
    printed = paper is not None and not paper.is_outdated
    first = "打开下面“盖章”里的推荐函报送件，下载打印稿" if printed else "在下面“盖章”里点“打印盖章”"
    words = f"{first}，盖章后扫描传回；在公文系统里盖章印发的，登记“已盖章印发”。"
    return {"paper": paper, "to_stamp_words": words}


def _into_upper(found: Call, versions: list[Recommendation]) -> dict[str, Any]:
    """Whether its best are taken into the selection above, as nobody has to write a letter; with the words of it."""
    if versions or found.parent is None or not selected_rows(found).exists():
        return {}
    upper, paper = found.parent.title, "要另外报纸质推荐函的，在下面“办理”里出。"
    words = f"点“晋级”，把入选的报到“{upper}”。" if _waits(found) else f"入选的都已报到“{upper}”。"
    return {"into_upper": True, "upper_words": words + paper}


def _waits(found: Call) -> bool:
    """Whether something selected is not in the selection above yet."""
    standing = Promotion.objects.filter(result=OuterRef("pk"), taken_back_at__isnull=True)
    return selected_rows(found).exclude(Exists(standing)).exists()


def _answers(actor: Actor, current: Recommendation | None) -> dict[str, Any]:
    """Levels above the one it went to, at which more may come back; and of what was noted what is to be compared with
    its paper: by the reader (`to_check`), or by somebody else (`waits_check`); whether that level answered for all.
    """
    if current is None or current.sent_on is None:
        return {"levels": {}, "to_check": {}, "waits_check": "", "noted": 0, "all_noted": False}
    levels, alone = levels_of(current), dict[str, bool]()
    noted = there = 0
    for row in current.upper_results.filter(undone_at__isnull=True).select_related("noted_post"):
        noted, there = noted + 1, there + (row.level == current.level)
        if row.checked_at is not None:
            continue
        own = row.noted_post is not None and not is_another(actor, row.noted_post)
        alone[row.level] = alone.get(row.level, False) or own
    return {
        "levels": {key: title for key, title in levels.items() if key != current.level},
        "to_check": {key: levels[key] for key, own in alone.items() if not own},
        "waits_check": "、".join(levels[key] for key, own in alone.items() if own),
        "noted": noted,
        "all_noted": there >= current.size,
    }


def _ready(found: Call) -> str:
    """How many were selected, and how many may go up."""
    rules = read_rules(found.rules)
    each = "每个组别" if rules.group_titles else ""
    limit = f"，{each}推荐名额 {rules.next_number} 个" if rules.next_number else ""
    return f"入选 {selected_rows(found).count()} 项{limit}，审定已经登记。"


def _facts(found: Call, current: Recommendation | None) -> list[tuple[str, str]]:
    rows = [("级别", LEVELS.get(found.level, "—")), ("结果", found.get_state_display())]
    if current is not None:
        rows += [("报送到", current.to), ("文号", current.letter_number), ("成文", f"{current.on:%Y-%m-%d}")]
        if current.sent_on is not None:
            rows.append(("发出", f"{current.sent_on:%Y-%m-%d} {current.sent_how}"))
    return rows


def _buttons(row: Recommendation | None, runs: bool) -> list[dict[str, Any]]:
    if row is None:
        return []
    urls = {
        f"recommendation.{name}": reverse(f"recommendation-{name}", args=[row.public_id]) for name in MOVES
    }
    return [each | {"obj": row} for each in RECOMMENDATION.buttons(row, lambda action: runs, urls)]


def _lines(request: HttpRequest, current: Recommendation | None) -> Any:
    """A page of those that go up, each with its rank and what came back."""
    if current is None:
        return []
    rows = rows_of(current)
    ranks, numbers = ranks_of(rows), {row.pk: number for number, row in enumerate(rows, 1)}
    page = page_of(request, rows)
    answers = standing_results(page)
    for row in page:
        row.number, row.rank, row.answers = numbers[row.pk], ranks[row.public_id], answers.get(row.pk, [])
    return page


def _undone(actor: Any, found: Call) -> list[Any]:
    rows = upper_results_visible_to(actor).filter(recommendation__call=found, undone_at__isnull=False)
    return list(rows.order_by("-undone_at")[:50])


def press(
    request: HttpRequest, found: Call, act: Callable[..., Any], words: str, **given: Any
) -> HttpResponse:
    """One button of the page of this call."""
    try:
        act(by=request.actor, version=version_of(request), once=Once.of(request), **given)
    except Busy:
        raise
    except Refusal as refusal:
        return call_page(request, call_of(request, found.public_id), refusal.status, refusal)
    messages.success(request, words)
    return redirect("recommendation", found.public_id)


def reason_of(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:300]


def form_page(
    request: HttpRequest, found: Call, make: Callable[..., django_forms.Form], *, name: str, about: Any,
    send: Callable[[dict[str, Any]], Any], title: str, button: str, words: str = "", said: str = "已保存。",
    stored: Callable[[], dict[str, Any]] = dict, uploads: bool = False, versioned: bool = True,
    rows: Sequence[Any] = (),
) -> HttpResponse:  # fmt: skip
    """One form of the bureau on a page of its own; afterwards back to the page of the call."""
    here = reverse("recommendation", args=[found.public_id])

    def made(*given: Any, **rest: Any) -> django_forms.Form:
        if uploads and rest.get("data") is not None:
            rest["files"] = request.FILES
        return make(*given, **rest)

    return answer(
        FormPage(
            request, "recommendation/form.html", made, name=name, about=about, send=send,
            then=lambda saved: here, said=said, stored=stored, versioned=versioned,
            context={
                "title": title, "button": button, "words": words, "cancel_url": here, "uploads": uploads, "rows": rows,
                "crumbs": crumbs(found, title),
            },
        )
    )  # fmt: skip


@policy(f"{OFFICERS}：登记局党组会、局长办公会对推荐的审定", methods=("GET", "POST"))
def decide(request: HttpRequest, recommended_call: str) -> HttpResponse:
    found = call_of(request, recommended_call, runs=True)

    def send(said: dict[str, Any]) -> Decision:
        minutes, name = kept(said["file"])
        meeting = actions.Upward(said["body"], said["held_on"], said["words"], said["number"])
        made: Decision = actions.decide_upward(
            call=found, meeting=meeting, minutes=minutes, minutes_name=name, by=request.actor,
            once=Once.of(request),
        )  # fmt: skip
        return made

    return form_page(
        request, found, partial(UpwardForm, call=found), name="recommendation.decide", about=found, send=send,
        title="登记推荐审定", button="登记",
        words=f"按会议纪要代录，对现在的入选名单有效。公示后的审定就是{found.own_words.meetings}作的，不用再登记。",
        said="推荐审定已登记，可以出推荐函了。", uploads=True, versioned=False,
    )  # fmt: skip


@policy(f"{OFFICERS}：撤销登记错的推荐审定", methods=("POST",))
def undo_decision(request: HttpRequest, upward_decision: str) -> HttpResponse:
    row: Decision = find(decisions_visible_to(request.actor).filter(stage="up"), upward_decision)
    require(permissions.can_undo_upward_decision(request.actor, row))
    reason = reason_of(request)
    return press(
        request, row.call, actions.undo_upward_decision, "推荐审定已撤销。", decision=row, reason=reason
    )
