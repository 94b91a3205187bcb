"""Everything that became of one entry: each change of its content, and what was done with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.common.access import require
from luoshi.common.dataforms.history import history_of
from luoshi.common.dataforms.models import Answer
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy

from ..models import Entry
from ..permissions import can_read_history
from ..queries import entries_visible_to, erased_by
from ..states import EntryState
from .entry import crumbs
from .lists import READERS

SIZE = 20  # savings on one page


@policy(f"{READERS}：一个条目的修改记录，上级看确认以后的")
def entry_history(request: HttpRequest, register_entry: str) -> HttpResponse:
    """Personal values stay covered: that they changed is told, not to what."""
    found = find(entries_visible_to(request.actor), register_entry)
    require(can_read_history(request.actor, found))
    own = found.organisation_id == request.actor.organisation_id
    version, answer = found.register.definition.current, found.answer
    page = page_of(request, range(savings_told(answer, None if own else found.confirmed_at)), size=SIZE)
    savings: list[Any] = []
    if version is not None and answer is not None and page.object_list:
        first, count = page.start_index() - 1, len(page.object_list)
        savings = history_of(answer, version, masked=True, first=first, count=count)
    context = {
        "entry": found,
        "own": own,
        "savings": savings,
        "page_obj": page,
        "done": done_with(found),
        "crumbs": crumbs(found.register, found, "修改记录"),
    }
    return render(request, "registers/history.html", context)


def savings_told(answer: Answer | None, since: dt.datetime | None) -> int:
    """How many of the last savings the reader is shown: all, or those after it was last confirmed."""
    if answer is None:
        return 0
    past = answer.past.all() if since is None else answer.past.filter(saved_at__gt=since)
    return past.count() + (since is None or answer.saved_at > since)


def done_with(found: Entry) -> list[dict[str, Any]]:
    """What was done with it, the last time of each kind, and every project stage; newest first, as a timeline."""
    said: list[tuple[Any, str, str, str]] = [(found.created_at, "", "登记", "")]
    if found.confirmed_at:
        words = "确认" if found.state != EntryState.DRAFT else "确认过，后来撤回或被退回"
        said.append((found.confirmed_at, found.confirmed_by, words, ""))
    if found.checked_at:
        words = "核对通过" if found.state == EntryState.CHECKED else "核对通过过，后来有改动"
        said.append((found.checked_at, found.checked_by, words, ""))
    if found.returned_at and found.returned_words:
        said.append((found.returned_at, found.returned_by, "退回", found.returned_words))
    if found.ended_at and found.ended_on:
        words = f"结束（{found.get_end_kind_display()}，{found.ended_on:%Y-%m-%d}）"
        said.append((found.ended_at, found.ended_by, words, found.end_words))
    if found.erased_at:
        asked = erased_by(found)
        words = f"清除个人信息（{asked.said_by.user.name}提请）" if asked else "满保留年数，清除个人信息"
        said.append((found.erased_at, str(asked.confirmed_by) if asked else "", words, ""))
    for stage in found.stages.all():
        about = "，".join(each for each in (stage.document_number, stage.words) if each)
        words = f"登记{stage.get_level_display()}{stage.get_kind_display()}（{stage.on:%Y-%m-%d}）"
        said.append((stage.created_at, stage.noted_by, words, about))
        if stage.taken_back_at:
            words = f"撤回{stage.get_level_display()}{stage.get_kind_display()}"
            said.append((stage.taken_back_at, "", words, ""))
    said.sort(key=lambda each: each[0], reverse=True)
    return [{"when": when, "who": who, "what": what, "note": note} for when, who, what, note in said]
