"""`luoshi rollup`: are the roll-ups what the figures add up to, and make them anew."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from .boot import CannotStart, refuse, start

SHOWN = 100  # differences told one by one


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="rebuild|verify")
    rebuild = kinds.add_parser("rebuild", help="按指标数据重新汇总，只改有出入的")
    verify = kinds.add_parser("verify", help="逐一重新计算，与汇总核对，列出不一致之处")
    for each in (rebuild, verify):
        each.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(options: argparse.Namespace) -> int:
    """0 all right, 1 the roll-ups are not what the figures add up to, 2 it could not be done."""
    from luoshi.common.errors import Refusal

    try:
        start()
        return _rebuild(options) if options.kind == "rebuild" else _verify(options)
    except CannotStart as reason:
        return refuse(reason)
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 2


def _rebuild(options: argparse.Namespace) -> int:
    from luoshi.common.actor import system_actor
    from luoshi.indicators.rebuilding import rebuild

    done = rebuild(by=system_actor())
    if options.json:
        told = {"rows": done.rows, "written": done.written, "removed": done.removed, "seats": done.seats}
        print(json.dumps({"ok": True, **told}))
    else:
        print(
            f"汇总 {done.rows} 行：改写 {done.written} 行，去掉 {done.removed} 行，更正单位隶属 {done.seats} 处。"
        )
    return 0


def _verify(options: argparse.Namespace) -> int:
    from luoshi.common.unhurried import unhurried
    from luoshi.indicators import verifying

    found: list[dict[str, Any]] = []
    number = 0
    with unhurried():
        for difference in verifying.differences(told=_progress):
            number += 1
            if len(found) < SHOWN:
                found.append(verifying.in_words(difference))
        checked = len(verifying.all_cells())
    if options.json:
        told = {"ok": not number, "checked": checked, "found": number, "differences": found}
        print(json.dumps(told, ensure_ascii=False))
    else:
        for each in found:
            names = [each[name]["name"] for name in ("organisation", "indicator", "period") if each[name]]
            print(f"{'　'.join(names)}：现在是 {each['stored']}，应当是 {each['computed']}")
        print(f"核对 {checked} 项指标的各期汇总，发现 {number} 处不一致。")
    return 1 if number else 0


def _progress(done: int, total: int) -> None:
    if done and done % 100 == 0:
        print(f"已核对 {done}/{total}", file=sys.stderr)
