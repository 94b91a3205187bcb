"""What must always hold after a review."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.common.invariants import name_of
from luoshi.common.stages import Invariant
from luoshi.core.public_notice import FIELDS, digest
from luoshi.core.selection import read_rules
from luoshi.selection.models import Call
from luoshi.selection.states import CallState
from luoshi.selection.two_persons import by_one

from .actions.finishing import left_to_finish
from .actions.objecting import in_window
from .actions.results import standing_of
from .listing import numbers_of
from .models import Change, Misconduct, Objection, PublicNotice, Result
from .sealing import opened
from .states import ObjectionState

Found = Iterator[tuple[str, str]]


def lists_are_numbered_without_gaps() -> Found:
    for call in Call.objects.filter(results__isnull=False).distinct():
        rows = list(Result.objects.filter(call=call))
        numbers = numbers_of(read_rules(call.rules), rows)
        for row in rows:
            if row.order != numbers.get(row.code):
                yield name_of(row), "名单的序号与入选情况不符"


def results_stand_as_they_were_confirmed() -> Found:
    last: dict[int, Change] = {}
    rows = Change.objects.filter(confirmed_at__isnull=False).select_related("result")
    for change in rows.order_by("confirmed_at", "pk"):
        last[change.result_id] = change
    for change in last.values():
        if standing_of(change.result).as_json() != change.after:
            yield name_of(change.result), "结果与最后确认的变更不符"


def changes_are_confirmed_by_another_person() -> Found:
    return by_one(Change.objects.all())


def results_nobody_changed_are_as_the_rule_gave_them() -> Found:
    rows = Result.objects.filter(excluded_at__isnull=True).exclude(changes__confirmed_at__isnull=False)
    for row in rows.select_related("call"):
        if row.level != row.proposed:
            yield name_of(row), "没有经过变更，却不是按规则的等次"


def notices_are_as_published() -> Found:
    for notice in PublicNotice.objects.iterator():
        if digest(notice.snapshot) != notice.digest:
            yield name_of(notice), "公示内容与校验码不一致"
        elif any(key not in FIELDS for key, _ in notice.snapshot["columns"]):
            yield name_of(notice), "公示了不允许公示的内容"
        elif len(notice.rows) != len(notice.snapshot["rows"]):
            yield name_of(notice), "公示的行与结果对不上"


def objections_looked_into_came_in_time() -> Found:
    looked = (ObjectionState.CHECKING, ObjectionState.UPHELD, ObjectionState.REJECTED)
    for row in Objection.objects.filter(state__in=looked).select_related("notice"):
        if not in_window(row.notice, row.received_at):
            yield name_of(row), "不在公示期内收到，却受理了"


def what_was_sealed_opens() -> Found:
    for model in (Objection, Misconduct):
        for row in model.objects.iterator():
            try:
                opened(row)
            except ValueError as broken:
                yield name_of(row), str(broken)


def nothing_was_open_when_it_was_published() -> Found:
    """What a selection that ended with a public notice must leave behind."""
    ended = Call.objects.filter(state=CallState.ENDED, public_notices__isnull=False).distinct()
    for call in ended:
        for words in left_to_finish(call):
            yield name_of(call), f"已公布，但是：{words}"


INVARIANTS = (
    Invariant("outcome-numbers", lists_are_numbered_without_gaps),
    Invariant("outcome-confirmed", results_stand_as_they_were_confirmed),
    Invariant("outcome-two", changes_are_confirmed_by_another_person),
    Invariant("outcome-proposed", results_nobody_changed_are_as_the_rule_gave_them),
    Invariant("outcome-notice", notices_are_as_published),
    Invariant("outcome-in-time", objections_looked_into_came_in_time),
    Invariant("outcome-sealed", what_was_sealed_opens),
    Invariant("outcome-ended", nothing_was_open_when_it_was_published),
)
