"""The rules of an undertaking round (承接申报): limits and conditions as data, what is left, too little or too much.

A round offers tasks; each organisation wishes for some, alone or jointly with a leading one. A joint wish of those who
take part is not counted again at its task (design, section 3: joint tasks are counted once), but does count among the
tasks its organisation carries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from luoshi.core.conditions import Condition, Lookup, evaluate


@dataclass(frozen=True, slots=True)
class Bounds:
    """From–to, either end open. Raises ValueError where they are out of order or negative."""

    least: int | None = None
    most: int | None = None

    def __post_init__(self) -> None:
        if min(self.least or 0, self.most or 0) < 0:
            raise ValueError("bounds are not negative")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("the lower bound is above the upper one")

    def lies(self, count: int) -> int:
        """-1 where `count` is below, 1 where it is above, 0 within."""
        if self.least is not None and count < self.least:
            return -1
        return 1 if self.most is not None and count > self.most else 0


@dataclass(frozen=True, slots=True)
class Offer:
    """One task of the round. `wanted`: how many organisations; `condition`: who is able, None for everybody."""

    task: str
    title: str
    wanted: Bounds = Bounds()
    condition: Condition | None = None
    joint: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """One ticked row: who wants which task; `led_by` names the leading organisation of a joint task (itself if it
    leads).
    """

    organisation: str
    task: str
    quantity: Decimal | None = None
    led_by: str = ""

    @property
    def takes_part(self) -> bool:
        return self.led_by not in ("", self.organisation)


class Reach(StrEnum):
    """How a task is covered by what was wished for."""

    NOBODY = "nobody"
    TOO_FEW = "too_few"
    RIGHT = "right"
    TOO_MANY = "too_many"


def count_of(wishes: Iterable[Wish], task: str) -> int:
    """Organisations that carry a task, a joint one once."""
    return sum(1 for wish in wishes if wish.task == task and not wish.takes_part)


def reach_of(offer: Offer, wishes: Iterable[Wish]) -> Reach:
    """Nobody counts as too few only where somebody is wanted or no bound says otherwise."""
    count = count_of(wishes, offer.task)
    if count == 0 and offer.wanted.most != 0:
        return Reach.NOBODY
    return {-1: Reach.TOO_FEW, 0: Reach.RIGHT, 1: Reach.TOO_MANY}[offer.wanted.lies(count)]


def load_of(wishes: Iterable[Wish], organisation: str) -> int:
    """Tasks an organisation would carry, joint ones included."""
    return sum(1 for wish in wishes if wish.organisation == organisation)


def missing_to_send(
    wishes: list[Wish],
    offers: Mapping[str, Offer],
    per_school: Bounds,
    lookup: Lookup,
    words: Callable[[Condition], str],
) -> list[str]:
    """What keeps one organisation's application from being sent, a sentence each; empty when it may go.

    `lookup` gives the organisation's facts for the conditions, `words` a condition in words. A condition that cannot
    be decided for want of a fact is named too: missing is not met.
    """
    found = [_number_words(per_school, len(wishes))] if per_school.lies(len(wishes)) else []
    for wish in wishes:
        offer = offers.get(wish.task)
        if offer is None:
            found.append("有一项任务已不在清单里，请取消勾选。")
        else:
            found += _wish_problems(wish, offer, lookup, words)
    return found


def _number_words(bounds: Bounds, count: int) -> str:
    if bounds.lies(count) < 0:
        return f"至少要申报 {bounds.least} 项，现在勾选了 {count} 项。"
    return f"最多申报 {bounds.most} 项，现在勾选了 {count} 项，请取消 {count - (bounds.most or 0)} 项。"


def _wish_problems(wish: Wish, offer: Offer, lookup: Lookup, words: Callable[[Condition], str]) -> list[str]:
    found = []
    if offer.condition is not None:
        met = evaluate(offer.condition, lookup)
        if met is None:
            found.append(
                f"“{offer.title}”要求{words(offer.condition)}，本单位概况里还没有填这一项，请先补填。"
            )
        elif not met:
            found.append(f"“{offer.title}”要求{words(offer.condition)}，本单位不符合，请取消勾选。")
    if wish.led_by and not offer.joint:
        found.append(f"“{offer.title}”不接受联合承接，请改为单独承接。")
    if wish.quantity is not None and wish.quantity <= 0:
        found.append(f"“{offer.title}”的数量要大于零。")
    return found


def joint_problems(wishes: Iterable[Wish]) -> list[Wish]:
    """Wishes that take part under an organisation which does not itself lead that task."""
    rows = list(wishes)
    leading = {(wish.organisation, wish.task) for wish in rows if wish.led_by == wish.organisation}
    return [wish for wish in rows if wish.takes_part and (wish.led_by, wish.task) not in leading]


def in_time(at: dt.datetime, closes_at: dt.datetime) -> bool:
    """Fully received at or before the closing instant (controls, DN-01)."""
    return at <= closes_at
