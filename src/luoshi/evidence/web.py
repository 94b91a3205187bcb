"""Citing on the pages of other stages: choose from the library, upload straight into it, take out again.

A stage finds its row and asks who may change it; it says by `Citing` where things lead, and calls one of these in its
view. The panel `evidence/_cited.html` takes what `panel` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.accounts.models import Organisation
from luoshi.common import throttle
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal, RuleBroken
from luoshi.common.models import Base
from luoshi.common.pages import page_of, version_of

from . import actions, parts
from .actions import Added
from .forms import ChosenForm, FilesForm, pieces_of
from .fulltext import holding
from .models import Evidence, EvidenceUse
from .queries import evidence_usable_by, unread, uploads_of, uses_about
from .states import Grade
from .taking import is_editable

SIZE = 20
MOST_TICKED = 200


@dataclass(frozen=True, slots=True)
class Citing:
    """One place that cites.

    about         the row; organisation: whose library is used
    title         what the place is called over its pages
    choose, upload, back   where pieces are chosen, where files are uploaded, the page of the place
    cite, add              the acts, where the stage has its own around those of evidence: with what follows there
    """

    about: Base
    organisation: Organisation
    title: str
    choose: str
    upload: str
    back: str
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    cite: Callable[..., Any] = actions.cite_many
    add: Callable[..., Any] = actions.add_and_cite


def panel(
    uses: Iterable[EvidenceUse],
    *,
    may_cite: bool,
    choose: str = "",
    upload: str = "",
    remove: Callable[[EvidenceUse], str] | None = None,
    gone: Iterable[EvidenceUse] = (),
) -> dict[str, Any]:
    """What `evidence/_cited.html` shows, as `cited`. `remove`: the address that takes a use out; empty: not here.
    `gone`: what was taken out (`queries.removed_about`). Two or more of one place may be taken out in one go.
    """
    rows = [{"use": use, "piece": use.evidence, "remove": remove(use) if remove else ""} for use in uses]
    removable = _in_one_place(rows) if may_cite else []
    proving = len({row["piece"].pk for row in rows if not row["piece"].is_withdrawn})
    return {
        "rows": rows, "proving": proving, "may_cite": may_cite, "choose": choose, "upload": upload,
        "gone": list(gone), "removable": removable if len(removable) > 1 else [],
    }  # fmt: skip


def _in_one_place(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that may be taken out in one go: of the place where most of them stand."""
    places: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["remove"]:
            places.setdefault(row["use"].about_id, []).append(row)
    return max(places.values(), key=len, default=[])


