"""What the parts of a site pack say of one another."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from luoshi.core.fields.packed import form_problems

from .indicators import indicator_problems
from .pack import Pack
from .problems import Problem
from .references import circular, impossible_date, keys_of, missing, repeated
from .registers import place_of, register_problems
from .schema import where


def site_problems(site: Pack) -> Iterator[Problem]:
    """Contradictions inside a site pack that meets its schema."""
    yield from repeated(site, "organisations", "key", "单位代号")
    keys = keys_of(site.data["organisations"])
    for index, organisation in enumerate(site.data["organisations"]):
        yield from missing(site, ("organisations", index, "parent"), organisation["parent"], keys, "单位")
    yield from circular(site, "organisations", "单位")
    yield from _names_used_twice(site)
    yield from repeated(site, "holidays", "date", "日期")
    for index, holiday in enumerate(site.data["holidays"]):
        yield from impossible_date(site, ("holidays", index, "date"), holiday["date"])
    yield from _forms(site, keys)
    yield from register_problems(site, keys)
    yield from indicator_problems(site, keys)


def _forms(site: Pack, organisations: Collection[str]) -> Iterator[Problem]:
    """Forms belong to organisations of the pack, each has a key of its own there, and all can be published."""
    seen: dict[tuple[str, str], int] = {}
    for index, form in enumerate(site.data.get("forms", [])):
        path = ("forms", index)
        yield from missing(site, (*path, "owner"), form["owner"], organisations, "单位")
        yield from impossible_date(site, (*path, "until"), form.get("until"))
        own = (form["owner"], form["key"])
        if own in seen:
            message = f"{where(site, path)}的代号在第{seen[own]}行已经用过。"
            yield site.problem("duplicate", (*path, "key"), message, "请改成不同的，或删去重复的一项。")
        seen.setdefault(own, site.line_of(*path, "key"))
        for problem in form_problems(form["content"]):
            place = place_of(form["content"], problem.path)
            message = f"{where(site, (*path, 'content', *place))}：{problem.message}"
            yield site.problem(
                "wrong-form", (*path, "content", *place), message, "请对照《怎样写填报表》改正。"
            )


def _names_used_twice(site: Pack) -> Iterator[Problem]:
    """A name by which two organisations could be meant cannot be used to read a document."""
    owners: dict[str, int] = {}
    for index, organisation in enumerate(site.data["organisations"]):
        others = [entry["name"] for entry in organisation.get("names", [])]
        for name in dict.fromkeys([organisation["name"], organisation["short"], *others]):
            first = owners.setdefault(name, index)
            if first != index:
                line = site.line_of("organisations", first)
                message = (
                    f"{where(site, ('organisations', index))}的名称“{name}”已是第{line}行那个单位的名称。"
                )
                remedy = "两个单位不能同名；请改用能区分的名称，或删去其中一个。"
                yield site.problem("same-name", ("organisations", index), message, remedy)
