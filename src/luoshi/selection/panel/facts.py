"""What registers, posts and applications say of experts, as `core.conflicts` takes it; many at once, few queries.

A person is known by several keys: the user, the line of the teacher register and its identity (as
`applying.facts.keys_of` has them), and by name and organisation, which is how teams and works name people.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from luoshi.accounts.following import carried_on_by
from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import ancestors, memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.common.dataforms.many import Carrying
from luoshi.core.conflicts import Applied, Candidate, Known, Tenure
from luoshi.core.likeness import alike, known_as
from luoshi.registers.derived_values import with_roles
from luoshi.registers.facts import counting_on
from luoshi.registers.models import Entry, Register
from luoshi.selection.applying.facts import applied_of_many, place_key
from luoshi.selection.applying.models import Application, Consent, Person
from luoshi.selection.applying.named import binding
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.queries import ORGANISES

from .models import Expert

APART = re.compile(r"[、，,；;/]+")
NAMING = ("leader", "team", "editor", "authors")  # fields of registers that name people of a team or a work
MANAGING = (*sorted(each.key for each in ROLES.values() if each.permissions & set(ORGANISES)),)
HOSTING = "host"
GONE = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN, ApplicationState.REFUSED)


SETTLED = Subquery(  # of several of one name: who said that it is he
    Consent.objects.filter(person=OuterRef("pk"), given=True).order_by("pk").values("user__public_id")[:1]
)


def by_name(name: str, organisation: str) -> str:
    return f"{known_as(name)}@{organisation}"


@dataclass(slots=True)
class Named:
    """By person (name and organisation) his teams and with whom he made something; by organisation its groups."""

    teams: dict[str, set[str]] = field(default_factory=dict)
    with_authors: dict[str, set[str]] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)


Pool = Mapping[tuple[int, int], Known]  # by expert and selection


def known(
    experts: Iterable[Expert], applications: Iterable[Application], day: dt.date
) -> tuple[Pool, dict[int, Applied]]:
    """Experts by selection, as what was entered with them counts there, and applications by key. The same number of
    queries however many there are.
    """
    pool, papers = list(experts), list(applications)
    calls = {paper.call_id: paper.call for paper in papers}
    tenures = {(each.pk, key): _tenures(each, calls[key].opened_at) for each in pool for key in calls}
    places = _organisations(tenures, papers)
    counties = _counties(places.values())
    applied = _with_names(papers, applied_of_many(papers))
    named = named_in_registers(places.values(), day)
    posts, calls_of, managed = _posts(pool), _calls_of(papers, pool), _managed_by(pool, papers)
    denied = _denied(pool)
    found = {}
    for expert in pool:
        for key in calls:
            held = [*tenures[expert.pk, key], *posts.get(_user_of(expert), [])]
            now = {each.organisation for each in held if each.until is None or each.until >= day}
            keys = frozenset(_keys(expert, {each.organisation for each in held}))
            others = denied.get(_user_of(expert), frozenset())
            found[expert.pk, key] = Known(
                Candidate(
                    person=expert.public_id,
                    tenures=tuple(held),
                    teams=frozenset(_all(named.teams, keys)),
                    groups=frozenset(_all(named.groups, now)),
                    with_authors=frozenset(_all(named.with_authors, keys) - keys),
                    applies_in=frozenset(
                        call for call, said in calls_of.items() if _meets(keys, said, others)
                    ),
                    manages=frozenset(managed.get(_user_of(expert), ())),
                ),
                keys,
                frozenset(_all(counties, now)),
                others,
            )
    return found, {key: _bound(each, named) for key, each in applied.items()}


def _meets(keys: Collection[str], said: Mapping[str, set[str]], others: Collection[tuple[str, str]]) -> bool:
    """Whether one of these keys stands in an application in which it is not another person's."""
    return any((paper, key) not in others for key in keys & said.keys() for paper in said[key])


def _all(found: Mapping[str, set[str]], keys: Iterable[str]) -> set[str]:
    return {each for key in keys for each in found.get(key, ())}


def _bound(applied: Applied, named: Named) -> Applied:
    """With the teams its people are in and the groups its organisations are in."""
    return replace(
        applied,
        teams=applied.teams | _all(named.teams, applied.people),
        groups=applied.groups | _all(named.groups, applied.organisations),
    )


def _user_of(expert: Expert) -> int:
    return expert.membership.user_id if expert.membership else 0


def _keys(expert: Expert, organisations: Iterable[str]) -> Iterable[str]:
    if expert.membership:
        yield expert.membership.user.public_id
    if expert.entry:
        yield from (expert.entry.public_id, expert.entry.identity)
    for organisation in organisations:
        yield by_name(expert.name, organisation)


