"""`luoshi load FILE…`: packs into the site, all of one pack or nothing of it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .boot import CannotStart, refuse, start
from .check import why


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, help="站点包或计划包（.yaml），站点包写在前面")
    parser.add_argument("--dry-run", action="store_true", help="只看差异，不装载")
    parser.add_argument("--json", action="store_true", help="结果写成 JSON")


def run(options: argparse.Namespace) -> int:
    """Exit 0 loaded or nothing to do, 1 a pack has problems, 2 it could not be done."""
    try:
        start()
    except CannotStart as reason:
        return refuse(reason)
    from luoshi.common.actor import system_actor
    from luoshi.common.errors import Refusal
    from luoshi.home import loading

    results = []
    for path in options.files:
        try:
            results.append(_one(path, options.dry_run, loading, system_actor("命令行")))
        except OSError as broken:
            print(f"打不开 {path}（{why(broken)}），请检查文件名和权限。", file=sys.stderr)
            return 2
        except loading.PackRefused as refused:
            for problem in refused.problems:
                print(
                    f"{problem.file} 第{problem.line}行：{problem.message}{problem.remedy}", file=sys.stderr
                )
            return 1
        except Refusal as refusal:
            print(refusal.message, file=sys.stderr)
            return 2
    print(json.dumps({"packs": results}, ensure_ascii=False) if options.json else _in_words(results))
    return 0


def _one(path: Path, dry_run: bool, loading, by) -> dict[str, object]:
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    comparison = loading.compare(path.name, text)
    if not dry_run:
        loading.load_text(path.name, text, by)
    return {
        "file": path.name,
        "key": comparison.key,
        "loaded": not dry_run,
        "counts": comparison.difference.to_json()["counts"],
    }


def _in_words(results: list[dict[str, object]]) -> str:
    lines = []
    for result in results:
        counts = result["counts"]
        done = "已装载" if result["loaded"] else "未装载（只看差异）"
        lines.append(
            f"{result['file']}：{done}，新增 {counts['added']}，更改 {counts['changed']}，撤下 {counts['withdrawn']}，"
            f"冲突 {counts['conflict']}（保留本站），不变 {counts['unchanged']}。"
        )
    return "\n".join(lines)
