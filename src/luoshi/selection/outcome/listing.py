"""The list of results as it stands: in which order, by which numbers, under which digest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from luoshi.core.selection import Level, Rules, read_rules
from luoshi.core.selection.listing import in_order, numbers_of
from luoshi.core.selection.placing import ROUNDING, Proposal, Ranked, proposed, seats_of
from luoshi.selection.applying.models import Person
from luoshi.selection.models import Call
from luoshi.selection.review.content import digest_of

from .models import Result

__all__ = ["in_order", "numbers_of"]  # the order itself needs no site


def rows_of(call: Call) -> QuerySet[Result]:
    rows = Result.objects.filter(call=call)
    return rows.select_related("application__organisation", "application__owner")


def proposal_of(call: Call, rows: Iterable[Result]) -> Proposal:
    """What the rule gives for these, those excluded left out; shares are of all that were accepted."""
    rows = list(rows)
    accepted: dict[str, int] = {}
    for row in rows:
        accepted[row.group] = accepted.get(row.group, 0) + 1
    standing = [Ranked(row.code, row.place, row.passed, row.group) for row in rows if row.excluded_at is None]
    return proposed(read_rules(call.rules).levels, standing, accepted)


def without_anybody(call: Call, rows: Iterable[Result]) -> list[str]:
    """Levels that nobody of a 组别 has got, and by which rule."""
    rules, rows, found = read_rules(call.rules), list(rows), []
    for group in dict.fromkeys(row.group for row in rows):
        own = [row for row in rows if row.group == group]
        for level in rules.levels:
            if any(row.selected and row.level == level.key for row in own):
                continue
            name = f"{group}组没有“{level.title}”" if group else f"没有“{level.title}”"
            found.append(f"{name}：{_why_nobody(level, own)}")
    return found


def _why_nobody(level: Level, own: list[Result]) -> str:
    if level.percent and seats_of(level, len(own)) == 0:
        return f"受理 {len(own)} 件，按 {level.percent}% 不足一个名额，{ROUNDING}。"
    standing = [row for row in own if row.excluded_at is None]
    if not any(row.passed for row in standing):
        return "没有达到合格线的。"
    if any(row.tied for row in standing):
        return "末位并列，由会议决定。"
    return "前面的等次已经排完，或者会议没有定。"


def list_digest(call: Call) -> str:
    """Of all that a decision is about: who is in, on which level, under which number, and who was excluded."""
    rows = Result.objects.filter(call=call).select_related("application").order_by("code")
    said = [
        [row.application.public_id, row.selected, row.level, row.order or 0, row.excluded_at is not None]
        for row in rows
    ]
    return digest_of(said)


def level_titles(rules: Rules) -> dict[str, str]:
    return {level.key: level.title for level in rules.levels}


def names_of(rows: Iterable[Result]) -> dict[int, str]:
    """Key of each application → its people, the leader first."""
    found: dict[int, list[str]] = {}
    people = Person.objects.filter(
        application__in=[row.application_id for row in rows], removed_at__isnull=True
    )
    for person in people.order_by("application", "-role", "order", "pk"):
        names = found.setdefault(person.application_id, [])
        names.insert(0, person.name) if person.role == "leader" else names.append(person.name)
    return {key: "、".join(names) for key, names in found.items()}


def public_rows(call: Call) -> list[dict[str, Any]]:
    """The rows of a public notice, before its columns are chosen: nothing here that the whitelist does not know."""
    rows = list(rows_of(call).filter(selected=True).order_by("order"))
    titles, names = level_titles(read_rules(call.rules)), names_of(rows)
    return [
        {
            "order": row.order,
            "title": row.application.title,
            "organisation": row.application.organisation.name,
            "group": row.group,
            "people": names.get(row.application_id, ""),
            "level": titles.get(row.level, ""),
        }
        for row in rows
    ]
