"""How often, and in how many steps: 每年, 定期, 分批, 逐年."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .numerals import NUMBER

_EVERY = (
    rf"(?:每|逐)(?:隔)?(?:(?:{NUMBER})?个?(?:年度|学年度|学年|学期|季度|月|周|年)|半年|日|天)(?![级龄度])"
)
_TOKENS = re.compile(
    rf"(?P<every>{_EVERY})|(?P<batch>分(?:{NUMBER}|若干|多)?(?:个)?(?:批次|批|期|步|年度|年|阶段|轮|级分批)(?:次)?|(?<!\d)分(?:{NUMBER}|多)次(?=[,拨下支发兑]))"
    r"|(?P<regular>定期|常态化|不定期)|(?P<yearly>逐年|按年度|年度(?=[遴选培训考核评])|一年一度)"
    r"|/(?P<per>年|学年|学期|月|周)(?![^,;。、)])"
)
_BATCHES = ("批次", "批", "期", "步", "年度", "阶段", "轮", "年", "次")


@dataclass(frozen=True, slots=True)
class RecurrenceMark:
    start: int
    end: int
    word: str


def find_recurrences(text: str) -> list[RecurrenceMark]:
    """All cadences of one sentence; 分两批 and 分3批 are both 分批."""
    return [RecurrenceMark(*match.span(), _word(match)) for match in _TOKENS.finditer(text)]


def _word(match: re.Match[str]) -> str:
    if match["per"]:
        return "每" + match["per"]
    if not match["batch"]:
        return match[0]
    kind = next(step for step in _BATCHES if step in match[0])
    return "分" + ("批" if kind == "批次" else kind)