def _tenures(expert: Expert, opened_at: dt.datetime | None) -> list[Tenure]:
    """As entered with the expert; one merged into another counts as the other, one that is none of ours by its name.
    What stood there when the selection was opened binds in it, whoever takes it off the list since (controls BL-08).
    """
    return [
        Tenure(
            carried_on_by(row.organisation).public_id
            if row.organisation is not None
            else place_key(row.name),
            row.since,
            row.until,
        )
        for row in expert.tenures.all()
        if row.removed_at is None or (opened_at is not None and row.created_at <= opened_at < row.removed_at)
    ]


def _posts(pool: Iterable[Expert]) -> dict[int, list[Tenure]]:
    """By user: posts other than that of an expert, as accounts know them, and the departments they are in."""
    users = {_user_of(expert) for expert in pool} - {0}
    rows = Membership.objects.filter(user__in=users).exclude(role__in=("expert", "monitor", "inspector"))
    found: dict[int, list[Tenure]] = {}
    for row in rows.select_related("organisation", "section").order_by("pk"):
        for place in (row.organisation, row.section):
            if place is not None:
                found.setdefault(row.user_id, []).append(Tenure(place.public_id, row.start, row.end))
    return found


def _managed_by(pool: Iterable[Expert], papers: Iterable[Application]) -> dict[int, set[str]]:
    """By user the selections that he runs, leads or watches, or hosts, through a post he holds today."""
    users, calls = {_user_of(expert) for expert in pool} - {0}, {each.call_id: each.call for each in papers}
    rows = memberships_today().filter(user__in=users, role__in=(*MANAGING, HOSTING))
    found: dict[int, set[str]] = {}
    for user, organisation, role in rows.order_by("pk").values_list("user", "organisation", "role"):
        for call in calls.values():
            if organisation == (call.host_id if role == HOSTING else call.organisation_id):
                found.setdefault(user, set()).add(call.public_id)
    return found


def _organisations(
    tenures: Mapping[tuple[int, int], list[Tenure]], papers: Iterable[Application]
) -> dict[str, Organisation]:
    wanted = {each.organisation for held in tenures.values() for each in held}
    rows = Organisation.objects.filter(public_id__in=wanted)
    return {row.public_id: row for row in [*rows, *(paper.organisation for paper in papers)]}


def _counties(places: Iterable[Organisation]) -> dict[str, set[str]]:
    """By organisation the county whose bureau stands above it, or is it."""
    above = {place.public_id: ancestors(place.path) for place in places}
    paths = {path for each in above.values() for path in each}
    rows = Organisation.objects.filter(path__in=paths, kind=Organisation.Kind.COUNTY_BUREAU)
    bureaus = dict(rows.values_list("path", "public_id"))
    return {key: {bureaus[path] for path in paths if path in bureaus} for key, paths in above.items()}


def _with_names(papers: Collection[Application], applied: dict[int, Applied]) -> dict[int, Applied]:
    """People also by name, where they work and where they apply from; and with them whoever wrote it."""
    names: dict[int, set[str]] = {paper.pk: set() for paper in papers}
    for key, _, *users in _authors(Application.objects.filter(pk__in=names)):
        names[key].update(each for each in users if each is not None)
    home = {paper.pk: paper.organisation.public_id for paper in papers}
    rows = Person.objects.filter(application__in=names, removed_at__isnull=True).annotate(settled=SETTLED)
    for row in rows.select_related("organisation"):
        place = row.organisation.public_id if row.organisation else ""
        named = _person_key(row.name, row.place, place, home[row.application_id])
        names[row.application_id].add(row.settled or named)
    keys = {paper.pk: paper.public_id for paper in papers}
    return {
        key: replace(each, people=each.people | names[key], key=keys[key]) for key, each in applied.items()
    }


def _person_key(name: str, typed: str, place: str | None, home: str) -> str:
    """As he is named: at the place that was typed or chosen, else where it comes from."""
    return by_name(name, place_key(typed) if typed else place or home)


def _denied(pool: Iterable[Expert]) -> dict[int, frozenset[tuple[str, str]]]:
    """By user the applications in which he was named and said, or two persons found, that it is not he."""
    rows = Consent.objects.filter(user__in={_user_of(expert) for expert in pool} - {0}, given=False)
    found: dict[int, set[tuple[str, str]]] = {}
    for user, paper, *said in rows.filter(person__isnull=False).values_list(
        *("user", "application__public_id", "person__name", "person__place"),
        *("person__organisation__public_id", "application__organisation__public_id"),
    ):
        found.setdefault(user, set()).add((paper, _person_key(*said)))
    return {user: frozenset(pairs) for user, pairs in found.items()}


def _authors(rows: QuerySet[Application]) -> Iterable[tuple[Any, ...]]:
    """Key, selection, and the users who wrote it and who sent it, or took it on from a lower selection: they are bound
    to it and to its rivals like its people, though they are none of them (controls BL-08).
    """
    return rows.order_by("pk").values_list(
        "pk", "call__public_id", "owner__user__public_id", "approval__author__user__public_id"
    )


