"""Targets of clauses and of table cells, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from . import limits
from .clauses import Clause, ClauseReading
from .clauses.facts import plan_period
from .clauses.model import Role
from .structure import Place, SourceDocument
from .tables import TableReading, TaskRow
from .tables.words import is_note
from .targets import (
    FoundTarget,
    TargetContext,
    announced_by,
    announced_by_heading,
    dated_by,
    find_targets,
    heading_foretells,
    heading_reports,
    report_by_title,
)
from .targets.model import IssuerLevel

_LEVELS: tuple[tuple[IssuerLevel, re.Pattern[str]], ...] = (
    ("school", re.compile(r"学校|学院|中专|职高|大学|职教中心|职业教育中心")),
    ("national", re.compile(r"^(?:中华人民共和国|国务院|教育部|国家|中共中央)|部$|部办公厅|部门关于")),
    ("province", re.compile(r"省|自治区|厅$|^(?:北京|上海|天津|重庆)市?")),
    ("county", re.compile(r"[县区旗]")),
    ("city", re.compile(r"[市州盟]")),
)
_CASES = re.compile(
    r"(?:情形|情况|行为|问题)之一[^：:。]{0,12}[：:]\s*\Z"
)  # what follows are cases, not aims
_SHORTEST_TASK = 4
_IN_FORCE = re.compile(r"(?:19|20)\d{2}(?=年\d{1,2}月\d{1,2}日起(?:施行|实施|执行))")
_FILLED_IN = re.compile(r"(?:填[报表]|制表|编制|报送|上报|统计)(?:日期|时间)\s*[:：]\s*(?:19|20)\d{2}")
_AS_OF = re.compile(
    r"(?:截至|截止)(?:目前|到|至)?(?P<year>(?:19|20)\d{2})(?=年[^，,。；;前]{0,8}[，,]?[^，,。；;]{0,8}(?:已|共有|现有|累计|实有))"
)
_SHORTEST_NOTE = 10
_PLACE_TITLE = re.compile(r"[一-鿿]{2,6}?(?:省|自治区|市|州|盟|县|区|旗)|国务院|教育部")
_SCHOOL_TITLE = re.compile(
    r"[一-鿿]{2,14}?(?:学校|学院|中专|职高|教育中心)(?:关于|(?:19|20)\d{2}|[“《]|承接|创建|建设|实施|工作|章程)"
)
_TAKEN_ON = re.compile(r"承接")  # schools take on what a plan above their city has set
_ABOVE = re.compile(r"国务院|教育部|国家|全国")
_PROVINCE = re.compile(r"省(?:委|政府|人民政府|教育厅|级)")


@dataclass(frozen=True, slots=True)
class ReadTarget:
    """A target with the clause it stands in, or None for a table cell, and its place."""

    clause: Clause | None
    found: FoundTarget
    place: Place

    def to_json(self) -> dict[str, object]:
        clause = self.clause.id if self.clause else None
        return {"clause": clause, "place": self.place.to_json(), **self.found.to_json()}


def clause_targets(clauses: Sequence[Clause], heads: Sequence[ClauseReading]) -> list[ReadTarget]:
    """Targets of the clauses, in their order."""
    contexts = {head.name: context_of(head) for head in heads}
    found: list[ReadTarget] = []
    within: dict[str, TargetContext] = {}  # what each clause leaves to the clauses below it
    parts = _parts_of_runs(clauses)
    known = {clause.id for clause in clauses}
    for clause in clauses:
        above = within.get(clause.parent or "") or contexts.get(clause.place.file, TargetContext())
        context = _below_heading(above, clause.heading)
        within[clause.id] = replace(
            context, announced=announced_by(clause.text, context) or context.announced
        )
        if _CASES.search(clause.text):
            within[clause.id] = replace(within[clause.id], reported=True, report="told")
        if clause.within and clause.parent in known:
            continue  # read with the clause above, whose words hold for it
        for target in find_targets(_with_heading_apart(clause), context):
            owner, own = _owner(clause, target, parts)
            if owner:
                found.append(ReadTarget(owner, own, owner.place_at(own.span[0])))
        limits.ask(limits.MOST_TARGETS, "目标", "个", found)
    return found


def _with_heading_apart(clause: Clause) -> str:
    """The text to read, of the same length: a heading on a line of its own is no part of the sentence below it."""
    text = clause.whole or clause.text
    end = len(clause.heading)
    return f"{text[:end]}。{text[end + 1 :]}" if end and text.startswith(f"{clause.heading}\n") else text


def _parts_of_runs(clauses: Iterable[Clause]) -> dict[str, list[Clause]]:
    parts: dict[str, list[Clause]] = {}
    for clause in clauses:
        if clause.within and clause.parent:
            parts.setdefault(clause.parent, []).append(clause)
    return parts


def _owner(
    clause: Clause, target: FoundTarget, parts: Mapping[str, list[Clause]]
) -> tuple[Clause | None, FoundTarget]:
    """The clause, or the part of the run inside it, in whose own text the target stands, counted there.

    None for a part that was left out because an earlier file has it.
    """
    if not clause.whole:
        return clause, target
    start, end = target.span
    before = 0
    for first, last in clause.pieces:
        if first <= start < last:
            return clause, _cut(target, first - before, last)
        before += last - first
    inside = (part for part in parts.get(clause.id, ()) if part.within and start < part.within[1])
    part = next(inside, None)
    if part is None or part.within is None or end <= part.within[0]:
        return None, target
    return _owner(part, _cut(target, *part.within), parts)


def _cut(target: FoundTarget, start: int, end: int) -> FoundTarget:
    """The target as it stands in a text that ends at `end`, counted from `start`."""
    begins, ends = max(target.span[0], start), min(target.span[1], end)
    text = target.text[begins - target.span[0] : ends - target.span[0]]
    return replace(target, text=text, span=(begins - start, ends - start))


def _below_heading(context: TargetContext, heading: str) -> TargetContext:
    """Under 发展基础 numbers are reported, under 主要目标 no longer, 2028年目标 dates them; others say nothing."""
    context = replace(context, announced=announced_by_heading(heading, context) or context.announced)
    if heading_foretells(heading):
        return replace(context, reported=True, report="outlook", planned=False)
    reports = heading_reports(heading)
    return (
        context
        if reports is None
        else replace(context, reported=reports, report="told" if reports else "", planned=not reports)
    )


def context_of(head: ClauseReading) -> TargetContext:
    """What the head of a document says about its targets: period, year, who speaks."""
    printed = re.search(r"(?:19|20)\d{2}", f"{head.date or ''} {head.number} {head.title}")
    year = printed or _in_force(head) or _filled_in(head) or _as_of(head)
    return TargetContext(
        plan_period=head.plan_period,
        year=int(year.group()) if year else (plan_period(head.title, []) or (None,))[0],
        issuer_level=issuer_level(head.issuer) if head.issuer else _level_of_title(head.title),
        reported=bool(report_by_title(head.title)),
        report=report_by_title(head.title),
    )


def _in_force(head: ClauseReading) -> re.Match[str] | None:
    """The year from which rules without a date of their own are in force: 自2026年1月1日起施行."""
    matches = (_IN_FORCE.search(clause.text) for clause in reversed(head.clauses))
    return next((match for match in matches if match), None)


def _filled_in(head: ClauseReading) -> re.Match[str] | None:
    """The year in which a sheet without a date of its own was filled in: 填报日期：2027年3月20日."""
    matches = (_FILLED_IN.search(line.printed) for line in head.lines())
    found = next((match for match in matches if match), None)
    return re.search(r"\d{4}", found[0]) if found else None


def _as_of(head: ClauseReading) -> re.Match[str] | None:
    """The year as of which an undated text tells how things stand: 截至2027年12月，已有6个."""
    matches = [found for line in head.lines() for found in _AS_OF.finditer(line.printed)]
    latest = max(matches, key=lambda match: match["year"], default=None)
    return re.search(r"\d{4}", latest[0]) if latest else None


def issuer_level(issuer: str) -> IssuerLevel | None:
    """Which level an issuer's name belongs to, None where the name does not tell."""
    first = issuer.split("、")[0]
    return next((level for level, pattern in _LEVELS if pattern.search(first)), None)


