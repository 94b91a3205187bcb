"""How much each expert of a selection has to read, in words: whoever gives him more sees it before he chooses."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count

from luoshi.core.selection import read_rules
from luoshi.selection.models import Call

from .models import Assigned, Seat


def with_load(call: Call) -> Callable[[Seat], str]:
    """What a form shows of a seat, by one query: its code and name, what he has by round, and the most of a round."""
    rows = Assigned.objects.filter(seat__call=call, void_at__isnull=True).order_by()
    held = {
        (seat, key): number for seat, key, number in rows.values_list("seat", "round").annotate(Count("pk"))
    }
    rounds = {each.key: each.title for each in read_rules(call.rules).method.rounds} or {"": ""}

    def words(seat: Seat) -> str:
        has = "、".join(f"{title}{held.get((seat.pk, key), 0)} 件" for key, title in rounds.items())
        return f"{seat.code} {seat.expert.name}（已有 {has}，{'每轮' if len(rounds) > 1 else ''}最多 {seat.most} 件）"

    return words
