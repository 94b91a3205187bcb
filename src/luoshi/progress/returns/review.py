"""A template as read, for the person who checks it: lines with boxes, and what comes of them: the form, the corrected
template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from luoshi.common.dataforms.sources import all_prefills
from luoshi.common.stages import Prefill
from luoshi.core.fields.model import MONEY_UNITS
from luoshi.core.fields.parsing import alike
from luoshi.core.quoting import quoted

KINDS = (
    ("text", "文字"),
    ("integer", "整数"),
    ("decimal", "小数"),
    ("percent", "百分比"),
    ("date", "日期"),
    ("yes_no", "是或否"),
    ("choice", "单选"),
    ("choices", "多选"),
)
CHOSEN = ("choice", "choices")
SHAPES = {"schools": "每个学校一行", "list": "每个学校填若干行", "fixed": "行是固定的，每个学校填一张"}
ARRANGEMENTS = {
    "rows": "各校各占一行，合并成一张表",
    "lists": "各校的行接在一起",
    "sheets": "每个学校一张工作表，都在这个文件里",
    "form": "每个学校一份同样的表",
}
LABEL, UNIT, MOST_CHECKS = 60, 10, 60
# what a label alone says of where its value is held; the person can choose another source
HELD = {
    "organisation.name": ("学校名称", "学校全称", "学校", "单位名称", "填报单位", "单位", "学校（全称）"),
    "organisation.short": ("学校简称", "单位简称"),
    "organisation.superior": ("主管部门", "隶属", "上级主管部门", "主管单位"),
    "organisation.territory": ("所在地", "所在县市区", "县市区", "所属区县"),
    "organisation.owner": ("举办者", "办学性质", "举办者类型"),
}
ROLES = {"unit": "organisation.name"}
BY_NAME = ("indicators.", "registers.", "profile.")  # sources found by their very words, the surest first
# a label that asks for what belongs to one person; in a list a name does too. The person who checks may say otherwise
PERSONAL = re.compile(
    "身份证|身份号码|证件号|护照|手机|电话|联系方式|住址|家庭地址|户籍|户口|银行[账帐][号户]|卡号|社保卡|医保卡|姓名|出生|微信号|QQ号"
)
PERSONS = ("filler", "phone", "checker", "head")  # roles of single fields


@dataclass(frozen=True, slots=True)
class Line:
    """One column or single field of the template. `table`: key of the table it is a column of, "" for single ones."""

    key: str
    table: str
    label: str
    head: str  # all headings from the top down
    unit: str
    kind: str
    choices: str
    required: bool
    take: bool
    formula: bool
    at: int
    source: str
    sample: str
    personal: bool
    auto: str = ""  # what is written there by itself, as long as it is not asked

    @property
    def single(self) -> bool:
        """Answered once by a school, so that a source can bring it."""
        return not self.table


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one table, or the single fields (`key` "")."""

    key: str
    title: str
    shape: str
    sure: bool
    lines: tuple[Line, ...]
    name_at: int = 0
    heads: tuple[tuple[int, str], ...] = ()


def groups_of(template: Mapping[str, Any], known: Mapping[str, Prefill] | None = None) -> list[Group]:
    """known: the sources there are; where it is not given, none of the site is proposed."""
    known = all_prefills() if known is None else known
    found = [_of_table(table, known) for table in template["tables"]]
    single = tuple(_of_field(field, template["arrangement"], known) for field in template["fields"])
    if single:
        found.append(Group("", "表外的项目", "", True, single))
    return [group for group in found if group.lines]


def _of_table(table: Mapping[str, Any], known: Mapping[str, Prefill]) -> Group:
    flat = table["shape"] == "schools"
    autos = {table["number_at"]: "自动编号", table["name_at"]: "自动写学校名称"}
    lines = tuple(
        replace(_of_column(column, "" if flat else table["key"], known), auto=autos.get(column["at"], ""))
        for column in table["columns"]
    )
    heads = tuple(
        (column["at"], " › ".join(column["path"]) or column["label"]) for column in table["columns"]
    )
    return Group(
        table["key"],
        table["title"] or table["where"],
        table["shape"],
        table["certainty"] == "certain",
        lines,
        table["name_at"],
        heads,
    )


