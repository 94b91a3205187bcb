"""Who must not judge what: conflicts of interest out of what registers hold, each with its reason (controls BL-08).

Asked wherever an expert meets an application: in the pool, before the draw, when it is opened, when a score is saved.
Facts only: what somebody declares and what an officer sets stands beside these and is nobody's to compute away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Tie(StrEnum):
    """What can bind an expert to an application."""

    OWN = "own"
    OFFICE = "office"
    EMPLOYER = "employer"
    FORMER_EMPLOYER = "former_employer"
    APPLICANT = "applicant"
    TEAM = "team"
    GROUP = "group"
    CO_AUTHOR = "co_author"
    COUNTY = "county"


IN_WORDS: Mapping[Tie, str] = {
    Tie.OWN: "本人参加申报",
    Tie.OFFICE: "办理或监督这次遴选",
    Tie.EMPLOYER: "现在或将要在申报单位任职",
    Tie.FORMER_EMPLOYER: "近年在申报单位任职",
    Tie.APPLICANT: "同一次遴选的申报人",
    Tie.TEAM: "与申报人同在一个团队",
    Tie.GROUP: "与申报单位同在一个集团",
    Tie.CO_AUTHOR: "与申报人合作过成果",
    Tie.COUNTY: "与申报单位同在一个县市区",
}


@dataclass(frozen=True, slots=True)
class Tenure:
    """Where somebody worked, works or will work; open ends are unknown or not over. Days are both included."""

    organisation: str
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert, or an officer who would manage the application. Sets of ids; `county` is empty where there is none.

    with_authors   persons who made something together with the expert
    applies_in     ids of selections in which the expert applies for anything
    manages        ids of selections that he runs, leads or watches, or hosts, through another post
    """

    person: str
    tenures: tuple[Tenure, ...] = ()
    county: str = ""
    teams: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    with_authors: frozenset[str] = frozenset()
    applies_in: frozenset[str] = frozenset()
    manages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Applied:
    """An application: whose, by whom. `organisations`: the applicant's and those it is filed with (partners); key: the
    one by which somebody says that it is not he whom it names.
    """

    selection: str
    organisations: frozenset[str]
    people: frozenset[str] = frozenset()
    county: str = ""
    teams: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    key: str = ""

    @property
    def marks(self) -> frozenset[str]:
        """Every id by which an expert may be bound to it."""
        named = self.organisations | self.people | self.teams | self.groups
        return frozenset((named | {self.selection, self.county}) - {""})


@dataclass(frozen=True, slots=True)
class Known:
    """An expert with all keys he may be met by and the counties he is of; `candidate` lacks the ones that are met.

    denied   key of an application and key of a person whom it names and who is not he: another of that name
    """

    candidate: Candidate
    keys: frozenset[str]
    counties: frozenset[str]
    denied: frozenset[tuple[str, str]] = frozenset()

    @property
    def marks(self) -> frozenset[str]:
        """Every id by which he may be bound: no `conflicts` with an application that shares none of them."""
        he = self.candidate
        ids = {he.person, *(tenure.organisation for tenure in he.tenures)}
        ids |= he.teams | he.groups | he.with_authors | he.applies_in | he.manages
        return frozenset((ids | self.keys | self.counties) - {""})

    def facing(self, applied: Applied) -> Candidate:
        """As he stands to this application: by the key and the county in which the two meet, if they do."""
        met = sorted(key for key in self.keys & applied.people if (applied.key, key) not in self.denied)
        county = applied.county if applied.county in self.counties else ""
        return replace(self.candidate, person=met[0] if met else self.candidate.person, county=county)


ALWAYS = frozenset({Tie.OWN, Tie.OFFICE})


@dataclass(frozen=True, slots=True)
class Rules:
    """What a kind of selection counts. `years`: how long a former employer binds; 0 means only the present one.

    Ties of one's own application and of one's own office (`ALWAYS`) are never left out.
    """

    counted: frozenset[Tie] = frozenset(Tie)
    years: int = 3


@dataclass(frozen=True, slots=True)
class Conflict:
    """One reason: its kind, in words, and by which ids it holds (for the officer who explains it)."""

    tie: Tie
    by: tuple[str, ...]

    @property
    def words(self) -> str:
        return IN_WORDS[self.tie]


def conflicts(expert: Candidate, applied: Applied, rules: Rules, day: dt.date) -> list[Conflict]:
    """Every reason why the expert must not have this application on this day, in the order of `Tie`; none: empty."""
    found = []
    for tie, by in _CHECKS.items():
        if tie in ALWAYS or tie in rules.counted:
            ids = tuple(sorted(set(by(expert, applied, rules, day))))
            if ids:
                found.append(Conflict(tie, ids))
    return found


def barred(
    experts: Iterable[Candidate], applications: Mapping[str, Applied], rules: Rules, day: dt.date
) -> dict[str, list[str]]:
    """For the draw: by application the persons who must not get it (`core.assignment`: `papers[].conflicts`)."""
    pool = list(experts)
    return {
        key: [each.person for each in pool if conflicts(each, applied, rules, day)]
        for key, applied in applications.items()
    }


def _own(expert: Candidate, applied: Applied, rules: Rules, day: dt.date) -> Iterator[str]:
    if expert.person in applied.people:
        yield expert.person


def _office(expert: Candidate, applied: Applied, rules: Rules, day: dt.date) -> Iterator[str]:
    """Whoever runs or watches a selection scores nothing of it, whichever post he signs in with."""
    if applied.selection in expert.manages:
        yield applied.selection


def _employer(expert: Candidate, applied: Applied, rules: Rules, day: dt.date) -> Iterator[str]:
    """Now or to come: whoever is about to join is no less bound."""
    for tenure in expert.tenures:
        if tenure.organisation in applied.organisations and (tenure.until is None or tenure.until >= day):
            yield tenure.organisation


def _former_employer(expert: Candidate, applied: Applied, rules: Rules, day: dt.date) -> Iterator[str]:
    first = years_before(day, rules.years)
    for tenure in expert.tenures:
        if tenure.organisation in applied.organisations and tenure.until and first <= tenure.until < day:
            yield tenure.organisation


def _applicant(expert: Candidate, applied: Applied, rules: Rules, day: dt.date) -> Iterator[str]:
    if applied.selection in expert.applies_in:
        yield applied.selection


def _team(expert: Candidate, applied: Applied, rules: Rules, day: dt.date) -> Iterable[str]:
    return expert.teams & applied.teams


def _group(expert: Candidate, applied: Applied, rules: Rules, day: dt.date) -> Iterable[str]:
    return expert.groups & applied.groups


def _co_author(expert: Candidate, applied: Applied, rules: Rules, day: dt.date) -> Iterable[str]:
    return expert.with_authors & applied.people


def _county(expert: Candidate, applied: Applied, rules: Rules, day: dt.date) -> Iterator[str]:
    if expert.county and expert.county == applied.county:
        yield expert.county


_CHECKS: Mapping[Tie, Callable[[Candidate, Applied, Rules, dt.date], Iterable[str]]] = {
    Tie.OWN: _own,
    Tie.OFFICE: _office,
    Tie.EMPLOYER: _employer,
    Tie.FORMER_EMPLOYER: _former_employer,
    Tie.APPLICANT: _applicant,
    Tie.TEAM: _team,
    Tie.GROUP: _group,
    Tie.CO_AUTHOR: _co_author,
    Tie.COUNTY: _county,
}


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years ago; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
