"""What loading would do, in words: by kind of object, and cell by cell for the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.core.packs.difference import Kind, ObjectDifference
from luoshi.core.packs.snapshots import ALL_SCHOOLS
from luoshi.home.loading import sections_of, snapshot_now

from .loading import PlannedLoad
from .subjects import COMPARATOR_WORDS, SCOPE_WORDS

SECTION_WORDS = {
    "plan": "计划",
    "sources": "依据文件",
    "clauses": "条款",
    "areas": "任务领域",
    "tasks": "工作任务",
    "targets": "目标",
    "required": "各校必做",
    "cultivated": "市级培育",
    "own": "主管部门任务",
    "calendar": "日程",
    "same_work_as": "同一工作的建议",
}
FIELD_WORDS = {
    "title": "名称", "short": "简称", "issuer": "发布单位", "number": "文号或编号", "start": "开始", "end": "结束",
    "heading": "标题", "parent": "上级条款", "clause": "条款", "clauses": "条款", "area": "任务领域", "code": "编号",
    "basis": "性质", "declared": "承接数量", "order": "次序", "quantity": "数量", "upper": "上限", "unit": "单位",
    "comparator": "比较", "scope": "范围", "due": "期限", "words": "目标文字", "task": "任务", "subject": "对象",
    "declared_differs": "数量不一致的说明", "date": "日期", "led_by": "负责单位", "level": "级别",
}  # fmt: skip
KIND_WORDS = {
    Kind.ADDED: ("新增", "ok"),
    Kind.CHANGED: ("更改", "info"),
    Kind.WITHDRAWN: ("撤下", "warn"),
    Kind.CONFLICT: ("冲突", "bad"),
    Kind.SITE_KEPT: ("照本站", ""),
}
SHOWN = tuple(KIND_WORDS)
LEFT_BEFORE = "文件写有，已办退出，保留退出"
ADDED_HERE = "文件没有，另行登记的承接，保留"
FIRST_LINES = 60
LINES_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One object that differs: its kind, what it is, what changes, and what work stands on it."""

    section: str
    key: str
    kind: str
    tone: str
    title: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # field, now, then
    touched: str = ""
    is_conflict: bool = False


@dataclass(frozen=True, slots=True)
class TaskCells:
    """Who newly takes a task on and who leaves it."""

    title: str
    gained: list[Line]
    lost: list[Line]
    other: list[Line]


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of object: how many differ, and those that the page shows."""

    section: str
    title: str
    count: int
    lines: list[Any]

    @property
    def has_more(self) -> bool:
        return self.count > len(self.lines)


@dataclass(frozen=True, slots=True)
class Shown:
    """The difference as the page shows it: of each kind the first lines, or one page of one kind."""

    groups: list[Group]
    cells: Group
    conflicts: list[Line]

    @property
    def is_empty(self) -> bool:
        return not self.groups and not self.cells.count


class _Words:
    """Names for keys, looked up once."""

    def __init__(self, planned: PlannedLoad) -> None:
        now = snapshot_now("plan", planned.comparison.key)
        self.units = dict(Organisation.objects.values_list("key", "short"))
        self.units[ALL_SCHOOLS] = "各校"
        self.rows: dict[str, dict[str, Any]] = {}
        for section in ("clauses", "areas", "tasks", "targets", "sources", "calendar"):
            new = {row["key"]: row for row in planned.made.data[section]}
            self.rows[section] = {**now.get(section, {}), **new}
        self.touched = {section.name: section.touched for section in sections_of("plan")}
        self.plan_key, self.planned = planned.comparison.key, planned

    def title(self, section: str, key: str) -> str:
        row: Mapping[str, Any] = self.rows.get(section, {}).get(key, {})
        if section == "plan":
            return "计划的基本信息"
        if section == "clauses":
            return f"{row.get('number', '')} {row.get('heading') or ''}".strip() or key
        if section == "targets":
            return str(row.get("words") or row.get("subject") or key)
        if section in ("required", "cultivated", "own", "same_work_as"):
            first, _, second = key.partition("/")
            unit = self.units.get(second) or (self.title("tasks", second) if second else "")
            return f"{self.title('tasks', first)}{f'：{unit}' if unit else ''}"
        words = f"{row.get('code') or ''} {row.get('title', '')}".strip()
        return words or key

    def value(self, name: str, value: Any) -> str:
        if value in (None, "", []):
            return "空"
        if isinstance(value, bool):
            return "是" if value else "否"
        if name == "comparator":
            return COMPARATOR_WORDS.get(value, str(value))
        if name == "scope":
            return SCOPE_WORDS.get(value, str(value))
        if name in ("clause", "parent") or (name == "clauses" and isinstance(value, list)):
            keys = value if isinstance(value, list) else [value]
            return "、".join(self.title("clauses", key) for key in keys)
        if name == "area":
            return self.title("areas", value)
        if name in ("issuer", "led_by", "organisation"):
            return self.units.get(value, str(value))
        return str(value)


def shown(planned: PlannedLoad, part: str = "", page: int = 1) -> Shown:
    """Everything that is not unchanged, or, with `part`, one page of that section alone.

    Words are found only for what is shown: a large difference costs no more than its first lines.
    """
    words = _Words(planned)
    sections: dict[str, list[ObjectDifference]] = {}
    for entry in planned.comparison.difference.of(*SHOWN):
        sections.setdefault(entry.section, []).append(entry)
    cells = _by_task(sections.pop("undertakings", []))
    conflicts = [entry for rows in sections.values() for entry in rows if entry.kind is Kind.CONFLICT]
    conflicts += [entry for rows in cells.values() for entry in rows if entry.kind is Kind.CONFLICT]
    tasks = [
        _task_cells(key, rows, words) for key, rows in _part(list(cells.items()), "undertakings", part, page)
    ]
    groups = [
        Group(section, SECTION_WORDS[section], len(rows), [_line(each, words) for each in own])
        for section, rows in sections.items()
        if (own := _part(rows, section, part, page))
    ]
    return Shown(
        groups,
        Group("undertakings", "承接变化", len(cells), tasks),
        [] if part else [_line(entry, words) for entry in conflicts],
    )


def _part(rows: list[Any], section: str, part: str, page: int) -> list[Any]:
    if not part:
        return rows[:FIRST_LINES]
    return rows[(page - 1) * LINES_A_PAGE : page * LINES_A_PAGE] if section == part else []


def undertakings_after(planned: PlannedLoad) -> tuple[int, str]:
    """How many undertakings stand after loading, and in words why the document's number is another one."""
    said = sum(len(units) for units in planned.made.data["undertakings"].values())
    kept = [
        entry.key
        for entry in planned.comparison.difference.of(Kind.SITE_KEPT)
        if entry.section == "undertakings"
    ]
    left = sum(marked(planned, key) for key in kept)
    added = len(kept) - left
    words = [f"文件写有 {said} 个"] if kept else []
    words += [f"其中 {left} 个已办退出"] if left else []
    words += [f"另行登记 {added} 个"] if added else []
    return said - left + added, "，".join(words)


