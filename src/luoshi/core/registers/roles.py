"""Fields of a register made on screen that play the part of those from which values follow (`deriving`).

There a field is called f1, f2 …; an officer says once which of them is the day of birth, the end of validity, the day
of each activity. A role is named as `deriving` looks for it: a field, or a column of a table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.core.fields.model import DAYS, Form

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Role:
    """One part to be played. gives: what follows, in words; beside: only together with that role, of the same table."""

    key: str
    label: str
    gives: str
    beside: str = ""

    @property
    def is_column(self) -> bool:
        return "." in self.key


ROLES = (
    Role("birth", "出生日期是哪一项", "年龄"),
    Role("worked_since", "参加工作时间是哪一项", "工作年数"),
    Role("valid_until", "有效期截止是哪一项", "是否过期、离到期天数"),
    Role("activities.day", "活动的日期是哪个表格的哪一列", "近一年活动次数、近一年有没有活动、最近一次活动"),
    Role(
        "practice.starts",
        "企业实践的开始是哪个表格的哪一列",
        "近五年、本年、上年企业实践月数",
        "practice.ends",
    ),
    Role(
        "practice.ends",
        "企业实践的结束是同一个表格的哪一列",
        "近五年、本年、上年企业实践月数",
        "practice.starts",
    ),
)
KEYS = frozenset(role.key for role in ROLES)


def candidates(form: Form, role: Role) -> list[tuple[str, str]]:
    """Paths of fields that can play it, with their labels. None where the form has a field of that name itself."""
    if form.field(role.key.partition(".")[0]) is not None:
        return []
    if not role.is_column:
        return [(field.key, field.label) for field in form.fields if field.kind in DAYS]
    return [
        (f"{table.key}.{column.key}", f"{table.label}：{column.label}")
        for table in form.fields
        for column in table.columns
        if column.kind in DAYS
    ]


def wrong_in_roles(form: Form, roles: Mapping[str, str]) -> list[str]:
    """What is wrong with these, a sentence each."""
    found = []
    for role in (each for each in ROLES if roles.get(each.key)):
        if roles[role.key] not in dict(candidates(form, role)):
            found.append(f"“{role.label}”要选这个台账里的日期、年月或年份。")
        elif role.beside and not roles.get(role.beside):
            found.append("企业实践的开始和结束要一起选，只有一头算不出月数。")
        elif role.beside and _table(roles[role.key]) != _table(roles[role.beside]):
            found.append("企业实践的开始和结束要在同一个表格里。")
    return [*dict.fromkeys(found)]


def played(values: Values, roles: Mapping[str, str]) -> dict[str, Any]:
    """What the roles stand for, under the names by which values follow."""
    found: dict[str, Any] = {}
    for role, path in roles.items():
        name, _, column = role.partition(".")
        source, _, from_ = path.partition(".")
        if role not in KEYS or source not in values:
            continue
        if not column:
            found[name] = values[source]
            continue
        rows = found.setdefault(name, [{} for _ in values[source]])
        for row, given in zip(rows, values[source], strict=True):
            row[column] = given.get(from_)
    return found


def names_played(roles: Mapping[str, str], but: Collection[str] = ()) -> list[str]:
    """The names the roles give; `but`: paths that are not to be shown."""
    return [*dict.fromkeys(_table(role) for role, path in roles.items() if _table(path) not in but)]


def _table(path: str) -> str:
    return path.partition(".")[0]


def gives(roles: Sequence[str]) -> list[str]:
    return [*dict.fromkeys(role.gives for role in ROLES if role.key in roles)]
