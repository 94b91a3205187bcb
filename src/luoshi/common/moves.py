"""State changes as a table: the only ones that exist, shown to officials as it stands.

A workflow is its rows. An action may have several rows: `when` chooses among them, the first that fits counts, so that
a county school's paper goes to its county first. Legality, compare-and-set and the line in the log are here and
nowhere else; buttons and the page 办理规则 are made of the same rows. Who may is a plain function of the stage; the row
says it in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import acts
from .errors import RuleBroken, Stale
from .models import Base


@dataclass(frozen=True, slots=True)
class Move:
    """action: key of the act; label: what the button says; sources → target: states; reason: one must be given.

    when    which rows of the workflow's objects this one is for; `given` says so in words
    who     who may, in words, for the page 办理规则
    danger  the button warns
    """

    action: str
    label: str
    sources: tuple[str, ...]
    target: str
    when: Callable[[Any], bool] | None = None
    reason: bool = False
    given: str = ""
    who: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Workflow:
    """All moves of one kind of object. key: in addresses; label: what the object is called; states: its choices."""

    key: str
    label: str
    states: Any  # a TextChoices class
    moves: tuple[Move, ...]
    field: str = "state"

    def __iter__(self) -> Iterator[Move]:
        return iter(self.moves)

    def label_of(self, state: str) -> str:
        return str(self.states(state).label)

    def possible(self, obj: Any) -> list[Move]:
        """The moves open to this row now, whoever asks; of several rows of one action the first that fits."""
        found: dict[str, Move] = {}
        for move in possible(self.moves, obj, self.field):
            found.setdefault(move.action, move)
        return list(found.values())

    def make(self, action: str, obj: Base, *, reason: str = "", **fields: Any) -> None:
        """Carry out one move inside an act; see `make_move`."""
        make_move(self.moves, action, obj, reason=reason, state_field=self.field, **fields)

    def buttons(self, obj: Any, may: Callable[[str], bool], urls: Mapping[str, str]) -> list[dict[str, Any]]:
        """What may be done now, as `components/_moves.html` shows it: open moves that `may(action)` allows and that
        have an address in `urls`."""
        return [
            {"action": move.action, "label": move.label, "url": urls[move.action], "reason": move.reason,
             "danger": move.danger}
            for move in self.possible(obj)
            if move.action in urls and may(move.action)
        ]  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """The table as officials read it: from, action, to, who."""
        return [
            {
                "sources": [self.label_of(state) for state in move.sources],
                "label": move.label,
                "target": self.label_of(move.target),
                "who": move.who,
                "given": move.given,
                "reason": move.reason,
            }
            for move in self.moves
        ]


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
    """Carry out one move inside an act.

    Raises RuleBroken when the table has no such move from here, Stale when somebody moved the row meanwhile.
    """
    move = _chosen(moves, action, obj, state_field)
    if move.reason and not reason.strip():
        raise RuleBroken(f"{move.label}要写明理由，请填写后再提交。")
    acts.note_reason(reason)
    as_read = {"pk": obj.pk, state_field: getattr(obj, state_field)}
    after = {state_field: move.target, **fields}
    if not type(obj)._base_manager.filter(**as_read).update(**after):
        raise Stale(type(obj)._base_manager.filter(pk=obj.pk).first(), obj.version)
    acts.change(obj, **after)


def _chosen(moves: Iterable[Move], action: str, obj: Base, state_field: str) -> Move:
    """The row of the table to go by: the first of this action that fits."""
    candidates = [move for move in moves if move.action == action]
    open_now = possible(candidates, obj, state_field)
    if not open_now:
        label = candidates[0].label if candidates else action
        state = getattr(obj, f"get_{state_field}_display")()
        raise RuleBroken(f"现在的状态是“{state}”，不能{label}。请刷新页面查看最新情况。")
    return open_now[0]
