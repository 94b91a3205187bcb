"""Which unit of the site a printed name means, and the questions where that is not certain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.core.packs.naming import KnownUnit, NameMatch, match_names

MOST_CANDIDATES = 4


def units_under(owner: Organisation) -> list[Organisation]:
    """The units a document of this owner may speak of, schools first."""
    rows = Organisation.objects.filter(within(owner.path), withdrawn_at__isnull=True)
    units = list(rows.prefetch_related("aliases").order_by("order", "id"))
    return sorted(units, key=lambda unit: unit.kind != Organisation.Kind.SCHOOL)


def organisation_keys(owner: Organisation, printed: Iterable[str]) -> list[NameMatch]:
    """Each printed name with the unit it certainly is, or those it may be."""
    known = [
        KnownUnit(unit.key, [unit.name, unit.short, *(alias.name for alias in unit.aliases.all())])
        for unit in units_under(owner)
    ]
    return match_names(printed, known)


def unit_findings(matches: Sequence[NameMatch], printed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A question for each name that is not certainly one unit of the site."""
    places = {unit["name"]: unit["place"] for unit in printed}
    keys = {key for match in matches for key in match.candidates}
    names = dict(Organisation.objects.filter(key__in=keys).values_list("key", "name"))
    return [
        _finding(match, places[match.name], [names[key] for key in match.candidates])
        for match in matches
        if match.key is None
    ]


def _finding(match: NameMatch, place: dict[str, Any], names: list[str]) -> dict[str, Any]:
    common = {"severity": "ask", "place": place, "organisation": match.name}
    if not names:
        message = f"表头中的“{match.name}”不在本站单位名录里，请选择它是哪个单位；确实没有的，可以不装入。"
        return {**common, "code": "unknown-organisation", "message": message, "proposal": None}
    if len(names) > 1:
        listed = "、".join(f"“{name}”" for name in names[:MOST_CANDIDATES])
        message = f"表头中的“{match.name}”可能是{listed}等单位，请选择是哪一个。"
        return {**common, "code": "similar-organisation", "message": message, "proposal": None}
    message = f"表头中的“{match.name}”与本站单位“{names[0]}”名称相近，请确认是否为同一单位。"
    proposal = {
        "name": match.name,
        "key": match.candidates[0],
        "shown": names[0],
        "reason": "去掉“学校”“中心”等通用字后名称相同或互相包含，名录里没有别的相近单位。",
    }
    return {**common, "code": "similar-organisation", "message": message, "proposal": proposal}
