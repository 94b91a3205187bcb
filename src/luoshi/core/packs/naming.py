"""Names printed in a document against the names the site knows its units by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from luoshi.core.reading.tables.names import core_of

_ASIDE = re.compile(r"[（(][^（）()]*[）)]")


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit of the site: its key and every name it goes by, the official one first."""

    key: str
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class NameMatch:
    """One printed name: the unit it certainly is, or else the units it may be (best first, perhaps none)."""

    name: str
    key: str | None
    candidates: tuple[str, ...] = ()


def match_names(printed: Iterable[str], known: Sequence[KnownUnit]) -> list[NameMatch]:
    """Certain only where exactly one unit bears the very name; alike names are proposals for a person."""
    by_name: dict[str, set[str]] = {}
    for unit in known:
        for name in unit.names:
            by_name.setdefault(plain_name(name), set()).add(unit.key)
    return [_match(name, by_name, known) for name in printed]


def plain_name(name: str) -> str:
    """The name without blanks and in half-width signs."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))


def _match(name: str, by_name: Mapping[str, set[str]], known: Sequence[KnownUnit]) -> NameMatch:
    bare = plain_name(name)
    exact = by_name.get(bare) or by_name.get(_ASIDE.sub("", bare)) or set()
    if len(exact) == 1:
        return NameMatch(name, next(iter(exact)))
    if exact:
        return NameMatch(name, None, tuple(unit.key for unit in known if unit.key in exact))
    same = tuple(unit.key for unit in known if core_of(bare) in _cores(unit))
    return NameMatch(name, None, same or tuple(unit.key for unit in known if _overlaps(bare, unit)))


def _cores(unit: KnownUnit) -> list[str]:
    """The names without 学校, 中心 and the like."""
    return [core_of(plain_name(name)) for name in unit.names]


def _overlaps(name: str, unit: KnownUnit) -> bool:
    """Whether what tells the one apart is held in what tells the other apart."""
    own = core_of(name)
    return any(min(len(own), len(core)) >= 2 and (own in core or core in own) for core in _cores(unit))
