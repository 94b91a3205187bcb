"""Search over what the person may see: visible first, then the words, then count and page.

Portable `LIKE` without an index of its own (docs/adr/0003): two-character words work, and neither count nor order
can tell of a row the person may not see.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Value, Window
from django.db.models.functions import Concat, Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.accounts.queries import organisations_visible_to, people_visible_to
from luoshi.common import throttle
from luoshi.common.actor import Actor
from luoshi.common.pages import page_of
from luoshi.common.routes import policy
from luoshi.common.stages import Found
from luoshi.evidence.fulltext import holding
from luoshi.evidence.queries import evidence_visible_to
from luoshi.papers.filed.queries import papers_visible_to
from luoshi.papers.kinds import kind_in_words
from luoshi.papers.queries import approvals_visible_to
from luoshi.plans.queries import tasks_visible_to
from luoshi.policies.queries import clauses_visible_to, documents_visible_to
from luoshi.progress.returns.queries import returns_visible_to
from luoshi.selection.applying.kinds import KIND as APPLICATION
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.queries import read_from_outside
from luoshi.selection.reads import note_named

LONGEST, MOST_WORDS, FIRST_ROWS, PAGE = 100, 8, 5, 20


@dataclass(frozen=True, slots=True)
class Kind:
    """One group of results. fields: where the words are looked for; order: newest or by the document's order.

    inside: where else a word may be found, in the text of files.
    """

    key: str
    label: str
    visible: Callable[[Actor], QuerySet[Any]]
    fields: tuple[str, ...]
    order: tuple[str, ...]
    found: Callable[[Any], Found]
    inside: Callable[[str], Q] | None = None


def _task(row: Any) -> Found:
    return Found("tasks", str(row), reverse("task", args=[row.public_id]), row.plan.short)


def _return(row: Any) -> Found:
    href = reverse("return", args=[row.public_id])
    return Found("returns", row.title, href, f"{row.organisation.short}{row.section}　{row.basis}")


def _clause(row: Any) -> Found:
    context = row.words or row.text[:80]
    return Found(
        "clauses", str(row), reverse("clause", args=[row.public_id]), f"{row.document.title}　{context}"
    )


def _organisation(row: Any) -> Found:
    context = "　".join(part for part in (row.get_kind_display(), row.territory) if part)
    return Found("organisations", row.name, reverse("organisation", args=[row.public_id]), context)


def _person(row: Any) -> Found:
    address = reverse("organisation", args=[row.organisation.public_id])
    return Found(
        "people", row.user.name, f"{address}#people", f"{row.organisation.short} {row.get_role_display()}"
    )


def _document(row: Any) -> Found:
    context = "　".join(part for part in (row.issuer, row.number) if part)
    return Found("documents", row.title, reverse("document", args=[row.public_id]), context)


def _approval(row: Any) -> Found:
    context = f"{kind_in_words(row.kind)}　{row.organisation.short}　{row.get_state_display()}"
    return Found("approvals", row.title, reverse("approval", args=[row.public_id]), context)


def _filed(row: Any) -> Found:
    context = f"{row.kind_name}　{row.short_code}　{row.organisation.short}　{row.get_state_display()}"
    return Found("filed", row.title, reverse("filed-paper", args=[row.public_id]), context)


def _evidence(row: Any) -> Found:
    context = f"{row.organisation.short}　{row.get_kind_display()}　{row.happened_on:%Y-%m-%d}"
    return Found("evidence", row.title, reverse("evidence-piece", args=[row.public_id]), context)


def _evidence_in_use(actor: Actor) -> QuerySet[Any]:
    return evidence_visible_to(actor).filter(withdrawn_at__isnull=True)


def _filed_visible(actor: Actor) -> QuerySet[Any]:
    """With the short code as it is printed, a hyphen in its middle."""
    as_printed = Concat(Substr("code", 1, 4), Value("-"), Substr("code", 5))
    return papers_visible_to(actor).annotate(printed_code=as_printed)


KINDS = (
    Kind("tasks", "工作任务", tasks_visible_to, ("title", "code"), ("order", "id"), _task),
    Kind(
        "clauses",
        "条款",
        clauses_visible_to,
        ("number", "heading", "words", "text"),
        ("document", "order", "id"),
        _clause,
    ),
    Kind(
        "organisations",
        "单位",
        organisations_visible_to,
        ("name", "short", "aliases__name"),
        ("order", "id"),
        _organisation,
    ),
    Kind("people", "人员", people_visible_to, ("user__name",), ("id",), _person),
    Kind("documents", "政策文件", documents_visible_to, ("title", "number", "issuer"), ("id",), _document),
    Kind("approvals", "审批", approvals_visible_to, ("title",), ("-sent_at", "-id"), _approval),
    Kind("returns", "收表", returns_visible_to, ("title", "basis", "asked_by"), ("-id",), _return),
    Kind("filed", "报送件", _filed_visible, ("title", "code", "printed_code"), ("-id",), _filed),
    Kind(
        "evidence",
        "佐证材料",
        _evidence_in_use,
        ("title", "source", "file_name", "note"),
        ("-happened_on", "-id"),
        _evidence,
        inside=holding,
    ),
)


def words_of(text: str) -> list[str]:
    """The words looked for: full width folded to half, split at blanks, each once, at most MOST_WORDS."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST])
    printable = "".join(sign for sign in folded if sign.isprintable() or sign.isspace())
    return list(dict.fromkeys(printable.split()))[:MOST_WORDS]


