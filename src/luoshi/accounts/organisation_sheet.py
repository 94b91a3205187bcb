"""The workbook of organisations and departments: one row each. Parents may stand in the same sheet, above or below."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.workbooks import Field, Workbook, given_row, written
from luoshi.core.workbooks import tidy
from luoshi.core.workbooks.compare import changes

from .models import Organisation
from .organisations import found_organisation, parent_of, place_organisation, rename_organisation
from .people_sheet import Problem
from .places import Places
from .queries import within

FORM, FORM_VERSION = "accounts.organisations", "1"
ALSO = {
    "name": ("单位名称", "单位全称", "学校名称", "名称", "处室名称"),
    "short": ("单位简称",),
    "kind": ("单位类别", "类型"),
    "parent": ("上级", "主管单位", "隶属单位", "隶属"),
    "owner": ("举办者", "举办单位", "办学性质"),
    "territory": ("地区", "县市区"),
}
MUST = (("name", "全称"), ("short", "简称"), ("kind", "类别"), ("parent", "上级单位"))
LABELS = {
    "name": "全称",
    "short": "简称",
    "kind": "类别",
    "parent": "上级单位",
    "owner": "举办",
    "territory": "所在地",
}
KINDS = {
    kind.label: kind.value
    for kind in Organisation.Kind
    if kind not in (Organisation.Kind.MINISTRY, Organisation.Kind.PROVINCE)
} | {"处室": Organisation.Kind.DEPARTMENT.value, "处室（科室）": Organisation.Kind.DEPARTMENT.value}
OWNERS = {label: value for value, label in Organisation.Owner.choices if value}


@dataclass(slots=True)
class Entry:
    """parent: an organisation that is there, or the name of one in the same sheet."""

    row: int
    kind: str  # found | change
    name: str
    short: str
    of_kind: str
    parent: Organisation | str
    owner: str = ""
    territory: str = ""
    row_of: Organisation | None = None
    changed: frozenset[str] = frozenset()
    words: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        return self.parent if isinstance(self.parent, str) else self.parent.short

    @property
    def what(self) -> str:
        return f"{Organisation.Kind(self.of_kind).label}，{self.short}"

    @property
    def chip(self) -> str:
        return "新单位" if self.kind == "found" else ""


@dataclass(slots=True)
class Plan:
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0

    def counts(self) -> list[tuple[str, int]]:
        found = sum(each.kind == "found" for each in self.entries)
        return [("新设单位", found), ("修改", len(self.entries) - found), ("没有变化", self.unchanged)]

    def stamp(self) -> str:
        seen = [[each.row, each.kind, each.name, each.short, each.place, each.words] for each in self.entries]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def fields_for(actor: Actor, organisation: Organisation, places: Places) -> list[Field]:
    return [
        Field("name", "全称", 34, needed=True),
        Field("short", "简称", 16, must=True),
        Field("kind", "类别", 14, choices=tuple(KINDS), must=True),
        Field("parent", "上级单位", 24, must=True, note="写上级单位的全称或简称，可以是本表里新增的单位。"),
        Field("owner", "举办", 10, choices=tuple(OWNERS)),
        Field("territory", "所在地", 14),
    ]


def _rows(organisation: Organisation) -> list[Organisation]:
    rows = Organisation.objects.filter(within(organisation.path), withdrawn_at__isnull=True)
    return list(rows.exclude(pk=organisation.pk).order_by("path"))


def values_of(row: Organisation, parents: dict[str, Organisation]) -> dict[str, str]:
    parent = parents.get(row.path[:-8])
    return {
        "name": row.name,
        "short": row.short,
        "kind": row.get_kind_display(),
        "parent": parent.short if parent else "",
        "owner": row.get_owner_display() if row.owner else "",
        "territory": row.territory,
    }


def count_in(organisation: Organisation) -> int:
    return len(_rows(organisation))


def workbook(actor: Actor, organisation: Organisation) -> bytes:
    rows = _rows(organisation)
    parents = {row.path: row for row in [organisation, *rows]}
    book = Workbook(
        FORM,
        FORM_VERSION,
        organisation.public_id,
        f"{organisation.name}下属单位和处室",
        fields_for(actor, organisation, Places(organisation)),
        [given_row(row.public_id, row.version, **values_of(row, parents)) for row in rows],
        [
            "一行一个单位或处室；新增的写在下面空行里，最左边的隐藏列不要动。",
            "改名、换上级从生效当天起算；合并、分设、撤销请在单位页面办理。",
        ],
        sheet="单位和处室",
    )
    return written(book)


class Reading:
    def __init__(self, content: dict[str, Any], actor: Actor, organisation: Organisation) -> None:
        self.content, self.organisation = content, organisation
        rows = _rows(organisation)
        self.parents = {row.path: row for row in [organisation, *rows]}
        self.known = {row.public_id: row for row in rows}
        self.by_name = {
            name: row for row in [organisation, *rows] for name in (tidy.name(row.name), tidy.name(row.short))
            if row.kind != Organisation.Kind.DEPARTMENT
        }  # fmt: skip
        self.by_name |= {tidy.name(row.name): row for row in rows}
        self.fresh = {
            tidy.name(cells.get("name", "")) for _, cells in content["rows"] if not cells.get("_id")
        }
        self.seen: dict[str, int] = {}
        self.plan = Plan()

    def read(self) -> Plan:
        for number, cells in self.content["rows"]:
            problems = len(self.plan.problems)
            entry = self._row(number, cells)
            if entry is not None and len(self.plan.problems) == problems:
                self.plan.entries.append(entry)
        return self.plan

    def _say(self, number: int, key: str, text: str) -> None:
        letter = self.content["letters"].get(key)
        place = f"第{number}行 {letter}列" if letter else f"第{number}行"
        self.plan.problems.append(Problem(place, LABELS[key], text))

    def _row(self, number: int, cells: dict[str, str]) -> Entry | None:
        name, short = tidy.name(cells.get("name", "")), tidy.name(cells.get("short", ""))
        for key, text, most in (("name", name, 80), ("short", short, 40)):
            if not text or len(text) > most:
                self._say(number, key, f"请填写{LABELS[key]}，不超过 {most} 个字。")
        before = self.seen.setdefault(name, number)
        if before != number:
            self._say(number, "name", f"与第{before}行的全称相同，请删去一行。")
        kind = self._choice(number, cells, "kind", KINDS, "请从下拉列表中选类别。")
        owner = self._choice(number, cells, "owner", OWNERS, "请从下拉列表中选，或不填。", empty="")
        parent = self._parent(number, cells)
        if kind is None or owner is None or parent is None:
            return None
        territory = tidy.plain(cells.get("territory", ""))[:60]
        entry = Entry(number, "found", name, short, kind, parent, owner, territory)
        return self._compared(number, cells, entry)

    def _choice(
        self,
        number: int,
        cells: dict[str, str],
        key: str,
        known: dict[str, str],
        hint: str,
        empty: str | None = None,
    ) -> str | None:
        typed = tidy.plain(cells.get(key, ""))
        if not typed and empty is not None:
            return empty
        words = {tidy.plain(label): value for label, value in known.items()}
        if typed not in words:
            self._say(number, key, f"没有“{typed}”这一项，{hint}" if typed else hint)
            return None
        return words[typed]

    def _parent(self, number: int, cells: dict[str, str]) -> Organisation | str | None:
        typed = tidy.name(cells.get("parent", "")) or tidy.name(self.organisation.name)
        if typed in self.by_name:
            return self.by_name[typed]
        if typed in self.fresh:
            return typed
        self._say(number, "parent", f"本单位及下属单位中没有“{typed}”，本表里也没有新增它，请核对名称。")
        return None

    def _compared(self, number: int, cells: dict[str, str], entry: Entry) -> Entry | None:
        row = self.known.get(cells.get("_id", "")) or self._same(entry)
        if row is None:
            if cells.get("_id", "").strip():
                self._say(number, "name", "这一行的单位已经撤销或不在管辖范围内，请重新下载后再改。")
            return entry
        given = self.content["given"] or {}
        back = {
            "name": entry.name,
            "short": entry.short,
            "kind": Organisation.Kind(entry.of_kind).label,
            "parent": entry.place,
            "owner": Organisation.Owner(entry.owner).label if entry.owner else "",
            "territory": entry.territory,
        }
        found = changes(given.get(row.public_id, [0, None])[1], values_of(row, self.parents), back)
        for change in found:
            if change.conflict:
                text = (
                    f"表里改为“{change.after}”，站点上已经改成“{change.before or '空'}”。请重新下载后再改。"
                )
                self._say(number, change.field, text)
            elif change.field == "kind":
                self._say(number, "kind", "单位的类别不能在表里改。")
        if not found:
            self.plan.unchanged += 1
            return None
        entry.kind, entry.row_of = "change", row
        entry.changed = frozenset(change.field for change in found)
        entry.words = [
            f"{LABELS[each.field]}：{each.before or '空'} → {each.after or '空'}" for each in found
        ]
        return entry

    def _same(self, entry: Entry) -> Organisation | None:
        """A list without our ids, sent again: the organisation is there."""
        row = self.by_name.get(entry.name)
        return row if row is not None and row.public_id in self.known else None


def take_in(entries: list[Entry], by: Actor) -> dict[str, int]:
    """Parents first, whatever their order in the sheet. Raises RuleBroken where one act refuses."""
    made: dict[str, Organisation] = {}
    waiting = [each for each in entries if each.kind == "found"]
    while waiting:
        ready = [each for each in waiting if not isinstance(each.parent, str) or each.parent in made]
        if not ready:
            raise RuleBroken(f"第{waiting[0].row}行：上级单位互相指向对方，请核对。")
        for each in ready:
            made[each.name] = _carried_out(each, made, by)
        waiting = [each for each in waiting if each not in ready]
    for each in entries:
        if each.kind == "change":
            _carried_out(each, made, by)
    return {"organisations": len(made), "changed": sum(each.kind == "change" for each in entries)}


def _carried_out(entry: Entry, made: dict[str, Organisation], by: Actor) -> Organisation:
    parent = made[entry.parent] if isinstance(entry.parent, str) else entry.parent
    try:
        return _found(entry, parent, by) if entry.row_of is None else _change(entry, entry.row_of, parent, by)
    except RuleBroken as refusal:
        raise RuleBroken(f"第{entry.row}行：{refusal.message}") from refusal


def _found(entry: Entry, parent: Organisation, by: Actor) -> Organisation:
    found: Organisation = found_organisation(
        parent=parent,
        name=entry.name,
        short=entry.short,
        kind=entry.of_kind,
        owner=entry.owner,
        territory=entry.territory,
        on=clock.today(),
        by=by,
    )
    return found


def _change(entry: Entry, row: Organisation, parent: Organisation, by: Actor) -> Organisation:
    row.refresh_from_db()
    if entry.changed & {"name", "short"}:
        rename_organisation(organisation=row, name=entry.name, short=entry.short, on=clock.today(), by=by)
    if "parent" in entry.changed and parent_of(row) != parent:
        place_organisation(organisation=row, parent=parent, start=clock.today(), by=by)
    acts.change(row, owner=entry.owner, territory=entry.territory)
    return row
