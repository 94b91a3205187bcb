"""One school and one plan on one page, beside schools of its kind. Of the others a school learns where they lie, never
who they are; those above it may open each.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import organisations_under
from luoshi.common.actor import Actor, system_actor
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.core import ranks
from luoshi.core.trends import chart_of
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to

from .figures import Figure, figures_of
from .heat import heat_of
from .key_figures import key_figures_of
from .lists import changed_of, missing_of, red_of
from .scope import Scope
from .views import READERS, may_read

COMPARED = ("done", "proved", "late")


@dataclass(frozen=True, slots=True)
class Peers:
    """How one figure of the school lies among those of its kind. words: empty where they are too few to say."""

    label: str
    own: str
    words: str
    of: int


@policy(f"{READERS}：一所学校在一个计划里的情况，一页")
def school_page(request: HttpRequest, school: str, plan: str) -> HttpResponse:
    may_read(request.actor)
    below = organisations_under(request.actor).filter(kind=Organisation.Kind.SCHOOL)
    place: Organisation = find(below, school)
    found: Plan = find(plans_visible_to(request.actor), plan)
    scope = Scope(request.actor, found, place)
    figures = figures_of(scope)
    heat = heat_of(scope)
    context = {
        "school": place,
        "plan": found,
        "figures": [_card(figure) for figure in figures],
        "areas": list(zip(heat.areas, heat.rows[0].cells, strict=True)) if heat.rows else [],
        "facts": [("计划", found.short), *heat.stages],
        "red": red_of(scope),
        "alert_count": len(scope.alerts),
        "missing": missing_of(scope),
        "key_figures": key_figures_of(scope),
        "changed": changed_of(scope),
        "peers": peers_of(request.actor, scope, figures),
        "kind": like_words(place),
        "crumbs": [("驾驶舱", reverse("cockpit", args=[found.public_id])), (place.short, "")],
        "organisation_url": reverse("organisation", args=[place.public_id]),
    }
    return render(request, "home/cockpit/school.html", context)


def _card(figure: Figure) -> dict[str, Any]:
    ahead = figure.forecast
    chart = chart_of(figure.points, ahead) if figure.has_history else None
    return {"figure": figure, "ahead": ahead, "chart": chart}


def like_words(school: Organisation) -> str:
    """The kind it is compared with."""
    return f"{school.get_owner_display()}学校" if school.owner else "举办类别未定的学校"


def peers_of(actor: Actor, scope: Scope, figures: list[Figure]) -> list[Peers]:
    """Among schools of the same owner that carry something of the plan, wherever under its issuer they stand. Counted
    without names; who may not see the others gets quartiles only, and only from enough schools.
    """
    whole = Scope(system_actor(), scope.plan, scope.plan.issuer, scope.today)
    like = {row.pk for row in whole.schools if row.owner == scope.place.owner}
    if scope.place.pk not in like:
        return []
    values = {figure.key: figure for figure in figures_of(whole) if figure.key in COMPARED}
    return [
        _place(figure, values[figure.key], like, scope.place.pk)
        for figure in figures
        if figure.key in COMPARED
    ]


def _place(own: Figure, whole: Figure, like: set[int], school: int) -> Peers:
    rows = {row.school: row.value for row in whole.by_school if row.school in like}
    known = [Decimal(str(round(value, 1))) for value in rows.values() if value is not None]
    mine = rows.get(school)
    shown = f"{own.shown}{own.unit}" if own.value is not None else "—"
    if mine is None or len(known) < ranks.LEAST:
        return Peers(own.label, shown, "", len(known))
    place = ranks.place_of(Decimal(str(round(mine, 1))), known)
    middle = ranks.quantile(known, Decimal("0.5"))
    better = "低" if own.more == "bad" else "高"
    words = f"{len(known)} 所里，数值由大到小在第 {place.quarter} 个四分之一"
    if place.quartiles:
        words += f"；中位数约 {_plain(ranks.coarse(middle))}{own.unit}"
    return Peers(own.label, shown, f"{words}（越{better}越好）", len(known))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
