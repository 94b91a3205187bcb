"""From one version of a form to the next: what changed, what each change may become, and the values carried over.

A field of the old version is kept (same key and kind), renamed, converted to another kind, or dropped. Nothing is lost
silently: what cannot be carried over is named. A field that was personal and is no longer is opened by declaration, and
what was answered to it is never carried over into the open: it stays sealed, and whoever answers says it anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .model import CHOSEN, DAYS, FILES, KINDS, NUMBERS, PICKED, ROW, TEXTS, Field, Form, Picked, Values
from .parsing import alike, parse
from .shown import shown, typed
from .wrong import BadValue

KEEP, RENAME, CONVERT, DROP, OPEN = "keep", "rename", "convert", "drop", "open"
WORDS = {
    KEEP: "不变",
    RENAME: "改了代号，内容照旧",
    CONVERT: "换了类型，内容转换",
    DROP: "不再要，原内容只在旧版里保留",
    OPEN: "不再是个人信息，原内容封存，由各单位重填",
}
OPENED = "原来是个人信息，新版不再是，上级也看得到"


@dataclass(frozen=True, slots=True)
class Changed:
    """A field of the old version whose values do not simply stay. `to`: the new field it may go on as; `opens`: it
    was personal and is to be no longer; `reworded`: of the same kind, but its unit or its options read differently."""

    path: str
    label: str
    to: tuple[str, ...]
    why: str
    opens: bool = False
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What was declared for one changed field."""

    path: str
    how: str  # rename | convert | drop | open
    to: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """A value that could not be carried over, or not whole: where it stood, what it was (nothing of a personal one),
    why."""

    label: str
    value: str
    why: str


def changed(old: Form, new: Form) -> list[Changed]:
    """Fields and columns of the old version that need a declaration."""
    found = []
    fresh = [key for key, _ in new.walk() if "." not in key and old.field(key) is None]
    for field in old.fields:
        now = new.field(field.key)
        if now is None:
            to = tuple(key for key in fresh if can_become(field, new.field(key)))
            found.append(Changed(field.key, field.label, to, "新版里没有这一项"))
        elif opens(field, now):
            found.append(Changed(field.key, field.label, (), OPENED, opens=True))
        elif now.kind != field.kind:
            to = (field.key,) if can_become(field, now) else ()
            found.append(Changed(field.key, field.label, to, _why_another_kind(field, now)))
        elif why := _reads_differently(field, now):
            found.append(Changed(field.key, field.label, (field.key,), why, reworded=True))
            found += _inside(field, now)
        else:
            found += _inside(field, now)
    return found


def _inside(field: Field, now: Field) -> list[Changed]:
    """Columns of a table that stays."""
    found = []
    fresh = [column.key for column in now.columns if field.column(column.key) is None]
    for column in field.columns:
        then = now.column(column.key)
        path, label = f"{field.key}.{column.key}", f"{field.label}：{column.label}"
        if then is None:
            to = tuple(f"{field.key}.{key}" for key in fresh if can_become(column, now.column(key)))
            found.append(Changed(path, label, to, "新版里没有这一列"))
        elif opens(column, then):
            found.append(Changed(path, label, (), OPENED, opens=True))
        elif then.kind != column.kind:
            to = (path,) if can_become(column, then) else ()
            found.append(Changed(path, label, to, _why_another_kind(column, then)))
        elif why := _reads_differently(column, then):
            found.append(Changed(path, label, (path,), why, reworded=True))
    return found


def _why_another_kind(old: Field, new: Field) -> str:
    units = _unit(old), _unit(new)
    return (
        f"类型变了，单位由“{units[0]}”改为“{units[1]}”" if all(units) and units[0] != units[1] else "类型变了"
    )


def _unit(field: Field) -> str:
    if field.kind == "percent":
        return "%"
    return (field.unit or "元") if field.kind == "money" else field.unit


def _reads_differently(old: Field, new: Field) -> str:
    """Why the same value would be read as something else; "" where it would not. Money keeps its worth by itself."""
    if old.kind in NUMBERS and old.kind != "money" and alike(old.unit) != alike(new.unit):
        return f"单位由“{old.unit or '无'}”改为“{new.unit or '无'}”"
    for what, before, after in (("选项", old.choices, new.choices), ("固定行", old.rows, new.rows)):
        labels = {each.key: each.label for each in after}
        for each in before:
            if alike(labels.get(each.key, each.label)) != alike(each.label):
                return f"{what}“{each.label}”改成了“{labels[each.key]}”"
    return ""


def opens(old: Field, new: Field) -> bool:
    """Whether what was personal would lie in the open."""
    return old.personal and not new.personal


def can_become(old: Field, new: Field | None) -> bool:
    """Whether values of the one kind can, in general, be read as the other."""
    if new is None or (old.kind == "table") != (new.kind == "table"):
        return False
    columns = ((column, new.column(column.key)) for column in old.columns)
    if opens(old, new) or any(then is not None and opens(column, then) for column, then in columns):
        return False
    if new.kind in FILES:  # a file is uploaded, never typed
        return old.kind == new.kind
    if old.kind == new.kind or new.kind in TEXTS or old.kind in TEXTS:
        return True
    alike = (NUMBERS, CHOSEN, frozenset({"date", "month", "year"}))
    return any(old.kind in kinds and new.kind in kinds for kinds in alike)


