"""Numbers that stand with a number which is no target, and are none for the same reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .conditions import qualifies_a_noun
from .script import HIDDEN
from .setting import BUILT, HAS, TO_DO, Setting
from .units import MONEY

_TOLD = ("state", "reported", "fact", "found", "part")
# 已建成12所,占60%; 原有教师80人,其中硕士12人
_OF_THE_SAME = re.compile(
    r"[^,;。]{0,6}[,(](?:约|仅|分别)?(?:占|其中|生均|人均|校均|平均|同比|较)[^,;。]{0,10}\Z|\(\Z"
)
# 参加座谈的有5名校长、8名教师
_NEXT_IN_THE_LIST = re.compile(r"[^,;:。()\x00\d]{0,12}[、和与及]\Z")
# a new date or name, a new clause, a word that asks or looks ahead: the report is over
_TURNS = re.compile(rf"[;。{HIDDEN}]|力争|确保|争取|拟|计划|规划|目标|将|再|要|须|应|每|各|限|[到至]|名额|不")
_GROWN_BY = re.compile(r",[增降减升]\w{0,2}(?:为|达)?\Z")
_NEXT_PRICE = re.compile(r"[^,;。\d]{0,12},[^,;。\d]{0,6}\Z")
_JOINED = re.compile(r"[^,;:。]{0,6}(?:、|或者?|且|并且?|以及|和|及)[^,;:。]{0,14}\Z")


def spread(settings: Sequence[Setting], reasons: Sequence[str | None]) -> list[str | None]:
    """The reasons of all numbers, each number having heard those of its neighbours."""
    heard = list(reasons)
    for index, (before, this) in enumerate(pairwise(settings), start=1):
        if heard[index] is None and this.told and _continues(heard[index - 1], before, this):
            heard[index] = heard[index - 1]
    for index in range(len(settings) - 2, -1, -1):
        this, following = settings[index : index + 2]
        tells_whose = heard[index + 1] == "part" and this.start == following.start  # 3项达标的5所
        if heard[index] is None and (tells_whose or (heard[index + 1] and _describes_too(this, following))):
            heard[index] = "condition"
    return heard


def _between(before: Setting, after: Setting) -> str:
    return before.text[before.quantity.end : after.quantity.start]


def _continues(reason: str | None, before: Setting, this: Setting) -> bool:
    """Whether a number without a binding word goes on with what was said of the number before it."""
    between = _between(before, this)
    if reason in _TOLD:
        return _goes_on(before, this)
    if reason == "compared":  # 较上年增加1500万元,增幅23.1%
        return _GROWN_BY.match(between) is not None
    near = before.start == this.start or _NEXT_PRICE.match(between) is not None
    return reason in ("subsidy", "step") and near and this.quantity.unit in MONEY  # 初级1000元、中级1500元


def _goes_on(before: Setting, this: Setting) -> bool:
    """The share or the part of what was just told, or the next of several things that are told in a row."""
    between = _between(before, this)
    if HIDDEN not in between and _OF_THE_SAME.match(between):
        return True
    if before.start == this.start and _NEXT_IN_THE_LIST.match(between):
        return not (_TURNS.search(between) or TO_DO.search(between))
    row, comma, here = before.text[before.quantity.end : this.quantity.core_start].rpartition(",")
    return bool(comma) and not _TURNS.search(row + here) and not TO_DO.search(HAS.sub("", here))


def _describes_too(this: Setting, following: Setting) -> bool:
    """规模小于1200人、占地不足60亩的学校: both pick out the schools."""
    joined = _JOINED.match(_between(this, following)) and this.quantity.signed
    return bool(joined) and qualifies_a_noun(following) and not BUILT.search(this.before)
