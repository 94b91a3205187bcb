"""Figures are recorded, corrected and taken back. All roll-ups of organisations above follow in the same act."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.rollup import NOTHING, Chain, Share

from . import permissions
from .adding import AT_ONCE, Cell, add_up
from .definitions import held_by_cell
from .figures import Figure, row_of
from .models import NOW_VALID, Observation, Period
from .parts import Remade, change_parts
from .places import LEAVES, counts_at, seats_of

SAME = ("numerator", "denominator", "stated", "text", "missing", "status", "source", "note", "made_of")


@dataclass(slots=True)
class Recorded:
    """What recording did. rows: those that are new, in the order the figures were given."""

    rows: list[Observation] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    same: int = 0


@acts.act("indicators.record", who=permissions.can_record_figures)
def record(*, figures: Sequence[Figure], by: Actor) -> Recorded:
    """One figure or many, all or nothing. One that says what is known already changes nothing; another one supersedes
    it. Raises RuleBroken for what cannot be true, PermissionDenied for organisations not below the actor's.
    """
    return put(figures, by, by.membership_id)


def put(figures: Sequence[Figure], by: Actor, recorded_by: int | None) -> Recorded:
    """What `record` does, inside an act that has asked who may: a head's consent sends what the office filled in."""
    organisations = locked({figure.organisation.pk for figure in figures}, by)
    periods = {figure.period.pk: figure.period for figure in figures}
    definitions = held_by_cell(sorted({figure.indicator.pk for figure in figures}), periods)
    if len({figure.cell for figure in figures}) < len(figures):
        raise RuleBroken("同一单位、同一指标、同一期的数据出现了两次，请核对后只留一个。")
    held = _held({figure.indicator.pk for figure in figures}, organisations, periods)
    now, done, changes = clock.now(), Recorded(), []
    for figure in figures:
        row = row_of(figure, definitions[figure.indicator.pk, figure.period.pk])
        change = _Change(figure, row, *held.get(figure.cell, (None, None)))
        if change.is_same:
            done.same += 1
            continue
        row.recorded_at, row.recorded_by_id = now, recorded_by
        done.added, done.changed = done.added + (not change.before), done.changed + bool(change.before)
        changes.append(change)
    _carry_out(changes, organisations, periods, now)
    done.rows = [change.row for change in changes]
    acts.note_bulk("indicators.observation", [_told(row) for row in done.rows])
    return done


@acts.act("indicators.take_back", who=permissions.can_record_figures)
def take_back(*, observations: Sequence[Observation], by: Actor) -> int:
    """Figures that should not stand, or drafts, go; they stay readable as of earlier. Returns how many went."""
    return take(observations, by)


def take(observations: Sequence[Observation], by: Actor) -> int:
    """What `take_back` does, inside an act that has asked who may."""
    organisations = locked({row.organisation_id for row in observations}, by)
    rows = list(
        Observation.objects.filter(NOW_VALID, pk__in=[row.pk for row in observations]).select_related(
            "definition", "period"
        )
    )
    periods = {row.period_id: row.period for row in rows}
    changes = [_Change(None, None, row if row.stands else None, None if row.stands else row) for row in rows]
    _carry_out(changes, organisations, periods, clock.now())
    acts.note_bulk("indicators.observation", [_told(row) for row in rows])
    return len(rows)


@dataclass(slots=True)
class _Change:
    """A figure that comes, and those valid now that go for it: the one that stands and the draft beside it."""

    figure: Figure | None
    row: Observation | None
    standing: Observation | None
    draft: Observation | None

    @property
    def before(self) -> Observation | None:
        """The one in whose place it comes."""
        if self.row is not None and not self.row.stands:
            return self.draft
        return self.standing or self.draft

    @property
    def is_same(self) -> bool:
        if self.row is None or (self.row.stands and self.draft is not None):
            return False
        before = self.before
        return before is not None and all(getattr(before, name) == getattr(self.row, name) for name in SAME)

    @property
    def has_parts(self) -> bool:
        """Whether what stands is made of contributions, or was."""
        touches = self.row is None or self.row.stands
        return touches and any(row is not None and row.made_of for row in (self.row, self.standing))

    @property
    def gone(self) -> list[Observation]:
        """A draft goes for a draft; what stands goes for what stands then, with any draft."""
        goes = [self.draft] if self.row is not None and not self.row.stands else [self.standing, self.draft]
        return [row for row in goes if row is not None]


def locked(keys: Collection[int], by: Actor) -> dict[int, Organisation]:
    """The organisations, locked: of two that record for one, or one that moves it, one waits for the other."""
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("path", "pk")
    found = {row.pk: row for row in rows}
    if not all(permissions.can_record_for(by, row) for row in found.values()):
        raise PermissionDenied
    return found


def _held(
    indicators: Collection[int], organisations: Collection[int], periods: Collection[int]
) -> dict[tuple[int, int, int], tuple[Observation | None, Observation | None]]:
    """What is valid now: (the one that stands, the draft) by indicator, organisation, period."""
    rows = Observation.objects.filter(
        NOW_VALID, indicator__in=indicators, organisation__in=organisations, period__in=periods
    )
    found: dict[tuple[int, int, int], tuple[Observation | None, Observation | None]] = {}
    for row in rows.select_related("definition"):
        cell = row.indicator_id, row.organisation_id, row.period_id
        standing, draft = found.get(cell, (None, None))
        found[cell] = (row, draft) if row.stands else (standing, row)
    return found


def _carry_out(
    changes: Sequence[_Change],
    organisations: dict[int, Organisation],
    periods: dict[int, Period],
    now: dt.datetime,
) -> None:
    gone = [row for change in changes for row in change.gone]
    for start in range(0, len(gone), AT_ONCE):
        keys = [row.pk for row in gone[start : start + AT_ONCE]]
        Observation.objects.filter(pk__in=keys).update(superseded_at=now)
    Observation.objects.bulk_create([change.row for change in changes if change.row], batch_size=AT_ONCE)
    seats = seats_of(organisations, periods, now)

    def chain(row: Observation) -> Chain:
        leaf = organisations[row.organisation_id].kind in LEAVES
        return counts_at(seats[row.organisation_id, row.period_id], leaf=leaf)

    remade = [_remade(change, chain) for change in changes if change.has_parts]
    added = _shares([change.row for change in changes if change.row], chain)
    for each in remade:  # a share of nothing: it locks the rows in which identities are counted
        added[each.cell].append((each.chain, NOTHING))
    add_up(_shares(gone, chain), added)
    change_parts(remade, now)


def _remade(change: _Change, chain: Callable[[Observation], Chain]) -> Remade:
    row = change.row or change.standing
    assert row is not None
    parts = (change.figure.parts if change.figure else None) or ()
    ahead = change.figure.ahead if change.figure else None
    if ahead is not None and ahead.standing != (change.standing.pk if change.standing else None):
        ahead = None
    return Remade(
        (row.indicator_id, row.period_id), row.organisation_id, chain(row), change.row, parts, ahead
    )


def _shares(
    rows: Iterable[Observation], chain: Callable[[Observation], Chain]
) -> dict[Cell, list[tuple[Chain, Share]]]:
    found: dict[Cell, list[tuple[Chain, Share]]] = defaultdict(list)
    for row in rows:
        if row.stands:
            found[row.indicator_id, row.period_id].append((chain(row), row.share))
    return found


def _told(row: Observation) -> list[str | int | None]:
    return [row.public_id, row.numerator, row.denominator, row.status, row.made_of]
