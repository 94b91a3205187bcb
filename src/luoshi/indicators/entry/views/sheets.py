"""A school's sheet: what it says, line by line; sending it, taking it back; looking at it, approving, returning."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.evidence.queries import uses_about_many
from luoshi.papers.buttons import Buttons
from luoshi.papers.panels import Acted, panel_of
from luoshi.papers.queries import approvals_visible_to, would_judge_himself

from .. import actions, permissions
from ..kinds import KIND
from ..lines import Row, Sheet
from ..models import FilingSheet
from ..queries import sheets_visible_to
from ..states import SHEET, WRITABLE, FilingState, LineState, SheetState, tone_of
from ..steps import said_of
from ..stored import cells_of, given_of
from .filings import READERS, crumbs

FILLERS = "填报单位的项目办"
STEPS = {"pass": "pass-filing", "return": "send-back-filing", "enter": "enter-filing"}
ABOVE = "发起单位的经办、科长；学校所属县局的经办"


def found_for(request: HttpRequest, sheet: str, may: Any = None) -> FilingSheet:
    found: FilingSheet = find(sheets_visible_to(request.actor), sheet)
    if may is not None:
        require(may(request.actor, found))
    return found


def sheet_crumbs(found: FilingSheet, last: str = "") -> list[tuple[str, str]]:
    rows = crumbs(found.filing, found.organisation.short)
    if last:
        rows[-1] = (found.organisation.short, reverse("filing-sheet", args=[found.public_id]))
        rows.append((last, ""))
    return rows


@policy(f"{READERS}：一所学校的指标填报单；上级看已报送的")
def filing_sheet(request: HttpRequest, filing_sheet: str) -> HttpResponse:
    return sheet_page(request, found_for(request, filing_sheet))


def _shown(row: Row, own: bool, uses: int) -> dict[str, Any]:
    """Those above read what was sent; the school what it wrote last."""
    observation = row.now if own else row.told
    cells = cells_of(observation, row.definition)
    return {
        "row": row,
        "line": row.line,
        "cells": cells,
        **_state_of(row),
        "said": said_of(row, observation),
        "last": said_of(row, row.last) or "—",
        "doubts": row.doubts(given_of(observation, row.definition)) if observation is not None else [],
        "uses": uses,
        "opinion": row.line.opinion if own else "",
    }


def _state_of(row: Row) -> dict[str, Any]:
    """How far the line has come; while the sheet lies at the school's own steps, its open lines lie there too."""
    sheet = row.line.sheet
    state = sheet if sheet.state == SheetState.CHECKING and row.is_open else row.line
    return {"tone": tone_of(state.state), "state": state.get_state_display()}


def sheet_page(
    request: HttpRequest,
    found: FilingSheet,
    acted: Acted | None = None,
    status: int = 200,
    refusal: Any = None,
    reason: str = "",
) -> HttpResponse:
    actor, sheet = request.actor, Sheet(found)
    rows = sheet.rows()
    own = actor.organisation_id == found.organisation_id
    uses = uses_about_many([row.line for row in rows])
    fills = permissions.can_fill_sheet(actor, found)
    writable = fills and found.state in WRITABLE
    closed = found.filing.state == FilingState.CLOSED and not found.has_returned
    missing = sheet.missing() if writable else []
    context = {
        "sheet": found,
        "filing": found.filing,
        "tone": tone_of(found.state),
        "rows": [_shown(row, own, len(uses.get(row.line.public_id, []))) for row in rows],
        "facts": _facts(found),
        "missing": missing,
        "writable": writable and not closed,
        "closed": closed,
        "can_send": writable and not closed and not missing,
        "steps": writable and found.filing.asks_steps,
        "ends_with_himself": _ends_with_himself(request, found, writable),
        "panel": _panel(request, found, acted),
        "buttons": _buttons(request, found),
        "approves": permissions.can_approve_lines(actor, found),
        "returns": permissions.can_return_lines(actor, found),
        "waiting": any(row.line.state == LineState.WAITING for row in rows),
        "judged": any(row.line.state in (LineState.APPROVED, LineState.RETURNED) for row in rows),
        "refusal": refusal,
        "reason": reason,
        "crumbs": sheet_crumbs(found),
    }
    return render(request, "entry/sheet.html", context, status=status)


def _ends_with_himself(request: HttpRequest, found: FilingSheet, writable: bool) -> bool:
    """Whether the school's steps would end with whoever fills it in: told before, not when he sends it."""
    steps = writable and found.filing.asks_steps
    return bool(steps and would_judge_himself(request.actor, found.organisation, KIND.key))


def _panel(request: HttpRequest, found: FilingSheet, acted: Acted | None) -> Any:
    """The school's own steps, for those who see them."""
    visible = approvals_visible_to(request.actor).filter(pk=found.approval_id)
    if found.approval is None or not visible.exists():
        return None
    urls = {name: reverse(page, args=[found.public_id]) for name, page in STEPS.items()}
    more = {"acted": acted, "request": request, "live": True}
    return panel_of(found.approval, request.actor, urls, versioned=found, **more)


