"""Targets in the sentences and table cells of Chinese policies.

The path, one module a step::

    script       the text in half-width signs without blanks, each knowing its place
    sentences    sentences, and their parts between commas
    dates, recurrence, scopes, ../levels   marks of one sentence
    numerals, units, comparators           the words a quantity is made of
    quantities   every number with a unit
    names        numbers that are part of a name, blanked beforehand
    setting      a number in its sentence
    exclusions   numbers that bind nobody: old values, headings, exchange rates;  grants: what is granted or charged
    conditions   numbers that only describe a thing
    chains       what a number has in common with the excluded one beside it
    subjects     what is counted
    wholes       words without a number: 一批, 全部
    sharing      what the targets of one sentence share: date, scope, cadence
    numbered, inheriting, unnumbered       drafts with a number, and without
    reports      words that tell what was done
    paragraphs   what a sentence leaves to those below it: a report, a date
    assembling   all of it, sentence by sentence
    cells        what a column heading adds
"""

from __future__ import annotations

import re
from dataclasses import replace

from .assembling import read_sentence
from .cells import bound_by, is_baseline_column, lent_by, name_of
from .dates import find_dates
from .drafts import Draft
from .model import Comparator, FoundTarget, TargetContext
from .paragraphs import (
    ClosingNote,
    announced_by,
    announced_by_heading,
    closing_notes,
    context_at,
    heading_foretells,
    heading_reports,
    report_by_title,
)
from .script import Squeezed, squeeze, to_half_width
from .sentences import split_sentences
from .unnumbered import draft_of_entry

# 12月, 9月30日: in a column of deadlines nothing else needs to be said
_MERE_DAY = re.compile(r"\d{1,2}月(?:份|\d{1,2}日|上旬|中旬|下旬)?|[一二三四]季度|[上下]半年")

__all__ = [
    "Comparator",
    "FoundTarget",
    "TargetContext",
    "announced_by",
    "announced_by_heading",
    "dated_by",
    "find_targets",
    "heading_foretells",
    "heading_reports",
    "report_by_title",
]


def find_targets(text: str, context: TargetContext = TargetContext()) -> list[FoundTarget]:  # noqa: B008 (frozen)
    """The targets of one clause or cell, in their order. Any text is allowed; nothing is raised.

    Spans count code points of the given text. A column of old values (`context.header`) has no targets.
    """
    if context.report == "outlook" or is_baseline_column(context.header) or _is_of_a_past_year(context):
        return []
    at, lent = lent_by(context.header, text)
    squeezed = squeeze(text[:at] + lent + text[at:])
    found: list[FoundTarget] = []
    begin = 0
    for note in closing_notes(squeezed.text, context):
        said, context = _read_entry(squeezed, begin, note, context)
        found += said
        begin = note.end
    found += _read(squeezed, begin, len(squeezed.text), context)[0]
    return [_in_given(target, text, at, len(lent)) for target in found]


def _read(
    squeezed: Squeezed, begin: int, end: int, context: TargetContext
) -> tuple[list[FoundTarget], TargetContext]:
    """The targets of a stretch of the text, and what is known behind it."""
    found: list[FoundTarget] = []
    for offset, sentence in split_sentences(squeezed.text[begin:end]):
        context = context_at(sentence, context)
        found += [_at(begin + offset, draft, squeezed, context) for draft in read_sentence(sentence, context)]
    return found, context


def _read_entry(
    squeezed: Squeezed, begin: int, note: ClosingNote, context: TargetContext
) -> tuple[list[FoundTarget], TargetContext]:
    """The targets of an entry, which its closing note dates where they have no date of their own.

    An entry without any target is itself what is to be done by then.
    """
    dated = replace(context, announced=(note.due, note.period))
    found, after = _read(squeezed, begin, note.start, dated)
    if not found and (note.due or note.period):
        last = list(split_sentences(squeezed.text[begin : note.start]))[-1:]
        found = [_at(begin + place, draft_of_entry(text, dated), squeezed, dated) for place, text in last]
    if note.recurrence:
        found = [
            target if _has_a_time(target) else replace(target, recurrence=note.recurrence) for target in found
        ]
    return found, replace(after, announced=context.announced)


def _has_a_time(target: FoundTarget) -> bool:
    return bool(target.recurrence or target.due or target.period)


def _at(offset: int, draft: Draft, squeezed: Squeezed, context: TargetContext) -> FoundTarget:
    return _placed(draft, squeezed.span_in_given(offset + draft.start, offset + draft.end), context)


def _in_given(target: FoundTarget, given: str, at: int, lent: int) -> FoundTarget:
    """The target with its place in the given text, where nothing was lent at `at`."""
    start, end = (place if place <= at else max(at, place - lent) for place in target.span)
    return replace(target, text=given[start:end], span=(start, end))


def _placed(draft: Draft, span: tuple[int, int], context: TargetContext) -> FoundTarget:
    date = draft.date
    due, period = (date.due, date.period) if date else _lent_dates(context)
    subject = draft.subject or name_of(context.header)
    return FoundTarget(
        text="",  # cut by `_in_given`
        span=span,
        subject=subject,
        quantity=draft.quantity,
        upper=draft.upper,
        unit=draft.unit,
        comparator=bound_by(context.header, draft.comparator),
        level=draft.level,
        and_above=draft.and_above,
        scope=draft.scope,
        scope_basis=draft.scope_basis,
        due=due,
        period=period,
        recurrence=draft.recurrence,
        measure=draft.measure,
        ask=draft.ask,
    )


def dated_by(text: str, context: TargetContext) -> TargetContext:
    """The context for cells beside one that says by when: 2028年12月 under 完成时限 dates what has no date itself."""
    words = to_half_width(text).strip()
    ends = f"{words}前" if _MERE_DAY.fullmatch(words) else words
    marks = [mark for mark in find_dates(f"{ends}。", context) if mark.kind in ("due", "period")]
    return replace(context, announced=(marks[-1].due, marks[-1].period)) if marks else context


def _is_of_a_past_year(context: TargetContext) -> bool:
    """2020年 above a column of a table of 2021 holds what was."""
    marks = find_dates(to_half_width(context.header), context)
    return bool(marks) and all(mark.kind == "past" for mark in marks)


def _lent_dates(context: TargetContext) -> tuple[str | None, str | None]:
    """2023年 above a column dates the numbers below, and so does 到2025年，实现以下目标： above a list."""
    marks = [
        mark for mark in find_dates(to_half_width(context.header), context) if mark.kind in ("due", "period")
    ]
    return (marks[0].due, marks[0].period) if marks else context.announced
