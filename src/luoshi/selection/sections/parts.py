"""What a section is, and short ways to declare its fields. The id of a table's row is the key of what it stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.core.conditions import Test
from luoshi.core.fields import ROW, Field, Form, Values
from luoshi.core.fields.model import Choice

from ..models import Kind

Data = dict[str, Any]  # rules as `core.selection.to_json` gives them


@dataclass(frozen=True, slots=True)
class Section:
    """form: of this kind; stored: the rules as values; merged: the rules with what was said (may raise RuleBroken)."""

    key: str
    title: str
    words: str
    form: Callable[[Kind], Form]
    stored: Callable[[Data], Values]
    merged: Callable[[Data, Values], Data]


def whole(key: str, label: str, high: int, unit: str = "", **more: Any) -> Field:
    return Field(key, "integer", label, unit=unit, low=0, high=high, **more)


def choice(key: str, label: str, choices: Mapping[str, str], **more: Any) -> Field:
    return Field(key, "choice", label, choices=choices_of(choices), **more)


def choices_of(choices: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(*each) for each in choices.items())


def table(key: str, label: str, columns: Iterable[Field], **more: Any) -> Field:
    return Field(key, "table", label, columns=tuple(columns), **more)


def given(**values: Any) -> Values:
    """Only what there is: what is missing has no key."""
    return {key: value for key, value in values.items() if value not in (None, "", [])}


def rows_in(rows: Iterable[Data], **columns: Callable[[Data], Any]) -> list[Values]:
    """Rules as rows of a table."""
    return [{ROW: row["key"], **given(**{name: get(row) for name, get in columns.items()})} for row in rows]


def lines(text: str | None) -> list[str]:
    """One a line, each once."""
    return list(dict.fromkeys(line.strip() for line in (text or "").splitlines() if line.strip()))


def if_yes(key: str) -> Test:
    return Test(key, "eq", True)
