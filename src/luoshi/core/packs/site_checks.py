"""What the parts of a site pack say of one another."""

from __future__ import annotations

from collections.abc import Iterator

from .pack import Pack
from .problems import Problem
from .references import circular, impossible_date, keys_of, missing, repeated
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
