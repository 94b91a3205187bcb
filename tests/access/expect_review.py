"""What each route of the review answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.models import Membership
from luoshi.accounts.roles import ROLES
from luoshi.common import clock
from luoshi.notices.models import Delivery
from luoshi.selection.models import Call
from luoshi.selection.panel.models import Assigned, Conflict, Seat
from luoshi.selection.review.content import Content, sealed
from luoshi.selection.review.models import (
    BareCopy,
    ClosingProposal,
    RoundClosing,
    Scoring,
    Sheet,
    ThirdReading,
)
from luoshi.selection.review.scoring import computed

from .expect_papers import post_of
from .lines import (
    ACT,
    EDITORS,
    HOST,
    SCHOOL_LEADERS,
    Expected,
    Form,
    a_reason,
    button,
    nothing,
    page,
    version,
)

MONITOR = frozenset({"monitor"})
BUREAU = EDITORS | MONITOR
MANAGERS, MANAGE_OR_WATCH = EDITORS | HOST, BUREAU | HOST
EXPERT = frozenset({"expert"})
APPLIERS = frozenset(
    role.key
    for role in ROLES.values()
    if {"apply_selections", "write_papers"} <= role.permissions and role.key in SCHOOL_LEADERS
)
SHEET = {"i0": "80"}


def runs(user: Any) -> bool:
    post = post_of(user)
    return post is not None and post.role in MANAGERS


def copy_in(state: str) -> Form:
    def form(row: BareCopy, user: Any) -> dict[str, Any]:
        if runs(user):
            BareCopy.objects.filter(pk=row.pk).update(state=state)
        return a_reason(row)

    return form


def a_file(row: BareCopy, user: Any) -> dict[str, Any]:
    upload = SimpleUploadedFile("某校.mp4", b"\0\0\0\x10ftypisom\0\0\0\0")
    return {"file": upload, **version(row)}


def under_review(call: Call, user: Any = None) -> dict[str, Any]:
    """Its round is open again for those who run it."""
    if runs(user):
        Call.objects.filter(pk=call.pk).update(state="reviewing")
        RoundClosing.objects.filter(call=call).delete()
        ClosingProposal.objects.filter(call=call).delete()
    return {"round": "", "reason": "示例", **version(call)}


def due_soon(call: Call, user: Any) -> dict[str, Any]:
    return {**under_review(call, user), "until": (clock.today() + dt.timedelta(days=3)).isoformat()}


def not_handed_in(call: Call, user: Any) -> dict[str, Any]:
    """Somebody has a sheet to hand in, and nobody was reminded today."""
    given = under_review(call, user)
    if runs(user):
        Sheet.objects.filter(assigned__seat__call=call).update(state="open")
        Delivery.objects.filter(key__startswith="review-urge:").update(key="")
    return given


def apart(call: Call, user: Any) -> dict[str, Any]:
    given = under_review(call, user)
    if runs(user):
        for task, goal in zip(Assigned.objects.filter(seat__call=call), ("10", "90"), strict=True):
            content = sealed(Content({"a": goal}), task.public_id)
            Sheet.objects.filter(assigned=task).update(aside_at=None, aside_reason="", **content)
    return given


def said_by_another(row: ClosingProposal, user: Any) -> dict[str, Any]:
    """It waits; whoever presses is not the one who said it."""
    other = Membership.objects.filter(organisation=row.call.organisation, role__in=EDITORS).exclude(user=user)
    ClosingProposal.objects.filter(pk=row.pk).update(said_by=other.order_by("pk")[0])
    return version(row)


def to_close(call: Call, user: Any) -> dict[str, Any]:
    if runs(user):
        Call.objects.filter(pk=call.pk).update(state="reviewing")
    return {"shown": computed(call).digest, **version(call)}


def ended(call: Call, user: Any) -> dict[str, Any]:
    if post_of(user) is not None and post_of(user).role in BUREAU:
        Call.objects.filter(pk=call.pk).update(state="deciding")
        if not call.scorings.exists():
            given = {"data": {}, "names": {}, "digest": "0" * 64, "made_by": "示例"}
            Scoring.objects.create(call=call, number=1, **given)
    return version(call)


def a_third(row: ThirdReading, user: Any) -> dict[str, Any]:
    seat = Seat.objects.filter(call=row.application.call).order_by("pk")[0]
    return {"seat": seat.public_id, "reason": "分歧过大", **version(row)}


def to_hand_in(task: Assigned, user: Any) -> dict[str, Any]:
    if getattr(user, "cast_key", "") == "expert":
        Sheet.objects.filter(assigned=task).delete()
        BareCopy.objects.filter(material__application=task.application).update(state="clean", hit_count=0)
    return SHEET


def handed_in(task: Assigned, user: Any) -> dict[str, Any]:
    return version(Sheet.objects.get(assigned=task))


def decided(aside: bool) -> Form:
    def form(row: Sheet, user: Any) -> dict[str, Any]:
        if runs(user):
            Call.objects.filter(pk=row.assigned.seat.call_id).update(state="reviewing")
            pair = {"expert": row.assigned.seat.expert, "application": row.assigned.application}
            if aside:  # lifted by another: what binds somebody still is not restored
                other = Membership.objects.filter(role__in=EDITORS).exclude(user=user).order_by("pk")[0]
                lifted = {"lifted_at": row.done_at, "lifted_by": other, "lift_reason": "示例"}
                Conflict.objects.filter(**pair).update(**lifted)
            else:
                Conflict.objects.get_or_create(**pair, kind="declared", defaults={"reason": "亲属"})
            Sheet.objects.filter(pk=row.pk).update(
                aside_at=row.done_at if aside else None, aside_reason="示例" if aside else ""
            )
        return a_reason(row)

    return form


EXPECTED_REVIEW: dict[str, Expected] = {
    "review-copies": page(MANAGE_OR_WATCH),
    "review-begin-copies": button(MANAGERS, under_review),
    "review-copy": page(MANAGE_OR_WATCH | APPLIERS),
    "review-copy-picture": page(MANAGE_OR_WATCH | APPLIERS),
    "review-copy-file": page(MANAGE_OR_WATCH | APPLIERS),
    "review-pass-copy": button(MANAGERS, a_reason),
    "review-send-copy-back": button(MANAGERS, copy_in("hits")),
    "review-hold-copy": button(MANAGERS, copy_in("clean")),
    "review-replace-copy": ACT(get=MANAGERS | APPLIERS, post=MANAGERS | APPLIERS, form=a_file),
    "review-desk": Expected(get=EXPERT, gate=True),
    "review-task": ACT(get=EXPERT, post=EXPERT, form=to_hand_in),
    "review-sum": button(EXPERT, lambda row, user: SHEET, done=200),
    "review-take-back": button(EXPERT, handed_in),
    "review-declare": ACT(get=EXPERT, post=EXPERT, form=lambda row, user: {"reason": "亲属"}),
    "review-page": page(EXPERT),
    "review-film": page(EXPERT),
    "review-file": page(EXPERT),
    "review-rounds": page(MANAGE_OR_WATCH),
    "review-ask-third": button(MANAGERS, apart),
    "review-set-due": button(MANAGERS, due_soon),
    "review-urge": button(MANAGERS, not_handed_in),
    "review-propose-closing": button(EDITORS, under_review),
    "review-close-round": button(BUREAU, said_by_another),
    "review-decline-closing": button(
        BUREAU, lambda row, user: {"reason": "再等两天", **said_by_another(row, user)}
    ),
    "review-drop-closing": button(EDITORS),
    "review-give-third": ACT(get=MANAGERS, post=MANAGERS, form=a_third),
    "review-results": page(BUREAU),
    "review-scoring-file": button(BUREAU, ended, done=200),
    "review-result": page(BUREAU),
    "review-close": button(EDITORS, to_close),
    "selection-log": Expected(get=MONITOR, gate=True),
    "export-selection-log": Expected(post=MONITOR, form=nothing, done=200, gate=True),
    "review-reopen": button(EDITORS, a_reason),
    "review-set-aside": button(EDITORS, decided(False)),
    "review-restore-sheet": button(EDITORS, decided(True)),
}
