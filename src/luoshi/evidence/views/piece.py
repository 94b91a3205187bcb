"""One piece: what it is, where it is cited, its file; correcting, withdrawing, restoring it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from luoshi.common import files, form_pages
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out_stored, note_looked
from luoshi.common.errors import RuleBroken
from luoshi.common.form_pages import FormPage
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.fields.shown import size_words

from .. import actions
from ..actions import SAID
from ..forms import ReasonForm, SaidForm
from ..models import Evidence, EvidenceFile, EvidencePage
from ..permissions import can_change_evidence
from ..places import places_of
from ..queries import evidence_visible_to, uses_of
from ..reading import read_again
from ..states import ReadState

GRADE_TONES = {1: "ok", 2: "ok", 3: "info", 4: ""}


def find_piece(request: HttpRequest, public_id: str) -> Evidence:
    found: Evidence = find(evidence_visible_to(request.actor), public_id)
    return found


@policy("本单位及上级能看佐证材料的人员：一份材料")
def piece(request: HttpRequest, evidence: str) -> HttpResponse:
    return render(request, "evidence/piece.html", _context(request, find_piece(request, evidence)))


def _context(request: HttpRequest, row: Evidence) -> dict[str, Any]:
    return {
        "piece": row,
        "grade_tone": GRADE_TONES[row.grade],
        "rows": _facts(row),
        **_preview(row),
        "places": places_of(request.actor, uses_of(row)),
        "may_change": can_change_evidence(request.actor, row),
        "crumbs": [("佐证材料", reverse("evidence")), (Truncator(row.title).chars(20), "")],
    }


def _preview(row: Evidence) -> dict[str, Any]:
    """What the page shows of the file: pictures, the work under way, or why there are none."""
    made = EvidenceFile.objects.filter(about_id=row.public_id).select_related("job").first()
    numbers = list(made.pages.values_list("number", flat=True)) if made is not None else []
    return {
        "preview": made,
        "numbers": numbers,
        "preview_url": reverse("evidence-preview", args=[row.public_id]),
    }


@policy("本单位及上级能看佐证材料的人员：预览生成到哪一步")
def preview(request: HttpRequest, evidence: str) -> HttpResponse:
    """Asked every two seconds; once it is made, the window loads the page anew."""
    row = find_piece(request, evidence)
    context = {"piece": row, **_preview(row)}
    response = render(request, "evidence/_preview.html", context)
    if context["preview"] is None or context["preview"].state != ReadState.WAITING:
        response["HX-Refresh"] = "true"
    return response


@policy("添加人和本单位项目办：重新生成预览", methods=("POST",))
def preview_again(request: HttpRequest, evidence: str) -> HttpResponse:
    row = find_piece(request, evidence)
    require(can_change_evidence(request.actor, row))
    read_again(evidence=row, by=request.actor, once=Once.of(request))
    return redirect("evidence-piece", row.public_id)


@policy("本单位及上级能看佐证材料的人员：一页的图")
def picture(request: HttpRequest, evidence: str, number: int) -> FileResponse:
    row = find_piece(request, evidence)
    pages = EvidencePage.objects.filter(file__about_id=row.public_id, number=number)
    page = pages.select_related("picture").first()
    if page is None:
        raise Http404
    note_looked(request, "evidence.look", row)
    return files.picture(page.picture)


def day_from_words(row: Evidence) -> str:
    return f"（按{row.get_day_from_display()}，没有人核对过）" if row.day_from else ""


def _facts(row: Evidence) -> list[tuple[str, ...]]:
    added = f"{row.added_by_name}，{timezone.localtime(row.created_at):%Y年%-m月%-d日 %H:%M}"
    what = f"{row.file_name}（{size_words(row.stored.size)}）" if row.stored else row.link
    return [
        ("单位", row.organisation.name),
        ("种类", row.get_kind_display()),
        ("发生日期", f"{row.happened_on:%Y年%-m月%-d日}" + day_from_words(row)),
        ("来源", row.source or "没有写"),
        ("文件" if row.stored else "网址", what),
        ("添加", added),
    ]


@policy("本单位及上级能看佐证材料的人员：下载材料文件")
def file(request: HttpRequest, evidence: str) -> FileResponse:
    row = find_piece(request, evidence)
    if row.stored is None:
        raise Http404
    return hand_out_stored(request, row.stored, row.file_name, action="evidence.fetch_file", about=row)


@policy("添加人和本单位项目办：更正材料的标题、日期、等级等", methods=("GET", "POST"))
def edit(request: HttpRequest, evidence: str) -> HttpResponse:
    row = find_piece(request, evidence)
    require(can_change_evidence(request.actor, row))
    page = FormPage(
        request=request,
        template="evidence/edit.html",
        make=SaidForm,
        name="edit-evidence",
        about=row,
        stored=lambda: {name: getattr(row, name) for name in SAID},
        send=lambda said: actions.edit_evidence(
            evidence=row, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: reverse("evidence-piece", args=[row.public_id]),
        context={
            "piece": row,
            "crumbs": [
                ("佐证材料", reverse("evidence")),
                (Truncator(row.title).chars(20), reverse("evidence-piece", args=[row.public_id])),
                ("更正", ""),
            ],
        },
    )
    return form_pages.answer(page)


@policy("添加人和本单位项目办：撤回材料", methods=("POST",))
def withdraw(request: HttpRequest, evidence: str) -> HttpResponse:
    row = find_piece(request, evidence)
    require(can_change_evidence(request.actor, row))
    form = ReasonForm(request.POST)
    if not form.is_valid() and request.POST.get("reason", "").strip():
        raise RuleBroken("撤回的理由最多 200 字，请缩短后再提交。")
    reason = form.cleaned_data.get("reason", "")
    actions.withdraw_evidence(
        evidence=row, reason=reason, by=request.actor, version=version_of(request), once=Once.of(request)
    )
    messages.success(request, "已撤回。引用它的地方还看得到，但不再算佐证。")
    return redirect("evidence-piece", row.public_id)


@policy("添加人和本单位项目办：恢复撤回的材料", methods=("POST",))
def restore(request: HttpRequest, evidence: str) -> HttpResponse:
    row = find_piece(request, evidence)
    require(can_change_evidence(request.actor, row))
    actions.restore_evidence(
        evidence=row, by=request.actor, version=version_of(request), once=Once.of(request)
    )
    messages.success(request, "已恢复。")
    return redirect("evidence-piece", row.public_id)
