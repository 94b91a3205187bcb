"""A made-up country, province by province, to try figures of any size: everything in it says that it is simulated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

from luoshi.accounts.models import Organisation, Placement
from luoshi.accounts.queries import step_of
from luoshi.common.models import Base

Kind = Organisation.Kind
PROVINCES, CITIES, COUNTIES, SCHOOLS = 31, 334, 2500, 10_000  # a country, in proportion
BEGAN = dt.date(2000, 1, 1)
MARK = {"simulated": True}


@dataclass(frozen=True, slots=True)
class Country:
    top: Organisation
    provinces: Sequence[Organisation]
    cities: Sequence[Organisation]
    counties: Sequence[Organisation]
    schools: Sequence[Organisation]


def plant(schools: int) -> Country:
    """Organisations below a ministry, as many of each level as so many schools have in the whole country."""
    provinces, cities, counties = (
        max(1, round(schools * number / SCHOOLS)) for number in (PROVINCES, CITIES, COUNTIES)
    )
    top = _below([None], 1, Kind.MINISTRY, "部")
    first = _below(top, provinces, Kind.PROVINCE, "省")
    second = _below(first, cities, Kind.CITY_BUREAU, "市")
    third = _below(second, counties, Kind.COUNTY_BUREAU, "县")
    last = _below(third, schools, Kind.SCHOOL, "学校")
    _reset(Organisation, Placement)
    return Country(top[0], first, second, third, last)


def _below(parents: Sequence[Organisation | None], number: int, kind: str, word: str) -> list[Organisation]:
    """So many organisations, dealt out evenly below the ones above."""
    start = (Organisation.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    made, placements = [], []
    for place in range(number):
        parent = parents[place * len(parents) // number]
        key = start + place
        name = f"模拟{word}{place + 1:05d}"
        made.append(
            Organisation(
                pk=key,
                key=f"simulated-{kind}-{key}",
                name=name,
                short=name,
                kind=kind,
                path=(parent.path if parent else "") + step_of(key),
                order=place,
                extra=MARK,
            )
        )
        placements.append(Placement(organisation_id=key, parent=parent, start=BEGAN))
    Organisation.objects.bulk_create(made, batch_size=2000)
    Placement.objects.bulk_create(placements, batch_size=2000)
    return made


def _reset(*models: type[Base]) -> None:
    """Keys were given by hand: the database goes on counting behind them."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
