"""`luoshi simulate`: a made-up country of any size in a demo database, to see how figures add up there."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time

from .boot import CannotStart, one_at_a_time, refuse, start

MOST_PERIODS = 400  # quarters: a hundred years


def _at_least_one(text: str, most: int = 100_000) -> int:
    number = int(text) if text.isascii() else 0
    if not 1 <= number <= most:
        raise ValueError(text)
    return number


def _periods(text: str) -> int:
    return _at_least_one(text, MOST_PERIODS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--schools", type=_at_least_one, default=200, help="学校数（按全国的比例配县、市、省）"
    )
    parser.add_argument("--indicators", type=_at_least_one, default=20, help="指标数")
    parser.add_argument("--periods", type=_periods, default=4, help="季度数")
    parser.add_argument("--seed", type=int, default=1, help="随机种子，相同的种子造出相同的数据")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(options: argparse.Namespace) -> int:
    """0 done, 2 this site takes no such data."""
    from luoshi.commands.demo import refuse_other_mode
    from luoshi.common.errors import Refusal

    try:
        environment = start(new_mode="demo")
        with one_at_a_time(environment):
            refuse_other_mode("demo")
            told = _simulate(options)
    except CannotStart as reason:
        return refuse(reason)
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(told))
    else:
        print(
            f"模拟数据已就绪：{told['schools']} 所学校、{told['observations']} 条指标数据，{told['load_seconds']} 秒；"
            f"汇总 {told['rollups']} 行，{told['rebuild_seconds']} 秒。"
        )
    return 0


def _simulate(options: argparse.Namespace) -> dict[str, object]:
    from luoshi.common.actor import system_actor
    from luoshi.indicators.models import Observation
    from luoshi.indicators.rebuilding import rebuild
    from luoshi.indicators.simulating import simulate

    began = time.monotonic()
    country = simulate(
        schools=options.schools,
        indicators=options.indicators,
        quarters=options.periods,
        seed=options.seed,
        by=system_actor(),
        told=lambda words: print(words, file=sys.stderr, flush=True),
    )
    loaded = time.monotonic()
    done = rebuild(by=system_actor())
    return {
        "ok": True,
        "provinces": len(country.provinces),
        "cities": len(country.cities),
        "counties": len(country.counties),
        "schools": len(country.schools),
        "indicators": options.indicators,
        "periods": options.periods,
        "observations": Observation.objects.count(),
        "rollups": done.rows,
        "load_seconds": round(loaded - began, 1),
        "rebuild_seconds": round(time.monotonic() - loaded, 1),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