def answer_choosing(request: HttpRequest, citing: Citing) -> HttpResponse:
    """GET: pieces of the own library to tick, found by words. POST: those ticked are cited in one act."""
    there = set(uses_about(citing.about).values_list("evidence_id", flat=True))
    usable = evidence_usable_by(request.actor).filter(organisation=citing.organisation)
    form = ChosenForm(request.POST or None, usable=usable)
    if request.method == "POST" and form.is_valid():
        try:
            citing.cite(
                organisation=citing.organisation,
                about=citing.about,
                by=request.actor,
                once=Once.of(request),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "已引用。")
            return redirect(citing.back)
    if _asked(request):
        throttle.count(request.actor, throttle.SEARCH)
    rows = _found(request, usable.exclude(pk__in=there)).order_by("-id")
    context = {
        "citing": citing,
        "form": form,
        "page_obj": page_of(request, rows, size=SIZE),
        "q": _asked(request),
        "unread": unread(usable) if _asked(request) else 0,
        "ticked": request.POST.getlist("pieces"),
        "crumbs": [*citing.crumbs, ("引用佐证材料", "")],
    }
    return render(request, "evidence/choose.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:80]


def _found(request: HttpRequest, rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    for word in _asked(request).split()[:8]:
        said = Q(title__icontains=word) | Q(source__icontains=word) | Q(file_name__icontains=word)
        rows = rows.filter(said | holding(word))
    return rows


def answer_uploading(request: HttpRequest, citing: Citing) -> HttpResponse:
    """Files straight into the library and cited here, in one act; a file that is there already is cited as it is."""
    coming = uploads_of(request.actor)
    form = FilesForm(request.POST or None, request.FILES or None, coming=coming)
    if request.method == "POST" and form.is_valid():
        once = Once.of(request)
        kept, refused = parts.keep_all(form.cleaned_data)
        if kept and _added(request, citing, form, kept, once):
            parts.done(form.cleaned_data["uploads"])
            for words in refused:
                messages.error(request, words)
            return redirect(citing.back)
        if not kept:
            form.add_error("files", refused)
    elif request.method == "GET":
        form = FilesForm(coming=coming)
    context = {"citing": citing, "form": form, "crumbs": [*citing.crumbs, ("上传佐证材料", "")]}
    return render(request, "evidence/upload_here.html", context, status=422 if form.errors else 200)


def _added(request: HttpRequest, citing: Citing, form: FilesForm, kept: list[Any], once: Once | None) -> bool:
    pieces = pieces_of(kept, form.cleaned_data, citing.title)
    try:
        added = citing.add(
            organisation=citing.organisation, pieces=pieces, about=citing.about, by=request.actor, once=once
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return False
    twins = len(added.twins) if added else 0
    told = f"，其中 {twins} 份已在材料库，没有再存一份" if twins else ""
    messages.success(request, f"已引用 {len(pieces)} 份{told}。")
    ask_for_scan(request, pieces)
    tell_unused_title(request, added, form.cleaned_data.get("title", ""))
    return True


def tell_unused_title(request: HttpRequest, added: Added | None, typed: str) -> None:
    """The title that was typed for a file that is there under another one: it stays as it is, and he is told."""
    others = [row for row in added.twins if row.title != typed] if added and typed.strip() else []
    if others:
        named = "、".join(f"“{row.title}”" for row in others[:3])
        more = f"等 {len(others)} 份" if len(others) > 3 else ""
        messages.warning(
            request,
            f"{named}{more}早已在材料库，标题没有改成您写的“{typed}”。要改的，打开那一份，点“更正标题、日期、等级”。",
        )


def ask_for_scan(request: HttpRequest, pieces: Iterable[Any]) -> None:
    """Called stamped, and a file that anybody can write on: not refused, he is asked to look again."""
    doubtful = [each for each in pieces if each.grade == Grade.STAMPED and is_editable(each.file_name)]
    if doubtful:
        named = "、".join(f"“{each.title}”" for each in doubtful[:3])
        more = f"等 {len(doubtful)} 份" if len(doubtful) > 3 else ""
        messages.warning(
            request,
            f"{named}{more}的等级是“盖章文件”，但文件是 Word、Excel 一类，看不到章。"
            "盖过章的，请另传扫描件或 PDF；没有盖章的，打开那一份，点“更正标题、日期、等级”改过来。",
        )


def answer_removing(
    request: HttpRequest,
    use: EvidenceUse,
    back: str,
    uncite: Callable[..., Any] = actions.uncite_evidence,
) -> HttpResponse:
    """Take a use out with the reason that was given, or those ticked in its place; the pieces stay in the library."""
    said = {"reason": request.POST.get("reason", ""), "by": request.actor}
    if "_several" in request.POST:
        said |= {"uses": _ticked(request, use), "uncite": uncite}
        done = actions.uncite_many(organisation=use.organisation, once=Once.of(request), **said)
        told = f"已取消引用 {len(done)} 份" if done else "已取消引用"
    else:
        uncite(use=use, version=version_of(request), once=Once.of(request), **said)
        told = "已取消引用"
    messages.success(request, f"{told}，材料还在材料库里。")
    return redirect(back)


def _ticked(request: HttpRequest, use: EvidenceUse) -> list[EvidenceUse]:
    """Those ticked of the place where this use stands; the act refuses what was taken out meanwhile."""
    keys = set(request.POST.getlist("also"))
    if len(keys) > MOST_TICKED:
        raise RuleBroken(f"一次最多取消 {MOST_TICKED} 份，一份都没有取消。请分几次勾选。")
    place = EvidenceUse.objects.filter(about_type=use.about_type, about_id=use.about_id)
    found = list(place.filter(public_id__in=keys))
    if len(found) < len(keys):
        raise RuleBroken("勾选的里面有的不在这里，一份都没有取消。请刷新页面，重新勾选。")
    return found
