"""Steps written as sentences: 1.组建团队（2021年12月底前，责任人：张文华） · 2021年9月：成立领导小组 · phases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..due_words import Due, find_due, read_due
from ..structure import Paragraph
from .items import half, has_label, tidy_item, without_label
from .labels import LABELLED, labels_in
from .timetable import Above, RawStep, Said

_BY = re.compile(r"[，,；;（(](?:由)?(?P<who>[^，,；;。（）()：:]{2,20}?)(?:负责|牵头)(?=[）)，,；;。]|\Z)")
_CLAUSES = re.compile(r"[；;。]")
_PHASE = re.compile(r"阶段|步骤|第[一二三四五六\d]+步|时期|学期|年度|\d{4}年")
_TIMED = re.compile(r"进度|步骤|安排|阶段|路线|时间|任务|计划表")
_UNTIMED = re.compile(r"基础|现状|目标|指导思想|依据|背景|意义|原则|保障|经费|预算|附件|概况|自评|成效|问题")


def untimed(heading: str) -> bool:
    """Below 建设基础 or 保障措施 no sentence is a step, whatever dates it names."""
    return _UNTIMED.search(heading) is not None and not _TIMED.search(heading)


def labelled(paragraph: Paragraph, text: str | None = None) -> dict[str, Said]:
    """完成时限：2021年12月；责任人：张文华 — by role; the value ends where the next label begins."""
    words = half(text if text is not None else paragraph.text)
    found = {role: Said(value, paragraph.place) for role, value in labels_in(words).items()}
    by = _BY.search(words)
    if by and "owner" not in found:
        found["owner"] = Said(by["who"], paragraph.place)
    return found


def only_labels(paragraph: Paragraph) -> bool:
    """Nothing but labels: the line belongs to the step before it."""
    words = half(paragraph.text).strip()
    first = LABELLED.match(re.sub(r"^[（(【\[]", "", without_label(words)))
    return first is not None


def heading_due(text: str, above: Above) -> Due | None:
    """第一阶段（2021年9月—12月）: the time of what stands below it."""
    if len(text) > 50 or not _PHASE.search(text):
        return None
    found = find_due(text, year=above.year)
    bare = without_label(half(text))
    bare = re.sub(r"(?:工作|主要|重点|建设)*(?:任务|计划|安排|进度|内容|举措|工作)\Z", "", bare)
    due = read_due(text[slice(*found)] if found else bare, year=above.year, span=above.span)
    return due if due.due and (found or len(bare) <= 14) else None


def spoken_steps(paragraph: Paragraph, above: Above, *, numbered_is_step: bool) -> Iterator[RawStep]:
    """The steps of one paragraph; none where no time is said and no heading gives one."""
    clauses = [part for part in _CLAUSES.split(paragraph.text) if part.strip()]
    if len(clauses) > 1 and all(_begins_with_time(part, above) for part in clauses):
        for part in clauses:
            yield from spoken_steps(replace(paragraph, text=part, label=""), above, numbered_is_step=False)
        return
    text = paragraph.text
    said = labelled(paragraph)
    due, spot = _due_in(text, said, above)
    is_item = has_label(paragraph.printed) or bool(paragraph.label)
    if due is None:
        if not (numbered_is_step and is_item and above.due):
            return
        due = above.due
    elif not (is_item or said or spot == "head"):
        return
    if due.recurrence and above.due and above.due.due and not re.search(r"\d{4}", due.text):
        due = replace(
            due, start=above.due.start, due=above.due.due
        )  # 每年暑期 within a phase lasts as it does
    title = _title(text, said, spot, above)
    if len(title) < 2:
        return
    said = dict(above.said) | {role: value for role, value in said.items() if role != "due"}
    place = paragraph.place if spot else above.due_place
    yield RawStep(title, due, paragraph.place, place, above.tasks, "", said)


def _begins_with_time(part: str, above: Above) -> bool:
    """2021年10月底前，制定办法；2022年6月，完成遴选: every clause has its own."""
    found = find_due(without_label(part), year=above.year)
    return found is not None and found[0] <= 2 and without_label(part)[:1] not in "（(【["


def _due_in(text: str, said: dict[str, Said], above: Above) -> tuple[Due | None, str]:
    """The time of the paragraph and how it is said: by a label, in a bracket, or at the head."""
    if "due" in said:
        return read_due(said["due"].text, year=above.year, span=above.span), "label"
    bare = without_label(text)
    found = find_due(bare, year=above.year)
    if not found:
        return None, ""
    words = re.split(r"[，,；;](?=[^，,；;]*(?:[:：]|负责|牵头))", bare[slice(*found)])[0]
    due = read_due(words, year=above.year, span=above.span)
    return due, "head" if found[0] <= 2 and bare[:1] not in "（([【" else "bracket"


def _title(text: str, said: dict[str, Said], spot: str, above: Above) -> str:
    """What is to be done, without number, time, and persons."""
    bare = without_label(text)
    if spot in ("head", "bracket"):
        found = find_due(bare, year=above.year)
        assert found
        start, end = found
        if spot == "bracket":
            start, end = start - 1, end + 1
        bare = bare[:start] + bare[end:]
        bare = re.sub(r"^(?:于|在|到|至)?[，,：:、\s]*", "", bare)
    bare = re.sub(r"[（(【\[][^（）()【】\[\]]*[:：][^（）()【】\[\]]*[)）】\]]", "", bare)
    for match in LABELLED.finditer(half(bare)):
        bare = bare[: match.start()]
        break
    by = _BY.search(half(bare))
    if by:
        bare = bare[: by.start()] + bare[by.end() :].lstrip("）)")
    return tidy_item(re.sub(r"\s+", "", bare)).strip("（([【")
