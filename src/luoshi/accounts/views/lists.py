"""Lists of people as workbooks: download, upload, look at the differences, propose or take in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out
from luoshi.common.errors import Refusal
from luoshi.common.files import clean_name
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from .. import permissions, uploads
from ..access import require_act
from ..forms import ListForm, ReasonForm
from ..models import ListUpload, Organisation
from ..queries import lists_visible_to, organisations_under, workplaces_under
from ..states import OPEN, ListState

TONES = {"read": "warn", "proposed": "busy", "returned": "bad", "applied": "ok", "discarded": ""}
NAMES = {"people": "人员名单", "organisations": "单位名单"}
SHOWN = 100  # of each kind; the counts say how many there are


def _own(request: HttpRequest) -> Organisation:
    return Organisation.objects.get(pk=request.actor.organisation_id)


def _may_send(request: HttpRequest) -> bool:
    return bool(request.actor.may("grant_roles") or request.actor.may("propose_people"))


@policy("安全管理员和各单位项目办：人员名单的下载、上传和办理情况", methods=("GET", "POST"))
def lists(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and not _may_send(request):
        require_act("accounts.send_list", request.actor, _own(request))
    require(_may_send(request))
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = _send(request, form)
        except Refusal as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("list-upload", made.public_id)
    rows = page_of(request, lists_visible_to(request.actor), size=30)
    for row in rows:
        row.tone = TONES[row.state]
    context = {"form": form, "page_obj": rows, "grants": request.actor.may("grant_roles")}
    return render(request, "accounts/lists.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest) -> ListForm:
    places = workplaces_under(request.actor)
    if not request.actor.may("grant_roles"):
        places = places.filter(pk=request.actor.organisation_id)
    own = request.actor.organisation_public_id
    kinds = (
        ListUpload.Kind.choices if request.actor.may("manage_organisations") else [("people", "人员和岗位")]
    )
    initial = {"organisation": own, "kind": "people"}
    return ListForm(
        request.POST or None, request.FILES or None, organisations=places, kinds=kinds, initial=initial
    )


def _send(request: HttpRequest, form: ListForm) -> ListUpload:
    """Reading ends before the act begins."""
    file, organisation = form.cleaned_data["file"], form.cleaned_data["organisation"]
    name = clean_name(file.name)
    kind = form.cleaned_data["kind"]
    content = uploads.read_list(kind, name, file.read(uploads.LARGEST + 1), request.actor, organisation)
    made: ListUpload = uploads.send_list(
        organisation=organisation,
        file_name=name,
        content=content,
        kind=kind,
        by=request.actor,
        once=Once.of(request),
    )
    return made


@policy("安全管理员和各单位项目办：下载人员名单模板（带现有人员）")
def template(request: HttpRequest, form: str) -> HttpResponse:
    require(_may_send(request))
    if form not in uploads.SHEETS:
        raise Http404
    wanted = request.GET.get("organisation", "") or request.actor.organisation_public_id
    organisation = find(organisations_under(request.actor), wanted)
    may = permissions.can_send_list if form == "people" else permissions.can_found_below
    require(may(request.actor, organisation))
    sheet = uploads.SHEETS[form]
    book, rows = sheet.workbook(request.actor, organisation), sheet.count_in(organisation)
    name = f"{NAMES[form]}（{organisation.name}）.xlsx"
    return hand_out(request, book, name, action="accounts.fetch_list", about=organisation, rows=rows)


@policy("上报名单的单位和安全管理员：查看一份名单")
def one_list(request: HttpRequest, list: str) -> HttpResponse:
    return _page(request, find(lists_visible_to(request.actor), list))


def _page(request: HttpRequest, upload: ListUpload, refusal: Refusal | None = None) -> HttpResponse:
    context: dict[str, Any] = {"upload": upload, "tone": TONES[upload.state], "refusal": refusal}
    if upload.state in OPEN and upload.sealed:
        plan = uploads.planned(upload, request.actor)
        content = uploads.content_of(upload)
        good = not plan.problems and bool(plan.entries)
        context |= {
            "problems": plan.problems[:SHOWN],
            "entries": plan.entries[:SHOWN],
            "counts": [*plan.counts(), ("要改正", len(plan.problems))],
            "more_problems": max(0, len(plan.problems) - SHOWN),
            "more_entries": max(0, len(plan.entries) - SHOWN),
            "unknown": content["unknown"],
            "stamp": plan.stamp(),
            "may_apply": good and _may(upload, "apply") and permissions.can_apply_list(request.actor, upload),
            "may_propose": good
            and upload.state == ListState.READ
            and permissions.can_propose_list(request.actor, upload),
            "may_return": upload.state == ListState.PROPOSED
            and permissions.can_apply_list(request.actor, upload),
            "may_discard": permissions.can_discard_list(request.actor, upload),
        }
    return render(request, "accounts/list.html", context, status=refusal.status if refusal else 200)


def _may(upload: ListUpload, what: str) -> bool:
    return upload.state in (ListState.READ, ListState.PROPOSED)


def _act(request: HttpRequest, list: str, action: str, act: Any, said: str, **more: Any) -> HttpResponse:
    found = find(lists_visible_to(request.actor), list)
    require_act(action, request.actor, found)
    try:
        act(upload=found, by=request.actor, version=version_of(request), once=Once.of(request), **more)
    except Refusal as refusal:
        found.refresh_from_db()
        return _page(request, found, refusal)
    messages.success(request, said)
    return redirect("list-upload", found.public_id)


@policy("各单位项目办：上报名单", methods=("POST",))
def propose(request: HttpRequest, list: str) -> HttpResponse:
    said = "名单已上报。安全管理员确认后生效；被退回的会出现在工作台上。"
    return _act(request, list, "accounts.propose_list", uploads.propose_list, said)


@policy("安全管理员：确认名单生效", methods=("POST",))
def apply(request: HttpRequest, list: str) -> HttpResponse:
    kind = lists_visible_to(request.actor).filter(public_id=list).values_list("kind", flat=True).first()
    said = "名单已生效。"
    if kind == ListUpload.Kind.PEOPLE:
        said += "新登记的人员请系统管理员发放邀请链接。"
    stamp = request.POST.get("stamp", "")[:64]
    return _act(request, list, "accounts.apply_list", uploads.apply_list, said, stamp=stamp)


@policy("安全管理员：退回名单", methods=("POST",))
def send_back(request: HttpRequest, list: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _act(request, list, "accounts.return_list", uploads.return_list, "名单已退回。", reason=reason)


@policy("上报名单的单位和安全管理员：放弃名单", methods=("POST",))
def discard(request: HttpRequest, list: str) -> HttpResponse:
    said = "这份名单已放弃，里面的内容已经删除。"
    return _act(request, list, "accounts.discard_list", uploads.discard_list, said)
