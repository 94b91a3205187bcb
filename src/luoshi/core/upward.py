"""A table that goes up: its columns, declared as data, and what differs from the one before. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SOURCES = {
    "school": "学校全称",
    "school_short": "学校简称",
    "code": "任务编号",
    "task": "工作任务",
    "basis": "性质",
    "stage": "阶段",
    "health": "状况",
    "percent": "完成比例（%）",
    "milestones": "里程碑（完成/全部）",
    "late": "逾期里程碑数",
    "proof": "佐证程度",
    "goals": "年度目标",
    "actual": "完成数",
    "words": "最近的进展说明",
}
MOST_COLUMNS, LONGEST_TITLE = 20, 40


@dataclass(frozen=True, slots=True)
class Column:
    """title: as the upper platform calls it; source: what of ours stands in it."""

    title: str
    source: str


DEFAULT = (
    Column("承接单位", "school"),
    Column("任务编号", "code"),
    Column("任务（项目）名称", "task"),
    Column("进展阶段", "stage"),
    Column("完成度（%）", "percent"),
    Column("绩效目标", "goals"),
    Column("绩效完成值", "actual"),
    Column("佐证情况", "proof"),
    Column("进展说明", "words"),
)


def problems(columns: Sequence[Column]) -> list[str]:
    """What is wrong with a shape, a sentence each."""
    found = []
    titles = [column.title.strip() for column in columns]
    if not columns:
        found.append("至少要有一列。")
    if len(columns) > MOST_COLUMNS:
        found.append(f"最多 {MOST_COLUMNS} 列。")
    if any(not title or len(title) > LONGEST_TITLE for title in titles):
        found.append(f"每一列的名称请填 1 到 {LONGEST_TITLE} 个字。")
    if len(set(titles)) < len(titles):
        found.append("列的名称不能相同。")
    if any(column.source not in SOURCES for column in columns):
        found.append("请为每一列选择内容。")
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """key: names the line for ever; name: as people know it; cells: by source."""

    key: str
    name: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Changed:
    """One cell that is otherwise than last time."""

    name: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Changed, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


def difference(before: Sequence[Row], after: Sequence[Row], columns: Sequence[Column]) -> Difference:
    """Lines by key, cells by what stands in them, whatever the columns are called; in the order of the newer one."""
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    changed = [
        Changed(
            row.name,
            column.title,
            old[row.key].cells.get(column.source, ""),
            row.cells.get(column.source, ""),
        )
        for row in after
        if row.key in old
        for column in columns
        if old[row.key].cells.get(column.source, "") != row.cells.get(column.source, "")
    ]
    return Difference(
        tuple(row.name for row in after if row.key not in old),
        tuple(row.name for row in before if row.key not in new),
        tuple(changed),
    )