def undeclared(old: Form, new: Form, steps: tuple[Step, ...]) -> list[Changed]:
    """Changed fields without a declaration, or with one that does not fit. Two may not go on as the same field: the
    answers of one of them would be lost."""
    declared = {step.path: step for step in steps}
    found = []
    taken: set[str] = set()
    for each in changed(old, new):
        step = declared.get(each.path)
        if not _fits(each, step, new):
            found.append(each)
        elif step is not None and step.to in taken:
            found.append(replace(each, why="和另一项对应到了同一项"))
        elif step is not None and step.to:
            taken.add(step.to)
    return found


def _fits(change: Changed, step: Step | None, new: Form) -> bool:
    if step is None:
        return False
    if change.opens or step.how == OPEN:
        return change.opens and step.how == OPEN
    if step.how == DROP:
        return True
    return step.how in (RENAME, CONVERT) and step.to in change.to and new.at(step.to) is not None


def convert(
    old: Form, new: Form, steps: tuple[Step, ...], values: Mapping[str, Any]
) -> tuple[Values, list[Loss]]:
    """Values of the old version as values of the new one, and what could not be carried over."""
    by_path = {step.path: step for step in steps}
    found: Values = {}
    losses: list[Loss] = []
    for field in old.fields:
        value = values.get(field.key)
        target = _target(field.key, by_path, new)
        if value is None or _is_dropped(field.key, by_path):
            continue
        if target is None:
            losses.append(_gone(field, value, "新版里没有这一项"))
            continue
        if field.kind == "table" and target.kind == "table":
            value = _rows(field, target, by_path, new, value, losses)
        else:
            value = _carried(field, target, value, losses)
        if value not in (None, [], ""):
            found[target.key] = value
    return found, losses


def _is_dropped(path: str, steps: Mapping[str, Step]) -> bool:
    step = steps.get(path)
    return step is not None and step.how == DROP


def _gone(field: Field, value: Any, why: str) -> Loss:
    return Loss(field.label, "" if field.personal else shown(field, value), f"{why}。")


def _target(path: str, steps: Mapping[str, Step], new: Form) -> Field | None:
    step = steps.get(path)
    if step is not None and step.how == DROP:
        return None
    if step is not None and step.how == OPEN:
        step = None
    return new.at(step.to if step is not None else path)


def _rows(
    table: Field,
    target: Field,
    steps: Mapping[str, Step],
    new: Form,
    rows: list[Mapping[str, Any]],
    losses: list[Loss],
) -> list[dict[str, Any]]:
    renamed = table.key != target.key
    found = []
    for row in rows:
        kept: dict[str, Any] = {ROW: row[ROW]}
        for column in table.columns:
            path = f"{table.key}.{column.key}"
            into = target.column(column.key) if renamed else _target(path, steps, new)
            if row.get(column.key) is None or _is_dropped(path, steps):
                continue
            if into is None:
                losses.append(_gone(column, row[column.key], f"新版的“{target.label}”里没有这一列"))
                continue
            value = _carried(column, into, row[column.key], losses)
            if value is not None:
                kept[into.key] = value
        if target.rows and row[ROW] not in {each.key for each in target.rows}:
            losses.append(Loss(table.label, _row_words(table, row), "新版的固定行里没有这一行。"))
        elif len(kept) > 1:
            found.append(kept)
    return found


def _row_words(table: Field, row: Mapping[str, Any]) -> str:
    """A row in one line, without what is personal."""
    open_ones = [column for column in table.columns if not column.personal]
    return "　".join(filter(None, (shown(column, row.get(column.key)) for column in open_ones)))[:200]


def _carried(old: Field, new: Field, value: Any, losses: list[Loss]) -> Any:
    if opens(old, new):
        losses.append(Loss(old.label, "", "原来是个人信息，不带入公开的内容，由填报单位重填。"))
        return None
    if old.kind == new.kind and old.kind in PICKED | FILES:
        return value
    text = _text_for(old, new, value)
    try:
        carried = parse(new, text, _as_picked(value))
        if why := _not_whole(old, new):
            again = typed(new, carried)
            if again != text:
                losses.append(Loss(old.label, "" if old.personal else shown(old, value), why))
        return carried
    except BadValue as bad:
        losses.append(Loss(old.label, "" if old.personal else shown(old, value), str(bad)))
        return None


def _not_whole(old: Field, new: Field) -> str:
    """What is said where a value was carried over, but less of it."""
    if old.kind in DAYS and new.kind in DAYS:
        return f"新版只要{KINDS[new.kind]}，原来写的日子没有带入。"
    return "新版只有一行，换行改成了空格。" if old.kind == "long_text" and new.kind == "text" else ""


def _text_for(old: Field, new: Field, value: Any) -> str:
    """The value as it would be typed into the new field."""
    if old.kind == "money" or new.kind == "money":
        return shown(old, value)
    if old.kind in CHOSEN and new.kind in CHOSEN:
        keys = value if isinstance(value, list) else [value]
        return "、".join(
            key if key in {c.key for c in new.choices} else old.choice_label(key) for key in keys
        )
    return typed(old, value)


def _as_picked(value: Any) -> tuple[Picked, ...]:
    return (Picked(value["id"], value["text"]),) if isinstance(value, dict) and "id" in value else ()
