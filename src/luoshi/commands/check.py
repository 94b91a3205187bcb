"""`luoshi check FILE_OR_FOLDER… [--json]`: is a pack well written? Needs no database and changes nothing.

Exit status: 0 all good, 1 something to correct, 2 a file cannot be found or opened.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from luoshi.core.packs import Pack, Problem, check_pack, pack_kind, parse_pack
from luoshi.core.packs.parsing import MAX_BYTES


class CannotOpen(Exception):
    """A file or folder that is not there or may not be read; the message is Chinese."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "packs", nargs="+", metavar="包文件或文件夹", help="计划包、站点包，或放着它们的文件夹"
    )
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def run(options: argparse.Namespace) -> int:
    try:
        packs = [read_pack(path) for path in _files(options.packs)]
        sites = [*packs, *_sites_nearby(packs)]
    except CannotOpen as reason:
        print(json.dumps({"error": str(reason)}, ensure_ascii=False) if options.json else "", end="")
        print(reason, file=sys.stderr)
        return 2
    problems = [problem for pack in packs for problem in check_pack(pack, site=site_of(pack, sites))]
    unchecked = [pack.name for pack in packs if pack_kind(pack) == "plan" and site_of(pack, sites) is None]
    print(_as_json(packs, problems, unchecked) if options.json else _in_words(packs, problems, unchecked))
    return 1 if problems else 0


def read_pack(path: Path) -> Pack:
    """The pack in a file, named as the person named it. Raises CannotOpen."""
    try:
        with path.open("rb") as file:
            return parse_pack(str(path), file.read(MAX_BYTES + 1))
    except OSError as error:
        raise CannotOpen(f"打不开 {path}（{why(error)}），请检查文件名和权限。") from error


def site_of(pack: Pack, packs: Iterable[Pack]) -> Pack | None:
    """The site pack a plan pack refers to, among `packs`."""
    for site in packs:
        named = site.data.get("site") if pack_kind(site) == "site" else None
        if isinstance(named, dict) and named.get("key") == pack.data.get("site"):
            return site
    return None


def _files(names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        path = Path(name)
        if not path.is_dir():
            yield path
            continue
        found = sorted(file for file in path.rglob("*") if file.suffix in (".yaml", ".yml"))
        if not found:
            raise CannotOpen(f"{path} 里没有包文件，请选择放着 .yaml 文件的文件夹。")
        yield from found


def _sites_nearby(packs: Iterable[Pack]) -> Iterator[Pack]:
    """Site packs beside a plan pack: in its own folder and in the folder `sites` next to it."""
    folders = {Path(pack.name).absolute().parent for pack in packs if pack_kind(pack) == "plan"}
    for folder in sorted(folders):
        for file in sorted([*folder.glob("*.yaml"), *(folder.parent / "sites").glob("*.yaml")]):
            pack = read_pack(file)
            if pack_kind(pack) == "site":
                yield pack


def _as_json(packs: list[Pack], problems: list[Problem], unchecked: list[str]) -> str:
    answer = {
        "ok": not problems,
        "packs": [{"file": pack.name, "kind": pack_kind(pack)} for pack in packs],
        "problems": [problem.to_json() for problem in problems],
        "organisations_unchecked": unchecked,
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _in_words(packs: list[Pack], problems: list[Problem], unchecked: list[str]) -> str:
    lines = [problem.in_words() for problem in problems]
    lines += [f"{name}：没有找到它引用的站点包，单位没有核对；请把站点包一并写上。" for name in unchecked]
    count = f"共核对 {len(packs)} 个文件，"
    lines.append(count + (f"有 {len(problems)} 处要改。" if problems else "没有发现问题。"))
    return "\n".join(lines)


def why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "没有这个文件"
    if isinstance(error, PermissionError):
        return "没有读取权限"
    return "读取出错"
