"""What earlier results and parallel entries of a competition say of an application and its people.

Asked only where a condition wants it. Of somebody who works elsewhere only what the same applicant entered is counted,
until the formal check: nobody learns by naming a stranger whether he enters with others.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors
from luoshi.common.dataforms.answers import values_of
from luoshi.common.stages import installed
from luoshi.core.conditions import Value, evaluate, fields_of
from luoshi.core.entrants import (
    WINDOW,
    Entered,
    Entrant,
    Prized,
    is_topic_again,
    is_work_again,
    months_since_first_prize,
    old_team,
    prize_rank,
    works_of,
)
from luoshi.core.likeness import alike
from luoshi.core.registers.spans import months_before
from luoshi.core.selection import About, Rules
from luoshi.registers.states import RANK, Level
from luoshi.selection.eligibility import History
from luoshi.selection.facts import HISTORY, OF_HISTORY, months_since
from luoshi.selection.models import Call, Kind
from luoshi.selection.states import CallState

from .models import Application, Consent, Material, Person
from .states import TAKES_A_PLACE, ApplicationState

LOOKED_BACK = 60  # months
TOPICS = ("course", "specialty")  # keys of the fields of a form that name course and major
NATION = RANK[Level.NATION]
COUNTED = [state for state in TAKES_A_PLACE if state != ApplicationState.REFUSED]


def history_of(application: Application, rules: Rules, day: dt.date, *, everywhere: bool = False) -> History:
    """Empty where no condition asks for it."""
    asked = {
        name for each in rules.requirements(application.group) for name in fields_of(each.test)
    } & HISTORY
    if not asked:
        return History()
    rows = list(_people([application.pk]))
    people = tuple(map(_entrant, rows))
    noted = _noted(application.call, day) if asked != {"works"} else []
    works = _works(application, rows, everywhere) if "works" in asked else []
    entered = _entered(application, rules, people)
    told: list[dict[str, Value]] = []
    for each in people:
        said: dict[str, Value] = {OF_HISTORY[0].key: months_since_first_prize(each, noted, NATION)}
        if "works" in asked:
            said["works"] = works_of(each, [*works, (application.pk, application.lower_id, each)])
        told.append(said)
    return History(told, _of_team(entered, noted, application.call))


def _of_team(entered: Entered, noted: list[Prized], call: Call) -> dict[str, Value]:
    old = old_team(entered, noted, max(RANK.get(call.level, 0), RANK[Level.CITY]))
    return {
        "earlier_winners": old[0] if old else None,
        "newcomers": old[1] if old else None,
        "topic_again": is_topic_again(entered, noted, NATION),
        "work_again": is_work_again(entered, noted),
    }


def top_of(call: Call) -> Call:
    """The last of those it goes on to."""
    top, seen = call, {call.pk}
    while top.parent is not None and top.parent_id not in seen:
        top = top.parent
        seen.add(top.pk)
    return top


def counts_works(application: Application, rules: Rules) -> bool:
    """Whether a condition counts what a person enters in the whole competition."""
    return any("works" in fields_of(each.test) for each in rules.requirements(application.group))


def family_of(call: Call) -> set[int]:
    """Keys of the selections that are one competition with this one: those it goes on to, and all below them."""
    top = top_of(call)
    found, layer = {top.pk}, {top.pk}
    while layer:
        layer = set(Call.objects.filter(parent__in=layer).values_list("pk", flat=True)) - found
        found |= layer
    return found | {call.pk}


def kinds_alike(call: Call) -> QuerySet[Kind]:
    """The kinds whose results count here: its own, those above it, and those of its name that they came from."""
    above, seen = [call.kind_id], {call.pk}
    upper = call.parent
    while upper is not None and upper.pk not in seen:
        above.append(upper.kind_id)
        seen.add(upper.pk)
        upper = upper.parent
    same = Q(title=call.kind.title, organisation__path__in=ancestors(call.organisation.path))
    return Kind.objects.filter(same | Q(pk__in=above)).order_by()


def _people(applications: Iterable[int]) -> QuerySet[Person]:
    """None who said that it was not him."""
    denied = Consent.objects.filter(person=OuterRef("pk"), given=False)
    rows = Person.objects.filter(application__in=applications, removed_at__isnull=True)
    return rows.exclude(Exists(denied)).select_related("entry", "membership__user", "application")


def _entrant(person: Person) -> Entrant:
    keys = {person.membership.user.public_id} if person.membership else set()
    keys |= {person.entry.public_id, person.entry.identity} if person.entry else set()
    home = str(person.organisation_id or alike(person.place) or person.application.organisation_id)
    return Entrant((person.known_as, home), frozenset(keys - {""}), person.name)


def _works(
    application: Application, people: list[Person], everywhere: bool
) -> list[tuple[int, int | None, Entrant]]:
    """Who of these names stands in other entries of the same competition."""
    rows = Person.objects.filter(
        known_as__in={each.known_as for each in people}, removed_at__isnull=True,
        application__call__in=family_of(application.call), application__state__in=COUNTED,
    ).exclude(application__call__state=CallState.WITHDRAWN).exclude(application=application.pk)  # fmt: skip
    found = _people(rows.order_by().values("application")).filter(
        known_as__in={each.known_as for each in people}
    )
    own = {each.known_as for each in people if each.organisation_id in (None, application.organisation_id)}
    return [
        (each.application_id, each.application.lower_id, _entrant(each))
        for each in found
        if everywhere
        or each.known_as in own
        or each.application.organisation_id == application.organisation_id
    ]


def _entered(application: Application, rules: Rules, people: tuple[Entrant, ...]) -> Entered:
    blind = [each.key for each in rules.materials if each.blind]
    files = application.materials.filter(item__in=blind, removed_at__isnull=True)
    return Entered(
        str(application.organisation_id),
        people,
        _topics(application),
        frozenset(files.order_by().values_list("stored__digest", flat=True)),
    )


def _topics(application: Application) -> frozenset[tuple[str, str]]:
    values = values_of(application.answer) if application.answer is not None else {}
    return frozenset((key, alike(str(values[key]))) for key in TOPICS if values.get(key))


def _noted(call: Call, day: dt.date) -> list[Prized]:
    """What came of earlier entries, at each level; those of the same competition are no earlier ones."""
    since = months_before(day, LOOKED_BACK)
    told = [
        each
        for stage in installed()
        if stage.prizes is not None
        for each in stage.prizes(kinds_alike(call), since)
    ]
    keys = {each[0] for each in told}
    rows = (
        Application.objects.filter(pk__in=keys)
        .exclude(call__in=family_of(call))
        .select_related("answer__form_version")
    )
    applications = {row.pk: row for row in rows}
    people: dict[int, list[Entrant]] = defaultdict(list)
    for person in _people(applications):
        people[person.application_id].append(_entrant(person))
    files: dict[int, set[str]] = defaultdict(set)
    handed = Material.objects.filter(application__in=applications, removed_at__isnull=True)
    for key, digest in handed.values_list("application", "stored__digest"):
        files[key].add(digest)
    found = []
    for key, level, title, on, proved in told:
        if (row := applications.get(key)) is not None:
            won = RANK.get(level, 0), prize_rank(title), months_since(on, day), proved
            held = tuple(people[key]), _topics(row), frozenset(files[key])
            found.append(Prized(*won, str(row.organisation_id), *held))
    return found


def barred_in(school: Organisation, call: Call, rules: Rules, day: dt.date) -> list[str]:
    """Who of this school, and which course or major, may not enter, a sentence each: told before anybody writes."""
    bars = [each for each in rules.conditions if each.veto and each.about in (About.PERSON, About.TEAM)]
    people = [each for each in bars if fields_of(each.test) == {OF_HISTORY[0].key}]
    topics = [each for each in bars if fields_of(each.test) == {"topic_again"}]
    if not people and not topics:
        return []
    mine = [
        each for each in _noted(call, day)
        if each.proved and each.school == str(school.pk) and each.level >= NATION and each.rank == 1
    ]  # fmt: skip
    names = sorted(
        {
            (person.shown, each.months)
            for each in mine
            for person in each.people
            if any(evaluate(asked.test, {OF_HISTORY[0].key: each.months}.get) is False for asked in people)
        }
    )
    held = {text for each in mine if each.months < WINDOW for _, text in each.topics} if topics else set()
    found = [f"{name}：{months} 个月前获国赛一等奖，这次不能参赛。" for name, months in names]
    return found + [f"“{text}”：近两年获过国赛一等奖，同一课程或专业这次不能再报。" for text in sorted(held)]
