"""What later packages need to know of an application without reading its rows themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors
from luoshi.core.conditions import Value
from luoshi.core.conflicts import Applied
from luoshi.registers.facts import facts_of

from .models import Application, Person


def applied_of(application: Application) -> Applied:
    """Whose and by whom, as `core.conflicts` takes it."""
    return applied_of_many([application])[application.pk]


def applied_of_many(applications: Iterable[Application]) -> dict[int, Applied]:
    """By key; the same number of queries for one and for a thousand.

    organisations  public ids of the applicant, its partners and where its people work
    people         of each person: public ids of the user, of the register entry, and the entry's identity, whichever
                   are known, so that an expert is met by any of them
    county         public id of the county bureau it stands under, empty for one directly under the city
    teams          public id of the entry applied with (a team, a base): who is in it is bound to it
    """
    rows = list(applications)
    people: dict[int, list[Person]] = {row.pk: [] for row in rows}
    found = Person.objects.filter(application__in=people, removed_at__isnull=True)
    for person in found.select_related("membership__user", "entry", "organisation"):
        people[person.application_id].append(person)
    partners: dict[int, set[str]] = {row.pk: set() for row in rows}
    links = Application.partners.through.objects.filter(application__in=partners)
    for application, partner in links.values_list("application", "organisation__public_id"):
        partners[application].add(partner)
    counties = _counties(row.organisation for row in rows)
    return {
        row.pk: Applied(
            selection=row.call.public_id,
            organisations=frozenset(
                {row.organisation.public_id, *partners[row.pk]}
                | {each.organisation.public_id for each in people[row.pk] if each.organisation}
            ),
            people=frozenset(key for each in people[row.pk] for key in keys_of(each)),
            county=counties[row.organisation_id],
            teams=frozenset({row.entry.public_id, row.entry.identity} if row.entry else ()),
        )
        for row in rows
    }


def keys_of(person: Person) -> list[str]:
    """All by which a person may be known elsewhere."""
    keys = [person.membership.user.public_id] if person.membership else []
    return [*keys, person.entry.public_id, person.entry.identity] if person.entry else keys


def _counties(organisations: Iterable[Organisation]) -> dict[int, str]:
    """By key of the organisation: public id of the county bureau it is or stands under."""
    rows = {each.pk: each for each in organisations}
    above = {path for each in rows.values() for path in ancestors(each.path)}
    bureaus = Organisation.objects.filter(path__in=above, kind=Organisation.Kind.COUNTY_BUREAU)
    by_path = dict(bureaus.values_list("path", "public_id"))
    return {
        key: next((by_path[path] for path in reversed(ancestors(each.path)) if path in by_path), "")
        for key, each in rows.items()
    }


def people_facts(application: Application, day: dt.date) -> list[tuple[str, Mapping[str, Value]]]:
    """Each person (name) with what the register of teachers says of him; nothing is known of one without an entry."""
    rows = application.people.filter(removed_at__isnull=True).select_related("entry__register")
    people = list(rows)
    entries = [each.entry for each in people if each.entry]
    schools = {each.organisation_id for each in entries}
    values = {
        facts.entry_id: facts.values
        for register in {each.register for each in entries}
        for facts in facts_of(register, schools, day=day)
    }
    return [(each.name, values.get(each.entry_id, {})) for each in people]
