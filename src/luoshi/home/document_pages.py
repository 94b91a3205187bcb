"""Documents and their clauses, and what was made of each clause."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from luoshi.common import files
from luoshi.common.actor import Actor
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.core.passages import Piece, cut
from luoshi.plans.models import Target
from luoshi.plans.queries import (
    areas_visible_to,
    dates_visible_to,
    plans_visible_to,
    targets_visible_to,
    tasks_visible_to,
)
from luoshi.policies.models import Clause, PolicyDocument, ReadingFile
from luoshi.policies.pack import documents_of
from luoshi.policies.queries import clauses_visible_to, decisions_visible_to, documents_visible_to

from .decision_rows import decision_rows
from .panels import panels_of
from .task_pages import target_row

CLAUSES_PER_PAGE = 200


@policy("本单位和上级单位的政策文件，登录人员可看")
def documents(request: HttpRequest) -> HttpResponse:
    page = page_of(request, documents_visible_to(request.actor).order_by("-issued_on", "id"))
    context = {"page_obj": page, "may_import": request.actor.may("import_policy")}
    return render(request, "home/documents.html", context)


@policy("本单位和上级单位的政策文件，登录人员可看")
def document(request: HttpRequest, document: str) -> HttpResponse:
    actor = request.actor
    found: PolicyDocument = find(documents_visible_to(actor), document)
    clauses = clauses_visible_to(actor).filter(document=found).order_by("order", "id")
    page = page_of(request, clauses, CLAUSES_PER_PAGE)
    context = {
        "document": found,
        "crumbs": [("政策文件", reverse("documents")), (found.title, "")],
        "document_facts": _facts(found),
        "page_obj": page,
        "clauses": with_depth(page.object_list),
        "files": found.files.select_related("stored"),
        "decisions": _decisions(actor, found),
        "plans": _plans_from(actor, found),
        "panels": panels_of("document", actor, found),
    }
    return render(request, "home/document.html", context)


def _facts(document: PolicyDocument) -> list[tuple[str, ...]]:
    rows = [
        ("类别", document.get_kind_display()),
        ("发文机关", document.issuer),
        ("文号", document.number),
        ("成文日期", document.issued_on),
    ]
    return [row for row in rows if row[1]]


def _plans_from(actor: Actor, document: PolicyDocument) -> list[Any]:
    """The plans that name this document among their sources."""
    key = document.key.partition("/")[0]
    named = plans_visible_to(actor).filter(key=key) if document.key in _keys_of(key) else []
    made = plans_visible_to(actor).filter(document=document)
    return list({plan.pk: plan for plan in [*made, *named]}.values())


def _keys_of(plan_key: str) -> set[str]:
    return set(documents_of(plan_key).values_list("key", flat=True))


def with_depth(clauses: Any) -> list[tuple[Clause, int]]:
    """Each clause with how deep it stands (0 to 4) below the first on the page that holds it."""
    depths: dict[int, int] = {}
    for clause in clauses:
        depths[clause.pk] = min(depths.get(clause.parent_id, -1) + 1, 4)
    return [(clause, depths[clause.pk]) for clause in clauses]


@policy("能看政策文件的人：下载该文件的原件")
def document_file(request: HttpRequest, document: str, file: str) -> FileResponse:
    found: PolicyDocument = find(documents_visible_to(request.actor), document)
    cited: ReadingFile = get_object_or_404(found.files.select_related("stored"), public_id=file)
    return files.answer(cited.stored, cited.name)


@policy("本单位和上级单位的政策文件，登录人员可看")
def clause(request: HttpRequest, clause: str) -> HttpResponse:
    actor = request.actor
    found: Clause = find(clauses_visible_to(actor), clause)
    targets = list(targets_visible_to(actor).filter(clause=found))
    siblings = clauses_visible_to(actor).filter(document=found.document)
    context = {
        "clause": found,
        "crumbs": _crumbs(found),
        "pieces": marked(found.text, targets),
        "targets": [target_row(target) for target in targets],
        "tasks": tasks_visible_to(actor).filter(clauses=found).order_by("order", "id"),
        "dates": dates_visible_to(actor).filter(clause=found),
        "areas": areas_visible_to(actor).filter(clause=found).select_related("plan"),
        "children": siblings.filter(parent=found).order_by("order", "id"),
        "before": siblings.filter(order__lt=found.order).order_by("-order", "-id").first(),
        "after": siblings.filter(order__gt=found.order).order_by("order", "id").first(),
        "decisions": decisions_at(actor, found),
        "panels": panels_of("clause", actor, found),
    }
    return render(request, "home/clause.html", context)


def _decisions(actor: Actor, document: PolicyDocument) -> list[dict[str, Any]]:
    made = decisions_visible_to(actor).filter(document=document).select_related("document__owner")
    return decision_rows(actor, made.order_by("id"))


def decisions_at(actor: Actor, clause: Clause) -> list[dict[str, Any]]:
    """What people settled about this clause, or about a target in it, when its document was read."""
    documents = documents_of(clause.document.key.partition("/")[0])
    made = decisions_visible_to(actor).filter(document__in=documents, place__clause=clause.key)
    return decision_rows(actor, made.select_related("document__owner").order_by("id"))


def _crumbs(clause: Clause) -> list[tuple[str, str]]:
    document = clause.document
    crumbs = [
        ("政策文件", reverse("documents")),
        (document.title, reverse("document", args=[document.public_id])),
    ]
    if clause.parent:
        crumbs.append((str(clause.parent), reverse("clause", args=[clause.parent.public_id])))
    return [*crumbs, (str(clause), "")]


def marked(text: str, targets: list[Target]) -> list[tuple[Piece, list[Target]]]:
    """The official text cut so that every passage a target was read from can be marked."""
    by_id = {target.public_id: target for target in targets}
    pieces = cut(text, {target.public_id: target.span for target in targets}) if text else []
    return [(piece, [by_id[key] for key in piece.keys]) for piece in pieces]