def _calls_of(papers: Iterable[Application], pool: Collection[Expert]) -> dict[str, dict[str, set[str]]]:
    """By selection who of the pool applies in it, or wrote what was handed in, by key in which applications. Whoever
    has no key in common with any of them is left out: a selection has thousands.
    """
    calls, users = {paper.call_id for paper in papers}, {_user_of(expert) for expert in pool} - {0}
    rows = Person.objects.filter(_may_be_one_of(pool), application__call__in=calls, removed_at__isnull=True)
    rows = binding(rows).exclude(application__state__in=GONE)
    found: dict[str, dict[str, set[str]]] = {}
    for paper, call, name, typed, place, home, settled, *ids in rows.annotate(settled=SETTLED).values_list(
        *("application__public_id", "application__call__public_id", "name", "place"),
        *("organisation__public_id", "application__organisation__public_id", "settled"),
        *("membership__user__public_id", "entry__public_id", "entry__identity"),
    ):
        for key in (settled or _person_key(name, typed, place, home), *ids):
            found.setdefault(call, {}).setdefault(key, set()).add(paper)
    wrote = Q(owner__user__in=users) | Q(approval__author__user__in=users)
    handed_in = Application.objects.filter(wrote, call__in=calls).exclude(state__in=GONE)
    for _, call, *authors in _authors(handed_in):
        for key in authors:
            found.setdefault(call, {}).setdefault(key, set()).add("")
    for said in found.values():
        said.pop(None, None)  # type: ignore[call-overload]  # no account, no line
    return found


def _may_be_one_of(pool: Collection[Expert]) -> Q:
    """A condition on persons: by one of the keys by which an expert is known (`_keys`), his name without the place."""
    users = {_user_of(expert) for expert in pool} - {0}
    entries = [expert.entry for expert in pool if expert.entry is not None]
    longest = Person._meta.get_field("known_as").max_length
    return (
        Q(known_as__in={known_as(expert.name)[:longest] for expert in pool})
        | Q(membership__user__in=users)
        | Q(entry__identity__in={entry.identity for entry in entries})
        | Q(pk__in=Consent.objects.filter(user__in=users, given=True).order_by().values("person"))
    )


def named_in_registers(organisations: Collection[Organisation], day: dt.date) -> Named:
    """Teams, works and groups that lists of these organisations hold.

    A register with a table of members is one of teams; one with 负责人, 主编, 成员 in words one of works; `groups` is
    that of vocational education groups, which each member school enters under the group's name.
    """
    named = Named()
    keys = {each.pk: each.public_id for each in organisations}
    counting = Entry.objects.filter(counting_on(day), organisation__in=keys)
    registers = {each.pk: each for each in _naming(counting)}
    ways = {
        key: Carrying(each.definition.current) for key, each in registers.items() if each.definition.current
    }
    rows = counting.filter(register__in=registers).select_related(None).select_related("answer__form_version")
    for entry in rows.defer("answer__form_version__content").order_by("register", "pk"):
        register, answer = registers[entry.register_id], entry.answer
        values = ways[register.pk].values(answer) if answer is not None else {}
        _read(named, register, entry, with_roles(register, values), keys[entry.organisation_id])
    return named


def _naming(counting: QuerySet[Entry]) -> Iterable[Register]:
    """Those of the registers of these entries whose fields name people or groups, by their keys alone: this is asked
    while somebody waits for his sheet to be saved, and reading whole forms takes longer than all the rest.
    """
    rows = Register.objects.filter(withdrawn_at__isnull=True, definition__current__isnull=False)
    rows = rows.filter(pk__in=counting.order_by().values("register"))
    for register in rows.select_related("definition__current__definition"):
        content = register.definition.current.content if register.definition.current is not None else {}
        fields = {each.get("key") for each in content.get("fields", ())}
        if register.key == "groups" or "members" in fields or fields & set(NAMING):
            yield register


def _read(named: Named, register: Register, entry: Entry, values: Mapping[str, Any], place: str) -> None:
    if register.key == "groups":
        named.groups.setdefault(place, set()).add(f"{register.public_id}:{alike(entry.label)}")
        return
    people = {by_name(name, place) for name in _people(values)}
    is_team = isinstance(values.get("members"), list)
    for person in people:
        if is_team:
            named.teams.setdefault(person, set()).add(entry.public_id)
        else:
            named.with_authors.setdefault(person, set()).update(people - {person})


def _people(values: Mapping[str, Any]) -> Iterable[str]:
    for key in NAMING:
        said = values.get(key)
        if isinstance(said, str):
            yield from (name for part in APART.split(said) for name in _spaced(part))
    rows = values.get("members")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping) and isinstance(row.get("name"), str) and row["name"].strip():
            yield row["name"]


def _spaced(part: str) -> Iterable[str]:
    """Names with blanks between them: 张三 李四 are two, 张 三 is one."""
    before = ""
    for piece in part.split():
        if len(piece) == 1 and not before:
            before = piece
            continue
        yield before + piece
        before = ""
    if before:
        yield before
