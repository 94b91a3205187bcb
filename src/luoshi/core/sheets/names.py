"""Names of schools in templates: full, short, with blanks, in brackets; matched by the names given, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from .model import SchoolName

LONGEST = 80
_IS_SCHOOL = re.compile(
    r"(?:学校|学院|大学|中学|小学|幼儿园|职中|职高|中专|技校|职校|职教中心|教育中心|电大)(?:[（(].*)?$"
)
_AROUND = re.compile(r"^(?:填报|申报)?(?:学校|单位)(?:名称)?[:：]|[*＊★☆#]+$|^\d+[.、]")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Half-width, without blanks and case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def looks_like_a_school(text: str) -> bool:
    return len(text) <= 40 and bool(_IS_SCHOOL.search(plain(text)))


def school_of(text: str, schools: Sequence[SchoolName]) -> SchoolName | None:
    """The one school that bears this name or other name; None where none or several do."""
    wanted = plain(_AROUND.sub("", text.strip()))
    if not wanted or len(wanted) > LONGEST:
        return None
    full = [each for each in schools if plain(each.name) == wanted]
    other = [each for each in schools if wanted in {plain(alias) for alias in each.aliases}]
    if len(full or other) == 1:
        return (full or other)[0]
    bare = re.sub(r"[(\[].*?[)\]]", "", wanted)
    if bare and bare != wanted:
        return school_of(bare, schools)
    return None
