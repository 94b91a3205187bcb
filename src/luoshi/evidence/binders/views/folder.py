"""One folder: which pieces go in, more of them from the library or a file, not asked here, who fills the gap."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.common import throttle
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal, RuleBroken
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from ... import parts
from ...actions import Added
from ...forms import FilesForm, pieces_of
from ...fulltext import holding
from ...models import Evidence
from ...permissions import can_add_evidence
from ...queries import same_file, uploads_of
from ...web import ask_for_scan, tell_unused_title
from .. import actions
from ..forms import AddForm, AskForm, FolderForm, ReasonForm
from ..models import Folder
from ..permissions import WHO, can_fill_folder, can_work_on_folder
from ..queries import Stand, evidence_for, folders_visible_to, papers_for, readings_of, seen_of
from .binder import state_of

SIZE = 20
ASKED = f"{WHO}，被安排补这一项的人"


def find_folder(request: HttpRequest, public_id: str) -> Folder:
    found: Folder = find(folders_visible_to(request.actor), public_id)
    return found


@policy(f"{ASKED}：材料包里的一项")
def folder(request: HttpRequest, binder_folder: str) -> HttpResponse:
    return page_of_folder(request, find_folder(request, binder_folder))


def page_of_folder(
    request: HttpRequest, found: Folder, status: int = 200, ask: AskForm | None = None, **more: Any
) -> HttpResponse:
    """more: `refusal`, and `said` where the words of the folder were refused."""
    actor, binder = request.actor, found.binder
    contents, stand = _contents(request, found)
    works = can_work_on_folder(actor, found)
    initial = {"owner": found.owner.public_id, "due": found.due} if found.owner else {}
    words = {"title": found.title, "wanted": found.wanted, "asks": found.asks}
    context = {
        "folder": found,
        "binder": binder,
        "contents": contents,
        "stand": stand,
        **state_of(found, stand),
        "works": works,
        "may_fill": can_fill_folder(actor, found) and binder.closed_at is None,
        "may_upload": _library(request, found) is not None,
        "ask": (ask or AskForm(people=people_of(binder.organisation), initial=initial)) if works else None,
        "said": more.pop("said", None) or FolderForm(initial=words),
        "neighbours": _neighbours(found) if works else {},
        "crumbs": _crumbs(found, works),
        **more,
    }
    return render(request, "binders/folder.html", context, status=status)


def _contents(request: HttpRequest, found: Folder) -> tuple[list[Any], Stand]:
    """What lies or may lie in it, as far as the person sees it, the proposals behind; and how it stands."""
    rows = found.contents.select_related(
        "evidence__stored", "evidence__organisation", "paper__stamped", "paper__organisation"
    ).order_by("-included", "-score", "order", "id")
    contents: list[Any] = seen_of(request.actor, rows)
    pages = readings_of(row.evidence for row in contents)
    stand = Stand()
    for row in contents:
        stand.add(row, pages)
        row.page_words = pages.get(row.evidence.public_id, 0) if row.evidence else row.paper.page_count
    return contents, stand


def _crumbs(found: Folder, works: bool, last: str = "") -> list[tuple[str, str]]:
    page = reverse("binder-folder", args=[found.public_id]) if last else ""
    whole = [
        ("材料包", reverse("binders")),
        (found.binder.title[:20], reverse("binder", args=[found.binder.public_id])),
    ]
    return [*(whole if works else []), (str(found)[:20], page), *([(last, "")] if last else [])]


def _neighbours(found: Folder) -> dict[str, Any]:
    """The folder before and after it that ask for something, to go through them one by one."""
    rows = found.binder.folders.filter(asks=True)
    place = Q(order__lt=found.order) | Q(order=found.order, pk__lt=found.pk)
    return {
        "before": rows.filter(place).order_by("-order", "-pk").first(),
        "after": rows.exclude(place).exclude(pk=found.pk).order_by("order", "pk").first(),
    }


def people_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who can be asked: posts held today in the house that read evidence."""
    readers = [role.key for role in ROLES.values() if "read_evidence" in role.permissions]
    return (
        memberships_today().filter(organisation=organisation, role__in=readers).order_by("user__name", "id")
    )


