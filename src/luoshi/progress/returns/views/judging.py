"""The office looks at a sheet that came: takes it, or says which cells are doubtful."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.dataforms.answers import mask
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..actions.judging import Doubt
from ..cells import CellOf, cells_in
from ..forms import DoubtForm
from ..models import ReturnSheet
from ..queries import sent_values, sheets_visible_to
from ..states import COUNTED
from .filling import BUTTONS
from .making import OFFICERS
from .sheets import crumbs

MOST = 400  # cells with a box for words on one page
JUDGES = permissions.can_judge_sheet


@policy(f"{OFFICERS}：收下一份表", methods=("POST",))
def receive_sheet(request: HttpRequest, return_sheet: str) -> HttpResponse:
    return BUTTONS.press(request, return_sheet, actions.receive_sheet, "已收下。", JUDGES)


@policy(f"{OFFICERS}：撤销收下", methods=("POST",))
def unreceive_sheet(request: HttpRequest, return_sheet: str) -> HttpResponse:
    return BUTTONS.press(request, return_sheet, actions.unreceive_sheet, "已撤销收下。", JUDGES)


@policy(f"{OFFICERS}：撤销退回", methods=("POST",))
def drop_doubts(request: HttpRequest, return_sheet: str) -> HttpResponse:
    return BUTTONS.press(request, return_sheet, actions.drop_doubts, "退回已撤销。", JUDGES)


@policy(f"{OFFICERS}：逐格写明疑问，退回核实", methods=("GET", "POST"))
def doubt_sheet(request: HttpRequest, return_sheet: str) -> HttpResponse:
    sheet: ReturnSheet = find(sheets_visible_to(request.actor), return_sheet)
    require(permissions.can_judge_sheet(request.actor, sheet))
    here = reverse("return-sheet", args=[sheet.public_id])
    if request.method == "GET" and sheet.state not in COUNTED:
        return redirect(here)
    form = sheet.asked_in.form_version.form
    every = cells_in(form, mask(form, sent_values(sheet)))
    cells = every[:MOST]
    page = FormPage(
        request,
        "returns/doubt.html",
        make=lambda **given: DoubtForm(cells=cells, **given),
        name="returns.doubt",
        about=sheet,
        send=lambda said: actions.doubt_sheet(
            sheet=sheet,
            doubts=_doubts(cells, said),
            words=said["words"],
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: here,
        said="已退回核实，学校已收到通知。",
        context={
            "sheet": sheet,
            "left_out": len(every) - len(cells),
            "back_url": here,
            "crumbs": crumbs(sheet, "退回核实"),
        },
    )
    return answer(page)


def _doubts(cells: list[CellOf], said: dict[str, Any]) -> list[Doubt]:
    return [
        Doubt(cell.path, cell.label, said.get(f"cell-{number}", ""), cell.value)
        for number, cell in enumerate(cells)
        if said.get(f"cell-{number}", "").strip()
    ]