def _buttons(request: HttpRequest, found: FilingSheet) -> list[dict[str, Any]]:
    who = permissions.ENTRY_WHO
    urls = {
        "indicator_entry.recall_sheet": reverse("recall-filing", args=[found.public_id]),
        "indicator_entry.look_at_sheet": reverse("look-at-filing", args=[found.public_id]),
        "indicator_entry.unlook_sheet": reverse("unlook-filing", args=[found.public_id]),
    }
    return SHEET.buttons(found, lambda action: who[action](request.actor, found), urls)


def _facts(found: FilingSheet) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        ("单位", found.organisation.name, reverse("organisation", args=[found.organisation.public_id])),
        ("统计期", found.filing.period.label),
        ("期限", f"{found.filing.due:%Y年%-m月%-d日}"),
    ]
    for label, at, by in (
        ("报送", found.sent_at, found.sent_by),
        ("县局核对", found.looked_at, found.looked_by),
        ("审定", found.approved_at, found.approved_by),
    ):
        if at is not None and by is not None:
            rows.append((label, f"{by.user.name}，{timezone.localtime(at):%Y年%-m月%-d日}"))
    return rows


BUTTONS = Buttons(
    visible=sheets_visible_to,
    on="sheet",
    page="filing-sheet",
    show=sheet_page,
    author=permissions.can_fill_sheet,
)


def _press(request: HttpRequest, sheet: str, may: Any, act: Any, words: str, **said: Any) -> HttpResponse:
    found = found_for(request, sheet, may)
    try:
        act(sheet=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        fresh = found_for(request, sheet)
        return sheet_page(
            request, fresh, status=refusal.status, refusal=refusal, reason=said.get("reason", "")
        )
    messages.success(request, words)
    return redirect("filing-sheet", found.public_id)


@policy(f"{FILLERS}：报送指标填报单", methods=("POST",))
def send_filing(request: HttpRequest, filing_sheet: str) -> HttpResponse:
    found = found_for(request, filing_sheet, permissions.can_fill_sheet)
    words = "已送本校审批，同意后自动报送。" if found.filing.asks_steps else "已报送，上级现在可以看到。"
    return _press(request, filing_sheet, permissions.can_fill_sheet, actions.send_sheet, words)


@policy(f"{FILLERS}：撤回报送的指标填报单", methods=("POST",))
def recall_filing(request: HttpRequest, filing_sheet: str) -> HttpResponse:
    words = "已撤回，改好后再报送。"
    return _press(request, filing_sheet, permissions.can_fill_sheet, actions.recall_sheet, words)


@policy("本校当前环节的办理人和代办人：同意", methods=("POST",))
def pass_filing(request: HttpRequest, filing_sheet: str) -> HttpResponse:
    return BUTTONS.decide(request, filing_sheet, "pass", actions.pass_sheet, permissions.can_decide_sheet)


@policy("本校当前环节的办理人和代办人：退回，可以逐项写意见", methods=("POST",))
def send_back_filing(request: HttpRequest, filing_sheet: str) -> HttpResponse:
    return BUTTONS.decide(request, filing_sheet, "return", actions.return_sheet, permissions.can_decide_sheet)


@policy("本校项目办：代录领导或会议的决定", methods=("POST",))
def enter_filing(request: HttpRequest, filing_sheet: str) -> HttpResponse:
    return BUTTONS.decide(request, filing_sheet, "enter", actions.enter_sheet, permissions.can_enter_sheet)


@policy("学校所属县局的经办：核对通过", methods=("POST",))
def look_at_filing(request: HttpRequest, filing_sheet: str) -> HttpResponse:
    words = "已核对，由市局审定。"
    return _press(request, filing_sheet, permissions.can_look_at_sheet, actions.look_at_sheet, words)


@policy("学校所属县局的经办：撤销核对", methods=("POST",))
def unlook_filing(request: HttpRequest, filing_sheet: str) -> HttpResponse:
    return _press(request, filing_sheet, permissions.can_look_at_sheet, actions.unlook_sheet, "已撤销核对。")


def _lines(request: HttpRequest) -> list[str]:
    return [key[:20] for key in request.POST.getlist("lines")[:500]]


@policy("发起单位的经办、科长：审定选中的项，不选就是全部待审定的", methods=("POST",))
def approve_filing(request: HttpRequest, filing_sheet: str) -> HttpResponse:
    may = permissions.can_approve_lines
    return _press(request, filing_sheet, may, actions.approve_lines, "已审定。", lines=_lines(request))


@policy(f"{ABOVE}：退回选中的项，写明理由", methods=("POST",))
def return_filing(request: HttpRequest, filing_sheet: str) -> HttpResponse:
    said = {"lines": _lines(request), "reason": request.POST.get("reason", "")[:1000]}
    words = (
        "已退回，学校收到消息。审定过的数仍然有效，直到新数审定；没有审定过的，不再计入汇总，重新报送后再算。"
    )
    return _press(request, filing_sheet, permissions.can_return_lines, actions.return_lines, words, **said)


@policy(f"{ABOVE}：撤销选中项的审定或退回", methods=("POST",))
def reopen_filing_lines(request: HttpRequest, filing_sheet: str) -> HttpResponse:
    may = permissions.can_return_lines
    return _press(request, filing_sheet, may, actions.reopen_lines, "已撤销。", lines=_lines(request))
