"""A selection whose results were published: three winners of two levels, one of them with an entry of the register."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from luoshi.accounts.permissions import only_the_system
from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock, files
from luoshi.common.actor import system_actor
from luoshi.registers import actions as registers
from luoshi.registers.models import Entry, Register
from luoshi.registers.tests.samples import PROJECTS
from luoshi.selection.outcome.models import Result
from luoshi.selection.recognition import actions
from luoshi.selection.recognition.announcing import docx_bytes, listed
from luoshi.selection.recognition.models import Announcement, Award
from luoshi.selection.recognition.queries import to_grant
from luoshi.selection.review.models import Scoring
from luoshi.selection.review.tests import helping as review

LEVELS = [{"key": "first", "title": "一等奖", "number": 1}, {"key": "second", "title": "二等奖", "number": 2}]
PAPER = "宜教发〔2026〕12号"


def published(yichang: Any, entry: str = "示例工作室", **rules: Any) -> SimpleNamespace:
    """`there`: as in `review.tests.helping.made`, ended; `.results`, `.register`, `.entry` of the first school."""
    there = review.made(
        yichang, state="ended", levels=LEVELS, valid_months=36, register=PROJECTS["key"], **rules
    )
    there.leader = yichang.post("bureau_leader")
    there.register = Register.objects.filter(key=PROJECTS["key"]).first() or registers.set_up_register(
        row=PROJECTS, by=system_actor()
    )
    office = actor_for(there.school)
    there.entry = registers.add_entry(register=there.register, values={"name": entry}, by=office)
    registers.confirm_entries(register=there.register, entries=[there.entry], by=office)
    there.results = _results(there=there, by=system_actor())
    return there


@acts.act("test.publish", who=only_the_system)
def _results(*, there: Any, by: Any) -> list[Result]:
    call, rows = there.call, there.applications
    call.level = "city"
    call.save(update_fields=["level"])
    rows[0].entry = there.entry
    rows[0].save(update_fields=["entry"])
    scoring = Scoring.objects.create(call=call, number=1, data={"results": []}, names={}, digest="0" * 64)
    return [
        Result.objects.create(
            call=call, application=row, scoring=scoring, code=f"{at + 1:04d}", place=at + 1, score="90",
            passed=True, proposed=level, level=level, selected=bool(level), order=at + 1 if level else None,
        )
        for at, (row, level) in enumerate(zip(rows, ("first", "second", ""), strict=True))
    ]  # fmt: skip


def granted(there: Any, on: dt.date | None = None, paper: str = PAPER) -> list[Award]:
    call = fresh(there.call)
    actions.grant_awards(
        call=call, on=on or clock.today(), document_number=paper, shown=actions.shown_of(list(to_grant(call))),
        by=there.actor("officer"), version=call.version,
    )  # fmt: skip
    return list(Award.objects.filter(call=call).order_by("pk"))


def entry_of(there: Any, post: Any, name: str) -> Entry:
    by = actor_for(post)
    made: Entry = registers.add_entry(register=there.register, values={"name": name}, by=by)
    registers.confirm_entries(register=there.register, entries=[made], by=by)
    return fresh(made)


def do(act: Any, by: Any, **rows: Any) -> Any:
    return review.act(act, by, **rows)


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def announced(there: Any, **other: Any) -> Announcement:
    """A version of the notice, as the page makes it, stamped and sent out."""
    return do(actions.note_stamped, there.actor(there.officer), announcement=issued(there, **other))


def issued(there: Any, **other: Any) -> Announcement:
    """The same before its stamp."""
    call = fresh(there.call)
    said = {
        "document_number": PAPER,
        "title": "关于公布结果的通知",
        "words": "各学校：\n现予公布。",
        "on": clock.today(),
        **other,
    }
    printed = {"printed_by": said.get("printed_by", "示例办公室"), "copies": said.get("copies", "")}
    content = docx_bytes(call, said["document_number"], said["title"], said["words"], said["on"], **printed)
    issue = actions.Issue(**{"shown": actions.shown_of(listed(call)), "stored": files.put([content]), **said})
    made: Announcement = actions.issue_announcement(
        call=call, issue=issue, by=there.actor(there.officer), version=call.version
    )
    return made
