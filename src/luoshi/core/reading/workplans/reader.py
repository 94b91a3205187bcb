"""One walk over the documents, heading by heading, table by table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from .. import limits
from ..due_words import Due, read_due
from ..findings import Finding, Severity
from ..structure import Paragraph, Place, SourceDocument, Table
from ..tables.grid import Grid, grid_of
from .doubts import Doubts, check_owners, check_steps, in_order
from .heads import Head, headed
from .indicators import is_indicators, read_indicators
from .items import has_label, label_style, tidy_item, without_label
from .model import Indicator, Known, KnownTask, MoneyRow, PlanGoal, Step, WorkplanReading
from .money import RawMoney, is_money, of_a_step, read_money
from .owners import Named, read_names
from .passages import aims, kind_of
from .spoken import heading_due, labelled, only_labels, spoken_steps, untimed
from .tasks import Match, TaskFinder
from .texts import Texts, opening_of
from .timetable import NO_DUE, Above, RawStep, Said, is_timetable, table_steps, zero_lost

_HEADING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十\d]+[章节部分项]|附(?:件|表)?\s*\d*[：:]?)"
)
_SUBHEADING = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十]{1,3}[)）]|(?:任务|项目)[一二三四五六七八九十\d]{1,3}[：:、.\s]|\d{1,2}[、.．]|【)"
)
_PART = re.compile(r"步骤|进度|保障|经费|预算|目标|建设基础|安排|措施|组织领导|附件")
_OF_TASKS = ("（", "任")
_LONGEST_HEADING, _LONGEST_NAME = 50, 30
MOST_STEPS = 300  # as many as a timetable holds (core.timetable.MOST_ROWS)


def read_workplan(
    documents: Sequence[SourceDocument],
    *,
    tasks: Iterable[KnownTask],
    organisation: str = "",
    people: Iterable[str] = (),
    departments: Iterable[str] = (),
    period: tuple[int, int] | None = None,
) -> WorkplanReading:
    """Read the plan of one school from its files. `period`: first and last year of the plan above it.

    Raises Unreadable for more text than one reading takes, and for more steps than a timetable holds.
    """
    limits.ask_of_text(documents)
    known = Known(tuple(tasks), tuple(people), tuple(departments), period, organisation)
    walk = _Walk(known, TaskFinder(known.tasks), Doubts(known))
    for document in documents:
        walk.read(document)
    return walk.result([document.name for document in documents])


@dataclass(slots=True)
class _Walk:
    known: Known
    finder: TaskFinder
    doubts: Doubts
    steps: list[Step] = field(default_factory=list)
    money: list[MoneyRow] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    goals: list[PlanGoal] = field(default_factory=list)
    texts: Texts = field(default_factory=Texts)
    above: Above = field(default_factory=Above)
    kind: str = "other"
    heading: str = ""
    phase: bool = False
    last_head: tuple[int, Head] | None = None
    task_from: int = 0  # the first of the steps below the heading of the task
    open_from: int = 0  # the first of the steps that a line of labels below them belongs to
    style: str = ""  # how the heading is numbered that named the task: the next of its kind ends it
    about: tuple[str, ...] = ()  # the task that the title of the document names
    pending: Paragraph | None = None  # a numbered line without a time; the next line may give it
    down: dict[str, str] = field(default_factory=dict)

    def read(self, document: SourceDocument) -> None:
        self.above = Above(span=self.known.period)
        self.kind, self.heading, self.phase, self.last_head = "other", "", False, None
        self.about, self.pending, self.style, self.texts.outside = (), None, "", None
        for block in document.blocks:
            if isinstance(block, Table):
                self._table(block)
            else:
                self._paragraph(block)

    def _paragraph(self, paragraph: Paragraph) -> None:
        level = self._level(paragraph)
        if level != 1 and self._opens_text(paragraph):
            self.pending = None
            return
        if level and self._is_task(paragraph):
            self._open_task(paragraph)
        elif level:
            self._open_part(paragraph, level)
        elif only_labels(paragraph) and not self._has_step(paragraph):
            self._take_labels(labelled(paragraph))
            return
        elif not self._take_steps(paragraph):
            self._take_text(paragraph)
            self.pending = paragraph if has_label(paragraph.printed) and not level else None
            return
        self.pending = None

    def _level(self, paragraph: Paragraph) -> int:
        """1 a part, 2 a heading within it, 0 text."""
        text = paragraph.printed.strip()
        if label_style(text) in _OF_TASKS and len(text) <= _LONGEST_NAME:
            text = text.rstrip("。")
        if len(text) > _LONGEST_HEADING or re.search(r"[。；;]\s*\Z", text):
            return 0
        if paragraph.heading_level:
            return 1 if paragraph.heading_level == 1 else 2
        if _HEADING.match(text):
            return 1
        if self._is_next_task(paragraph):
            return 2
        if _SUBHEADING.match(text) and (
            self._is_task(paragraph) or heading_due(text, self.above) is not None
        ):
            return 0 if self._has_step(paragraph) else 2
        return 0

    def _is_next_task(self, paragraph: Paragraph) -> bool:
        """（二） after a task named by （一）, whether its name is known or not."""
        text = paragraph.printed.strip()
        same = bool(self.style) and label_style(text) == self.style and len(text) <= _LONGEST_NAME
        plain_name = not re.search(r"[，,；;：:。]", without_label(text)) and not labelled(paragraph)
        part = self.style == "、" and _PART.search(text) is not None
        return (
            same
            and plain_name
            and not part
            and heading_due(text, self.above) is None
            and not self._has_step(paragraph)
        )

    def _is_task(self, paragraph: Paragraph) -> bool:
        if self._is_next_task(paragraph):
            return True
        text = paragraph.text
        if len(text) > _LONGEST_HEADING or labelled(paragraph) or heading_due(text, self.above):
            return False
        match = self.finder.find(text)
        if match.proposal and label_style(paragraph.printed) in _OF_TASKS and not _PART.search(text):
            return True
        bare = without_label(paragraph.printed)
        says_so = re.match(r"\s*【?(?:任务|项目)[一二三四五六七八九十\d（(：:]", bare) is not None
        return bool(match.key) or says_so

    def _has_step(self, paragraph: Paragraph) -> bool:
        return any(spoken_steps(paragraph, self.above, numbered_is_step=False)) and not (
            heading_due(paragraph.text, self.above) and not labelled(paragraph)
        )

    def _open_task(self, paragraph: Paragraph) -> None:
        self.above = Above(tasks=(paragraph.text,), year=self.above.year, span=self.above.span)
        self.style = label_style(paragraph.printed)
        self.open_from, self.phase, self.task_from = len(self.steps), False, len(self.steps)
        self.kind, self.heading = self.texts.outside or (self.kind, self.heading)
        self.texts.outside = None

    def _open_part(self, paragraph: Paragraph, level: int) -> None:
        due = heading_due(paragraph.text, self.above)
        if level == 1:
            self.above, self.style = Above(tasks=self.about, span=self.above.span), ""
            self.kind = kind_of(paragraph.text)
        elif not due and self.kind not in ("timetable", "measures"):
            self.kind = kind_of(paragraph.text) if kind_of(paragraph.text) != "other" else self.kind
        self.heading, self.phase, self.texts.outside = paragraph.text, due is not None, None
        self.above.due = due
        self.above.due_place = paragraph.place if due else None
        if due and due.due and (due.start or due.due).year == due.due.year:
            self.above.year = due.due.year
        self.open_from = len(self.steps)

    def _take_labels(self, said: dict[str, Said]) -> None:
        """A line of its own: 责任人：张文华；完成时限：2021年12月. Of the steps before it, else of those to come."""
        if self.pending is not None and ({"due", "owner"} & said.keys()):
            self._add_pending(self.pending, said)
            return
        if self.open_from >= len(self.steps):
            self.above.said |= {role: value for role, value in said.items() if role != "due"}
            if "due" in said:
                self.above.due = self._due(said["due"])
                self.above.due_place = said["due"].place
            return
        for at in range(self.open_from, len(self.steps)):
            self.steps[at] = self._completed(self.steps[at], said)

    def _add_pending(self, paragraph: Paragraph, said: dict[str, Said]) -> None:
        self.open_from, self.pending = len(self.steps), None
        due = self._due(said["due"]) if "due" in said else self.above.due or NO_DUE
        due_place = said["due"].place if "due" in said else None
        title = tidy_item(without_label(paragraph.text))
        self._add(
            RawStep(title, due, paragraph.place, due_place, self.above.tasks, "", self.above.said | said)
        )

    def _due(self, said: Said) -> Due:
        return read_due(said.text, year=self.above.year, span=self.known.period)

    def _take_steps(self, paragraph: Paragraph) -> bool:
        if untimed(self.heading):
            return False
        raws = list(spoken_steps(paragraph, self.above, numbered_is_step=self.phase or bool(self.above.due)))
        if raws:
            self.open_from = len(self.steps)
        for raw in raws:
            self._add(raw)
        return bool(raws)

    def _opens_text(self, paragraph: Paragraph) -> bool:
        """（二）主要举措 alone on its line, or 主要举措：组建团队。 The result of a step stays with the step."""
        kind, rest = opening_of(paragraph)
        below_a_step = self.pending is not None or len(self.steps) > self.task_from
        of_a_step = below_a_step and not has_label(paragraph.printed)
        if not kind or (rest and (self._has_step(paragraph) or (kind == "deliverables" and of_a_step))):
            return False
        self.texts.outside = self.texts.outside or (self.kind, self.heading)
        self.kind, self.open_from = kind, len(self.steps)
        self.heading = paragraph.text.removesuffix(rest)
        if rest:
            self._take_text(replace(paragraph, text=rest, label=""))
        return True

    def _take_text(self, paragraph: Paragraph) -> None:
        task = (self.finder.find(self.above.tasks[0]).key, self.above.tasks[0]) if self.above.tasks else None
        self.texts.keep(self.kind, paragraph, task)
        if (
            not self.heading
            and len(paragraph.text) <= _LONGEST_HEADING
            and self.finder.find(paragraph.text).key
        ):
            self.about = (paragraph.text,)
            self.above.tasks = self.about
        if self.kind == "goals":
            for target in aims(paragraph, self.known.period):
                match = self.finder.find(self.above.tasks[0]) if self.above.tasks else Match()
                self.goals.append(PlanGoal(match.key, target, paragraph.place))

    # Tables

    def _table(self, table: Table) -> None:
        grid, head = headed(grid_of(table, table.title))
        if head is None and self.last_head and self.last_head[0] == table.column_count:
            head = replace(self.last_head[1], after=0)  # the same table goes on behind a page's end
        else:
            self.down = {}
        title = f"{self.heading} {table.title} {table.place.sheet or ''}"
        if head is None:
            self._unread(table)
        elif is_indicators(head):
            self.indicators += read_indicators(grid, head)
        elif is_money(head, grid, title):
            rows, doubts = read_money(grid, head, self.above, title)
            self.doubts.found += doubts
            self.money += [self._money(row) for row in rows]
        elif is_timetable(head):
            self._timetable(grid, head, table)
        else:
            self._unread(table)
        if head:
            self.last_head = (table.column_count, head)
        self.open_from = len(self.steps)

    def _timetable(self, grid: Grid, head: Head, table: Table) -> None:
        above = self.above
        if not above.year and table.title:
            year = re.search(r"(?:19|20)\d{2}(?=年)", table.title)
            above = replace(
                above, year=int(year[0]) if year and not re.search(r"\d{4}\s*[-—–至~]", table.title) else None
            )
        for raw in table_steps(grid, head, above, self.down):
            self._add(raw)
            self._take_amount(raw, head)

    def _take_amount(self, raw: RawStep, head: Head) -> None:
        """Money in a column of the timetable; a merged cell counts once."""
        cell, due = raw.said.get("money"), raw.due
        if cell is None or any(row.place == cell.place for row in self.money):
            return
        one_year = due.due and (due.start or due.due).year == due.due.year
        heading = head.names[head.columns("money")[0]]
        row = of_a_step(
            cell.text, cell.place, heading, raw.tasks, due.due.year if due.due and one_year else None
        )
        if row is not None:
            self.money.append(self._money(row))

    def _unread(self, table: Table) -> None:
        message = "这张表不是任务、指标或经费表，没有读入，请看一看有没有需要手工录入的内容。"
        self.doubts.add(Finding("table-not-read", Severity.NOTE, table.place, message))

    # What is taken

    def _add(self, raw: RawStep) -> None:
        text, match = self._task(raw)
        step = Step(
            number=len(self.steps) + 1,
            task_key=match.key,
            task_text=text,
            title=raw.title,
            due=zero_lost(raw.due, raw.due_place),
            owner="",
            owners=(),
            departments=(),
            leaders=(),
            helpers=(),
            result="",
            note="",
            place=raw.place,
            due_place=raw.due_place,
        )
        self.doubts.task(text, match, raw.place)
        self.steps.append(self._completed(step, dict(raw.said)))
        limits.ask(MOST_STEPS, "步骤", "步", self.steps)

    def _task(self, raw: RawStep) -> tuple[str, Match]:
        """The nearest of the names above a step that is certain, else the nearest that is like a task."""
        tried = [(text, self.finder.find(text, raw.code)) for text in raw.tasks] or [
            ("", self.finder.find("", raw.code))
        ]
        sure = next(((text, match) for text, match in tried if match.key), None)
        if sure or tried[0][1].proposal:
            return sure or tried[0]
        for text, match in tried[1:]:
            if match.proposal:
                return tried[0][0], Match(None, match.proposal, f"它上面的“{text}”{match.reason}")
        return tried[0]

    def _completed(self, step: Step, said: dict[str, Said]) -> Step:
        """The step with what the other cells, or a line of labels below it, say."""
        changes: dict[str, object] = {}
        if "due" in said and not step.due.text:
            changes |= {"due": self._due(said["due"]), "due_place": said["due"].place}
        for role in ("result", "note"):
            if role in said:
                changes[role] = " ".join(said[role].text.split("\n"))
        named = {
            role: self._names(said[role])
            for role in ("owner", "department", "leader", "helper")
            if role in said
        }
        owner, department = named.get("owner", Named()), named.get("department", Named())
        if "owner" in named or "department" in named:
            people = owner.people or department.people
            changes |= {
                "owner": people[0] if people else step.owner,
                "owners": people or step.owners,
                "departments": tuple(dict.fromkeys((*department.bodies, *owner.bodies))) or step.departments,
                "owner_place": (said.get("owner") or said["department"]).place,
                "unclear": owner.vague or step.unclear,
            }
            for words in owner.vague:
                self.doubts.vague(words, said["owner"].place)
        if "leader" in named:
            changes["leaders"] = named["leader"].people
        if "helper" in named:
            changes["helpers"] = (*named["helper"].bodies, *named["helper"].people, *named["helper"].vague)
        return replace(step, **changes)  # type: ignore[arg-type]

    def _names(self, said: Said) -> Named:
        return read_names(said.text, self.known.people, self.known.departments)

    def _money(self, row: RawMoney) -> MoneyRow:
        tried = [(text, self.finder.find(text)) for text in row.tasks] or [("", Match())]
        text, match = next(((t, m) for t, m in tried if m.key), tried[0])
        self.doubts.task(text, match, row.place)
        return MoneyRow(match.key, text, row.source, row.year, row.amount, row.place)

    def result(self, files: Sequence[str]) -> WorkplanReading:
        for step in self.steps:
            self._ask_names(step)
        found = [*self.doubts.found, *check_steps(self.steps, self.known), *check_owners(self.steps)]
        if not (self.steps or self.money or self.indicators):
            place = Place(files[0] if files else "")
            message = "没有读到任务步骤、经费或指标。请确认上传的是本校的实施方案或任务书。"
            found.append(Finding("nothing-read", Severity.ERROR, place, message))
        return WorkplanReading(
            steps=tuple(self.steps),
            goals=tuple(self.goals),
            money=tuple(self.money),
            indicators=tuple(self.indicators),
            texts={kind: tuple(found) for kind, found in self.texts.whole.items()},
            of_tasks=tuple(self.texts.of_tasks),
            doubts=tuple(in_order(found, files)),
        )

    def _ask_names(self, step: Step) -> None:
        place = step.owner_place or step.place
        for name in (*step.owners, *step.leaders):
            self.doubts.person(name, place)
        for name in step.departments:
            self.doubts.body(name, place)
