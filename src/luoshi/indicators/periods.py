"""The rows of periods."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.core import periods

from .models import Period


def find(span: periods.Period) -> Period | None:
    return Period.objects.filter(type=span.kind, starts=span.starts, ends=span.ends).first()


def row_of(span: periods.Period) -> Period:
    """The row of a period; made where it is not there yet, so only inside an act."""
    row, _ = Period.objects.get_or_create(
        type=span.kind, starts=span.starts, ends=span.ends, defaults={"label": span.label}
    )
    return row


def rows_of(spans: Iterable[periods.Period]) -> list[Period]:
    return [row_of(span) for span in spans]
