"""`luoshi invariants check`: does everything that must always hold, hold?"""

from __future__ import annotations

import argparse
import json

from .boot import CannotStart, refuse, start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="check")
    check = kinds.add_parser("check", help="核对全部数据，列出不一致之处")
    check.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(options: argparse.Namespace) -> int:
    """0 all hold, 1 something is violated, 2 it could not be checked."""
    try:
        start()
    except CannotStart as reason:
        return refuse(reason)
    from luoshi.common.invariants import check_all
    from luoshi.common.unhurried import unhurried

    with unhurried():
        verdict = check_all()
    if options.json:
        print(json.dumps(verdict, ensure_ascii=False))
    else:
        for violation in verdict["violations"]:
            print(f"{violation['code']}  {violation['object']}：{violation['message']}")
        print(f"核对 {verdict['checked']} 项，发现 {len(verdict['violations'])} 处不一致。")
    return 0 if verdict["ok"] else 1
