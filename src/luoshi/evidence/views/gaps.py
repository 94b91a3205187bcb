"""Where evidence is thin: over schools for those above them, claim by claim for one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import organisations_under
from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy

from .. import gaps
from ..permissions import can_read_library

SIZE = 30


@policy("学校人员：本单位佐证的缺口；教育局人员：下属学校佐证的缺口")
def evidence_gaps(request: HttpRequest) -> HttpResponse:
    require(can_read_library(request.actor))
    schools = organisations_under(request.actor).filter(kind=Organisation.Kind.SCHOOL)
    asked = request.GET.get("organisation", "").replace("\0", "")[:20]
    if asked:
        return _one(request, find(schools, asked))
    own = schools.filter(pk=request.actor.organisation_id).first()
    return _one(request, own) if own is not None else _all(request, schools)


def _since(request: HttpRequest) -> dt.date | None:
    """The day before which a piece is too old, where somebody gives one."""
    try:
        return parse_date(request.GET.get("since", ""))
    except ValueError:
        return None


def _all(request: HttpRequest, schools: Any) -> HttpResponse:
    page = page_of(request, schools, size=SIZE)
    keys = [school.pk for school in page]
    found = gaps.standings(request.actor, keys, _since(request))
    rows = [(school, found[school.pk]) for school in page]
    everywhere = list(schools.order_by().values_list("pk", flat=True))  # figures of all, not of this page
    context = {"page_obj": page, "rows": rows, **_shared(request, everywhere)}
    return render(request, "evidence/gaps.html", context)


def _one(request: HttpRequest, school: Organisation) -> HttpResponse:
    standing = gaps.standings(request.actor, [school.pk], _since(request))[school.pk]
    context = {
        "school": school,
        "standing": standing,
        "page_obj": page_of(request, standing.gaps, size=SIZE),
        "crumbs": [("佐证材料", reverse("evidence")), ("缺口", reverse("evidence-gaps")), (school.short, "")],
        **_shared(request, [school.pk]),
    }
    return render(request, "evidence/gaps_of_one.html", context)


def _shared(request: HttpRequest, keys: list[int]) -> dict[str, Any]:
    since = _since(request)
    return {
        "since": since.isoformat() if since else "",
        "heavy": gaps.carrying_too_much(request.actor, keys)[:20],
        "shares": gaps.shares_by_grade(request.actor, keys),
        "too_many": gaps.TOO_MANY,
        "tabs": tabs("gaps", request.actor),
    }


def tabs(current: str, actor: Actor) -> list[dict[str, Any]]:
    """The sides of the library."""
    sides = [("list", "材料", "evidence"), ("gaps", "缺口", "evidence-gaps")]
    if actor.may("make_binders"):
        sides.append(("binders", "材料包", "binders"))
    return [{"label": label, "url": reverse(name), "current": key == current} for key, label, name in sides]
