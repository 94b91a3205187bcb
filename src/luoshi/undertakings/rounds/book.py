"""An application as a workbook (design, section 2, Excel): one row per task of the list, and a sheet for each table of
the round's form with a column that says which task a line belongs to. Issued, read back, compared and refused cell by
cell by the data forms' own workbooks; here the two are turned into each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import FormDefinition, FormVersion
from luoshi.common.dataforms.sources import prefill_for
from luoshi.common.ids import new_public_id
from luoshi.core.fields import ROW, Form, Problem, Values, problems_of, settle
from luoshi.core.fields.model import Choice, Field
from luoshi.core.fields.parsing import alike

from . import asked
from .actions.filling import Filled, seen_of
from .models import Application, RoundTask, Wish
from .queries import invited_to

ROWS, TICKED, REASON, QUANTITY, LED_BY, TASK = (
    f"own-{name}" for name in ("tasks", "ticked", "reason", "quantity", "led_by", "task")
)  # keys of data forms have no hyphen
ALONE = "alone"
NOT_IN_CELLS = frozenset({"table", "evidence"})
MOST_LINES = 500
LARGEST = "9999999999.99"
ROW_ID = 8


class Book:
    """One application between the database and the workbook."""

    def __init__(self, application: Application, actor: Actor) -> None:
        self.application, self.actor, self.round = application, actor, application.round
        self.tasks = {row.public_id: row for row in self.round.tasks.select_related("task")}
        rows = application.wishes.select_related("round_task", "led_by")
        self.wishes: dict[str, Wish] = {wish.round_task.public_id: wish for wish in rows}
        self.schools = {each.public_id: each for each in invited_to(self.round)}
        self.asking = self.round.form_version
        given = asked.answers_of(self.wishes.values(), self.asking)
        self.answers: dict[str, Values] = {
            key: asked.values_of(given.get(wish.public_id), self.asking) if self.asking else {}
            for key, wish in self.wishes.items()
        }
        self.seen = seen_of(application)

    # ---- the form that stands for it

    @property
    def version(self) -> FormVersion:
        """Kept nowhere: put together from the list and the round's form."""
        definition = FormDefinition(title=self.round.name, public_id=self.round.public_id)
        asking = self.asking.public_id if self.asking else self.round.public_id
        return FormVersion.put_together(definition, self.form, asking)

    @property
    def flat(self) -> list[Field]:
        """Fields of the round's form that fit into one cell. Asking again for what is required comes at sending."""
        fields = self.asking.form.fields if self.asking else ()
        taken = {alike(each.label) for each in self._own_columns()}
        plain = [_plain(each) for each in fields if each.kind not in NOT_IN_CELLS]
        return [
            replace(each, label=f"{each.label}（逐项表）") if alike(each.label) in taken else each
            for each in plain
        ]

    @property
    def tables(self) -> list[Field]:
        return [each for each in self.asking.form.fields if each.kind == "table"] if self.asking else []

    @property
    def form(self) -> Form:
        rows = tuple(Choice(key, str(row.task)) for key, row in self.tasks.items())
        columns = (*self._own_columns(), *self.flat)
        first = Field(ROWS, "table", "申报的任务", columns=columns, rows=rows)
        return Form((first, *(self._lines_of(table, rows) for table in self.tables)))

    def _own_columns(self) -> list[Field]:
        columns = [
            Field(TICKED, "yes_no", "是否申报"),
            Field(REASON, "long_text", "申报理由", length=2000),
            Field(QUANTITY, "decimal", "申报数量", low="0", high=LARGEST),
        ]
        if any(row.joint for row in self.tasks.values()):
            columns.append(Field(LED_BY, "choice", "承接方式", choices=self._ways()))
        return columns

    def _ways(self) -> tuple[Choice, ...]:
        own = self.application.organisation.public_id
        led = (
            Choice(key, "联合承接，本校牵头" if key == own else f"联合承接，{school.short}牵头")
            for key, school in self.schools.items()
        )
        return (Choice(ALONE, "单独承接"), *led)

    def _lines_of(self, table: Field, tasks: tuple[Choice, ...]) -> Field:
        label = "任务" if any(alike(each.label) == "工作任务" for each in table.columns) else "工作任务"
        columns = (Field(TASK, "choice", label, choices=tasks), *(_plain(each) for each in table.columns))
        return Field(table.key, "table", table.label, columns=columns, most=MOST_LINES)

    # ---- what stands

    def now(self) -> Values:
        """As it is stored; of tasks that are not ticked also what sources know, so that ticking takes it along."""
        return self._values(lambda key: not self._is_ticked(key))

    def shown(self) -> Values:
        """What the workbook shows: sources fill what is empty on every row."""
        return self._values(lambda key: True)

    def _values(self, filled_by_sources: Any) -> Values:
        values: Values = {ROWS: [], **{table.key: [] for table in self.tables}}
        for key, row in self.tasks.items():
            answers = self.answers.get(key, {})
            known = self._known(row) if filled_by_sources(key) else {}
            cells = {each.key: answers.get(each.key, known.get(each.key)) for each in self.flat}
            values[ROWS].append(_filled({ROW: key, **self._own(key), **cells}))
            for table in self.tables:
                for line in answers.get(table.key) or []:
                    values[table.key].append({**line, ROW: f"{key}.{line[ROW]}", TASK: key})
        return settle(self.form, values)

    def _is_ticked(self, key: str) -> bool:
        return key in self.wishes and self.wishes[key].dropped_at is None

    def _own(self, key: str) -> dict[str, Any]:
        wish, ticked = self.wishes.get(key), self._is_ticked(key)
        if wish is None:
            return {TICKED: False}
        way = wish.led_by.public_id if wish.led_by else (ALONE if ticked else None)
        quantity = f"{wish.quantity.normalize():f}" if wish.quantity is not None else None
        return {TICKED: ticked, REASON: wish.reason or None, QUANTITY: quantity, LED_BY: way}

    def _known(self, row: RoundTask) -> dict[str, Any]:
        if self.asking is None:
            return {}
        given = {"organisation_id": self.application.organisation_id, "about": row.task}
        return {name: each.value for name, each in prefill_for(self.asking.form, self.actor, **given).items()}

    # ---- what came back

    def filled(self, values: Mapping[str, Any]) -> dict[str, Filled]:
        """By key of the task. A row that was taken out of the sheet is not ticked."""
        rows = {row[ROW]: row for row in values.get(ROWS) or []}
        return {key: self._read(key, rows.get(key, {}), values) for key in self.tasks}

    def _read(self, key: str, row: Mapping[str, Any], values: Mapping[str, Any]) -> Filled:
        quantity = row.get(QUANTITY)
        return Filled(
            self.tasks[key],
            ticked=row.get(TICKED) is True,
            reason=row.get(REASON, ""),
            quantity=Decimal(quantity) if quantity is not None else None,
            led_by=self.schools.get(row.get(LED_BY, "")),
            answers=self._answers(key, row, values) if self.asking else None,
        )

    def _answers(self, key: str, row: Mapping[str, Any], values: Mapping[str, Any]) -> Values:
        asking = self.asking
        assert asking is not None
        found = dict(self.answers.get(key, {}))  # what is in no cell, such as files, stays
        for each in self.flat:
            found[each.key] = row.get(each.key)
        for table in self.tables:
            lines = [line for line in values.get(table.key) or [] if line.get(TASK) == key]
            found[table.key] = [
                {**{name: line[name] for name in line if name != TASK}, ROW: _inner(key, line[ROW])}
                for line in lines
            ]
        return settle(asking.form, found)

    def changed(self, values: Mapping[str, Any]) -> list[Filled]:
        """Ticked rows whose words are not those that are stored."""
        now = self.filled(self.now())
        return [
            each
            for key, each in self.filled(values).items()
            if each.ticked and (each.said != now[key].said or not self._is_ticked(key))
        ]

    # ---- what is wrong with it

    def check(self, values: Mapping[str, Any]) -> Iterator[Problem]:
        """What no single cell tells: content without a tick, lines of no task, joint where that is not offered."""
        now = self.filled(self.now())
        for table in self.tables:
            for line in values.get(table.key) or []:
                if TASK not in line:
                    yield Problem((table.key, line[ROW], TASK), "请选择这一行属于哪项任务。")
        present = {row[ROW] for row in values.get(ROWS) or []}
        for key, each in self.filled(values).items():
            if each.ticked:
                yield from self._wrong_in(key, each)
            elif key in present and each.said != now[key].said:
                yield Problem((ROWS, key, TICKED), "这一项填了内容，却没有申报：请填“是”，或改回原来的内容。")

    def _wrong_in(self, key: str, each: Filled) -> Iterator[Problem]:
        if each.quantity is not None and each.quantity <= 0:
            yield Problem((ROWS, key, QUANTITY), "数量要大于零，没有数量要求的不填。")
        if each.led_by is not None and not each.round_task.joint:
            yield Problem((ROWS, key, LED_BY), "这项任务不接受联合承接，请改为单独承接。")
        if self.asking is None:
            return
        in_cells = {field.key for field in self.flat}
        for problem in problems_of(self.asking.form, each.answers or {}, complete=False):
            yield Problem(_outer(key, problem.path, in_cells), problem.message)


def _plain(field: Field) -> Field:
    """The field as a column of the workbook: what is required, unique or conditional is judged row by row."""
    free = {"required": False, "required_if": None, "shown_if": None, "unique": False, "section": ""}
    return replace(field, **free)  # type: ignore[arg-type]


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}


def _inner(key: str, line: str) -> str:
    """A line's id within its task; one that came from another task, or is new, gets one of its own."""
    task, _, inner = line.partition(".")
    if task == key:
        return inner
    return line if not inner else new_public_id()[:ROW_ID]


def _outer(key: str, path: tuple[str, ...], in_cells: Iterable[str]) -> tuple[str, ...]:
    """Where a problem of one row's answers stands in the workbook."""
    if len(path) > 1:
        line = path[1] if path[1].startswith("new-") else f"{key}.{path[1]}"
        return (path[0], line, *path[2:])
    return (ROWS, key, path[0]) if path and path[0] in in_cells else (ROWS, key)


def school_of(application: Application) -> tuple[str, str]:
    place: Organisation = application.organisation
    return place.public_id, place.name
