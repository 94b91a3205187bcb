"""The school's pages: start, the basics, the form, people, files, commitments, the own selection."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from luoshi.common import files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.dataforms import attached, sources
from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.web import make_form
from luoshi.common.downloads import hand_out_stored
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.selection import read_rules
from luoshi.papers import uploads
from luoshi.selection.deadline import arrival_of
from luoshi.selection.queries import calls_visible_to

from .. import actions, materials, permissions
from ..forms import BasicsForm, ClearForm, MaterialForm, OwnSelectionForm, PersonForm
from ..models import Application, OwnSelection
from ..queries import applications_visible_to, is_from_within, is_inside, materials_of, people_of
from ..receiving import UNSENT, being_mended
from ..states import CHANGEABLE, ApplicationState, PersonRole
from .pages import READERS, application_page, find_read

WRITERS = "申报单位的填报人、校领导、项目办"
CLEARERS = "申报单位的校长、分管校长、项目办"


def crumbs_of(found: Application, last: str) -> list[tuple[str, str]]:
    here = reverse("apply-page", args=[found.public_id])
    return [
        ("工作台", reverse("desk")),
        ("遴选申报", reverse("selection-applications")),
        (found.title, here),
        (last, ""),
    ]


def own(request: HttpRequest, public_id: str, may: Any = permissions.can_write_application) -> Application:
    arrival_of(request)
    found: Application = find(applications_visible_to(request.actor), public_id)
    require(may(request.actor, found))
    return found


def own_part(
    request: HttpRequest,
    public_id: str,
    part: str,
    rows_of: Any,
    may: Any = permissions.can_write_application,
) -> tuple[Application, Any]:
    """An application and a row of it: that one is not there is told before who may."""
    arrival_of(request)
    found = find(applications_visible_to(request.actor), public_id)
    row = get_object_or_404(rows_of(found), public_id=part)
    require(may(request.actor, found))
    return found, row


@policy("申报单位能申报的人员：新建一份申报", methods=("GET", "POST"))
def start(request: HttpRequest, selection_call: str) -> HttpResponse:
    arrived = arrival_of(request)
    found = find(calls_visible_to(request.actor), selection_call)
    require(permissions.can_apply(request.actor, found))
    rules = read_rules(found.rules)

    def send(said: dict[str, Any]) -> Any:
        said.pop("partners", None)
        return actions.start_application(
            call=found, by=request.actor, once=Once.of(request), arrived=arrived, **said
        )

    page = FormPage(
        request,
        "applying/form.html",
        make=lambda **given: BasicsForm(rules=rules, organisation_id=request.actor.organisation_id, **given),
        name="applying.start",
        about=found,
        versioned=False,
        send=send,
        then=lambda saved: reverse("apply-page", args=[saved.public_id]),
        said="已建立。请逐项填写，报送前都可以修改。",
        context={
            "title": f"申报{found.title}",
            "words": found.words,
            "button": "建立，接着填写",
            "cancel_url": reverse("selection-applications"),
            "crumbs": [
                ("工作台", reverse("desk")),
                ("遴选申报", reverse("selection-applications")),
                ("新建申报", ""),
            ],
        },
    )
    return answer(page)


@policy(f"{WRITERS}：基本情况", methods=("GET", "POST"))
def basics(request: HttpRequest, selection_application: str) -> HttpResponse:
    found = own(request, selection_application)
    here = reverse("apply-page", args=[found.public_id])
    rules = read_rules(found.call.rules)
    page = FormPage(
        request,
        "applying/form.html",
        make=lambda **given: BasicsForm(rules=rules, organisation_id=found.organisation_id, **given),
        name="applying.basics",
        about=found,
        stored=lambda: {
            "title": found.title,
            "group": found.group,
            "entry": found.entry.public_id if found.entry else None,
            "partners": list(found.partners.values_list("public_id", flat=True)),
        },
        send=lambda said: actions.change_application(
            application=found,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
            arrived=arrival_of(request),
            **said,
        ),
        then=lambda saved: here,
        context={
            "title": "基本情况",
            "button": "保存",
            "cancel_url": here,
            "crumbs": crumbs_of(found, "基本情况"),
        },
    )
    return answer(page)


@policy(f"{WRITERS}：填写申报书", methods=("GET", "POST"))
def fill(request: HttpRequest, selection_application: str) -> HttpResponse:
    found = own(request, selection_application)
    here = reverse("apply-page", args=[found.public_id])
    version = found.call.form_version
    if version is None or (request.method == "GET" and found.state not in CHANGEABLE):
        return redirect(here)
    prefill = sources.prefill_for(
        version.form, request.actor, organisation_id=found.organisation_id, about=found
    )
    answer_version = found.answer.version if found.answer else 0
    page = FormPage(
        request,
        "applying/fill.html",
        make=lambda **given: make_form(
            version, actor=request.actor, prefill=prefill, complete=False, **given
        ),
        name="applying.fill",
        about=found,
        keeps=True,
        stored=lambda: values_of(found.answer) if found.answer else {},
        send=lambda said: actions.fill_application(
            application=found,
            values=said,
            answer_version=answer_version,
            arrived=arrival_of(request),
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: here,
        said="申报书已保存。",
        context={
            "application": found,
            "known": len(prefill),
            "cancel_url": here,
            "crumbs": crumbs_of(found, "申报书"),
        },
    )
    return answer(page)


@policy(f"{READERS}：下载申报书所附的文件")
def form_file(request: HttpRequest, selection_application: str, applied_file: str) -> FileResponse:
    found = find_read(request, selection_application)
    version = found.call.form_version
    cited = attached.files_in(version.form, values_of(found.answer)) if version and found.answer else ()
    return attached.serve(cited, applied_file)


def _writes_or_clears(actor: Any, found: Application) -> bool:
    clears = is_from_within(found) and permissions.can_clear_person(actor, found)
    return clears or permissions.can_write_application(actor, found)


@policy(f"{WRITERS}；学校自己组织的遴选，审核人员的经办：申报人员", methods=("GET", "POST"))
def people(request: HttpRequest, selection_application: str) -> HttpResponse:
    may = permissions.can_write_application if request.method == "POST" else _writes_or_clears
    found = own(request, selection_application, may)
    here = reverse("apply-people", args=[found.public_id])

    def send(said: dict[str, Any]) -> Any:
        return actions.add_person(
            application=found,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
            arrived=arrival_of(request),
            **said,
        )

    page = FormPage(
        request,
        "applying/people.html",
        make=lambda **given: PersonForm(organisation_id=found.organisation_id, led=_is_led(found), **given),
        name="applying.person",
        about=found,
        send=send,
        then=lambda saved: here,
        said="已添加。",
        context={
            "application": found,
            "people": list(people_of(found)),
            "clears": _clears_now(request.actor, found),
            "clear_form": ClearForm(),
            "changeable": found.state in CHANGEABLE
            and found.lower_id is None
            and permissions.can_write_application(request.actor, found),
            "back_url": reverse("apply-page", args=[found.public_id]),
            "crumbs": crumbs_of(found, "人员"),
        },
    )
    return answer(page)


def _clears_now(actor: Any, found: Application) -> bool:
    when = (ApplicationState.RECEIVED,) if is_from_within(found) else CHANGEABLE
    return found.state in when and permissions.can_clear_person(actor, found)


def _is_led(found: Application) -> bool:
    return any(each.role == PersonRole.LEADER for each in people_of(found))


def press(
    request: HttpRequest, found: Application, act: Any, said_so: str, then: str = "", **said: Any
) -> HttpResponse:
    """A button of the page; refused, the page again with why."""
    try:
        act(application=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        fresh = find(applications_visible_to(request.actor), found.public_id)
        return application_page(request, fresh, status=refusal.status, refusal=refusal)
    messages.success(request, said_so)
    return redirect(then or reverse("apply-page", args=[found.public_id]))


def refused(request: HttpRequest, found: Application, words: str) -> HttpResponse:
    """The page again, for what was filled in wrongly."""
    return application_page(request, found, status=422, refusal=Refusal(words))


@policy(f"{WRITERS}：移除一位人员", methods=("POST",))
def remove_person(request: HttpRequest, selection_application: str, applied_person: str) -> HttpResponse:
    found, row = own_part(request, selection_application, applied_person, people_of)
    then = reverse("apply-people", args=[found.public_id])
    return press(
        request, found, actions.remove_person, "已移除。", then, person=row, arrived=arrival_of(request)
    )


@policy(f"{CLEARERS}：审核师德师风和学术诚信", methods=("POST",))
def clear_person(request: HttpRequest, selection_application: str, applied_person: str) -> HttpResponse:
    may = permissions.can_clear_person
    found, row = own_part(request, selection_application, applied_person, people_of, may)
    form = ClearForm(request.POST)
    if not form.is_valid():
        return refused(request, found, "请选择审核结论。")
    said = {"person": row, "clear": form.is_clear, "words": form.cleaned_data["words"]}
    then = reverse("apply-people", args=[found.public_id]) if _writes_or_clears(request.actor, found) else ""
    return press(
        request, found, actions.clear_person, "审核结论已保存。", then, arrived=arrival_of(request), **said
    )


@policy(f"{WRITERS}：上传一项材料", methods=("POST",))
def add_materials(request: HttpRequest, selection_application: str) -> HttpResponse:
    found = own(request, selection_application)
    line = read_rules(found.call.rules).material(request.POST.get("item", "")[:60])
    if line is None:
        return refused(request, found, "没有这一项材料，请刷新页面后再上传。")
    form = MaterialForm(line=line, data=request.POST, files=request.FILES)
    if not form.is_valid():
        return refused(request, found, "".join(form.errors["files"]))
    kept, wrong = materials.measured(uploads.keep(form.cleaned_data["files"]), line)
    if wrong:
        return refused(request, found, "".join(wrong))
    return press(
        request,
        found,
        actions.add_materials,
        "已上传。",
        item=line.key,
        files=kept,
        arrived=arrival_of(request),
    )


@policy(f"{READERS}：下载一份材料")
def material(request: HttpRequest, selection_application: str, applied_material: str) -> HttpResponseBase:
    found = find_read(request, selection_application)
    row = get_object_or_404(found.materials.select_related("stored"), public_id=applied_material)
    if f"material:{row.item}" in being_mended(found) and not is_inside(request.actor, found):
        raise Http404
    return files.answer(row.stored, row.name)


@policy(f"{WRITERS}：移除一份材料", methods=("POST",))
def remove_material(request: HttpRequest, selection_application: str, applied_material: str) -> HttpResponse:
    found, row = own_part(request, selection_application, applied_material, materials_of)
    return press(
        request, found, actions.remove_material, "已移除。", material=row, arrived=arrival_of(request)
    )


@policy(f"{WRITERS}：作出承诺", methods=("POST",))
def statements(request: HttpRequest, selection_application: str) -> HttpResponse:
    found = own(request, selection_application)
    ticked = request.POST.getlist("statement")
    return press(
        request, found, actions.tick_statements, "承诺已保存。", ticked=ticked, arrived=arrival_of(request)
    )


@policy(f"{READERS}：下载校内遴选和公示的材料")
def own_file(request: HttpRequest, selection_application: str) -> HttpResponseBase:
    found: Application = find(applications_visible_to(request.actor), selection_application)
    row = get_object_or_404(
        OwnSelection.objects.select_related("stored"), application=found, stored__isnull=False
    )
    unsent = "own" in being_mended(found)
    if unsent and not is_inside(request.actor, found):
        raise Http404
    name = f"{UNSENT}{row.name}" if unsent else row.name
    return hand_out_stored(request, row.stored, name, action="applying.fetch_file", about=found)


@policy(f"{WRITERS}：登记校内遴选和公示", methods=("GET", "POST"))
def own_selection(request: HttpRequest, selection_application: str) -> HttpResponse:
    found = own(request, selection_application)
    here = reverse("apply-page", args=[found.public_id])
    row = getattr(found, "own_selection", None)
    names = ("decided_on", "words", "notice_from", "notice_until", "outcome")
    stored = {name: getattr(row, name) for name in names} if row is not None else {}
    form = OwnSelectionForm(request.POST or None, request.FILES or None, initial=stored)
    if request.method == "POST" and form.is_valid():
        proofs = uploads.keep(form.cleaned_data["files"])
        said = {"said": form.said(), "proof": proofs[0] if proofs else None}
        return press(
            request,
            found,
            actions.note_own_selection,
            "校内遴选情况已保存。",
            arrived=arrival_of(request),
            **said,
        )
    context = {
        "title": "校内遴选和公示",
        "words": f"公示不少于 {read_rules(found.call.rules).own_notice_days} 个工作日，结束以后才能报送。",
        "form": form,
        "about": found,
        "own_file": row.name if row is not None else "",
        "button": "保存",
        "cancel_url": here,
        "crumbs": crumbs_of(found, "校内遴选和公示"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "applying/plain_form.html", context, status=status)
