"""Which column of a table is what, by the words over it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NUMBER, TEXT, WANTED, POINTS, NOTE = "number", "text", "wanted", "points", "note"
_LEVEL = re.compile(r"^(?:[一二三四五1-5ABCabc]级)(?:指标|项目|目录)?$|^[ABC]\s*级指标$")
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (NUMBER, re.compile(r"^(?:序号|编号|指标编号|项号|顺序号|题号|NO\.?|No\.?)$")),
    (
        WANTED,
        re.compile(
            r"(?:佐证|支撑|备查|印证|档案|迎检|所需|需提供|应提供|提供|查阅|查看)的?(?:材料|资料)|(?:材料|资料)(?:清单|目录|要求|内容)|查阅内容"
        ),
    ),
    (POINTS, re.compile(r"^(?:.{0,4}分值|.{0,4}分数|权重.*|标准分|赋分|满分|分\s*值.*)$")),
    (
        NOTE,
        re.compile(
            r"备注|责任(?:部门|处室|人|科室)|牵头|评分(?:标准|办法|细则)|评价标准|自评|得分|扣分|检查方式|考核方式|完成时限|页码|份数|联系"
        ),
    ),
    (
        TEXT,
        re.compile(
            r"内容|要点|观测点|要求|指标|项目|名称|任务|事项|目录|标准|材料|资料|类别|模块|维度|方面|要素|工作"
        ),
    ),
)


@dataclass(slots=True)
class Columns:
    """Columns (1-based) by what they hold; levels outermost first; texts from the wider to the narrower."""

    number: int | None = None
    wanted: int | None = None
    points: int | None = None
    levels: list[int] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)

    @property
    def found(self) -> int:
        one = sum(each is not None for each in (self.number, self.wanted, self.points))
        return one + len(self.levels) + len(self.notes)


def bare(text: str) -> str:
    return re.sub(r"[\s　]+", "", text)


def kind_of(label: str) -> str | None:
    label = bare(label)
    if not label or len(label) > 24:
        return None
    if _LEVEL.match(label):
        return TEXT
    label = re.sub(r"[（(].*?[）)]", "", label)
    return next((kind for kind, words in _WORDS if words.search(label)), None)


def columns_of(labels: dict[int, str]) -> Columns | None:
    """Of a row that may be a heading; None where it is none."""
    found = Columns()
    known = 0
    for column, label in sorted(labels.items()):
        kind = kind_of(label)
        known += kind is not None
        if kind == NUMBER and found.number is None:
            found.number = column
        elif kind == WANTED and found.wanted is None:
            found.wanted = column
        elif kind == POINTS and found.points is None:
            found.points = column
        elif kind == TEXT:
            found.levels.append(column)
        elif kind is not None:
            found.notes[column] = bare(label)
    filled = sum(bool(bare(label)) for label in labels.values())
    if not (found.levels or found.wanted) or known < 2 or known * 2 < filled:
        return None
    return found
