"""What later packages need to know of an application without reading its rows themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import ancestors
from luoshi.core.conditions import Value
from luoshi.core.conflicts import Applied
from luoshi.core.likeness import alike
from luoshi.registers.facts import facts_of

from .models import Application, Person
from .queries import is_from_within


def applied_of(application: Application) -> Applied:
    """Whose and by whom, as `core.conflicts` takes it."""
    return applied_of_many([application])[application.pk]


def applied_of_many(applications: Iterable[Application]) -> dict[int, Applied]:
    """By key; the same number of queries for one and for a thousand.

    organisations  public ids of the applicant, its partners and where its people work; in a selection among the people
                   of one school (everybody works there) of their departments
    people         of each person: public ids of the user, of the register entry, and the entry's identity, whichever
                   are known, so that an expert is met by any of them
    county         public id of the county bureau it stands under, empty for one directly under the city, and where the
                   county itself, or a school in it, selects: all are of one county
    teams          public id of the entry applied with (a team, a base): who is in it is bound to it
    """
    rows = list(applications)
    people: dict[int, list[Person]] = {row.pk: [] for row in rows}
    found = Person.objects.filter(application__in=people, removed_at__isnull=True)
    for person in found.select_related("membership__user", "membership__section", "entry", "organisation"):
        people[person.application_id].append(person)
    partners: dict[int, set[str]] = {row.pk: set() for row in rows}
    links = Application.partners.through.objects.filter(application__in=partners)
    for application, partner in links.values_list("application", "organisation__public_id"):
        partners[application].add(partner)
    counties, departments = _counties(rows), _departments(rows)
    return {
        row.pk: Applied(
            selection=row.call.public_id,
            organisations=_places(row, people[row.pk], partners[row.pk], departments.get(row.owner_id, "")),
            people=frozenset(key for each in people[row.pk] for key in keys_of(each)),
            county=counties[row.pk],
            teams=frozenset({row.entry.public_id, row.entry.identity} if row.entry else ()),
        )
        for row in rows
    }


def _places(row: Application, people: list[Person], partners: set[str], department: str) -> frozenset[str]:
    """Where it comes from, as it binds an expert who works there."""
    home = row.organisation.public_id
    found = {home, *partners, *(each.organisation.public_id for each in people if each.organisation)}
    found |= {place_key(each.place) for each in people if each.place}
    if not is_from_within(row):
        return frozenset(found)
    sections = [each.membership.section for each in people if each.membership]
    found |= {department, *(each.public_id for each in sections if each is not None)}
    return frozenset(found - {home, ""})


def place_key(name: str) -> str:
    """An employer that is none of our organisations, as it is known by its name alone."""
    return f"={alike(name)}"


def _departments(rows: Iterable[Application]) -> dict[int, str]:
    """By key of the post that wrote it: public id of the department it is in."""
    owners = [row.owner_id for row in rows if is_from_within(row)]
    posts = Membership.objects.filter(pk__in=owners, section__isnull=False)
    return dict(posts.values_list("pk", "section__public_id"))


def keys_of(person: Person) -> list[str]:
    """All by which a person may be known elsewhere."""
    keys = [person.membership.user.public_id] if person.membership else []
    return [*keys, person.entry.public_id, person.entry.identity] if person.entry else keys


def _counties(applications: Iterable[Application]) -> dict[int, str]:
    """By key of the application: public id of the county bureau it stands under, below the organisation that called."""
    rows = list(applications)
    above = {path for each in rows for path in ancestors(each.organisation.path)}
    bureaus = Organisation.objects.filter(path__in=above, kind=Organisation.Kind.COUNTY_BUREAU)
    by_path = dict(bureaus.values_list("path", "public_id"))
    called = Organisation.objects.filter(pk__in={each.call.organisation_id for each in rows})
    tops = dict(called.values_list("pk", "path"))
    return {
        each.pk: next(
            (
                by_path[path]
                for path in reversed(ancestors(each.organisation.path))
                if path in by_path and len(path) > len(tops[each.call.organisation_id])
            ),
            "",
        )
        for each in rows
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
