"""From a sentence to its targets: numbers, 一批, 全部 and mere dates."""

from __future__ import annotations

import re

from .dates import find_dates
from .drafts import Draft
from .model import TargetContext
from .names import hide_names
from .numbered import draft_numbers
from .paragraphs import is_lead_in
from .recurrence import find_recurrences
from .scopes import find_scopes
from .script import HIDDEN
from .sentences import split_parts
from .sharing import Sentence
from .unnumbered import draft_dates, draft_wholes
from .wholes import find_all, find_some


def read_sentence(text: str, context: TargetContext) -> list[Draft]:
    """All targets of one sentence in their order."""
    dates = [mark for mark in find_dates(text, context) if not _in_a_title(text, mark.start)]
    sentence = Sentence(
        text,
        split_parts(text),
        dates,
        find_recurrences(text),
        find_scopes(text),
        context.reported,
        context.report,
        context.planned,
    )
    hidden = _hide_marks(hide_names(text), sentence)
    drafts = draft_numbers(sentence, hidden, context)
    drafts += draft_wholes(sentence, find_some(text, hidden), drafts, context)
    drafts += draft_wholes(sentence, find_all(text, hidden), drafts, context)
    if not is_lead_in(text, context):
        drafts += draft_dates(sentence, drafts, context)
    return sorted(drafts, key=lambda draft: (draft.start, draft.end))


def _in_a_title(text: str, place: int) -> bool:
    return text.count("《", 0, place) > text.count("》", 0, place)


_LEAD = re.compile("[到至由从]|力争|争取|确保")


def _behind_lead(text: str, start: int) -> int:
    lead = _LEAD.match(text, start)
    return lead.end() if lead else start


def _hide_marks(hidden: str, sentence: Sentence) -> str:
    """Dates and cadences are no quantities."""
    signs = list(hidden)
    # 提高到2025年的65%, 力争年底: the 到 belongs to the verb as well, 力争 looks ahead, so they stay.
    spans = [(_behind_lead(hidden, date.start), date.end) for date in sentence.dates]
    spans += [(cadence.start, cadence.end) for cadence in sentence.recurrences]
    for start, end in spans:
        signs[start:end] = HIDDEN * (end - start)
    return "".join(signs)
