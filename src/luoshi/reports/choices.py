"""Kinds of reports as addresses name them, and the periods one may be of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.common.actor import Actor
from luoshi.core import periods
from luoshi.registers.models import Register
from luoshi.registers.queries import registers_visible_to

from .models import about_of
from .states import Kind

SPANS = {
    periods.MONTH: 6,
    periods.QUARTER: 6,
    periods.HALF: 4,
    periods.YEAR: 4,
    periods.TERM: 4,
    periods.SCHOOL_YEAR: 3,
}
USUAL = {
    Kind.CIRCULAR: periods.QUARTER,
    Kind.HALF_YEAR: periods.HALF,
    Kind.YEAR: periods.YEAR,
    Kind.REGISTER: periods.MONTH,
}


@dataclass(frozen=True, slots=True)
class What:
    """One kind of report; of lists one register's."""

    kind: str
    register: Register | None = None

    @property
    def about(self) -> str:
        return about_of(self.kind, self.register)

    @property
    def label(self) -> str:
        return f"{self.register.title}清单" if self.register is not None else str(Kind(self.kind).label)


def all_of(actor: Actor) -> list[What]:
    plain = [What(kind) for kind in Kind if kind != Kind.REGISTER]
    rows = registers_visible_to(actor).order_by("order", "id")
    return [*plain, *(What(Kind.REGISTER, row) for row in rows)]


def what_of(actor: Actor, about: str) -> What | None:
    """None for nonsense and for registers that are not the actor's."""
    if about in Kind.values and about != Kind.REGISTER:
        return What(about)
    head, _, key = about.replace("\0", "")[:60].partition(":")
    if head != Kind.REGISTER or not key:
        return None
    row = registers_visible_to(actor).filter(public_id=key).first()
    return What(Kind.REGISTER, row) if row is not None else None


def spans(today: dt.date) -> Iterator[periods.Period]:
    """The one under way and those before it, kind by kind."""
    for kind, most in SPANS.items():
        span = periods.period_of(kind, today)
        for _ in range(most):
            yield span
            span = periods.period_before(span)


def key_of_span(span: periods.Period) -> str:
    return f"{span.kind}:{span.starts.isoformat()}"


def usual_span(kind: str, today: dt.date) -> periods.Period:
    """The one a report is mostly written of: the last that is over, or nearly."""
    return (
        periods.open_on(USUAL[Kind(kind)], today)
        if kind != Kind.REGISTER
        else periods.period_of("month", today)
    )
