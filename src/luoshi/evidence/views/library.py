"""The list of pieces, with what narrows it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.accounts.queries import organisations_under
from luoshi.common import throttle
from luoshi.common.access import require
from luoshi.common.pages import page_of
from luoshi.common.routes import policy

from ..fulltext import holding
from ..models import Evidence
from ..permissions import can_read_library
from ..queries import cited, evidence_visible_to, unread, with_uses
from ..states import EvidenceKind, Grade
from .gaps import tabs

SIZE = 30
USES = [("cited", "已被引用"), ("uncited", "还没引用")]
WHOSE = [("mine", "我添加的")]
STATES = [("withdrawn", "已撤回的"), ("all", "连同已撤回的")]
FIELDS = ("title", "source", "file_name", "note")


@policy("学校人员：本单位的佐证材料；教育局人员：下属单位的佐证材料")
def library(request: HttpRequest) -> HttpResponse:
    require(can_read_library(request.actor))
    if _asked(request):
        throttle.count(request.actor, throttle.SEARCH)
    visible = evidence_visible_to(request.actor)
    choices = _choices(request)
    page = page_of(request, _narrowed(request, with_uses(visible)).order_by("-id"), size=SIZE)
    context = {
        "page_obj": page,
        "choices": choices,
        "q": _asked(request),
        "unread": unread(visible) if _asked(request) else 0,
        "narrowed": bool(_asked(request)) or any(on for each in choices for _, _, on in each["options"]),
        "may_add": request.actor.may("add_evidence"),
        "tabs": tabs("list", request.actor),
        "several": any(each["name"] == "organisation" for each in choices),
    }
    return render(request, "evidence/library.html", context)


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:80]


def _narrowed(request: HttpRequest, rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    given = request.GET
    if given.get("organisation"):
        rows = rows.filter(organisation__public_id=given["organisation"][:20].replace("\0", ""))
    if given.get("kind") in EvidenceKind.values:
        rows = rows.filter(kind=given["kind"])
    if given.get("grade") in [str(value) for value in Grade.values]:
        rows = rows.filter(grade=int(given["grade"]))
    if given.get("uses") in ("cited", "uncited"):
        rows = cited(rows, given["uses"] == "cited")
    if given.get("whose") == "mine":
        rows = rows.filter(added_by=request.actor.membership_id)
    if given.get("state") != "all":
        rows = rows.filter(withdrawn_at__isnull=given.get("state") != "withdrawn")
    for word in _asked(request).split()[:8]:
        anywhere = holding(word)
        for field in FIELDS:
            anywhere |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(anywhere)
    return rows


def _choices(request: HttpRequest) -> list[dict[str, Any]]:
    """The selects over the list; of organisations only where there are several."""
    lists: list[tuple[str, str, list[tuple[Any, str]]]] = [
        ("kind", "种类", EvidenceKind.choices),
        ("grade", "等级", Grade.choices),
        ("uses", "引用", USES),
        ("whose", "添加人", WHOSE),
        ("state", "状态", STATES),
    ]
    held = Exists(Evidence.objects.filter(organisation=OuterRef("pk")))
    named = list(organisations_under(request.actor).filter(held).values_list("public_id", "short")[:400])
    if len(named) > 1:
        lists.insert(0, ("organisation", "单位", named))
    return [
        {
            "name": name,
            "label": label,
            "options": [(key, words, request.GET.get(name) == str(key)) for key, words in options],
        }
        for name, label, options in lists
    ]