@policy(f"{WHO}：选定一项里收入哪些材料", methods=("POST",))
def choose(request: HttpRequest, binder_folder: str) -> HttpResponse:
    found = find_folder(request, binder_folder)
    seen = {row.thing.public_id: row.pk for row in _contents(request, found)[0]}
    shown, chosen = (
        [seen[key] for key in request.POST.getlist(name)[:5000] if key in seen]
        for name in ("shown", "included")
    )
    actions.choose_contents(
        folder=found,
        shown=shown,
        included=chosen,
        by=request.actor,
        version=version_of(request),
        once=Once.of(request),
    )
    messages.success(request, "已保存。")
    return redirect("binder-folder", found.public_id)


@policy(f"{ASKED}：从材料库和盖章件里选材料收入这一项", methods=("GET", "POST"))
def add(request: HttpRequest, binder_folder: str) -> HttpResponse:
    found = find_folder(request, binder_folder)
    require(can_fill_folder(request.actor, found))
    pieces = evidence_for(request.actor, found.binder).filter(withdrawn_at__isnull=True)
    papers = papers_for(request.actor, found.binder)
    form = AddForm(request.POST or None, pieces=pieces, papers=papers)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_contents(folder=found, by=request.actor, once=Once.of(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "已收入。")
            return redirect("binder-folder", found.public_id)
    asked = request.GET.get("q", "").replace("\0", "").strip()[:80]
    if asked:
        throttle.count(request.actor, throttle.SEARCH)
    lying = found.contents.filter(included=True)
    free = _found(pieces.exclude(pk__in=lying.filter(evidence__isnull=False).values("evidence")), asked)
    context = {
        "folder": found,
        "form": form,
        "page_obj": page_of(request, free.order_by("-id"), size=SIZE),
        "papers": _papers(papers.exclude(pk__in=lying.filter(paper__isnull=False).values("paper")), asked),
        "several": found.binder.about_id is None,
        "q": asked,
        "ticked": [*request.POST.getlist("pieces"), *request.POST.getlist("papers")],
        "crumbs": _crumbs(found, can_work_on_folder(request.actor, found), "选材料"),
    }
    return render(request, "binders/add.html", context, status=422 if form.errors else 200)


def _found(rows: QuerySet[Evidence], asked: str) -> QuerySet[Evidence]:
    for word in asked.split()[:8]:
        said = Q(title__icontains=word) | Q(source__icontains=word) | Q(file_name__icontains=word)
        rows = rows.filter(said | holding(word))
    return rows


def _papers(rows: Any, asked: str) -> Any:
    for word in asked.split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(kind_name__icontains=word))
    return rows.order_by("-id")[:SIZE]


def _library(request: HttpRequest, found: Folder) -> Organisation | None:
    """Whose library a file would go into: the person's own, where this folder takes pieces of it."""
    owner = Organisation.objects.filter(pk=request.actor.organisation_id).first()
    if owner is None or not can_add_evidence(request.actor, owner):
        return None
    fits = found.binder.about_id in (None, owner.pk) and can_fill_folder(request.actor, found)
    return owner if fits and found.binder.closed_at is None else None


@policy(f"{ASKED}，能向本单位材料库添加的：上传文件，收入这一项", methods=("GET", "POST"))
def upload(request: HttpRequest, binder_folder: str) -> HttpResponse:
    found = find_folder(request, binder_folder)
    owner = _library(request, found)
    require(owner is not None)
    assert owner is not None
    coming = uploads_of(request.actor)
    form = FilesForm(request.POST or None, request.FILES or None, coming=coming)
    if request.method == "POST" and form.is_valid() and _taken(request, found, owner, form):
        return redirect("binder-folder", found.public_id)
    if request.method == "GET":
        form = FilesForm(coming=coming)
    context = {"folder": found, "form": form,
               "crumbs": _crumbs(found, can_work_on_folder(request.actor, found), "上传材料")}  # fmt: skip
    return render(request, "binders/upload.html", context, status=422 if form.errors else 200)


