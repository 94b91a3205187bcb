"""One simulated country on the database of LUOSHI_DATABASE_URL, measured: a JSON object on stdout."""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from luoshi.commands.boot import start

TURNS, AT_ONCE = 30, 50
PLAIN = """CREATE TEMPORARY TABLE plain AS
SELECT p.county, p.city, p.province, p.top, o.period_id, o.indicator_id,
    SUM(o.numerator) AS numerator, SUM(o.denominator) AS denominator, COUNT(*) AS reported
FROM indicators_observation o JOIN places p ON p.school = o.organisation_id
WHERE o.superseded_at IS NULL AND o.status <> 'filled'
GROUP BY GROUPING SETS ((p.county, o.period_id, o.indicator_id), (p.city, o.period_id, o.indicator_id),
    (p.province, o.period_id, o.indicator_id), (p.top, o.period_id, o.indicator_id))"""


def main(schools: int, indicators: int, quarters: int) -> None:
    start(new_mode="demo")
    from luoshi.common.actor import system_actor
    from luoshi.indicators import rebuilding
    from luoshi.indicators.models import Observation
    from luoshi.indicators.rebuilding import rebuild
    from luoshi.indicators.simulating import simulate

    by = system_actor()
    found: dict[str, Any] = {}
    country, found["load"] = timed(
        lambda: simulate(schools=schools, indicators=indicators, quarters=quarters, seed=1, by=by, told=told)
    )
    found["observations"] = Observation.objects.count()
    if schools > 11:
        found["plain"] = plain_sums(country)
        found["memory_sum"], found["memory_rows"] = sum_in_memory()
    found["once"] = time_of(rebuilding, "_count_once")
    done, found["rebuild"] = timed(lambda: rebuild(by=by))
    found["once"] = found["once"][0]
    found["rollups"] = done.rows
    _, found["again"] = timed(lambda: rebuild(by=by))
    found |= one_school(country, by) | on_screen(country)
    if schools > 11:
        found |= fifty_at_once(country, by)
        done = rebuild(by=by)
        found["wrong_after"] = done.written + done.removed
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(found))


def told(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)


def timed(function: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    answer = function()
    told(f"{time.perf_counter() - began:.1f} s")
    return answer, time.perf_counter() - began


def time_of(module: Any, name: str) -> list[float]:
    """What each call of a function takes from now on."""
    function, spent = getattr(module, name), []

    def measured(*given: Any) -> Any:
        answer, seconds = timed(lambda: function(*given))
        spent.append(seconds)
        return answer

    setattr(module, name, measured)
    return spent


def plain_sums(country: Any) -> float:
    """What a database does by itself with the same rows; where each school stands lies ready."""
    from django.db import connection, transaction

    from luoshi.indicators.places import chain_of

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE places (school bigint, top bigint, province bigint, city bigint, county bigint)"
        )
        with cursor.copy("COPY places (top, province, city, county, school) FROM STDIN") as copy:
            for school in country.schools:
                copy.write_row(chain_of(school.path))
        cursor.execute("ANALYZE places")
        cursor.execute("SET LOCAL work_mem = '192MB'")  # as the rebuild has it
        cursor.execute("SET LOCAL statement_timeout = 0")
        _, seconds = timed(lambda: cursor.execute(PLAIN))
        cursor.execute("DROP TABLE plain, places")
    return seconds


def sum_in_memory() -> tuple[float, int]:
    """The rows of one quarter, fetched before, added up in dictionaries at the levels above; seconds and rows."""
    from luoshi.indicators.counting import chains_now
    from luoshi.indicators.models import Observation, Period

    period = Period.objects.order_by("ends").last()
    chains = chains_now()
    rows = list(
        Observation.objects.filter(period=period).values_list(
            "organisation_id", "indicator_id", "numerator", "denominator"
        )
    )

    def add() -> None:
        sums: dict[tuple[int, int], list[int]] = {}
        for organisation, indicator, numerator, denominator in rows:
            for key in chains[organisation, period.pk]:
                row = sums.setdefault((key, indicator), [0, 0, 0])
                row[0] += numerator
                row[1] += denominator
                row[2] += 1

    return timed(add)[1], len(rows)


@contextmanager
def database_time() -> Iterator[list[float]]:
    """Seconds spent in statements, and how many there were."""
    from django.db import connection

    spent = [0.0, 0.0]

    def measured(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[0] += time.perf_counter() - began
            spent[1] += 1

    with connection.execute_wrapper(measured):
        yield spent


def figures_of(school: Any, turn: int) -> list[Any]:
    from luoshi.indicators.figures import Figure
    from luoshi.indicators.models import Indicator, Period

    period = Period.objects.order_by("ends").last()
    return [
        Figure(row, school, period, turn + place, 997)
        for place, row in enumerate(Indicator.objects.filter(versions__once=False).order_by("pk")[:100])
    ]


def one_school(country: Any, by: Any) -> dict[str, Any]:
    """A hundred values of one school corrected; each turn another school, the fastest of the turns."""
    from luoshi.indicators.actions import record

    spent = []
    for turn in range(TURNS):
        figures = figures_of(country.schools[turn * 7 % len(country.schools)], turn + 1000)
        with database_time() as measured:
            record(figures=figures, by=by)
        spent.append(measured[0])
    return {"school_values": len(figures), "school": min(spent), "school_queries": measured[1]}


def on_screen(country: Any) -> dict[str, float]:
    """One figure with how many are expected, of the top and of a city; and its children side by side."""
    from luoshi.indicators.models import Indicator, Period
    from luoshi.indicators.queries import children, figure

    period = Period.objects.order_by("ends").last()
    indicators = list(Indicator.objects.filter(versions__once=False).order_by("pk"))
    found = {}
    for name, organisation, show in (
        ("top", country.top, figure),
        ("city", country.cities[0], figure),
        ("children", country.top, children),
    ):
        spent = []
        for turn in range(TURNS):
            with database_time() as measured:
                show(indicators[turn % len(indicators)], organisation, period)
            spent.append(measured[0])
        found[f"figure_{name}"] = min(spent)
    return found


def fifty_at_once(country: Any, by: Any) -> dict[str, Any]:
    """Fifty schools send a hundred values each in the same moment."""
    from django.db import connection

    from luoshi.indicators.actions import record

    failed: list[str] = []
    slowest: list[float] = []
    gate = threading.Barrier(AT_ONCE)

    def send(figures: list[Any]) -> None:
        try:
            gate.wait()
            slowest.append(timed(lambda: record(figures=figures, by=by))[1])
        except Exception as broken:
            failed.append(repr(broken))
        finally:
            connection.close()

    asked = [figures_of(school, 5000 + school.pk % 100) for school in country.schools[:AT_ONCE]]
    threads = [threading.Thread(target=send, args=(figures,)) for figures in asked]
    _, seconds = timed(lambda: [*(each.start() for each in threads), *(each.join() for each in threads)])
    return {"fifty": seconds, "fifty_slowest": max(slowest, default=0.0), "fifty_failed": failed}


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:4]))
