"""Units named in the headings: one list, and questions where two names may mean the same unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from ..findings import Finding, Severity
from .grid import plain
from .model import TableOrganisation
from .parts import Part

GENERIC = re.compile(
    r"(土家族|苗族|回族|壮族|藏族|彝族|蒙古族|满族)?自治[县州]"
    r"|职业技术教育中心|职业教育中心|职教中心|职业技术学校|职业学校|中等专业学校|中等职业学校|中等职业技术学校|职业高级中学"
    r"|中专|中职|职校|职高|学校|教育|中心|省|市|县|区"
)


def organisations_of(parts: Iterable[Part]) -> tuple[TableOrganisation, ...]:
    """Each name once, at its first place."""
    found: dict[str, TableOrganisation] = {}
    for part in parts:
        for unit in part.header.units:
            if unit.name not in found or (found[unit.name].group is None and unit.group):
                place = found[unit.name].place if unit.name in found else unit.place
                found[unit.name] = TableOrganisation(unit.name, unit.group, place)
    return tuple(found.values())


def check_names(parts: Sequence[Part]) -> list[Finding]:
    """Names printed twice in one heading, alike but not the same, or missing from another page's heading."""
    return [*_repeated(parts), *_similar(parts), *_unknown(parts)]


def _repeated(parts: Sequence[Part]) -> list[Finding]:
    findings = []
    for part in parts:
        known: set[str] = set()
        for unit in part.header.units:
            if unit.name in known:
                message = f"表头中“{unit.name}”出现了两次，两列的标记已合在一起，请核对是否为两个单位。"
                findings.append(Finding("repeated-name", Severity.ASK, unit.place, message))
            known.add(unit.name)
    return findings


def core_of(name: str) -> str:
    """What tells a unit apart: `宜都市职教中心` → `宜都`. Names made of general words only keep them."""
    word = plain(name)
    return GENERIC.sub("", word) or word


def _without_nations(name: str) -> str:
    """白河民族职教中心 may be 白河职教中心."""
    return plain(name).replace("民族", "")


def _similar(parts: Sequence[Part]) -> list[Finding]:
    findings = []
    for first, second in combinations(organisations_of(parts), 2):
        if core_of(first.name) != core_of(second.name) and _without_nations(first.name) != _without_nations(
            second.name
        ):
            continue
        message = f"“{first.name}”与“{second.name}”可能是同一个单位，请确认；在确认之前按两个单位计。"
        alike = core_of(first.name) == core_of(second.name)
        reason = f"去掉“学校”“中心”等通用字后都是“{core_of(first.name)}”。" if alike else "只差“民族”两字。"
        proposal = {"name": second.name, "same_as": first.name, "reason": reason}
        findings.append(Finding("similar-name", Severity.ASK, second.place, message, proposal))
    return findings


def _unknown(parts: Sequence[Part]) -> list[Finding]:
    """A unit in the heading of a later page that the page before does not know, where most others agree."""
    findings = []
    for first, part in pairwise(parts):
        known, here = set(first.header.names), set(part.header.names)
        if len(known & here) * 2 < len(here) or known == here:
            continue
        cores = {core_of(name) for name in known}
        for unit in part.header.units:
            if unit.name not in known and core_of(unit.name) not in cores:
                message = f"“{unit.name}”在前一页的表头中没有，请核对单位名称。"
                findings.append(Finding("unknown-name", Severity.ASK, unit.place, message))
    return findings
