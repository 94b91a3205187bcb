"""Files and links into the library, and what became of those just sent."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.routes import policy

from .. import actions, parts
from ..actions import Added
from ..forms import FilesForm, LinkForm, pieces_of
from ..permissions import can_add_evidence, can_change_evidence, can_read_library
from ..queries import evidence_visible_to, uploads_of
from ..web import ask_for_scan, tell_unused_title

MOST_SHOWN = 60


def own_library(request: HttpRequest) -> Organisation:
    """The organisation whose library the actor may add to; otherwise 403."""
    owner = Organisation.objects.filter(pk=request.actor.organisation_id).first()
    require(owner is not None and can_add_evidence(request.actor, owner))
    assert owner is not None
    return owner


@policy("学校人员：向本单位材料库添加文件、照片", methods=("GET", "POST"))
def add_files(request: HttpRequest) -> HttpResponse:
    owner = own_library(request)
    coming = uploads_of(request.actor)
    form = FilesForm(request.POST or None, request.FILES or None, coming=coming)
    if request.method == "GET" or not form.is_valid():
        return _again(request, "evidence/add.html", form if form.is_bound else FilesForm(coming=coming))
    once = Once.of(request)
    kept, refused = parts.keep_all(form.cleaned_data)
    if not kept:
        form.add_error("files", refused)
        return _again(request, "evidence/add.html", form)
    for words in refused:
        messages.error(request, words)
    pieces = pieces_of(kept, form.cleaned_data)
    added = actions.add_many(organisation=owner, pieces=pieces, by=request.actor, once=once)
    parts.done(form.cleaned_data["uploads"])
    tell_unused_title(request, added, form.cleaned_data.get("title", ""))
    ask_for_scan(request, pieces)
    return after_adding(added)


@policy("学校人员：向本单位材料库添加链接", methods=("GET", "POST"))
def add_link(request: HttpRequest) -> HttpResponse:
    owner = own_library(request)
    form = LinkForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _again(request, "evidence/link.html", LinkForm() if request.method == "GET" else form)
    pieces = [form.piece()]
    added = actions.add_many(organisation=owner, pieces=pieces, by=request.actor, once=Once.of(request))
    tell_unused_title(request, added, pieces[0].title)
    return after_adding(added)


def after_adding(added: Added | None) -> HttpResponse:
    """To what was added, and what was there before; sent a second time (None) to the list. An address has its limits:
    of very many it names the first, and how many there are.
    """
    if added is None:
        return redirect("evidence")
    named = {"piece": added.made[:MOST_SHOWN], "twin": added.twins[:MOST_SHOWN]}
    query = [(name, row.public_id) for name, rows in named.items() for row in rows]
    if len(added.made) > MOST_SHOWN:
        query.append(("many", str(len(added.made))))
    return redirect(f"{reverse('evidence-added')}?{urlencode(query)}")


def _again(request: HttpRequest, template: str, form: Any) -> HttpResponse:
    crumbs = [("佐证材料", reverse("evidence")), ("添加", "")]
    return render(request, template, {"form": form, "crumbs": crumbs}, status=422 if form.is_bound else 200)


@policy("能看佐证材料的人员：刚才添加的材料")
def added(request: HttpRequest) -> HttpResponse:
    require(can_read_library(request.actor))
    rows = evidence_visible_to(request.actor)
    asked = {name: request.GET.getlist(name)[:MOST_SHOWN] for name in ("piece", "twin")}
    found = {row.public_id: row for row in rows.filter(public_id__in=[*asked["piece"], *asked["twin"]])}
    made, twins = ([found[key] for key in asked[name] if key in found] for name in ("piece", "twin"))
    for row in twins:
        row.may_change = can_change_evidence(request.actor, row)  # type: ignore[attr-defined]
    many = request.GET.get("many", "")
    own = [row for row in made if can_change_evidence(request.actor, row)]
    context = {
        "many_query": urlencode([("piece", row.public_id) for row in own]) if len(own) > 1 else "",
        "made": made,
        "twins": twins,
        "many": int(many) if many.isascii() and many.isdigit() and len(many) < 4 else len(made),
        "crumbs": [("佐证材料", reverse("evidence")), ("刚才添加的", "")],
    }
    return render(request, "evidence/added.html", context)
