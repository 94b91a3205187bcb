"""One draw: its seed, its frozen pool, its result, the witness."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common.downloads import as_download
from luoshi.common.models import Job
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.core.selection import read_rules
from luoshi.papers.buttons import Buttons
from luoshi.selection import reads
from luoshi.selection.applying.models import Application

from .. import actions, flow, permissions
from ..actions.drawing import OPENED, run_by
from ..drawing import categories
from ..models import Draw, Proposal, Seat
from ..queries import draws_visible_to, papers_seen_by, sits_in
from ..states import DRAW, DRAW_TONES, DrawState
from .panels import READERS, RUNNERS, crumbs_of
from .proposals import PROPOSED, ended_of, waiting_for

WITNESS = "组织单位的监督员"


@policy(f"{READERS}：一次抽取，从随机数到结果")
def draw(request: HttpRequest, panel_draw: str) -> HttpResponse:
    return draw_page(request, find(draws_visible_to(request.actor), panel_draw))


def _find_read(request: HttpRequest, panel_draw: str) -> Draw:
    """Who reads what stands in it: the log takes a line."""
    found: Draw = find(draws_visible_to(request.actor), panel_draw)
    reads.note_read(reads.PANEL, request.actor, found.call)
    return found


def draw_page(
    request: HttpRequest, found: Draw, status: int = 200, refusal: Any = None, **_: Any
) -> HttpResponse:
    actor = request.actor
    reads.note_read(reads.PANEL, actor, found.call)
    runs = permissions.can_run_draw(actor, found)
    urls = {
        f"panel.{name}": reverse(f"panel-{name.replace('_', '-')}", args=[found.public_id])
        for name in ("close_pool", "confirm_draw", "void_draw")
    }
    waiting = waiting_for(actor, draw=found)
    if found.state == DrawState.DRAWN and (waiting or found.witnessed_at is None):
        del urls["panel.confirm_draw"]
    names = _names(request, found)
    context = {
        "draw": found,
        "call": found.call,
        "tone": DRAW_TONES[found.state],
        "runs": runs,
        "buttons": DRAW.buttons(found, lambda action: runs, urls),
        "may_witness": _may_witness(request, found),
        "may_propose": runs and found.state in OPENED,
        "waiting": waiting,
        **ended_of(actor, draw=found),
        "agreed": _agreed(found),
        "earlier": _earlier(found),
        "seats": found.call.seats.filter(left_at__isnull=True).count(),
        "failed": found.reason if found.state == DrawState.CLOSED else "",
        "is_running": _is_running(found),
        "rows": _rows(found, names),
        "clashes": _clashes(found, names),
        "facts": _facts(found),
        "steps": flow.steps_of(found),
        "hint": None if waiting else flow.hint_of(found, runs),
        "asks": flow.ASKS.get(found.state, ""),
        "refusal": refusal,
        "crumbs": crumbs_of(found.call, f"抽取{found.round_title}"),
    }
    return render(request, "panel/draw.html", context, status=status)


def _earlier(found: Draw) -> QuerySet[Draw]:
    """Of the same round, the first one first."""
    rows = found.call.draws.filter(round=found.round, number__lt=found.number)
    return rows.select_related("voided_by__user").order_by("number")


def _agreed(found: Draw) -> Proposal | None:
    """What the monitor agreed to, where it was voided with an open seed."""
    rows = found.proposals.filter(confirmed_at__isnull=False).select_related("confirmed_by__user")
    return rows.last() if found.state == DrawState.VOID else None


def _may_witness(request: HttpRequest, found: Draw) -> bool:
    """The monitor, where he neither ran this draw himself through another post nor is an expert of the selection."""
    may = permissions.can_witness_draw(request.actor, found) and found.state == DrawState.DRAWN
    return may and request.actor.user_id not in run_by(found) and not sits_in(request.actor, found.call)


def _facts(found: Draw) -> list[tuple[str, str]]:
    mix = "、".join(_mix_in_words(each) for each in found.mix) or "无"
    ruled = read_rules(found.call.rules).panel.need
    need = f"{found.need} 人" if found.need == ruled else f"{found.need} 人（规则写的是 {ruled} 人）"
    rows = [("轮次", found.round_title or "一轮"), ("每件评审", need), ("搭配要求", mix)]
    if found.problem:
        rows.append(("封存名单", f"{len(found.problem['reviewers'])} 人，{len(found.problem['papers'])} 件"))
    return rows


def _mix_in_words(rule: dict[str, Any]) -> str:
    parts = [f"至少 {rule['at_least']} 人"] if rule.get("at_least") else []
    if rule.get("at_most") is not None:
        parts.append(f"至多 {rule['at_most']} 人")
    return f"{rule['group']}{'、'.join(parts)}"


def _is_running(found: Draw) -> bool:
    waits = found.state == DrawState.CLOSED and found.job
    return bool(waits) and Job.objects.filter(public_id=found.job, state__in=("queued", "running")).exists()


def _names(request: HttpRequest, found: Draw) -> dict[str, str]:
    """By code what the actor may read of it; an application he must not see keeps its number alone."""
    if not found.names:
        return {}
    by_id = {row.public_id: row for row in papers_seen_by(request.actor).filter(call=found.call_id)}
    papers: dict[str, Application] = {
        code: by_id[key] for code, key in found.names["papers"].items() if key in by_id
    }
    seats = {row.public_id: row for row in Seat.objects.filter(call=found.call_id).select_related("expert")}
    said = {code: f"{row.organisation.short} {row.title}" for code, row in papers.items()}
    people = {code: seats[key].expert.name for code, key in found.names["reviewers"].items() if key in seats}
    return said | people


def _rows(found: Draw, names: dict[str, str]) -> list[dict[str, Any]]:
    """By application who reads it; only those the actor sees."""
    readers: dict[str, list[str]] = {}
    for paper, reviewer, *_ in found.result["pairs"] if found.result else ():
        readers.setdefault(paper, []).append(reviewer)
    rows = []
    for each in found.problem["papers"] if found.problem else ():
        code = each["id"]
        if code in names:
            rows.append(
                {
                    "code": code,
                    "title": names[code],
                    "barred": [(who, names.get(who, "")) for who in each["conflicts"]],
                    "readers": [(who, names.get(who, "")) for who in readers.get(code, [])],
                }
            )
    return rows


def _clashes(found: Draw, names: dict[str, str]) -> dict[str, Any] | None:
    if not found.clashes:
        return None
    rows = []
    for clash in found.clashes["clashes"]:
        papers = [f"{code} {names.get(code, '')}" for code in clash["papers"]]
        people = [f"{code} {names.get(code, '')}" for code in clash["reviewers"]]
        rows.append({"words": _in_own_words(found, clash["words"]), "papers": papers, "people": people})
    return {"rows": rows, "remedies": found.clashes["remedies"]}


def _in_own_words(found: Draw, words: str) -> str:
    """A rule by what it asks for, as its own office wrote it."""
    for group, token in categories(found.mix).items():
        words = words.replace(f"“{token}”", f"“{group}”")
    return words


BUTTONS = Buttons(
    visible=draws_visible_to, on="draw", page="panel-draw", show=draw_page, author=permissions.can_run_draw
)


@policy(f"{RUNNERS}：封存候选名单，开始抽取", methods=("POST",))
def close_pool(request: HttpRequest, panel_draw: str) -> HttpResponse:
    words = "名单已封存，随机数已公开，正在抽取。请稍候刷新页面。"
    return BUTTONS.press(request, panel_draw, actions.close_pool, words)


@policy(f"{RUNNERS}：没有算成的再算一次", methods=("POST",))
def run_draw(request: HttpRequest, panel_draw: str) -> HttpResponse:
    return BUTTONS.press(request, panel_draw, actions.run_draw, "正在重新计算，名单和随机数不变。")


@policy(f"{WITNESS}：见证抽取", methods=("POST",))
def witness_draw(request: HttpRequest, panel_draw: str) -> HttpResponse:
    said = request.POST.get("words", "")[:300]
    may = permissions.can_witness_draw
    return BUTTONS.press(request, panel_draw, actions.witness_draw, "已记为见证。", may, opinion=said)


@policy(f"{RUNNERS}：确认分配，进入评审", methods=("POST",))
def confirm_draw(request: HttpRequest, panel_draw: str) -> HttpResponse:
    words = "分配已确认，已通知各位专家。专家签署纪律承诺后开始评审。"
    return BUTTONS.press(request, panel_draw, actions.confirm_draw, words)


@policy(f"{RUNNERS}：提请作废随机数已经公开的抽取，写明理由", methods=("POST",))
def propose_void(request: HttpRequest, panel_draw: str) -> HttpResponse:
    said = request.POST.get("reason", "")[:300]
    return BUTTONS.press(request, panel_draw, actions.propose_void, PROPOSED, reason=said)


@policy(f"{RUNNERS}：作废一次抽取，写明理由", methods=("POST",))
def void_draw(request: HttpRequest, panel_draw: str) -> HttpResponse:
    said = request.POST.get("reason", "")[:300]
    return BUTTONS.press(
        request, panel_draw, actions.void_draw, "已作废，记录保留。可以重新开始抽取。", reason=said
    )


@policy(f"{READERS}：下载抽取文件，用来重算")
def problem(request: HttpRequest, panel_draw: str) -> HttpResponse:
    found = _find_read(request, panel_draw)
    if found.problem is None:
        raise Http404
    return as_download(json.dumps(found.problem, ensure_ascii=False, indent=1), "抽取文件.json")


@policy(f"{READERS}：下载抽取结果")
def result(request: HttpRequest, panel_draw: str) -> HttpResponse:
    found = _find_read(request, panel_draw)
    if found.result is None:
        raise Http404
    return as_download(json.dumps(found.result, ensure_ascii=False, indent=1), "抽取结果.json")
