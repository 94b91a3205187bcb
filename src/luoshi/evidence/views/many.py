"""Pieces just added, all on one page: one kind, grade or title for all, then each as it should be, saved together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.routes import policy

from .. import actions
from ..forms import AlikeForm, RowForm
from ..models import Evidence, EvidencePage
from ..permissions import can_change_evidence
from ..queries import evidence_visible_to
from .adding import MOST_SHOWN, own_library


@dataclass(slots=True)
class Row:
    piece: Evidence
    form: RowForm
    version: int
    has_picture: bool = False


@policy("学校人员：把本人刚添加的（项目办：本单位的）材料逐件核对，一次保存", methods=("GET", "POST"))
def many(request: HttpRequest) -> HttpResponse:
    owner = own_library(request)
    pieces = _pieces(request)
    if request.method == "GET":
        return _page(request, [_row(piece) for piece in pieces], AlikeForm())
    alike = AlikeForm(request.POST)
    rows = [_row(piece, request.POST) for piece in pieces]
    valid = [row.form.is_valid() for row in rows]  # each of them, so that all that is wrong is told
    if "_fill" in request.POST:
        return _page(request, _filled(rows, alike) if alike.is_valid() else rows, alike)
    if not all(valid):
        return _page(request, rows, alike, status=422)
    if len(rows) < len(set(request.POST.getlist("piece"))):
        gone = RuleBroken("有的材料已经撤回，或者不能由您更正，一份都没有保存。请核对下面的，再保存。")
        return _page(request, rows, alike, status=422, refusal=gone)
    said = [(row.piece, row.version, row.form.cleaned_data) for row in rows]
    try:
        changed = actions.edit_many(organisation=owner, rows=said, by=request.actor, once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return _page(request, rows, alike, status=refusal.status, refusal=refusal)
    messages.success(request, f"已保存，改了 {_count(rows, changed)} 份。")
    return redirect("evidence")


def _count(rows: list[Row], changed: list[Evidence] | None) -> int:
    """How many were changed; where the same form came before, by what has moved on since it was opened."""
    return sum(row.piece.version != row.version for row in rows) if changed is None else len(changed)


def _pieces(request: HttpRequest) -> list[Evidence]:
    """Those that were named; else what the person added today. Only what he may change."""
    rows = evidence_visible_to(request.actor).filter(
        organisation=request.actor.organisation_id, withdrawn_at__isnull=True
    )
    sent = request.POST if request.method == "POST" else request.GET
    named = sent.getlist("piece")[:MOST_SHOWN]
    if named or request.method == "POST":
        rows = rows.filter(public_id__in=named)
    else:
        rows = rows.filter(added_by=request.actor.membership_id, created_at__date=clock.today())
    found = list(rows.order_by("-id")[:MOST_SHOWN])[::-1]
    return [row for row in found if can_change_evidence(request.actor, row)]


def _row(piece: Evidence, data: QueryDict | None = None) -> Row:
    key = piece.public_id
    stands = {name: getattr(piece, name) for name in ("title", "kind", "grade", "happened_on")}
    typed = data.get(f"version-{key}", "") if data is not None else ""
    seen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else piece.version
    return Row(piece, RowForm(data, prefix=key, initial=stands), seen)


def _filled(rows: list[Row], alike: AlikeForm) -> list[Row]:
    """With what is the same for all put into each; what stands in the others' boxes stays as it was typed."""
    said, found = alike.cleaned_data, []
    for number, row in enumerate(rows, 1):
        typed = {name: row.form[name].value() for name in row.form.fields}
        typed |= {name: said[name] for name in ("kind", "grade", "happened_on") if said[name]}
        if said["title"]:
            typed["title"] = f"{said['title'][:112]}（{number}）" if len(rows) > 1 else said["title"]
        found.append(Row(row.piece, RowForm(prefix=row.piece.public_id, initial=typed), row.version))
    return found


def _with_pictures(rows: list[Row]) -> None:
    """Which of them have a picture of their first page; one query."""
    keys = [row.piece.public_id for row in rows]
    first = EvidencePage.objects.filter(file__about_id__in=keys, number=0)
    made = set(first.values_list("file__about_id", flat=True))
    for row in rows:
        row.has_picture = row.piece.public_id in made


def _page(
    request: HttpRequest, rows: list[Row], alike: AlikeForm, status: int = 200, refusal: Any = None
) -> HttpResponse:
    _with_pictures(rows)
    context = {
        "rows": rows,
        "alike": alike,
        "refusal": refusal,
        "wrong": status == 422 and refusal is None,
        "crumbs": [("佐证材料", reverse("evidence")), ("逐件核对", "")],
    }
    return render(request, "evidence/many.html", context, status=status)
