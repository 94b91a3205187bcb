"""Whose an award is: the school's, or of the people who applied where a kind is for individuals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from luoshi.core.selection import Rules
from luoshi.core.selection.parts import Applicant
from luoshi.selection.applying.models import Application, Person
from luoshi.selection.applying.states import PersonRole

MOST = 120  # characters of names


def is_of_people(rules: Rules) -> bool:
    return bool(rules.applicant == Applicant.PERSON)


def names_by(applications: Iterable[Application]) -> dict[int, str]:
    """By key of the application the names of its people, who leads it first; one query for all of them."""
    rows = Person.objects.filter(application__in=[each.pk for each in applications], removed_at__isnull=True)
    found: dict[int, list[tuple[bool, int, str]]] = defaultdict(list)
    for row in rows.order_by("order", "pk"):
        place = len(found[row.application_id])
        found[row.application_id].append((row.role != PersonRole.LEADER, place, row.name))
    return {key: "、".join(name for *_, name in sorted(people)) for key, people in found.items()}


def holder_of(application: Application, rules: Rules) -> str:
    """As it stands on the certificate: the people and where they come from, or the school."""
    school = str(application.organisation.name)
    names = names_by([application]).get(application.pk, "") if is_of_people(rules) else ""
    if not names:
        return school[:200]
    told = names if len(names) <= MOST else f"{names[:MOST].rpartition('、')[0]}等"
    return f"{told}（{school}）"[:200]