def spellings(word: str) -> list[str]:
    """The word as typed at half width and as documents print it: brackets and digits at full width too."""
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in word)
    brackets = word.translate(str.maketrans("(),:;?!", "（），：；？！"))
    return list(dict.fromkeys([word, brackets, wide]))


def matching(kind: Kind, actor: Actor, words: list[str]) -> QuerySet[Any]:
    """The rows the actor may see in which every word occurs in some field."""
    rows = kind.visible(actor)
    condition = Q()
    for word in words:
        anywhere = kind.inside(word) if kind.inside else Q()
        for field in kind.fields:
            for spelling in spellings(word):
                anywhere |= Q(**{f"{field}__icontains": spelling})
        condition &= anywhere
    keys = rows.model._base_manager.filter(condition).values("pk") if _joins_many(kind) else None
    return rows.filter(pk__in=keys) if keys is not None else rows.filter(condition)


def _joins_many(kind: Kind) -> bool:
    """A search through other names would give an organisation once for each of them."""
    return any(field.startswith("aliases__") for field in kind.fields)


@policy("登录人员：在本人可看的任务、条款、单位、人员、文件、审批、收表、报送件、佐证材料中搜索")
def search(request: HttpRequest) -> HttpResponse:
    words = words_of(request.GET.get("q", ""))
    if words:
        throttle.count(request.actor, throttle.SEARCH)
    chosen = next((kind for kind in KINDS if kind.key == request.GET.get("kind")), None)
    groups = [_group(kind, request.actor, words) for kind in KINDS] if words else []
    context: dict[str, Any] = {
        "query": " ".join(words),
        "words": words,
        "kind": chosen,
        "groups": [group for group in groups if group["count"]],
        "tabs": _tabs(request, groups, chosen),
    }
    if chosen and words:
        page = page_of(request, matching(chosen, request.actor, words).order_by(*chosen.order), PAGE)
        context |= {"page_obj": page, "results": [chosen.found(row) for row in page.object_list]}
        groups += [{"kind": chosen, "rows": list(page.object_list)}]
    context["noted"] = _note_applications(request.actor, groups, context["query"])
    return render(request, "home/search.html", context)


def _group(kind: Kind, actor: Actor, words: list[str]) -> dict[str, Any]:
    """The first rows of a kind and how many there are in all, by one query."""
    rows = (
        matching(kind, actor, words).annotate(in_all=Window(Count("pk"))).order_by(*kind.order)[:FIRST_ROWS]
    )
    first = list(rows)
    return {
        "kind": kind,
        "count": first[0].in_all if first else 0,
        "results": [kind.found(row) for row in first],
        "rows": first,
    }


def _note_applications(actor: Actor, groups: list[dict[str, Any]], asked: str) -> bool:
    """Whoever finds an application of others by its title reads of it: a line in the log of its selection (controls
    BL-10). Answers whether there was one: the page says so.
    """
    rows = [row for group in groups if group["kind"].key == "approvals" for row in group["rows"]]
    keys = {row.pk for row in rows if row.kind == APPLICATION.key}
    if not keys:
        return False
    named = Application.objects.filter(approval__in=keys).select_related("call", "owner")
    calls = [row.call for row in read_from_outside(actor, named)]
    note_named(actor, calls, asked)
    return bool(calls)


def _tabs(request: HttpRequest, groups: list[dict[str, Any]], chosen: Kind | None) -> list[dict[str, Any]]:
    query = request.GET.copy()
    for name in ("kind", "page"):
        query.pop(name, None)
    base = f"?{query.urlencode()}"
    tabs = [
        {
            "label": "全部",
            "url": base,
            "current": chosen is None,
            "count": sum(each["count"] for each in groups),
        }
    ]
    return tabs + [
        {
            "label": each["kind"].label,
            "url": f"{base}&kind={each['kind'].key}",
            "current": each["kind"] is chosen,
            "count": each["count"],
        }
        for each in groups
    ]
