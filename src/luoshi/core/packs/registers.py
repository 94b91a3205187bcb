"""Registers in a site pack: what a row leaves unsaid, and what can be wrong with one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from luoshi.core.fields.definition import read
from luoshi.core.fields.model import FILES, Form
from luoshi.core.fields.packed import packed, unpacked

from .pack import Pack, Path
from .problems import Problem
from .references import missing
from .schema import shortened, where

RETENTION = 3  # years
UNSAID: dict[str, Any] = {
    "owner": None,
    "identity": [],
    "stages": "none",
    "expected": [],
    "retention_years": RETENTION,
    "checks": [],
}


def whole(row: Mapping[str, Any]) -> dict[str, Any]:
    """A register of a pack with what it leaves unsaid, its form as the site would write it."""
    content, steps = unpacked(row["form"])
    form, _ = read(content)
    return {**UNSAID, **row, "form": packed(form, steps)}


def register_problems(site: Pack, organisations: Collection[str]) -> Iterator[Problem]:
    """Each key once, owners of the pack, forms that can be published, fields that exist."""
    seen: dict[str, int] = {}
    for index, row in enumerate(site.data.get("registers", [])):
        path: Path = ("registers", index)
        if row["key"] in seen:
            message = f"台账代号“{shortened(row['key'])}”在第{seen[row['key']]}行已经用过。"
            yield site.problem("duplicate", (*path, "key"), message, "请改成不同的，或删去重复的一项。")
        seen.setdefault(row["key"], site.line_of(*path, "key"))
        yield from missing(site, (*path, "owner"), row.get("owner"), organisations, "单位")
        form, problems = read(unpacked(row["form"])[0])
        for problem in problems:
            place = (*path, "form", *place_of(row["form"], problem.path))
            message = f"{where(site, place)}：{problem.message}"
            yield site.problem("wrong-form", place, message, "请对照《怎样写填报表》改正。")
        if not problems:
            yield from _fields(site, path, row, form)
        yield from _checks(site, path, row)


def _fields(site: Pack, path: Path, row: Mapping[str, Any], form: Form) -> Iterator[Problem]:
    for name in ("identity", "shows"):
        for place, key in enumerate(row.get(name, [])):
            if message := unfit(form, key, personal_too=name == "identity"):
                at = (*path, name, place)
                yield site.problem("wrong-field", at, f"{where(site, at)}：{message}", "请改成合适的项目。")


def unfit(form: Form, key: str, *, personal_too: bool) -> str:
    """Why this field can neither show nor identify an entry; "" where it can."""
    field = form.field(key)
    if field is None:
        return f"内容里没有“{shortened(key)}”这个项目。"
    if field.kind == "table" or field.kind in FILES:
        return f"“{field.label}”是表格或附件，不能用在这里。"
    if field.personal and not personal_too:
        return f"“{field.label}”是个人信息，不能显示在清单里。"
    return ""


def _checks(site: Pack, path: Path, row: Mapping[str, Any]) -> Iterator[Problem]:
    keys: set[str] = set()
    for place, check in enumerate(row.get("checks", [])):
        at = (*path, "checks", place)
        key, rule = check.get("key"), check.get("rule")
        if not (isinstance(key, str) and key and isinstance(rule, str) and rule):
            message = f"{where(site, at)}要写 key 和 rule。"
            yield site.problem("wrong-check", at, message, "请写上代号和用哪条规则。")
        elif key in keys:
            message = f"{where(site, at)}的代号“{shortened(key)}”已经用过。"
            yield site.problem("duplicate", at, message, "请改成不同的，或删去重复的一项。")
        else:
            keys.add(key)


def place_of(content: Mapping[str, Any], path: tuple[str, ...]) -> Path:
    """Where in a form's content a field, or a column of a table, stands."""
    place: Path = ()
    rows: Any = content["fields"]
    for name, part in zip(("fields", "columns"), path, strict=False):
        at = next((n for n, row in enumerate(rows) if isinstance(row, dict) and row.get("key") == part), None)
        if at is None:
            break
        place, rows = (*place, name, at), rows[at].get("columns") or []
    return place
