"""What must always hold among applications in selections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from django.db.models import Exists, F, OuterRef, Q

from luoshi.common.checkpoints import public_key
from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.core.receipts import BadReceipt, check, fingerprint
from luoshi.papers.invariants import entered_by_its_author
from luoshi.papers.states import ApprovalState
from luoshi.selection.states import CallState

from . import receiving
from .kinds import KIND
from .models import Application, FormalCheck
from .queries import FROM_WITHIN, county_of
from .states import ApplicationState

Found = Iterator[tuple[str, str]]
_A = ApplicationState
STILL = (_A.SENT, _A.RECEIVED, _A.ACCEPTED, _A.REFUSED)  # nobody writes in them
CHECKED = (CallState.DRAWING, CallState.REVIEWING, CallState.DECIDING, CallState.NOTICED, CallState.ENDED)
_APPROVED = {
    _A.SENT: ApprovalState.RUNNING,
    _A.RETURNED: ApprovalState.RETURNED,
    _A.RECEIVED: ApprovalState.PASSED,
    _A.CORRECTING: ApprovalState.PASSED,
    _A.ACCEPTED: ApprovalState.PASSED,
}


def applications_stand_as_their_approvals() -> Found:
    """What was registered from paper has none; nor has what people of a school hand in to the school itself, there and
    where it went on to (a later package says which: `promotion`).
    """
    for state, approved in _APPROVED.items():
        rows = Application.objects.filter(state=state, paper_at__isnull=True).exclude(FROM_WITHIN)
        rows = rows.exclude(approval__isnull=True, promotion__isnull=False)
        yield from each(
            rows.exclude(approval__state=approved), f"申报是“{state.label}”，它的审批却不是“{approved.label}”"
        )


def all_were_received_in_time() -> Found:
    """Whatever has a number lay there whole at or before the end of its call."""
    late = Application.objects.filter(Q(sent_at__gt=F("call__until")) | Q(sent_at__lt=F("call__opens_at")))
    return each(late, "申报不是在受理时间内收齐的")


def numbers_were_given_out() -> Found:
    return each(Application.objects.filter(sequence__gt=F("call__received")), "收件序号大于已经给出的序号")


def receipts_hold() -> Found:
    """Signed with the site's key, of this application and number; and what lies there is what it was given for."""
    ours = fingerprint(public_key())
    rows = Application.objects.filter(sequence__isnull=False, receipt__isnull=False)
    rows = rows.select_related(
        "call", "organisation", "entry", "answer__form_version", "own_selection__stored"
    )
    for row in rows.iterator():
        try:
            found = check(json.dumps(row.receipt).encode())
        except BadReceipt:
            yield name_of(row), "回执读不出来"
            continue
        said = found.statement
        if found.faults or found.fingerprint != ours:
            yield name_of(row), "回执的签名不对"
        elif (said.application, said.sequence) != (row.public_id, row.sequence):
            yield name_of(row), "回执不是这份申报的"
        elif row.state in STILL and not receiving.is_as_received(row):
            yield name_of(row), "申报的内容不是回执所说的内容"


def ranks_are_given_once() -> Found:
    """Of one county's applications in one call and group no two have the same rank."""
    seen: set[tuple[int, int, str, int]] = set()
    rows = Application.objects.filter(rank__isnull=False).select_related("organisation", "call__organisation")
    for row in rows.order_by("id").iterator():
        county = county_of(row.organisation, row.call)
        place = (row.call_id, county.pk if county else 0, row.group, row.rank or 0)
        if county is None or place in seen:
            yield name_of(row), "推荐次序重复，或者不是县市排的"
        seen.add(place)


def accepted_ones_met_every_line() -> Found:
    bad = FormalCheck.objects.filter(application=OuterRef("pk")).exclude(met=True)
    return each(
        Application.objects.filter(Exists(bad), state=_A.ACCEPTED), "已受理的申报有审查项不符合或没有审查"
    )


def checks_that_ended_left_nothing_open() -> Found:
    left = Application.objects.filter(
        call__state__in=CHECKED, state__in=(_A.SENT, _A.RETURNED, _A.RECEIVED, _A.CORRECTING)
    )
    return each(left, "形式审查已经结束，申报却没有结论")


INVARIANTS = (
    Invariant("selection-minutes", partial(entered_by_its_author, KIND.key)),
    Invariant("selection-approval", applications_stand_as_their_approvals),
    Invariant("selection-in-time", all_were_received_in_time),
    Invariant("selection-numbers", numbers_were_given_out),
    Invariant("selection-receipts", receipts_hold),
    Invariant("selection-ranks", ranks_are_given_once),
    Invariant("selection-checked", accepted_ones_met_every_line),
    Invariant("selection-ended", checks_that_ended_left_nothing_open),
)
