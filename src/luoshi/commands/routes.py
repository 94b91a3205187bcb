"""`luoshi routes`: every URL with its methods, parameters and who may call it."""

from __future__ import annotations

import argparse
import json

from .boot import CannotStart, refuse, start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(options: argparse.Namespace) -> int:
    """1 when a route declares no policy."""
    try:
        start(migrate=False)
    except CannotStart as reason:
        return refuse(reason)
    from luoshi.common.routes import routes

    found = routes()
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for route in found:
            print(f"{route['path']}  {'、'.join(route['methods'])}  {route['policy'] or '未说明访问规则'}")
    return 0 if all(route["policy"] for route in found) else 1
