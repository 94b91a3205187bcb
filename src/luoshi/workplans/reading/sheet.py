"""What was read, beside the draft: what has to be answered, and what is in the draft already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from luoshi.core.timetable import MOST_TITLE, Line
from luoshi.workplans import parts as works
from luoshi.workplans.actions.changing import closed_parts
from luoshi.workplans.models import Money, Workplan, WorkplanPart
from luoshi.workplans.timetable import Names, lines_of

from .aims import Aims, lay_aims
from .models import PlanReading
from .questions import NONE, Question
from .texts import look_for_texts, unplaced

DUE_CODES = ("missing-due", "unclear-due", "due-after-plan", "due-before-plan", "due-before-predecessor")
NAME_CODES = ("unknown-person", "unclear-person", "unknown-department", "doubtful-task", "unknown-task")
TOLD = ("missing-owner",)  # the draft says itself what it lacks before it is sent
HELPER = "helper"
_YEAR = re.compile(r"\d{4}|[二2][〇○零0]")


@dataclass(slots=True)
class StepRow:
    """A step as read, what has to be asked of it, and the line of the same name that the draft has already."""

    read: Mapping[str, Any]
    part: WorkplanPart | None
    due: Question | None = None
    same: Line | None = None
    elsewhere: bool = False  # of another year than the plan it is read into
    notes: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return int(self.read["number"])

    @property
    def ticked(self) -> bool:
        """Whether it is read in unless the person says otherwise."""
        return self.same is None and not self.elsewhere

    @property
    def differs(self) -> bool:
        """Whether the draft says otherwise; a step that is there just so is left as it is."""
        if self.same is None:
            return False
        said = {"due": self.read["due"], "acceptance": self.read["result"], "owner": self.read["owner"]}
        return any(value and value != self.same.cells.get(name) for name, value in said.items())


@dataclass(slots=True)
class MoneyLine:
    """What one part gets from one source in one year, several rows of the file together."""

    part: WorkplanPart
    source: str
    year: int
    amount: Decimal
    there: Decimal | None = None


@dataclass(slots=True)
class Sheet:
    workplan: Workplan
    read: dict[str, Any]
    names: Names
    lines: list[Line]
    steps: list[StepRow] = field(default_factory=list)
    tasks: list[Question] = field(default_factory=list)
    people: list[Question] = field(default_factory=list)
    units: list[Question] = field(default_factory=list)
    sources: list[Question] = field(default_factory=list)
    others: list[Question] = field(default_factory=list)
    told: list[dict[str, str]] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    asks_year: bool = False
    empty_texts: dict[str, list[WorkplanPart]] = field(default_factory=dict)
    aims: Aims = field(default_factory=Aims)

    @property
    def questions(self) -> list[Question]:
        dues = [row.due for row in self.steps if row.due is not None]
        known = [*self.tasks, *self.people, *self.units, *self.sources, *self.aims.asked, *self.aims.ends]
        return [*known, *dues, *self.others]

    @property
    def years(self) -> list[int]:
        return works.years_of(self.workplan.plan, self.workplan.round)

    def part_of(self, key: str | None) -> WorkplanPart | None:
        """The part a task of the reader stands for; None where it is gone."""
        wanted = (key or "").partition("#")[0]
        return next((part for part, _ in self.names.parts.values() if part.public_id == wanted), None)

    def question(self, kind: list[Question], about: str) -> Question | None:
        return next((each for each in kind if each.about == about), None)

    def answered_part(self, row: Mapping[str, Any], cleaned: Mapping[str, Any]) -> WorkplanPart | None:
        """The part of a row: as read, or as answered."""
        if (part := self.part_of(row["task"])) is not None:
            return part
        asked = self.question(self.tasks, row["task_text"])
        return self.part_of(cleaned.get(asked.name)) if asked else None


def sheet_of(reading: PlanReading) -> Sheet:
    workplan = reading.workplan
    names = Names(workplan)
    sheet = Sheet(workplan, reading.result, names, lines_of(workplan, names), closed=closed_parts(workplan))
    _ask_tasks(sheet)
    _ask_people(sheet)
    _ask_units(sheet)
    _ask_money(sheet)
    _ask_others(sheet)
    _lay_steps(sheet)
    look_for_texts(sheet)
    sheet.told += unplaced(sheet)
    sheet.aims = lay_aims(sheet)
    return sheet


def _doubts(sheet: Sheet, *codes: str) -> list[dict[str, Any]]:
    return [doubt for doubt in sheet.read.get("doubts", []) if doubt["code"] in codes]


def _ask_tasks(sheet: Sheet) -> None:
    """Names of tasks that are not certain, each once; the task of the reader that is gone meanwhile is asked anew."""
    choices = [(part.public_id, wording) for part, wording in sheet.names.parts.values()]
    rows = [*sheet.read["steps"], *sheet.read["money"]]
    number = {text: at for at, text in enumerate(sorted({row["task_text"] for row in rows}))}
    texts = {row["task_text"] for row in rows if sheet.part_of(row["task"]) is None}
    asked = {
        doubt["proposal"]["task_text"]: doubt for doubt in _doubts(sheet, "doubtful-task", "unknown-task")
    }
    for text in sorted(texts, key=list(asked).index if texts <= set(asked) else str):
        doubt = asked.get(text, {"message": "请选择所属任务。", "where": "", "proposal": {}})
        advice = sheet.part_of(doubt["proposal"].get("task"))
        options = [*choices, (NONE, "不读入")]
        key = advice.public_id if advice else ""
        sheet.tasks.append(
            Question(f"task-{number[text]}", text, doubt["message"], doubt["where"], options, key)
        )


def _ask_people(sheet: Sheet) -> None:
    """Persons that nobody of the school is called, or of whom there are several."""
    labels = [(label, label) for label in sheet.names.people]
    options = [*labels, (NONE, "先空着")]
    named = {name for step in sheet.read["steps"] for name in (*people_of(step)[:1], *step["leaders"][:1])}
    asked = {doubt["proposal"]["name"]: doubt for doubt in _doubts(sheet, "unknown-person", "unclear-person")}
    for at, name in enumerate(sorted(named)):
        if sheet.names.person(name) is not None:
            continue
        same = sheet.names.namesakes(name)
        doubt = asked.get(name)
        message = f"本校有几位{name}，请选是哪一位。" if same else f"本校现在没有“{name}”这个人。"
        message = doubt["message"] if doubt and not same else message
        near = (doubt["proposal"].get("person") if doubt else None) or ""
        advice = near if near in sheet.names.people else ""
        own = [(label, label) for label in same] + [(NONE, "先空着")] if same else options
        where = doubt["where"] if doubt else _where_named(sheet, name)
        sheet.people.append(Question(f"person-{at}", name, message, where, own, advice))


def people_of(step: Mapping[str, Any]) -> list[str]:
    """Who answers for a step, as written; last those of whom the words do not say who they are."""
    return [*step["owners"], *step["unclear"]]


def _where_named(sheet: Sheet, name: str) -> str:
    return next(
        (step["place"] for step in sheet.read["steps"] if name in (*people_of(step), *step["leaders"])), ""
    )


def _ask_units(sheet: Sheet) -> None:
    """Departments that the school does not have."""
    options = [(short, short) for short in sheet.names.departments]
    options += [(HELPER, "写进配合单位"), (NONE, "不写")]
    named = {name for step in sheet.read["steps"] for name in step["departments"][:1]}
    asked = {doubt["proposal"]["name"]: doubt for doubt in _doubts(sheet, "unknown-department")}
    for at, name in enumerate(sorted(named)):
        if sheet.names.department(name) is not None:
            continue
        doubt = asked.get(name)
        near = (doubt["proposal"].get("department") if doubt else None) or ""
        advice = near if near in sheet.names.departments else HELPER
        message = doubt["message"] if doubt else f"本校处室里没有“{name}”。"
        where = doubt["where"] if doubt else ""
        sheet.units.append(Question(f"unit-{at}", name, message, where, options, advice))


def _ask_money(sheet: Sheet) -> None:
    """Names of sources as the plan has them; one year for all amounts that name none."""
    own = works.sources_of(sheet.workplan.plan)
    rows = sheet.read["money"]
    for at, name in enumerate(dict.fromkeys(row["source"] for row in rows)):
        if _source(own, name):
            continue
        options = [*own, (NONE, "不读入")]
        message = (
            f"经费来源“{name}”在这份计划里没有，请选是哪一种。" if name else "这些金额没有写来源，请选来源。"
        )
        where = next(row["place"] for row in rows if row["source"] == name)
        sheet.sources.append(Question(f"source-{at}", name, message, where, options))
    sheet.asks_year = any(row["year"] is None for row in rows)


def _source(own: Iterable[tuple[str, str]], name: str) -> str:
    """The plan's source of this name: the same, or the only one that begins alike (中央: 中央财政)."""
    bare = name.removesuffix("资金").removesuffix("投入")
    like = [key for key, label in own if bare and (label == name or label.startswith(bare) or bare in label)]
    return like[0] if len(like) == 1 else ""


