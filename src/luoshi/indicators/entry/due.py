"""Which figures have to follow their registers, and counting them ahead of the act that writes them.

What was counted ahead holds as long as nothing it was counted from has changed since (`token_of`: a few reads).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, Q

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.models import Job
from luoshi.core.periods import period_of
from luoshi.registers.models import Entry, ProjectStage, Register
from luoshi.registers.states import EntryState

from ..definitions import definitions_of
from ..figures import Figure
from ..models import NOW_VALID, Indicator, IndicatorVersion, Observation, Period
from ..parts import with_ahead
from ..periods import find
from ..states import Nature, Status
from .computing import figures
from .definitions import counting_of
from .periods import count_day

YEAR, LATE = dt.timedelta(days=366), dt.timedelta(days=31)
SCHOOL_JOB = "indicator_entry.follow_school"
MANY = 1000  # entries of one school that are still read within the act that changes one of them


def computed_versions() -> list[IndicatorVersion]:
    """Those in force today that registers give."""
    today = clock.today()
    keys = Indicator.objects.filter(withdrawn_at__isnull=True).order_by("pk").values_list("pk", flat=True)
    rows = [_in_force(versions, today) for versions in definitions_of(list(keys)).values() if versions]
    return [row for row in rows if row.computed]


def _in_force(versions: list[IndicatorVersion], today: dt.date) -> IndicatorVersion:
    """One for a later period does not hold yet."""
    begun = [
        row
        for row in versions
        if row.valid_from <= (period_of(row.period_type, today).ends if row.computed else today)
    ]
    return begun[-1] if begun else versions[0]


def looking_at(register: Register) -> list[IndicatorVersion]:
    return [row for row in computed_versions() if register.key in registers_of(row)]


def registers_of(version: IndicatorVersion) -> tuple[str, ...]:
    counting = counting_of(version)
    return counting.registers if counting is not None else ()


def weights(versions: Collection[IndicatorVersion], organisations: Collection[int]) -> dict[int, int]:
    """By school how many open entries are read when these figures are counted."""
    keys = {key for row in versions for key in registers_of(row)}
    rows = Entry.objects.filter(
        register__key__in=keys, register__withdrawn_at__isnull=True, organisation__in=organisations
    ).exclude(state=EntryState.ENDED)
    found = rows.order_by().values_list("organisation").annotate(count=Count("pk"))
    return dict(found)


def jobs_waiting(school: Organisation, *states: str) -> bool:
    """Whether the worker is about to count this school's figures; by default also where it is at it."""
    rows = Job.objects.filter(kind=SCHOOL_JOB, object_id=school.public_id)
    return rows.filter(state__in=states or (Job.State.QUEUED, Job.State.RUNNING)).exists()


def heavy_versions(school: Organisation) -> list[IndicatorVersion]:
    """Figures of this school that may have been left to the worker: half of what is many, as entries go meanwhile."""
    versions, heavy = computed_versions(), set[str]()
    for key in {key for row in versions for key in registers_of(row)}:
        looking = [row for row in versions if key in registers_of(row)]
        if weights(looking, [school.pk]).get(school.pk, 0) > MANY // 2:
            heavy.add(key)
    return [row for row in versions if heavy.intersection(registers_of(row))]


def counted_now(register: Register, organisations: Collection[int]) -> list[Organisation]:
    """Schools in being, and those whose merger is being undone: their entries are back before they are."""
    back = Entry.objects.filter(register=register, organisation__in=organisations)
    open_again = back.exclude(state=EntryState.ENDED).values("organisation")
    there = Q(withdrawn_at__isnull=True) | Q(pk__in=open_again)
    rows = Organisation.objects.filter(there, pk__in=organisations, kind=Organisation.Kind.SCHOOL)
    return list(rows)


def ended_due(
    versions: Collection[IndicatorVersion], schools: Collection[Organisation], today: dt.date
) -> dict[Period, list[Indicator]]:
    """Periods that are over, and were counted, in which a late entry may still count: of a time, by the entry's own
    day; on a day, only a while, as entries are read as they are now."""
    by_key = {row.indicator_id: row for row in versions}
    rows = Observation.objects.filter(
        NOW_VALID,
        indicator__in=by_key,
        organisation__in=schools,
        status=Status.COMPUTED,
        period__ends__range=(today - YEAR, today - dt.timedelta(days=1)),
    )
    found: dict[Period, list[Indicator]] = {}
    pairs = set(rows.order_by().values_list("indicator", "period").distinct())
    periods = Period.objects.in_bulk({period for _, period in pairs})
    for key, period in sorted(pairs):
        version = by_key[key]
        if version.nature == Nature.FLOW or count_day(version, periods[period]) >= today - LATE:
            found.setdefault(periods[period], []).append(version.indicator)
    return found


@dataclass(slots=True)
class Counted:
    """Figures by period, counted ahead, and what they were counted from."""

    token: str = ""
    by_period: dict[int, list[Figure]] = field(default_factory=dict)


def counted_ahead(versions: Collection[IndicatorVersion], schools: Collection[Organisation]) -> Counted:
    """Without holding anybody up. A period that is not there yet is counted in the act that makes it."""
    today = clock.today()
    token = token_of(versions, schools)
    by_period = ended_due(versions, schools, today)
    for row in versions:
        period = find(period_of(row.period_type, today))
        if period is not None:
            by_period.setdefault(period, []).append(row.indicator)
    counted = {period.pk: with_ahead(figures(some, schools, [period])) for period, some in by_period.items()}
    return Counted(token, counted)


def token_of(versions: Collection[IndicatorVersion], schools: Collection[Organisation]) -> str:
    """The same as long as the entries of these schools, their stages, their forms and the definitions are."""
    keys = {key for row in versions for key in registers_of(row)}
    registers = Register.objects.filter(key__in=keys, withdrawn_at__isnull=True).order_by("pk")
    rows = Entry.objects.filter(
        register__in=registers.order_by().values("pk"), organisation__in=[each.pk for each in schools]
    )
    stages = ProjectStage.objects.filter(entry__in=rows.order_by().values("pk"))
    said = hashlib.blake2b(digest_size=16)
    for some in (
        [(clock.today().isoformat(),), *sorted((row.pk, row.version) for row in versions)],
        registers.values_list("pk", "version", "definition__current"),
        rows.order_by("pk").values_list("pk", "version", "state", "identity", "answer__version"),
        stages.order_by("pk").values_list("pk", "version"),
    ):
        said.update(repr(list(some)).encode())
    return said.hexdigest()
