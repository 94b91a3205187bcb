"""The page from which what was sent in a return goes into a register."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.progress.returns.models import ReturnSheet
from luoshi.progress.returns.queries import sheets_visible_to

from .forms import TakeOverForm
from .from_returns import Part, as_workbook, can_take_over, parts_of, registers_for
from .views import begun


@policy("填报单位的校长、分管校长、项目办：把送出的内容导入台账", methods=("GET", "POST"))
def take_over(request: HttpRequest, return_sheet: str) -> HttpResponse:
    sheet: ReturnSheet = find(sheets_visible_to(request.actor), return_sheet)
    require(can_take_over(request.actor, sheet))
    parts = {part.key: part for part in parts_of(sheet)}
    registers = {row.public_id: row for row in registers_for(request.actor)}
    if request.method == "GET" and not parts:
        return redirect("return-sheet", sheet.public_id)
    form = TakeOverForm(
        request.POST or None,
        parts=[(part.key, _words(part)) for part in parts.values()],
        registers=[(key, row.title) for key, row in registers.items()],
    )
    if request.method == "POST" and form.is_valid():
        part, register = parts[form.cleaned_data["part"]], registers[form.cleaned_data["register"]]
        try:
            return begun(request, register, f"{sheet.asked_in.title[:80]}.xlsx", [as_workbook(sheet, part)])
        except Busy:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.message)
    return _page(request, sheet, form)


def _words(part: Part) -> str:
    columns = "、".join(each.label for each in part.columns[:8]) + ("等" if len(part.columns) > 8 else "")
    return f"{part.label}（{part.rows} 行：{columns}）"


def _page(request: HttpRequest, sheet: ReturnSheet, form: Any) -> HttpResponse:
    here = reverse("return-sheet", args=[sheet.public_id])
    context = {
        "sheet": sheet,
        "row": sheet.asked_in,
        "form": form,
        "back": here,
        "crumbs": [("收表", reverse("returns")), (sheet.asked_in.title, here), ("导入台账", "")],
    }
    return render(request, "register_imports/take_over.html", context, status=422 if form.errors else 200)