def _ask_others(sheet: Sheet) -> None:
    handled = (*DUE_CODES, *NAME_CODES)
    for doubt in sheet.read.get("doubts", []):
        if doubt["code"] in handled:
            continue
        if doubt["severity"] == "note" or doubt["code"] in TOLD:
            sheet.told.append({"message": doubt["message"], "where": doubt["where"]})
            continue
        reason = (doubt["proposal"] or {}).get("reason", "")
        message = f"{doubt['message']}{reason}。" if reason else doubt["message"]
        name = f"seen-{len(sheet.others)}"
        sheet.others.append(
            Question(name, doubt["code"], message, doubt["where"], [("yes", "已核对，照文件读入")])
        )


def _lay_steps(sheet: Sheet) -> None:
    doubts: dict[int, list[dict[str, Any]]] = {}
    for doubt in _doubts(sheet, *DUE_CODES):
        doubts.setdefault(doubt["proposal"]["step"], []).append(doubt)
    titles: dict[tuple[str, str], Line] = {}
    for line in sheet.lines:
        titles.setdefault((line.cells["part"], line.cells["title"]), line)
    for step in sheet.read["steps"]:
        part = sheet.part_of(step["task"])
        label = sheet.names.part_label(part.pk) if part else ""
        row = StepRow(step, part, same=titles.get((label, step["title"][:MOST_TITLE])))
        row.elsewhere = _is_of_another_year(sheet, step)
        row.due = None if row.elsewhere else _due_question(step, doubts.get(step["number"], []))
        row.notes = _notes(step)
        if row.elsewhere and row.same is None:
            row.notes.insert(
                0, f"不是{sheet.workplan.round}年的，没有勾选；要写进这份方案的，勾上，报送前改日期"
            )
        sheet.steps.append(row)


