"""What the targets of one sentence share: its dates, its scope, its cadence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .dates import DateMark
from .model import Report
from .recurrence import RecurrenceMark
from .scopes import ScopeMark, whole_scope
from .sentences import Part, part_at

_PEOPLE = frozenset({"each_student", "each_teacher", "each_person"})
_ONLY_DONE = re.compile(
    r"(?:全部|基本|确保|争取)?(?:完成|建成|达到|实现|到位|落实|达标|建设到位|投入使用|建设任务|建设)*\Z"
)


# 2026至2028年的主要目标为:…;…
_ANNOUNCES = re.compile(r"[^,;:]{0,8}(?:目标|任务|工作)(?:是|为|如下)?:")
_DEADLINE_LABEL = re.compile(r"(?:完成|办结|建成)?(?:时限|时间|期限)(?:要求|节点)?:\Z")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with everything that was marked in it."""

    text: str
    parts: list[Part]
    dates: list[DateMark]
    recurrences: list[RecurrenceMark]
    scopes: list[ScopeMark]
    reported: bool = False
    report: Report = ""
    planned: bool = False

    def part(self, place: int) -> Part:
        return part_at(self.parts, place)

    def is_fronted(self, mark: DateMark | RecurrenceMark | ScopeMark) -> bool:
        """The mark fills its part to the end: 到2025年, — so it holds for all that follows."""
        return self.part(mark.start).end <= mark.end + 1


def date_of(sentence: Sentence, start: int, end: int) -> DateMark | None:
    """The date that rules a phrase: its own, else one before it in its group, else one fronted before the groups."""
    part = sentence.part(start)
    binding = [mark for mark in sentence.dates if mark.kind not in ("base", "other")]
    own = [mark for mark in binding if part.start <= mark.start < part.end]
    before = [mark for mark in own if mark.start < end] or [mark for mark in own if mark.firm]
    if before:
        return before[-1]
    earlier = [mark for mark in binding if mark.start < part.start and _reaches(sentence, mark, part)]
    if earlier:
        return earlier[-1]
    return _date_behind(sentence, binding, part) or _labelled_date(sentence, binding)


def _reaches(sentence: Sentence, mark: DateMark, part: Part) -> bool:
    home = sentence.part(mark.start)
    if _ANNOUNCES.fullmatch(sentence.text, mark.end, home.end + 1):
        return True
    if sentence.is_fronted(mark):
        # 7月,…;11月底前,…;全年…: opened a part between two semicolons, it holds for that part
        return home.group in (0, part.group)
    return home.group == part.group and not sentence.text.startswith("其中", home.start)


def _date_behind(sentence: Sentence, marks: list[DateMark], part: Part) -> DateMark | None:
    """…10个,2025年底前完成: a date that follows with nothing of its own."""
    for mark in marks:
        home = sentence.part(mark.start)
        follows = home.start == part.end + 1 and home.group == part.group
        if follows and mark.firm and _ONLY_DONE.match(sentence.text, mark.end, home.end):
            return mark
    return None


def _labelled_date(sentence: Sentence, marks: list[DateMark]) -> DateMark | None:
    """新增专业群2个;完成时限:2023年12月: a deadline with its name holds for the whole entry."""
    return next((mark for mark in marks if _DEADLINE_LABEL.search(sentence.text, 0, mark.start)), None)


def recurrence_of(sentence: Sentence, start: int, end: int) -> str | None:
    """The cadence in the phrase's own part, else one fronted before it."""
    part = sentence.part(start)
    own = [mark for mark in sentence.recurrences if part.start <= mark.start <= end]
    fronted = [mark for mark in sentence.recurrences if _leads(mark, part, sentence)]
    chosen = own or fronted
    return chosen[-1].word if chosen else None


def _leads(mark: RecurrenceMark, part: Part, sentence: Sentence) -> bool:
    """每年, fills a part before; 每年开展…,… opens the sentence; 每年…100名,其中…30名 speaks of the same."""
    home = sentence.part(mark.start)
    among = sentence.text.startswith("其中", part.start) and home.end + 1 == part.start
    opens = mark.start == 0 and home.group == part.group
    return mark.start < part.start and (sentence.is_fronted(mark) or opens or among)


def stated_scope(sentence: Sentence, start: int, number: int, shared: bool = True) -> str | None:
    """The scope said for a number: the innermost in its part, else the outermost of the nearest part before."""
    part = sentence.part(start)
    own = [mark for mark in sentence.scopes if part.start <= mark.start < number]
    if own:
        return own[-1].scope
    whole = whole_scope(sentence.text[part.start : number])
    if whole or not shared:
        return whole
    for earlier in reversed([other for other in sentence.parts if other.start < part.start]):
        if earlier.group != part.group and re.search(r"\d", sentence.text[earlier.start : earlier.end]):
            continue  # 每个专业至少3家;…: its number was there
        marks = [mark for mark in sentence.scopes if earlier.start <= mark.start < earlier.end]
        lasting = [mark for mark in marks if mark.scope not in _PEOPLE]
        if lasting:
            return lasting[0].scope
        whole = whole_scope(sentence.text[earlier.start : earlier.end])
        if whole:
            return whole
    return None
