"""What stands on an organisation: people, departments, and what the later stages say."""

from __future__ import annotations

from collections import Counter

from luoshi.common.errors import RuleBroken
from luoshi.common.stages import Holding, installed

from .models import Membership, Organisation
from .queries import directly_below, not_over


def stands_on(organisation: Organisation) -> list[Holding]:
    """What the later stages have here."""
    return [
        held for stage in installed() if stage.stands_on is not None for held in stage.stands_on(organisation)
    ]


def in_words(organisation: Organisation) -> list[str]:
    """岗位 12 个, 下属单位 4 个, 责任项 9 项; empty when nothing is there."""
    posts = Membership.objects.filter(not_over(), organisation=organisation).count()
    sections = Membership.objects.filter(not_over(), section=organisation).count()
    below = directly_below(organisation).count()
    words = [
        f"{what} {count} 个"
        for what, count in (("在任岗位", posts), ("在此处室任职的岗位", sections), ("下属单位", below))
        if count
    ]
    kinds = Counter(held.kind for held in stands_on(organisation))
    return words + [f"{kind} {count} 项" for kind, count in kinds.items()]


def refuse_while_used(organisation: Organisation) -> None:
    """Raises RuleBroken, with the list, while anything stands on it."""
    words = in_words(organisation)
    if words:
        raise RuleBroken(
            f"{organisation.short}还有{'、'.join(words)}，不能撤销。请先合并到其他单位，或逐项转出后再办。"
        )