def _of_column(column: Mapping[str, Any], table: str, known: Mapping[str, Prefill]) -> Line:
    path = [*column["path"]] or [column["label"]]
    label = _without_unit(column["label"], column["unit"])
    return Line(
        key=column["key"],
        table=table,
        label=_under_its_heading(label, path, column["unit"]),
        head=" › ".join(path),
        unit=column["unit"][:UNIT],
        kind=column["kind"],
        choices="\n".join(column["choices"]),
        required=column["required"],
        take=column["fill"],
        formula=column["formula"],
        at=column["at"],
        source=held_for(label, column["kind"], column["unit"], known) if not table else "",
        sample=column["sample"][:40],
        personal=is_personal(label),
    )


def _of_field(field: Mapping[str, Any], arrangement: str, known: Mapping[str, Prefill]) -> Line:
    return Line(
        key=field["key"],
        table="",
        label=_without_unit(field["label"], field["unit"])[:LABEL],
        head=" › ".join(field["path"]) or field["label"],
        unit=field["unit"][:UNIT],
        kind="choices" if field["kind"] == "choice" and field.get("many") else field["kind"],
        choices="\n".join(field["choices"] or field["ticks"]),
        required=field["required"],
        take=arrangement in ("form", "sheets") and not field["formula"],
        formula=field["formula"],
        at=0,
        source=ROLES.get(field["role"], "") or held_for(field["label"], field["kind"], field["unit"], known),
        sample="",
        personal=field["role"] in PERSONS or is_personal(field["label"]),
    )


def _under_its_heading(label: str, path: list[str], unit: str) -> str:
    """合计 of what: the heading above is said with it, for there is none above the boxes of a school."""
    above = _without_unit(path[-2], unit) if len(path) > 1 else ""
    whole = f"{above}：{label}" if above and above not in label else label
    return whole if len(whole) <= LABEL else label[:LABEL]


def _without_unit(label: str, unit: str) -> str:
    """The unit stands beside the box."""
    bare = re.sub(r"[\s\u3000]+", "", label)
    for left, right in (("（", "）"), ("(", ")")):
        bare = bare.removesuffix(f"{left}{unit}{right}") if unit else bare
    return bare.strip("：:*＊") or label


def is_personal(label: str) -> bool:
    return PERSONAL.search(re.sub(r"[\s\u3000]+", "", label)) is not None


def held_for(
    label: str, kind: str = "text", unit: str = "", sources: Mapping[str, Prefill] | None = None
) -> str:
    """The source that a label alone names; empty where none is certain. A field of the profile, a register, an
    indicator by its very words; what is counted before what is only stated.
    """
    bare = re.sub(r"[（(]?(?:盖章|公章)[)）]?|[\s\u3000：:*（）()]+", "", label)
    known = all_prefills() if sources is None else sources
    for source, labels in HELD.items():
        if source in known and bare in {re.sub(r"[（）]", "", each) for each in labels}:
            return source
    asked = measured_kind(kind, unit)
    named = [
        key
        for key, each in known.items()
        if asked in each.kinds and alike(each.label.partition("：")[2]) == alike(bare)
    ]
    return next((key for start in BY_NAME for key in named if key.startswith(start)), "")


# ---- what comes of it


