"""Figures for the made-up country: any number, written by the database itself, the same for the same seed.

`set_aside` is PostgreSQL's own way to load many rows; SQLite takes the same statements without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict

from django.db import connection

from luoshi.accounts.models import Organisation
from luoshi.accounts.permissions import only_the_system
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.unhurried import unhurried
from luoshi.core import periods
from luoshi.core.rollup import FLOW, STOCK

from .bulk import set_aside
from .figures import Part, digest_of
from .models import Contribution, Indicator, IndicatorVersion, Observation, Period, Seat
from .periods import rows_of
from .simulated import MARK, Country, plant
from .states import Kind, Source, Status

TEACHERS = (
    10  # people of a school in the one indicator that counts people; one of them also teaches next door
)
ID = {  # 20 characters of the alphabet of public ids
    "postgresql": "translate(substr(md5(random()::text || {row}), 1, 20), '01', 'gh')",
    "sqlite": "replace(replace(lower(hex(randomblob(10))), '0', 'g'), '1', 'h')",
}
LOAD = """INSERT INTO {table} (public_id, version, created_at, indicator_id, definition_id, organisation_id, period_id,
    numerator, denominator, text, missing, status, source, note, made_of, recorded_at)
SELECT {id}, 1, %s, d.indicator_id, d.id, s.organisation_id, s.period_id,
    (s.organisation_id * 7919 + d.id * 104729 + s.period_id * 1299709 + %s) %% 997,
    CASE WHEN d.kind = 'ratio' THEN 997 ELSE 0 END, '', '', 'submitted', 'imported', '', '', %s
FROM {seats} s CROSS JOIN {definitions} d
WHERE d.once = {no} AND d.indicator_id >= %s AND s.superseded_at IS NULL AND s.period_id >= %s"""


@acts.act("indicators.simulate", who=only_the_system)
def simulate(
    *, schools: int, indicators: int, quarters: int, seed: int, by: Actor, told: Callable[[str], None] = print
) -> Country:
    """A country with so many schools and the figures of all of them. Raises RuleBroken where there is one already."""
    if Organisation.objects.filter(extra__simulated=True).exists():
        raise RuleBroken("这里已经有模拟数据。请用 LUOSHI_HOME 指定一个空目录再运行。")
    country = plant(schools)
    told(f"单位 {schools} 所学校、{len(country.counties)} 个县、{len(country.cities)} 个市")
    made = _indicators(country.top, indicators)
    spans = _last_quarters(quarters)
    _take_seats(country, spans)
    with unhurried(), set_aside(Observation):
        _load(made[0], spans[0], seed)
    told(f"指标数据 {schools * (indicators - 1) * quarters} 条")
    _teachers(country, made[-1], spans[-1])
    acts.note_bulk("indicators.simulated", [[schools, indicators, quarters, seed]])
    return country


def _indicators(owner: Organisation, number: int) -> list[Indicator]:
    """Numbers that add up, numbers of a day, ratios; the last one counts people once."""
    rows = Indicator.objects.bulk_create(
        [
            Indicator(
                owner=owner, key=f"simulated-{place}", title=f"模拟指标{place}", order=place, extra=MARK
            )
            for place in range(1, number + 1)
        ]
    )
    IndicatorVersion.objects.bulk_create(
        [
            IndicatorVersion(
                indicator=row,
                kind=Kind.RATIO if place % 4 == 0 or place == number else Kind.TYPED,
                nature=FLOW if place % 2 else STOCK,
                period_type=periods.QUARTER,
                unit="%" if place % 4 == 0 or place == number else "个",
                once=place == number,
                extra=MARK,
            )
            for place, row in enumerate(rows, start=1)
        ]
    )
    return rows


def _last_quarters(number: int) -> list[Period]:
    spans = [periods.period_before(periods.period_of(periods.QUARTER, clock.today()))]
    while len(spans) < number:
        spans.insert(0, periods.period_before(spans[0]))
    return rows_of(spans)


def _take_seats(country: Country, spans: list[Period]) -> None:
    now = clock.now()
    Seat.objects.bulk_create(
        (
            Seat(organisation=school, period=period, path=school.path, recorded_at=now)
            for period in spans
            for school in country.schools
        ),
        batch_size=5000,
    )


def _load(first: Indicator, since: Period, seed: int) -> None:
    now = connection.ops.adapt_datetimefield_value(clock.now())
    row = "s.organisation_id::text || d.id::text || s.period_id::text"
    statement = LOAD.format(
        id=ID[connection.vendor].format(row=row),
        no="false" if connection.vendor == "postgresql" else "0",
        table=Observation._meta.db_table,
        seats=Seat._meta.db_table,
        definitions=IndicatorVersion._meta.db_table,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [now, seed * 15485863 % 997, now, first.pk, since.pk])


def _teachers(country: Country, indicator: Indicator, period: Period) -> None:
    """Of the last quarter: so many people of each school, and one of its neighbour's whom it counts as well."""
    parts = [_people(place, len(country.schools)) for place in range(len(country.schools))]
    there = {"indicator": indicator, "period": period, "recorded_at": clock.now()}
    definition = indicator.versions.get()
    rows = [
        Observation(
            definition=definition,
            organisation=school,
            numerator=(numerator := sum(part.numerator for part in people)),
            denominator=len(people),
            stated=numerator,
            stated_denominator=len(people),
            status=Status.COMPUTED,
            source=Source.COMPUTED,
            made_of=digest_of(people),
            **there,
        )
        for school, people in zip(country.schools, parts, strict=True)
    ]
    Observation.objects.bulk_create(rows, batch_size=2000)
    contributions = (
        Contribution(observation=row, organisation_id=row.organisation_id, **asdict(part), **there)
        for row, people in zip(rows, parts, strict=True)
        for part in people
    )
    Contribution.objects.bulk_create(contributions, batch_size=5000)


def _people(place: int, schools: int) -> list[Part]:
    checked = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    own = [
        Part(f"{place * TEACHERS + one:064d}", one % 2, 1, f"s{place}-{one}", checked)
        for one in range(TEACHERS)
    ]
    return [*own, Part(f"{(place + 1) % schools * TEACHERS:064d}", place % 2, 1, f"s{place}-x")]