def _taken(request: HttpRequest, found: Folder, owner: Organisation, form: FilesForm) -> bool:
    """Into the library and into the folder, in one act; whether it went."""
    once = Once.of(request)
    kept, refused = parts.keep_all(form.cleaned_data)
    if not kept:
        form.add_error("files", refused)
        return False
    pieces = pieces_of(kept, form.cleaned_data)
    try:
        actions.upload_contents(
            folder=found,
            organisation=owner,
            files=pieces,
            by=request.actor,
            once=once,
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return False
    parts.done(form.cleaned_data["uploads"])
    for words in refused:
        messages.error(request, words)
    messages.success(request, f"已放进材料库，收入这一项 {len(kept)} 件。")
    there = [(same_file(piece.stored, owner.pk), piece.title) for piece in pieces if piece.stored is not None]
    twins = [row for row, title in there if row is not None and row.title != title]
    tell_unused_title(request, Added(twins=twins), form.cleaned_data.get("title", ""))
    ask_for_scan(request, pieces)
    return True


@policy(f"{WHO}：修改一项的名称和要求", methods=("POST",))
def edit(request: HttpRequest, binder_folder: str) -> HttpResponse:
    found, form = find_folder(request, binder_folder), FolderForm(request.POST)
    require(can_work_on_folder(request.actor, found))
    if not form.is_valid():
        return page_of_folder(request, found, 422, said=form)
    try:
        actions.edit_folder(
            folder=found,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        again = find_folder(request, binder_folder)
        return page_of_folder(request, again, refusal.status, refusal=refusal, said=form)
    messages.success(request, "已修改。")
    return redirect("binder-folder", found.public_id)


@policy(f"{WHO}：一项标为不适用", methods=("POST",))
def aside(request: HttpRequest, binder_folder: str) -> HttpResponse:
    found, form = find_folder(request, binder_folder), ReasonForm(request.POST)
    if not form.is_valid() and request.POST.get("reason", "").strip():
        raise RuleBroken("不适用的理由最多 200 字，请缩短后再提交。")
    actions.set_aside(
        folder=found,
        reason=form.cleaned_data.get("reason", ""),
        by=request.actor,
        version=version_of(request),
        once=Once.of(request),
    )
    messages.success(request, "已标为不适用，理由会写进目录。")
    return redirect("binder-folder", found.public_id)


@policy(f"{WHO}：不适用的一项恢复", methods=("POST",))
def back(request: HttpRequest, binder_folder: str) -> HttpResponse:
    found = find_folder(request, binder_folder)
    actions.take_back(folder=found, by=request.actor, version=version_of(request), once=Once.of(request))
    messages.success(request, "已恢复为要有材料。")
    return redirect("binder-folder", found.public_id)


@policy(f"{WHO}：安排人补材料", methods=("POST",))
def ask(request: HttpRequest, binder_folder: str) -> HttpResponse:
    found = find_folder(request, binder_folder)
    require(can_work_on_folder(request.actor, found))
    form = AskForm(request.POST, people=people_of(found.binder.organisation))
    if not form.is_valid():
        return page_of_folder(request, found, 422, form)
    try:
        actions.ask_for(
            folder=found,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        return page_of_folder(
            request, find_folder(request, binder_folder), refusal.status, form, refusal=refusal
        )
    messages.success(request, "已安排，列在他的工作台上，也发了消息。")
    return redirect("binder-folder", found.public_id)


@policy(f"{WHO}：收回补材料的安排", methods=("POST",))
def drop(request: HttpRequest, binder_folder: str) -> HttpResponse:
    found = find_folder(request, binder_folder)
    actions.ask_for(
        folder=found,
        owner=None,
        due=None,
        by=request.actor,
        version=version_of(request),
        once=Once.of(request),
    )
    messages.success(request, "已收回，不再请他补。")
    return redirect("binder-folder", found.public_id)
