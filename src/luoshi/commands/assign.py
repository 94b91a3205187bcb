"""`luoshi assign FILE.json`: who reads which application, without a site and without changing anything."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from luoshi.core.assignment import (
    BadProblem,
    Impossible,
    clashes_to_json,
    read_problem,
    to_json,
)
from luoshi.core.assignment.program import OutOfTime, Watch
from luoshi.core.assignment.solving import assign
from luoshi.core.signed_json import read_json

LARGEST = 500 << 20
ASSIGNED, IMPOSSIBLE, UNREADABLE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="文件", help="写明申报件、评审人、回避和匹配分数的 JSON 文件")
    parser.add_argument(
        "--objective",
        choices=("fair", "sum"),
        default="fair",
        help="fair 先让评得最差的一件尽量好，再求总分最高；sum 只求总分最高",
    )
    parser.add_argument("--seconds", type=float, default=60, help="最多算多少秒，默认 60")
    parser.add_argument("--json", action="store_true", help="只输出 JSON（这个命令总是如此）")


def run(options: argparse.Namespace) -> int:
    """0 assigned, 1 there is no assignment (clashes and remedies on stdout), 2 the file is no problem of assignment."""
    try:
        problem = read_problem(read_json(_bytes_of(Path(options.file))))
        if not 0 < options.seconds <= 86_400:
            raise BadProblem("--seconds 应在 0 和 86400 之间。")
        with solver_silent():
            watch = Watch(time.monotonic, time.monotonic() + options.seconds)
            found = assign(problem, fair=options.objective == "fair", watch=watch)
    except Impossible as clash:
        _print(clashes_to_json(problem, clash))
        return IMPOSSIBLE
    except (OSError, ValueError, RecursionError, OutOfTime) as reason:
        print(_words(reason), file=sys.stderr)
        return UNREADABLE
    _print(to_json(problem, found))
    return ASSIGNED


def _bytes_of(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise BadProblem("这不是普通文件，没有读取，请给出 JSON 文件本身。")
    if path.stat().st_size > LARGEST:
        raise BadProblem(f"文件超过 {LARGEST >> 20} MB，没有读取。")
    return path.read_bytes()


def _words(reason: Exception) -> str:
    if isinstance(reason, BadProblem):
        return str(reason)
    if isinstance(reason, OutOfTime):
        return "在规定的时间内没有算出结果，请把 --seconds 放大。"
    if isinstance(reason, OSError):
        return "打不开这个文件，请检查路径和读取权限。"
    return "文件内容不是 JSON，请检查。"


def _print(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False))


@contextmanager
def solver_silent() -> Iterator[None]:
    """The solver greets on standard output whatever it is told; there its words go to standard error."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
