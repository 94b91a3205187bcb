"""减负账单 on its page, printed, as a workbook; each figure opens to its lines."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.downloads import hand_out
from luoshi.common.pages import page_of
from luoshi.common.rendering import excel
from luoshi.common.routes import policy

from ..burden.account import LABELS, Account, Figures, Line, account_of, summed

READERS = "能看填报内容的人：本单位和下属单位的减负账单"
FIRST_YEAR = 2020


def _year(request: HttpRequest) -> int:
    today, asked = clock.today().year, request.GET.get("year", "")
    typed = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today
    return typed if FIRST_YEAR <= typed <= today else today


def _chosen(request: HttpRequest, account: Account) -> tuple[list[Line], dict[str, str]]:
    """Lines as the address narrows them, and what it says."""
    asked = {name: request.GET.get(name, "")[:80] for name in ("school", "month", "section")}
    lines = [
        line
        for line in account.lines
        if (not asked["school"] or line.name == asked["school"])
        and (not asked["month"] or str(line.month) == asked["month"])
        and (not asked["section"] or line.section == asked["section"])
    ]
    return lines, {name: text for name, text in asked.items() if text}


@policy(READERS)
def burden(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_forms"))
    account = account_of(request.actor, _year(request))
    lines, chosen = _chosen(request, account)
    narrowed = Account(account.year, lines)
    context = {
        "year": account.year,
        "year_filters": [
            {"label": f"{each}年", "url": f"?year={each}", "on": each == account.year}
            for each in range(clock.today().year, clock.today().year - 3, -1)
        ],
        "all_url": f"?year={account.year}",
        "labels": LABELS,
        "chosen": chosen,
        "total": _cells(summed(lines)),
        "forms_asked": narrowed.forms,
        "is_cut": account.is_cut,
        "tables": [
            ("按月", "month", _rows(narrowed.by_month(), "month", account.year, chosen)),
            ("按要表的单位和科室", "section", _rows(narrowed.by_section(), "section", account.year, chosen)),
            ("按学校", "school", _rows(narrowed.by_organisation(), "school", account.year, chosen)),
        ],
        "page_obj": page_of(request, lines, size=20),
        "query": urlencode({"year": account.year, **chosen}),
        "crumbs": [("收表", reverse("returns")), ("减负账单", "")],
    }
    return render(request, "returns/burden.html", context)


def _cells(figures: Figures) -> list[tuple[str, int]]:
    return [(label, getattr(figures, name)) for name, label in LABELS.items()]


def _rows(found: list[Any], name: str, year: int, chosen: dict[str, str]) -> list[dict[str, Any]]:
    rows = []
    for key, words, figures in found:
        value = words if name == "school" else str(key)
        query = urlencode({"year": year, **chosen, name: value})
        rows.append({"words": words, "cells": _cells(figures), "url": f"?{query}#lines"})
    return rows


@policy(f"{READERS}，Excel")
def burden_workbook(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_forms"))
    account = account_of(request.actor, _year(request))
    lines, _ = _chosen(request, account)
    place = Organisation.objects.get(pk=request.actor.organisation_id)
    data = _workbook(Account(account.year, lines), place.name)
    name = f"{account.year}年减负账单（{place.name}）.xlsx"
    return hand_out(request, data, name, action="returns.fetch_burden", about=place, rows=len(lines))


def _workbook(account: Account, place: str) -> bytes:
    stream = io.BytesIO()
    with excel.new_workbook(stream) as book:
        looks = excel.styles(book)
        title = f"{place}{account.year}年减负账单"
        for name, rows in (
            ("按学校", account.by_organisation()),
            ("按月", account.by_month()),
            ("按科室", account.by_section()),
        ):
            sheet = _sheet(book, looks, name, title, [name[1:]])
            for at, (_, words, figures) in enumerate(rows, 2):
                _write(sheet, at, [words], figures, looks)
            _write(sheet, len(rows) + 2, ["合计"], account.total, looks)
        sheet = _sheet(book, looks, "明细", title, ["学校", "月", "科室", "表"])
        for at, line in enumerate(account.lines, 2):
            _write(sheet, at, [line.name, f"{line.month}月", line.section, line.title], line.figures, looks)
    return stream.getvalue()


def _sheet(book: Any, looks: dict[str, Any], name: str, title: str, lead: list[str]) -> Any:
    sheet, heads = book.add_worksheet(name), [*lead, *LABELS.values()]
    sheet.merge_range(0, 0, 0, len(heads) - 1, title, looks["title"])
    sheet.set_row(0, 30)
    sheet.set_column(0, len(lead) - 1, 24)
    sheet.set_column(len(lead), len(heads) - 1, 11)
    for at, text in enumerate(heads):
        excel.write(sheet, 1, at, text, looks["head"])
    excel.ready_to_print(sheet, repeated=2, frozen=1)
    return sheet


def _write(sheet: Any, at: int, lead: list[str], figures: Figures, looks: dict[str, Any]) -> None:
    for column, text in enumerate(lead):
        excel.write(sheet, at, column, text, looks["words"])
    for column, (_, number) in enumerate(_cells(figures), len(lead)):
        sheet.write_number(at, column, number, looks["middle"])