def _level_of_title(title: str) -> IssuerLevel | None:
    """Without an issuer: the place or the school a title begins with (临江市…办法, 机电学校…方案)."""
    school, place = _SCHOOL_TITLE.match(title), _PLACE_TITLE.match(title)
    if school:
        return "school"
    return issuer_level(place.group()) if place else None


def cell_targets(
    documents: Sequence[SourceDocument], tables: TableReading, heads: Sequence[ClauseReading]
) -> list[ReadTarget]:
    """Targets in the task cells of the matrix, in task tables and in target tables."""
    return limits.at_most(limits.MOST_TARGETS, "目标", "个", _in_tables(documents, tables, heads))


def _in_tables(
    documents: Sequence[SourceDocument], tables: TableReading, heads: Sequence[ClauseReading]
) -> Iterator[ReadTarget]:
    cells = _cell_texts(documents)
    contexts = {head.name: context_of(head) for head in heads}
    general = contexts[documents[0].name] if documents else TargetContext()
    quoting = _matrix_context(documents, tables, heads, general)
    for task in tables.tasks:
        yield from _in_cell(cells, task.place, task.title, quoting)
    yield from _in_task_tables(documents, (*tables.task_rows, *tables.side_rows), contexts)
    for cell in tables.target_cells:
        due = f"{cell.due}年" if cell.due.isdigit() else cell.due
        subject = cell.subject + cell.bound
        header = f"{subject}（{cell.unit}）{due}" if cell.unit else f"{subject} {due}"
        context = contexts.get(cell.place.file, general)
        yield from _in_cell(cells, cell.place, cell.text, _with_header(context, header))
    yield from _in_notes(documents, tables, heads, contexts)


