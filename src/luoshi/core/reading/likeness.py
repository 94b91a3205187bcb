"""How much of one short Chinese text is said in another: shared pairs of characters, rare pairs weighing more.

No dictionary and no statistics of any language model: a pair counts by how few passages of this document hold it,
and the result can be explained by listing the pairs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Quantities and words of the office say nothing about the subject matter.
_QUANTITY = re.compile(
    r"[\d.,，．—–\-~～]*\d\s*(?:万|亿|千|百)?\s*(?:余|多)?(?:个|名|门|所|支|项|处|家|人|种|%|％|批)?(?:左右|以上|以内|以下)?"
    r"|一批|若干|一系列|一大批"
)
_OFFICE = re.compile(
    r"推进|推动|建设|建立|建成|遴选|培育|打造|支持|实施|完善|开展|加强|深化|提升|提高|落实|全面|积极|分级|基本|依托|组建|"
    r"牵头|开发|健全|制定|实现|促进|深入|引导|以及|相关|具有|达到|超过|不少于|学校|职业院校|职业教育|职业|院校|中职|高职|教育|教学|"
    r"示范性|示范|市级|省级|国家级|校级|工作|项目|任务|我市|全市|各校|每校|计划|办法|特色|典型"
)
_BREAK = re.compile(r"[^\w+]|[的和与及或等为将要到在对]")


@dataclass(frozen=True, slots=True)
class Passages:
    """Texts to compare with: how many they are, and for each pair the ordinals of those that hold it."""

    count: int
    holders: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Passages:
        holders: dict[str, list[int]] = {}
        for at, text in enumerate(texts):
            for pair in pairs_of(text):
                holders.setdefault(pair, []).append(at)
        return cls(len(texts), holders)

    def likeness(self, text: str) -> list[float]:
        """For each passage the weighted part of the text's own pairs that it holds, 0 to 1.

        A single shared pair of several is chance, not a subject: it counts nothing.
        """
        own = sorted(content_pairs(text))
        weights = [self._weight(pair) for pair in own]
        shared, shares = [0] * self.count, [0.0] * self.count
        for pair, weight in zip(own, weights, strict=True):
            for at in self.holders.get(pair, ()):
                shared[at] += 1
                shares[at] += weight
        total = sum(weights)
        enough = min(2, len(own))
        return [
            share / total if many and many >= enough else 0.0
            for many, share in zip(shared, shares, strict=True)
        ]

    def _weight(self, pair: str) -> float:
        return math.log(1 + (self.count + 1) / (len(self.holders.get(pair, ())) + 1))


def content_pairs(text: str) -> set[str]:
    """Pairs within the words that carry the matter; all pairs where nothing else is left."""
    bare = _OFFICE.sub("|", _QUANTITY.sub("|", re.sub(r"\s+", "", text)))
    return pairs_of(bare) or pairs_of(text)


def pairs_of(text: str) -> set[str]:
    """Pairs of neighbouring characters, not across punctuation and particles."""
    runs = _BREAK.split(text.replace("|", "，"))
    return {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