def count_of(planned: PlannedLoad, part: str) -> int:
    """How many lines `shown` has of one section."""
    entries = [entry for entry in planned.comparison.difference.of(*SHOWN) if entry.section == part]
    return len(_by_task(entries)) if part == "undertakings" else len(entries)


def gone_tasks(planned: PlannedLoad) -> list[tuple[str, str, str]]:
    """Tasks of the plan that the document no longer has: key, what it is, what work stands on it."""
    words = _Words(planned)
    touched = words.touched["tasks"]
    found = []
    for key in planned.made.gone_tasks:
        entry = ObjectDifference("tasks", key, Kind.WITHDRAWN)
        found.append((key, words.title("tasks", key), touched(words.plan_key, entry)))
    return found


def _line(entry: ObjectDifference, words: _Words) -> Line:
    kind, tone = KIND_WORDS[entry.kind]
    changes = []
    if entry.kind is not Kind.ADDED:
        changes = [
            (
                FIELD_WORDS.get(each.field, "其他"),
                words.value(each.field, each.site),
                words.value(each.field, each.new),
            )
            for each in entry.fields
            if each.field not in ("key", "to_verify", "order")
        ]
    touched = words.touched[entry.section](words.plan_key, entry) if entry.kind is not Kind.ADDED else ""
    title = words.title(entry.section, entry.key)
    if entry.section == "undertakings":
        title = words.units.get(entry.key.partition("/")[2], entry.key)
        if entry.kind is Kind.SITE_KEPT:
            kind = LEFT_BEFORE if marked(words.planned, entry.key) else ADDED_HERE
    return Line(entry.section, entry.key, kind, tone, title, changes, touched, entry.kind is Kind.CONFLICT)


def marked(planned: PlannedLoad, key: str) -> bool:
    """Whether the document marks this cell."""
    task, _, unit = key.partition("/")
    return unit in planned.made.data["undertakings"].get(task, ())


def _by_task(entries: Iterable[ObjectDifference]) -> dict[str, list[ObjectDifference]]:
    tasks: dict[str, list[ObjectDifference]] = {}
    for entry in entries:
        tasks.setdefault(entry.key.partition("/")[0], []).append(entry)
    return tasks


def _task_cells(key: str, entries: Iterable[ObjectDifference], words: _Words) -> TaskCells:
    own = [_line(entry, words) for entry in entries]
    return TaskCells(
        words.title("tasks", key),
        [line for line in own if line.kind == "新增"],
        [line for line in own if line.kind == "撤下"],
        [line for line in own if line.kind not in ("新增", "撤下")],
    )