def _is_of_another_year(sheet: Sheet, step: Mapping[str, Any]) -> bool:
    """A book of several years read into the plan of one: the other years' steps stay out unless they are asked for,
    and no day is bent to the end of the year.
    """
    year = works.year_of_round(sheet.workplan.round)
    return year is not None and bool(step["due"]) and step["due"][:4] != str(year)


def _due_question(step: Mapping[str, Any], doubts: list[dict[str, Any]]) -> Question | None:
    if not doubts:
        return None
    advised = next((doubt["proposal"]["due"] for doubt in doubts if doubt["proposal"]["due"]), None)
    choices = [("take", f"采纳：{advised}")] if advised else []
    if step["due"] and step["due"] != advised:
        choices.append(("keep", f"照文件：{step['due']}"))
    choices += [("own", "改成右边的日期"), ("blank", "先不填时间")]
    said = (f"“{step['title']}”的时间“{step['due_text']}”：", f"“{step['title']}”")
    message = "".join(_without(doubt["message"], said) for doubt in doubts)
    where = doubts[0]["where"]
    return Question(
        f"due-{step['number']}", advised or "", message, where, choices, "take" if advised else ""
    )


def _without(message: str, beginnings: tuple[str, ...]) -> str:
    """The sentence in the row of its step, which need not be named again."""
    found = next((each for each in beginnings if message.startswith(each)), "")
    return message[len(found) :]


def _notes(step: Mapping[str, Any]) -> list[str]:
    notes = []
    if step["recurrence"] and step["due"] and not _YEAR.search(step["due_text"]):
        said = step["due_text"] or step["recurrence"]
        notes.append(f"文件只写“{said}”，起止时间是按计划期或所在阶段填的，不对的写入后在进度表里改")
    people = people_of(step)
    if len(people) > 1:
        notes.append(f"责任人只能写一位，取{people[0]}，{'、'.join(people[1:])}写进配合单位")
    if len(step["departments"]) > 1:
        rest = "、".join(step["departments"][1:])
        notes.append(f"牵头处室只能写一个，取{step['departments'][0]}，{rest}写进配合单位")
    if len(step["title"]) > MOST_TITLE:
        notes.append(f"内容超过 {MOST_TITLE} 个字，里程碑只写前 {MOST_TITLE} 个字")
    return notes


def money_lines(sheet: Sheet, cleaned: Mapping[str, Any]) -> list[MoneyLine]:
    """Amounts by part, source and year as answered so far; what is not read in is left out."""
    own = works.sources_of(sheet.workplan.plan)
    there = {
        (row.part_id, row.source, row.year): row.amount
        for row in Money.objects.filter(part__workplan=sheet.workplan)
    }
    found: dict[tuple[int, str, int], MoneyLine] = {}
    for row in sheet.read["money"]:
        part = sheet.answered_part(row, cleaned)
        asked = sheet.question(sheet.sources, row["source"])
        source = cleaned.get(asked.name, NONE) if asked else _source(own, row["source"])
        year = row["year"] or _number(cleaned.get("year"))
        amount = Decimal(row["amount"])
        if part is None or part.pk in sheet.closed or not year or source in ("", NONE) or not amount:
            continue
        line = found.setdefault(
            (part.pk, source, year),
            MoneyLine(part, source, year, Decimal(0), there.get((part.pk, source, year))),
        )
        line.amount += amount
    return list(found.values())


def _number(text: Any) -> int:
    return int(text) if text and str(text).isdigit() else 0