def _in_notes(
    documents: Iterable[SourceDocument],
    tables: TableReading,
    heads: Iterable[ClauseReading],
    contexts: Mapping[str, TargetContext],
) -> Iterator[ReadTarget]:
    """Targets of the notes below a table of tasks or goals, or in its last rows: 注：2027年底前不少于3所."""
    places = [row.place for row in (*tables.task_rows, *tables.side_rows)]
    places += [cell.place for cell in tables.target_cells]
    read = {(place.file, place.table) for place in places}
    files = {place.file for place in places}
    for head in heads:
        lines = [other.line for other in head.others if other.role in (Role.NOTE, Role.CAPTION)]
        for line in lines:
            if head.name in files and is_note(line.printed) and len(line.printed) >= _SHORTEST_NOTE:
                for found in find_targets(line.printed, contexts[head.name]):
                    yield ReadTarget(None, found, line.place)
    for document in documents:
        for table in document.tables:
            if (table.place.file, table.place.table) not in read:
                continue
            for cells in table.rows():
                said = [cell for cell in cells if cell.text.strip()]
                if len(said) == 1 and is_note(said[0].text) and len(said[0].text) >= _SHORTEST_NOTE:
                    place = replace(table.place, row=said[0].row, column=said[0].column)
                    for found in find_targets(said[0].text, contexts[document.name]):
                        yield ReadTarget(None, found, place)


def _with_header(context: TargetContext, header: str) -> TargetContext:
    return replace(context, header=header, planned=True)


Spot = tuple[str, int | None, int | None, int | None]


def _spot(place: Place) -> Spot:
    return place.file, place.table, place.row, place.column


def _cell_texts(documents: Iterable[SourceDocument]) -> dict[Spot, str]:
    return {
        (table.place.file, table.place.table, cell.row, cell.column): cell.text
        for document in documents
        for table in document.tables
        for cell in table.cells
    }


def _in_cell(
    cells: Mapping[Spot, str], place: Place, text: str, context: TargetContext
) -> Iterator[ReadTarget]:
    """Targets of a text within its cell: read without the number in front, the spans counted in the whole cell."""
    whole = cells.get(_spot(place), text)
    start = whole.find(text)
    part, start = (text, start) if start >= 0 else (whole, 0)
    for found in find_targets(part, context):
        yield ReadTarget(None, _moved(found, start), place)


def _moved(found: FoundTarget, by: int) -> FoundTarget:
    return replace(found, span=(found.span[0] + by, found.span[1] + by)) if by else found


def _in_task_tables(
    documents: Iterable[SourceDocument], rows: Iterable[TaskRow], contexts: Mapping[str, TargetContext]
) -> Iterator[ReadTarget]:
    """Targets of the cells that hold a task or a measure, each cell once however many rows it reaches over."""
    said: dict[tuple[str, int | None], list[str]] = {}
    due: dict[tuple[str, int | None, int | None], str] = {}
    measures: dict[tuple[str, int | None, int | None], str] = {}
    for row in rows:
        due.setdefault((row.place.file, row.place.table, row.place.row), row.due)
        measures.setdefault((row.place.file, row.place.table, row.place.row), _bare(row.measure))
        said.setdefault((row.place.file, row.place.table), []).append(_bare(f"{row.task}；{row.measure}"))
    for document in documents:
        asked = replace(contexts[document.name], planned=True)
        for table in document.tables:
            texts = "\n".join(said.get((table.place.file, table.place.table), ()))
            for cell in table.cells:
                at = (table.place.file, table.place.table, cell.row)
                whole = measures.get(at) == _bare(cell.text)  # 5家 alone in its column
                if whole or (len(cell.text) >= _SHORTEST_TASK and _bare(cell.text) in texts):
                    place = replace(table.place, row=cell.row, column=cell.column)
                    by_when = due.get(at, "")
                    for found in find_targets(cell.text, dated_by(by_when, asked)):
                        yield ReadTarget(None, found, place)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _matrix_context(
    documents: Sequence[SourceDocument],
    tables: TableReading,
    heads: Sequence[ClauseReading],
    general: TargetContext,
) -> TargetContext:
    """Whose totals the tasks of the matrix quote.

    Who takes on (承接) takes on tasks of a plan above. That is the nation's, unless the document names only a
    province as the one above.
    """
    texts = [head.title for head in heads] + [clause.text for head in heads for clause in head.clauses[:1]]
    printed = "".join(
        cell.text
        for document in documents
        for table in document.tables
        for cell in table.cells
        if cell.row == 1
    )
    taken_on = bool(tables.tasks) and bool(_TAKEN_ON.search(printed + "".join(texts)))
    above = "".join(texts)
    only_province = bool(_PROVINCE.search(above)) and not _ABOVE.search(above)
    national = taken_on and not only_province
    return replace(general, national=national)