def content_of(template: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The content of the data form, as `core.fields.read` takes it. `said`: the cleaned boxes of the page."""
    fields: list[dict[str, Any]] = []
    for group in groups_of(template):
        name_at = int(said.get(f"name-{group.key}", group.name_at) or 0)
        chosen = [line for line in group.lines if said.get(f"take-{line.key}") and _is_asked(line, name_at)]
        if not chosen:
            continue
        if group.shape in ("list", "fixed"):
            fields.append(_table_field(template, group, chosen, said))
        else:
            made = [_field(line, said) for line in chosen]
            made[0]["section"] = group.title[:LABEL]
            fields += made
    return {"fields": fields, "checks": list(_parts(template, said))[:MOST_CHECKS]}


def _parts(template: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A part is not larger than its whole, where the template says which is which: told while it is filled in."""
    for table in template["tables"]:
        by_row = table["shape"] in ("list", "fixed")
        taken = {each["key"]: each for each in table["columns"] if said.get(f"take-{each['key']}")}
        for key, column in taken.items():
            whole = column["part_of"]
            if whole not in taken or not _comparable(said, key, whole):
                continue
            must = {"field": key, "op": "le", "than": whole}
            message = f"{quoted(said[f'label-{key}'])}不能大于{quoted(said[f'label-{whole}'])}，请核对。"
            yield {"must": must, "message": message, **({"table": table["key"]} if by_row else {})}


def _comparable(said: Mapping[str, Any], one: str, other: str) -> bool:
    kinds = {said[f"kind-{one}"], said[f"kind-{other}"]}
    return kinds <= {"integer", "decimal"} and said.get(f"unit-{one}") == said.get(f"unit-{other}")


def _is_asked(line: Line, name_at: int) -> bool:
    """The school's own name is never asked: it stands in its row."""
    return not name_at or line.at != name_at


def _table_field(
    template: Mapping[str, Any], group: Group, chosen: list[Line], said: Mapping[str, Any]
) -> dict[str, Any]:
    table = next(each for each in template["tables"] if each["key"] == group.key)
    made: dict[str, Any] = {"key": group.key, "kind": "table", "label": (group.title or "明细")[:LABEL]}
    made["columns"] = [{**_field(line, said), "find": False} for line in chosen]
    if group.shape == "fixed":
        made["rows"] = [
            {"key": row["key"], "label": (row["label"] or row["key"])[:LABEL]} for row in table["rows"]
        ]
    else:
        made["most"] = 300
    return made


def _field(line: Line, said: Mapping[str, Any]) -> dict[str, Any]:
    kind = said[f"kind-{line.key}"]
    made: dict[str, Any] = {
        "key": line.key,
        "kind": kind,
        "label": said[f"label-{line.key}"],
        "required": bool(said.get(f"required-{line.key}")),
    }
    made |= _measured(kind, made["label"], said.get(f"unit-{line.key}", ""))
    kind = made["kind"]
    if kind in ("decimal", "percent"):
        made["places"] = 4
    if kind in CHOSEN:
        made["choices"] = [
            {"key": f"c{number}", "label": label}
            for number, label in enumerate(choices_in(said.get(f"choices-{line.key}", "")), 1)
        ]
    if said.get(f"personal-{line.key}"):
        made["personal"] = True
    if line.single and said.get(f"source-{line.key}"):
        made["prefill"] = said[f"source-{line.key}"]
    return made


def _measured(kind: str, label: str, unit: str) -> dict[str, Any]:
    """Sums of money are money; a unit that a number could run into (万册) stands with the name."""
    if kind not in ("integer", "decimal", "percent"):
        return {"kind": kind}
    if measured_kind(kind, unit) == "money":
        return {"kind": "money", "unit": unit, "find": True}
    if kind == "percent" or not unit:
        return {"kind": kind, "find": True}
    if unit[0] in "万亿" or not unit[0].isalpha():
        return {"kind": kind, "find": True, "label": f"{label[: LABEL - len(unit) - 2]}（{unit}）"}
    return {"kind": kind, "find": True, "unit": unit}


def measured_kind(kind: str, unit: str) -> str:
    """The kind of field that comes of a kind and a unit as the page has them."""
    return "money" if kind in ("integer", "decimal") and unit in MONEY_UNITS else kind


def choices_in(text: str) -> list[str]:
    """One option a line: 、 and ， may be part of an option (教育、体育)."""
    return list(dict.fromkeys(each.strip()[:LABEL] for each in text.splitlines() if each.strip()))


def corrected(template: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The template as the person says it is: kinds, units, what is asked, which column is the school's name."""
    tables = []
    for table in template["tables"]:
        name_at = said.get(f"name-{table['key']}", table["name_at"])
        columns = [_corrected(column, said, int(name_at or 0)) for column in table["columns"]]
        tables.append({**table, "columns": columns, "name_at": int(name_at or 0)})
    fields = [_said_of(field, said) for field in template["fields"]]
    return {**template, "tables": tables, "fields": fields}


def _corrected(column: Mapping[str, Any], said: Mapping[str, Any], name_at: int) -> dict[str, Any]:
    fill = bool(said.get(f"take-{column['key']}")) and not column["formula"] and column["at"] != name_at
    return {**_said_of(column, said), "fill": fill}


def _said_of(each: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    key = each["key"]
    if not said.get(f"take-{key}"):
        return dict(each)
    kind, unit = said[f"kind-{key}"], said.get(f"unit-{key}", "")
    choices = choices_in(said.get(f"choices-{key}", "")) if kind in CHOSEN else []
    if kind == "integer" and unit in MONEY_UNITS:
        kind = "decimal"  # asked as money, which has fractions even where the cells show none
    if "many" in each:
        each = {**each, "many": kind == "choices"}
    return {**each, "kind": "choice" if kind == "choices" else kind, "unit": unit, "choices": choices}


def lines_of(template: Mapping[str, Any]) -> Iterator[Line]:
    for group in groups_of(template):
        yield from group.lines
