"""`luoshi read FILE… [--json]`: what is in a policy document, without a site and without changing anything."""

from __future__ import annotations

import argparse
import json
import stat
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from luoshi.common.reading import read_in_child
from luoshi.core.reading.structure import Place, Unreadable

LARGEST = 50 << 20
READ, FOUND_WRONG, UNREADABLE = 0, 1, 2
_SEVERITIES = {"error": "须先解决", "ask": "请确认", "note": "说明"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="文件", help="政策文件及其附表，可以一次给出多个")
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def run(options: argparse.Namespace) -> int:
    """0 read, 1 the reading has an `error` finding, 2 a file cannot be read (the reason on stderr)."""
    try:
        paths = [Path(file) for file in options.files]
        reading = read_in_child(
            [(name, _bytes_of(path)) for name, path in zip(_names(paths), paths, strict=True)]
        )
    except Unreadable as reason:
        print(reason, file=sys.stderr)
        if options.json:
            print(json.dumps({"error": str(reason)}, ensure_ascii=False))
        return UNREADABLE
    if options.json:
        print(json.dumps(reading, ensure_ascii=False, indent=1))
    else:
        print("\n".join(summary(reading)))
    errors = any(finding["severity"] == "error" for finding in reading["findings"])
    return FOUND_WRONG if errors else READ


def _names(paths: Sequence[Path]) -> list[str]:
    """File names for people; the paths as given where two files share a name."""
    names = [path.name for path in paths]
    return names if len(set(names)) == len(names) else [str(path) for path in paths]


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        raise Unreadable(f"“{path}”是文件夹，请给出其中的文件。")
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable(f"“{path}”不是普通文件，没有读取，请给出文件本身。")
        if found.st_size > LARGEST:
            raise Unreadable(
                f"文件“{path}”超过 {LARGEST >> 20} MB，没有读取，请只保留需要的部分，另存后再读。"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"找不到文件“{path}”，请检查路径和文件名。") from None
    except OSError:
        raise Unreadable(f"打不开文件“{path}”，请检查是否有读取权限。") from None


def summary(reading: Mapping[str, Any]) -> Iterable[str]:
    """The reading for a person at the terminal."""
    for document in reading["documents"]:
        yield from _document(document)
    numbers = {clause["id"]: clause["number"] for clause in reading["clauses"]}
    yield from _section("条款", [_clause(clause) for clause in reading["clauses"] if clause["number"]])
    yield from _section("目标", [_target(target, numbers) for target in reading["targets"]])
    yield from _section("任务与承接", [_task(task) for task in reading["tasks"]])
    if reading["tasks"]:
        seen = sum(len(task["undertaken_by"]) for task in reading["tasks"])
        proposed = sum(len(task["proposed_by"]) for task in reading["tasks"])
        yield f"  合计：任务{len(reading['tasks'])}项，承接{seen}项，待确认{proposed}项。"
    several = len(reading["documents"]) > 1
    yield from _section("需要核对", [_finding(finding, several) for finding in reading["findings"]])


def _document(document: Mapping[str, Any]) -> Iterable[str]:
    yield f"《{document['title'] or document['name']}》"
    facts = (
        ("文件", document["name"]),
        ("发文机关", document["issuer"]),
        ("文号", document["number"]),
        ("日期", document["date"]),
        ("主送", "、".join(document["addressees"])),
        ("实施期", (document["plan_period"] or "").replace("-", "—")),
        ("附件", "；".join(annex["title"] for annex in document["annexes"])),
    )
    yield from (f"  {label}：{value}" for label, value in facts if value)


def _section(title: str, lines: Sequence[str]) -> Iterable[str]:
    if lines:
        yield f"\n{title}（{len(lines)}）"
        yield from (f"  {line}" for line in lines)


def _clause(clause: Mapping[str, Any]) -> str:
    return f"{clause['number']}  {clause['heading'] or clause['text'][:30]}"


def _target(target: Mapping[str, Any], numbers: Mapping[str, str | None]) -> str:
    where = numbers[target["clause"]] if target["clause"] else Place(**target["place"]).in_words()
    return f"{where or '正文'}  {target['text']}"


def _task(task: Mapping[str, Any]) -> str:
    units = "、".join(task["undertaken_by"]) or task.get("owner") or "无"
    proposed = f"；待确认：{'、'.join(task['proposed_by'])}" if task["proposed_by"] else ""
    return f"{task['code'] or ''} {task['title']}：{units}{proposed}".strip()


def _finding(finding: Mapping[str, Any], several: bool) -> str:
    place = Place(**finding["place"])
    file = f"{place.file} " if several and place.in_words() != place.file else ""
    return f"[{_SEVERITIES[finding['severity']]}] {file}{place.in_words()}：{finding['message']}"
