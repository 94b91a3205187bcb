"""What a person has to look at before the plan goes into a draft: each with place, sentence and proposal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..findings import Finding, Severity
from ..structure import Place
from .model import Known, Step
from .owners import nearest
from .tasks import Match


@dataclass(slots=True)
class Doubts:
    """Collects doubts; the same question about the same words is asked once."""

    known: Known
    found: list[Finding] = field(default_factory=list)
    _asked: set[tuple[str, str]] = field(default_factory=set)

    def add(self, finding: Finding) -> None:
        self.found.append(finding)

    def once(self, code: str, words: str) -> bool:
        if (code, words) in self._asked:
            return False
        self._asked.add((code, words))
        return True

    def task(self, text: str, match: Match, place: Place) -> None:
        """A task that is not certain: with a proposal where one is like it."""
        if match.key or not self.once("task", text):
            return
        if not text:
            message, reason = f"{place.in_words()}没有写是哪一项任务。", "请选择所属任务"
        elif match.proposal:
            message, reason = f"“{text}”是不是本校承担的这一项任务，请确认：{match.reason}。", match.reason
        else:
            message, reason = f"“{text}”不在本校承担的任务里。", "没有相像的任务，请选择所属任务，或不导入"
        code = "doubtful-task" if match.proposal else "unknown-task"
        proposal = {"task": match.proposal, "task_text": text, "reason": reason}
        self.add(Finding(code, Severity.ASK, place, message, proposal))

    def person(self, name: str, place: Place) -> None:
        if not self.known.people or name in self.known.people or not self.once("person", name):
            return
        near = nearest(name, self.known.people)
        message = f"本校人员名单里没有“{name}”。" + (f"是不是“{near}”？" if near else "")
        reason = f"姓名与“{near}”只差一个字" if near else "请先在人员名单中添加，或改选责任人"
        proposal = {"person": near, "name": name, "reason": reason}
        self.add(Finding("unknown-person", Severity.ASK, place, message, proposal))

    def vague(self, words: str, place: Place) -> None:
        if self.once("vague", words):
            message = f"“{words}”看不出是哪一位，请写全姓名。"
            proposal = {"person": None, "name": words, "reason": "责任人要落实到一个人"}
            self.add(Finding("unclear-person", Severity.ASK, place, message, proposal))

    def body(self, name: str, place: Place) -> None:
        if not self.known.departments or name in self.known.departments or not self.once("body", name):
            return
        near = nearest(name, self.known.departments)
        message = f"本校处室里没有“{name}”。" + (f"是不是“{near}”？" if near else "")
        reason = f"名称与“{near}”相近" if near else "请改选本校处室，或作为外单位列入配合单位"
        proposal = {"department": near, "name": name, "reason": reason}
        self.add(Finding("unknown-department", Severity.ASK, place, message, proposal))


def check_steps(steps: Sequence[Step], known: Known) -> Iterator[Finding]:
    """Dates and owners of the steps, one by one and in their order within a task."""
    before: dict[str, Step] = {}
    seen: dict[tuple[str, str, dt.date | None], Step] = {}
    for step in steps:
        task = step.task_key or step.task_text
        yield from _check_due(step, before.get(task), known)
        twin = seen.setdefault((task, step.title, step.due.due), step)
        if twin is not step:
            message = f"“{step.title}”在{twin.place.in_words()}已经写过一次，请确认是否重复。"
            proposal = {"step": step.number, "same_as": twin.number, "reason": "任务、举措和时间都相同"}
            yield Finding("step-twice", Severity.ASK, step.place, message, proposal)
        if step.due.due and not step.due.recurrence:
            before[task] = step


def _check_due(step: Step, before: Step | None, known: Known) -> Iterator[Finding]:
    due, place = step.due, step.due_place or step.place
    if not due.text.strip():
        yield _ask("missing-due", place, f"“{step.title}”没有写完成时间。", step, None, "请填写完成时间")
        return
    if not due.certain:
        reason = "按此时间读入，请确认" if due.due else "请填写年月日"
        yield _ask(
            "unclear-due", place, f"“{step.title}”的时间“{due.text}”：{due.doubt}", step, due.due, reason
        )
    if due.due is None:
        return
    if known.ends and due.due > known.ends:
        message = f"“{step.title}”要到{_day(due.due)}完成，晚于计划结束的{_day(known.ends)}。"
        yield _ask("due-after-plan", place, message, step, known.ends, "不晚于计划结束")
    elif known.begins and due.due < dt.date(known.begins.year - 1, 1, 1):
        message = f"“{step.title}”的完成时间{_day(due.due)}早于计划开始，请核对年份。"
        yield _ask("due-before-plan", place, message, step, None, "年份可能写错")
    earliest = (before.due.start or before.due.due) if before else None
    if before and earliest and due.due < earliest and not due.recurrence:
        message = f"“{step.title}”在{_day(due.due)}完成，早于它前面的“{before.title}”（{_day(earliest)}）。"
        proposal, reason = _later(due.due, earliest, known)
        yield _ask("due-before-predecessor", place, message, step, proposal, reason)


def _later(due: dt.date, before: dt.date, known: Known) -> tuple[dt.date | None, str]:
    """The same day a year later, where that fits between the step before and the plan's end."""
    try:
        later = due.replace(year=due.year + 1)
    except ValueError:
        later = due.replace(year=due.year + 1, day=28)
    if later >= before and (known.ends is None or later <= known.ends):
        return later, "年份可能写早了一年"
    return None, "请核对两步的时间和先后"


def check_owners(steps: Sequence[Step]) -> Iterator[Finding]:
    """Steps without a person: one question for those of one task that stand together."""
    groups: dict[tuple[object, ...], list[Step]] = {}
    for step in steps:
        if not step.owner:
            place = step.place
            key = (place.file, place.sheet, place.table, step.task_key or step.task_text, step.departments)
            groups.setdefault(key, []).append(step)
    for group in groups.values():
        yield _ownerless(group)


def _ownerless(group: list[Step]) -> Finding:
    first = group[0]
    who = f"“{first.title}”" if len(group) == 1 else f"“{first.task_text}”的“{first.title}”等{len(group)}步"
    named = "、".join(first.departments)
    if named:
        message, reason = f"{who}只写了{named}，没有写责任人。", "责任人要落实到一个人"
    else:
        message, reason = f"{who}没有写责任人。", "请指定责任人"
    proposal = {"steps": [step.number for step in group], "person": None, "reason": reason}
    return Finding("missing-owner", Severity.ASK, first.owner_place or first.place, message, proposal)


def _ask(code: str, place: Place, message: str, step: Step, due: dt.date | None, reason: str) -> Finding:
    proposal = {"step": step.number, "due": due.isoformat() if due else None, "reason": reason}
    return Finding(code, Severity.ASK, place, message, proposal)


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def in_order(findings: Iterable[Finding], files: Sequence[str]) -> list[Finding]:
    """By file and place, so that a person goes through the document once."""
    order = {name: at for at, name in enumerate(files)}

    def key(finding: Finding) -> tuple[int, ...]:
        place = finding.place
        return (
            order.get(place.file, 0),
            place.table or 0,
            place.row or 0,
            place.paragraph or 0,
            place.column or 0,
        )

    return sorted(findings, key=key)
