"""Figures as they are handed in, and what must be true of every one of them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.errors import RuleBroken
from luoshi.core.rollup import LARGEST, Held, decide

from .models import Contribution, Indicator, IndicatorVersion, Observation, Period
from .places import Kind
from .states import Kind as FigureKind
from .states import Source, Status

LONGEST_TEXT = 5000
TOO_LARGE = "{title}：数值太大，请核对单位（元、万元）和小数位。"


@dataclass(frozen=True, slots=True)
class Part:
    """One contribution: an entry of a register, or a row of a file. identity: hex HMAC of its normalised key."""

    identity: str
    numerator: int = 0
    denominator: int = 0
    entry: str = ""
    checked_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What recording a figure of many parts takes time for, worked out before the act (`parts.with_ahead`).

    standing: key of the figure in whose place it comes; gone, fresh: how its parts differ from those of that one. Where
    another one stands by then, the parts are compared anew.
    """

    standing: int | None
    numbers: Mapping[str, Any]
    gone: Sequence[Contribution]
    fresh: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure to record. Numbers are whole numbers of 10^-scale of the definition; value None needs a reason.

    parts: what it is made of; then value and denominator come from them and are not given. Of a yes/no indicator the
    value is 1 or 0, of a text indicator `text` is given.
    """

    indicator: Indicator
    organisation: Organisation
    period: Period
    numerator: int | None = None
    denominator: int | None = None
    status: str = Status.SUBMITTED
    source: str = Source.TYPED
    text: str = ""
    missing: str = ""
    note: str = ""
    parts: Sequence[Part] | None = None
    ahead: Ahead | None = None

    @property
    def cell(self) -> tuple[int, int, int]:
        return self.indicator.pk, self.organisation.pk, self.period.pk


def row_of(figure: Figure, definition: IndicatorVersion) -> Observation:
    """The row it will be, not saved. Raises RuleBroken for what can never be true, naming whose and which figure."""
    _refuse_wrong_place(figure, definition)
    if figure.ahead is not None:
        numbers = dict(figure.ahead.numbers)
    else:
        numbers = from_parts(figure.parts) if figure.parts is not None else _given(figure, definition)
    row = Observation(
        indicator_id=figure.indicator.pk,
        definition=definition,
        organisation_id=figure.organisation.pk,
        period_id=figure.period.pk,
        status=figure.status,
        source=figure.source,
        text=figure.text.strip(),
        missing=figure.missing.strip(),
        note=figure.note.strip(),
        **numbers,
    )
    _refuse_untrue(row, figure)
    return row


def _named(figure: Figure) -> str:
    return f"{figure.organisation.short}“{figure.indicator.title}”（{figure.period.label}）"


def _refuse_wrong_place(figure: Figure, definition: IndicatorVersion) -> None:
    if figure.organisation.kind == Kind.DEPARTMENT:
        raise RuleBroken(f"{_named(figure)}：指标数据由单位填报，不由处室填报。")
    if figure.period.type != definition.period_type:
        raise RuleBroken(f"{_named(figure)}：这项指标按{definition.get_period_type_display()}填报。")
    if figure.status not in Status.values or figure.source not in Source.values:
        raise ValueError("no such status or source")


def from_parts(parts: Sequence[Part]) -> dict[str, Any]:
    held: dict[str, list[Held]] = {}
    for part in parts:
        held.setdefault(part.identity, []).append(
            Held((), part.numerator, part.denominator, part.checked_at, part.entry)
        )
    decided = [decide(rows) for rows in held.values()]
    return {
        "numerator": sum(each.numerator for each in decided),
        "denominator": sum(each.denominator for each in decided),
        "stated": sum(part.numerator for part in parts),
        "stated_denominator": sum(part.denominator for part in parts),
        "made_of": digest_of(parts),
    }


def _given(figure: Figure, definition: IndicatorVersion) -> dict[str, Any]:
    numerator, denominator = figure.numerator, figure.denominator
    if definition.kind == FigureKind.YES_NO and numerator is not None:
        if numerator not in (0, 1):
            raise RuleBroken(f"{_named(figure)}：只能填“是”或“否”。")
        denominator = 1
    elif definition.kind != FigureKind.RATIO and numerator is not None:
        denominator = 0
    return {"numerator": numerator, "denominator": None if numerator is None else denominator}


def _refuse_untrue(row: Observation, figure: Figure) -> None:
    title = _named(figure)
    if row.has_value == bool(row.missing):
        raise RuleBroken(f"{title}：请填数值，或者写明没有数据的原因。两样只填一样，没有数据不等于 0。")
    if len(row.text) > LONGEST_TEXT or len(row.missing) > 200 or len(row.note) > 300:
        raise RuleBroken(f"{title}：文字太长，请写得短一些。")
    if row.numerator is None:
        return
    if row.denominator is None:
        raise RuleBroken(f"{title}：请同时填写分子和分母。")
    if row.denominator < 0:
        raise RuleBroken(f"{title}：分母不能是负数。")
    if figure.indicator and row.definition.kind == FigureKind.RATIO and not row.denominator and row.numerator:
        raise RuleBroken(f"{title}：分母是 0 时，分子也只能是 0。")
    if max(abs(row.numerator), row.denominator, abs(row.stated or 0)) > LARGEST:
        raise RuleBroken(TOO_LARGE.format(title=title))


def digest_of(parts: Iterable[Part | Contribution]) -> str:
    """The same for the same parts in whatever order; empty where there is none."""
    rows = sorted(key_of(part) for part in parts)
    return hashlib.blake2b(repr(rows).encode(), digest_size=16).hexdigest() if rows else ""


def key_of(part: Part | Contribution) -> tuple[str, str, int, int, str]:
    """What makes two contributions the same."""
    checked = part.checked_at.astimezone(dt.UTC).isoformat() if part.checked_at else ""
    return part.identity, part.entry, part.numerator, part.denominator, checked
