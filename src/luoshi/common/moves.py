"""State changes as a table: the only ones that exist, shown to officials as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from . import acts
from .errors import RuleBroken
from .models import Base


@dataclass(frozen=True, slots=True)
class Move:
    """action: key of the act; label: what the button says; sources → target: states; reason: one must be given."""

    action: str
    label: str
    sources: tuple[str, ...]
    target: str
    when: Callable[[Any], bool] | None = None
    reason: bool = False


def possible(moves: Iterable[Move], obj: Base, state_field: str = "state") -> list[Move]:
    """The moves open to this row now, whoever asks."""
    state = getattr(obj, state_field)
    return [move for move in moves if state in move.sources and (move.when is None or move.when(obj))]


def make_move(
    moves: Iterable[Move],
    action: str,
    obj: Base,
    *,
    reason: str = "",
    state_field: str = "state",
    **fields: Any,
) -> None:
    """Carry out one move inside an act. Raises RuleBroken when the table has no such move from here."""
    candidates = [move for move in moves if move.action == action]
    open_now = possible(candidates, obj, state_field)
    if not open_now:
        label = candidates[0].label if candidates else action
        state = getattr(obj, f"get_{state_field}_display")()
        raise RuleBroken(f"现在的状态是“{state}”，不能{label}。请刷新页面查看最新情况。")
    move = open_now[0]
    if move.reason and not reason.strip():
        raise RuleBroken(f"{move.label}要写明理由，请填写后再提交。")
    acts.note_reason(reason)
    acts.change(obj, **{state_field: move.target}, **fields)
