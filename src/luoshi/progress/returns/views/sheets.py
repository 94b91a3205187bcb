"""One organisation's sheet: as its own people write it, as those above read what was sent."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.dataforms import attached
from luoshi.common.dataforms.answers import mask, values_of
from luoshi.common.dataforms.showing import lines_of
from luoshi.common.downloads import note_fetched
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.common.stages import installed
from luoshi.core.fields import Form, problems_of, settle
from luoshi.core.fields.amounts import doubtful_amounts
from luoshi.core.fields.blanks import blanks_in
from luoshi.papers.panels import Acted, panel_of
from luoshi.papers.queries import approvals_visible_to, would_judge_himself

from .. import permissions
from ..actions.entering import why_not_entered
from ..actions.filling import open_doubts, why_not_now
from ..afterwards import afterwards_of
from ..forms import SendForm
from ..kinds import KIND
from ..merging import odd_figures
from ..models import ReturnSheet, SheetDoubt
from ..queries import answer_of, is_inside, sent_values, sheets_visible_to
from ..stamped import is_stamped, paper_of_sheet
from ..states import ARRIVED, JUDGED, SHEET, WRITABLE, ReturnState, SheetState
from ..telling import late_words, second_words
from ..tones import TONES
from .returns import facts_of

READERS = "填报单位的管理人员；送出后还有它的上级（看到的是送出的内容）"
ACTED = ("pass", "return", "enter")
PAGES = {"pass": "pass-sheet", "return": "return-back-sheet", "enter": "enter-sheet"}
OWN_BUTTONS = ("recall",)
OFFICE_BUTTONS = ("receive", "unreceive")


def crumbs(sheet: ReturnSheet, last: str = "") -> list[tuple[str, str]]:
    row = sheet.asked_in
    rows = [
        ("收表", reverse("returns")),
        (row.title, reverse("return", args=[row.public_id])),
        (sheet.organisation.short, reverse("return-sheet", args=[sheet.public_id]) if last else ""),
    ]
    return [*rows, (last, "")] if last else rows


def values_for(actor: Actor, sheet: ReturnSheet) -> dict[str, Any]:
    """What this reader may see: the own people what stands, others what was sent; personal values only those who
    fill it in.
    """
    version = sheet.asked_in.form_version
    if not is_inside(actor, sheet):
        return mask(version.form, sent_values(sheet)) if version is not None else {}
    answer = answer_of(sheet)
    if answer is None:
        return {}
    values = values_of(answer)
    fills = actor.is_system or permissions.can_fill_sheet(actor, sheet)
    return values if fills else mask(answer.form_version.form, values)


@policy(f"{READERS}：一份表")
def return_sheet(request: HttpRequest, return_sheet: str) -> HttpResponse:
    return sheet_page(request, find(sheets_visible_to(request.actor), return_sheet))


def sheet_page(
    request: HttpRequest,
    sheet: ReturnSheet,
    acted: Acted | None = None,
    status: int = 200,
    refusal: Any = None,
    send_form: Any = None,
) -> HttpResponse:
    actor, row = request.actor, sheet.asked_in
    inside, judges = is_inside(actor, sheet), permissions.can_judge_sheet(actor, sheet)
    fills = permissions.can_fill_sheet(actor, sheet)
    form, values = row.form_version.form, values_for(actor, sheet)
    writable = fills and not why_not_now(sheet)
    answered = bool(values) or sheet.state not in (SheetState.TODO,)
    left = problems_of(form, settle(form, values), complete=True) if writable else []
    doubts, ready = open_doubts(sheet) if inside or judges else [], writable and answered and not left
    context = {
        "sheet": sheet,
        "row": row,
        "tone": TONES[sheet.state],
        "facts": _facts(sheet),
        "inside": inside,
        "hides": inside and not fills and form.holds_personal,
        "judges": judges and row.state in JUDGED,
        "writable": writable,
        "why_not": why_not_now(sheet) if fills and sheet.state in WRITABLE else "",
        "answered": answered,
        "left": left,
        "blanks": blanks_in(form, settle(form, values)) if answered else [],
        "lines": _lines(sheet, form, values) if answered and (inside or sheet.state in ARRIVED) else [],
        "doubts": doubts,
        "send_form": (send_form or _send_form(doubts, form, values)) if ready else None,
        "buttons": _buttons(sheet, fills, judges and row.state in JUDGED),
        "panel": _panel(request, sheet, acted),
        **_after(actor, sheet, fills, judges, inside),
        **_before(actor, sheet, values if answered else {}, writable, not inside and judges),
        "refusal": refusal,
        "crumbs": crumbs(sheet),
    }
    return render(request, "returns/sheet.html", context, status=status)


def _send_form(doubts: list[SheetDoubt], form: Form, values: dict[str, Any]) -> SendForm:
    return SendForm(doubts=doubts, large=doubtful_amounts(form, values))


def _before(
    actor: Actor, sheet: ReturnSheet, values: dict[str, Any], writable: bool, asks: bool
) -> dict[str, Any]:
    """Told before it is sent and until it is received: figures that do not add up, and, not only when he sends it,
    that the school's steps would end with whoever fills it in.
    """
    steps = writable and sheet.asked_in.asks_steps
    looks = writable or (asks and sheet.state == SheetState.SENT)
    return {
        "ends_with_himself": steps and would_judge_himself(actor, sheet.organisation, KIND.key),
        "odd": odd_figures(sheet.asked_in, sheet.organisation.name, values) if looks and values else [],
    }


def _after(actor: Actor, sheet: ReturnSheet, fills: bool, judges: bool, inside: bool) -> dict[str, Any]:
    """The stamped page, earlier doubts, and what became of it."""
    row, both = sheet.asked_in, inside or judges
    return {
        "settled": list(sheet.doubts.exclude(settled_at=None, dropped_at=None)) if both else [],
        "paper": paper_of_sheet(sheet) if row.asks_seal and both else None,
        "may_print": fills and row.asks_seal and not row.asks_steps and sheet.state in ARRIVED,
        "after": afterwards_of(sheet) if inside else None,
        "lacks_page": judges and sheet.state == SheetState.SENT and row.asks_seal and not is_stamped(sheet),
        "may_enter": judges and not why_not_entered(sheet),
        "reads_paper": sheet.entered_at is not None and (fills or judges),
        "ways_on": _ways_on(sheet, actor) if inside else [],
    }


def _ways_on(sheet: ReturnSheet, actor: Actor) -> list[tuple[str, str]]:
    """What else can be done with what was sent, as the later stages say: words and address."""
    panels = [stage.panels["return_sheet"] for stage in installed() if "return_sheet" in stage.panels]
    return [way for panel in panels for way in panel(sheet, actor)]


def _lines(sheet: ReturnSheet, form: Any, values: dict[str, Any]) -> list[dict[str, Any]]:
    def href(file: str) -> str:
        return reverse("return-sheet-file", args=[sheet.public_id, file])

    return lines_of(form, values, href=href)


def _facts(sheet: ReturnSheet) -> list[tuple[Any, ...]]:
    rows = [("填报单位", sheet.organisation.name), *facts_of(sheet.asked_in)]
    if sheet.sent_at is not None:
        late = f"（{late_words(sheet)}）" if sheet.is_late else "（按时）"
        again = f"，第 {sheet.number} 次" if sheet.number > 1 else ""
        rows.append(("送出", f"{second_words(sheet.sent_at)}{again}{late}"))
    if sheet.author is not None:
        rows.append(("填表人", sheet.author.user.name))
    return rows


def _buttons(sheet: ReturnSheet, fills: bool, judges: bool) -> list[dict[str, Any]]:
    may_recall = fills and (sheet.asked_in.state == ReturnState.OPEN or sheet.state == SheetState.CHECKING)
    urls = {
        f"returns.{name}_sheet": reverse(f"{name}-sheet", args=[sheet.public_id])
        for name in (*(OWN_BUTTONS if may_recall else ()), *(OFFICE_BUTTONS if judges else ()))
    }
    if judges:
        urls["returns.undo_entry"] = reverse("undo-sheet-entry", args=[sheet.public_id])
        urls["returns.drop_doubts"] = reverse("drop-doubts", args=[sheet.public_id])
    return SHEET.buttons(sheet, lambda action: True, urls)


def _panel(request: HttpRequest, sheet: ReturnSheet, acted: Acted | None) -> Any:
    if (
        sheet.approval is None
        or not approvals_visible_to(request.actor).filter(pk=sheet.approval_id).exists()
    ):
        return None
    urls = {name: reverse(PAGES[name], args=[sheet.public_id]) for name in ACTED}
    more = {"acted": acted, "request": request, "live": True}
    return panel_of(sheet.approval, request.actor, urls, versioned=sheet, **more)


@policy(f"{READERS}：下载表里所附的文件")
def return_sheet_file(request: HttpRequest, return_sheet: str, return_file: str) -> FileResponse:
    sheet = find(sheets_visible_to(request.actor), return_sheet)
    values = values_for(request.actor, sheet)
    noted = partial(note_fetched, request, "returns.fetch_file", sheet, rows=1)
    return attached.serve(
        attached.files_in(sheet.asked_in.form_version.form, values), return_file, noted=noted
    )
