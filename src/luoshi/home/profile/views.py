"""单位概况: read, fill in, print, as a workbook and back; and the list for those above."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.dataforms import attached, sheet_pages
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.history import history_of
from luoshi.common.dataforms.models import Answer
from luoshi.common.dataforms.printing import paper_of
from luoshi.common.dataforms.queries import answers_within, form_for, sums_by_answer
from luoshi.common.dataforms.showing import lines_of
from luoshi.common.dataforms.web import make_form
from luoshi.common.downloads import hand_out, note_fetched
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.form_pages import FormPage
from luoshi.common.form_pages import answer as answer_form
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.rendering.pdf import print_paper
from luoshi.common.routes import policy
from luoshi.core.fields import SCALE, Form
from luoshi.core.reading.structure import Unreadable

from . import actions, permissions
from .queries import Profile, profile_of, profiled_visible_to

SEEN_BY = "本校及其上级管理人员"
HISTORY = 20  # savings on one page
FIGURES = ("students", "teachers", "specialist", "dual")


def _profile(request: HttpRequest, public_id: str) -> Profile:
    """Foreign schools, and places where no such form is in use: 404."""
    found = profile_of(find(profiled_visible_to(request.actor), public_id))
    if found.definition is None:
        raise Http404
    return found


def _crumbs(profile: Profile, last: str) -> list[tuple[str, str]]:
    place = profile.organisation
    return [
        (place.short, reverse("organisation", args=[place.public_id])),
        (profile.version.definition.title, reverse("profile", args=[place.public_id]) if last else ""),
        *([(last, "")] if last else []),
    ]


def _shown(request: HttpRequest, profile: Profile, last: str = "") -> dict[str, Any]:
    whole = permissions.sees_own(request.actor, profile.organisation)
    key = profile.organisation.public_id
    return {
        "profile": profile,
        "organisation": profile.organisation,
        "organisation_name": profile.organisation.name,
        "form_version": profile.version,
        "losses": profile.losses() if whole else [],
        "answer": profile.answer,
        "lines": lines_of(
            profile.version.form,
            profile.values(masked=not whole),
            href=lambda file: reverse("profile-file", args=[key, file]),
        ),
        "crumbs": _crumbs(profile, last),
        "back_url": reverse("profile", args=[profile.organisation.public_id]),
        "can_fill": permissions.can_save_profile(request.actor, profile.organisation),
    }


@policy(f"{SEEN_BY}：单位概况")
def profile(request: HttpRequest, school: str) -> HttpResponse:
    found = _profile(request, school)
    return render(request, "home/profile/profile.html", _shown(request, found))


@policy(f"{SEEN_BY}：下载单位概况所附的文件")
def profile_file(request: HttpRequest, school: str, profile_file: str) -> FileResponse:
    found = _profile(request, school)
    noted = partial(note_fetched, request, "home.fetch_profile", found.organisation, rows=1)
    return attached.serve(
        attached.files_in(found.version.form, found.values(masked=True)), profile_file, noted=noted
    )


@policy(f"{SEEN_BY}：单位概况的历次保存和每次的改动")
def profile_history(request: HttpRequest, school: str) -> HttpResponse:
    found = _profile(request, school)
    whole = permissions.sees_own(request.actor, found.organisation)
    savings: list[Any] = []
    page = page_of(request, range(found.answer.past.count() + 1 if found.answer else 0), size=HISTORY)
    if found.answer is not None:
        first = page.start_index() - 1
        savings = history_of(found.answer, found.version, masked=not whole, first=first, count=HISTORY)
    context = {**_shown(request, found, "历次保存"), "savings": savings, "page_obj": page}
    return render(request, "home/profile/history.html", context)


@policy(f"{SEEN_BY}：打印单位概况，已填的或空白的")
def print_profile(request: HttpRequest, school: str) -> HttpResponse:
    found = _profile(request, school)
    context = _shown(request, found, "打印")
    if request.GET.get("empty") == "1":
        context |= {"lines": lines_of(found.version.form, {}, empty=True), "answer": None, "empty": True}
    return render(request, "dataforms/print.html", context)


@policy(f"{SEEN_BY}：单位概况的 PDF，公文版式，已填的或空白的")
def profile_pdf(request: HttpRequest, school: str) -> HttpResponse:
    found = _profile(request, school)
    whole = permissions.sees_own(request.actor, found.organisation)
    name, empty = found.organisation.name, request.GET.get("empty") == "1"
    values = found.values(masked=not whole)
    try:
        printed = print_paper(paper_of(found.version, values, organisation_name=name, empty=empty))
    except Unreadable as broken:
        raise RuleBroken(str(broken)) from broken
    title, about = f"{found.version.definition.title}（{name}）.pdf", found.organisation
    return hand_out(request, printed.pdf, title, action="home.fetch_profile", about=about, rows=1)


@policy("学校项目办：填写本校概况", methods=("GET", "POST"))
def edit_profile(request: HttpRequest, school: str) -> HttpResponse:
    found = _profile(request, school)
    require(permissions.can_save_profile(request.actor, found.organisation))
    return answer_form(_edit_page(request, found))


def _edit_page(request: HttpRequest, found: Profile) -> FormPage:
    prefill = found.prefill(request.actor)
    page = FormPage(
        request,
        "home/profile/edit.html",
        make=lambda **given: make_form(found.version, actor=request.actor, prefill=prefill, **given),
        name=f"profile.{found.version.definition.public_id}",
        about=found.answer or found.organisation,
        send=lambda said: send(said),
        then=lambda saved: reverse("profile", args=[found.organisation.public_id]),
        stored=lambda: profile_of(found.organisation).values(),
        versioned=found.answer is not None,
        draft_on=found.organisation,
        said="单位概况已保存。",
        context=_shown(request, found, "填写"),
    )

    def send(said: dict[str, Any]) -> Answer:
        try:
            saved: Answer = actions.save_profile(
                organisation=found.organisation,
                form_version=found.version,
                values=said,
                answer_version=version_of(request) or 0,
                by=request.actor,
                once=Once.of(request),
            )
        except Stale:  # somebody saved meanwhile, perhaps for the first time: go on from that
            now = profile_of(found.organisation).answer
            page.about, page.versioned = now or page.about, now is not None
            raise
        return saved

    return page


def _sheet_page(request: HttpRequest, found: Profile) -> sheet_pages.SheetPage:
    place = found.organisation

    def send(values: dict[str, Any], answer_version: int) -> Answer:
        saved: Answer = actions.save_profile(
            organisation=place,
            form_version=found.version,
            values=values,
            answer_version=answer_version,
            by=request.actor,
            once=Once.of(request),
        )
        return saved

    return sheet_pages.SheetPage(
        request,
        found.version,
        organisation=(place.public_id, place.name),
        draft_on=place,
        now=lambda: (found.values(), found.answer_version),
        send=send,
        back_url=reverse("profile", args=[place.public_id]),
        sheet_url=reverse("profile-sheet", args=[place.public_id]),
        context={"crumbs": _crumbs(found, "Excel 填报")},
    )


@policy("学校项目办：下载本校概况的 Excel 表，已带内容")
def profile_sheet(request: HttpRequest, school: str) -> HttpResponse:
    found = _profile(request, school)
    require(permissions.can_save_profile(request.actor, found.organisation))
    known = {key: each.value for key, each in found.prefill(request.actor).items()}
    return sheet_pages.download(
        _sheet_page(request, found), {**known, **found.values()}, action="home.fetch_profile"
    )


@policy("学校项目办：上传本校概况的 Excel 表，看差别，确认保存", methods=("GET", "POST"))
def upload_profile(request: HttpRequest, school: str) -> HttpResponse:
    found = _profile(request, school)
    require(permissions.can_save_profile(request.actor, found.organisation))
    return sheet_pages.answer(_sheet_page(request, found))


@policy("上级管理人员：本单位和下属学校的概况，填了没有")
def profiles(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_forms"))
    schools = profiled_visible_to(request.actor)
    definition = form_for(PROFILE.key, request.actor.path)
    answers = answers_within(schools.values("pk"), definition) if definition else Answer.objects.none()
    missing = request.GET.get("missing") == "1"
    rows = schools.exclude(pk__in=answers.values("organisation_id")) if missing else schools
    page = page_of(request, rows.order_by("order", "id"))
    given = {each.organisation_id: each for each in answers.filter(organisation_id__in=[r.pk for r in page])}
    sums = {name: sums_by_answer(definition, name, given.values()) if definition else {} for name in FIGURES}
    form = definition.current.form if definition and definition.current else Form()
    total, done = schools.count(), answers.count()
    context = {
        "definition": definition,
        "page_obj": page,
        "rows": [(row, given.get(row.pk), _figures(form, sums, given.get(row.pk))) for row in page],
        "labels": [form.label(name) for name in FIGURES],
        "total": total,
        "done": done,
        "filters": [
            {
                "label": "还没有填的",
                "url": "?" if missing else "?missing=1",
                "on": missing,
                "count": total - done,
            }
        ],
    }
    return render(request, "home/profile/profiles.html", context)


def _figures(form: Form, sums: dict[str, Any], answer: Answer | None) -> list[tuple[str, int | None]]:
    """(label, number) per figure."""
    known = {name: sums[name].get(answer.pk) if answer else None for name in FIGURES}
    return [(form.label(name), found[0] // SCALE if found else None) for name, found in known.items()]
