"""What each route after a review answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.selection.models import Call
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import (
    Change,
    Decision,
    Misconduct,
    Objection,
    PublicNotice,
    Result,
    Statement,
)
from luoshi.selection.review.models import Scoring

from .expect_papers import post_of
from .expect_review import APPLIERS, runs
from .lines import (
    ACT,
    EDITORS,
    EVERYBODY,
    OWN_LEADERS,
    OWN_RUNNERS,
    Expected,
    a_reason,
    button,
    nothing,
    page,
    version,
)

BUREAU = EDITORS | {"monitor", "bureau_leader"}
CHECKER = frozenset({"section_head"})
MONITOR = frozenset({"monitor"})
NOTICE = {"title": "公示", "words": "现公示。", "contact": "电话 0717-0000000", "days": "5"}
WORDS = {"words": "内容不实", "name": "示例", "phone": "10000990009"}


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("纪要.pdf", b"%PDF-1.4")


def to_draw(call: Call, user: Any) -> dict[str, Any]:
    if runs(user):
        Change.objects.filter(result__call=call).delete()
        Result.objects.filter(call=call).delete()
    return version(call)


def to_rank(call: Call, user: Any) -> dict[str, Any]:
    if runs(user):
        Change.objects.filter(result__call=call).delete()
        Result.objects.filter(call=call, code="0002").update(selected=False, order=None)
    return a_reason(call)


def to_decide(call: Call, user: Any) -> dict[str, Any]:
    if runs(user):
        Change.objects.filter(result__call=call).delete()
    return {
        "stage": "before", "body": "局长办公会", "held_on": clock.today().isoformat(), "words": "同意。",
        "file": pdf(), "shown": list_digest(call),
    }  # fmt: skip


def _decision(call: Call, stage: str) -> Decision:
    Decision.objects.filter(call=call, stage=stage).delete()
    kept = Scoring.objects.get(call=call)
    stored = PublicNotice.objects.order_by("pk")[0].picture
    post = Membership.objects.filter(organisation=call.organisation, role="city_officer").order_by("pk")[0]
    made: Decision = Decision.objects.create(
        call=kept.call, stage=stage, body="局长办公会", held_on=clock.today(), words="同意。", minutes=stored,
        minutes_name="纪要.pdf", digest=list_digest(call), entered_by=post,
    )  # fmt: skip
    return made


def to_publish(call: Call, user: Any) -> dict[str, Any]:
    if runs(user):
        Change.objects.filter(result__call=call).delete()
        _decision(call, "before")
    return {**NOTICE, "shown": list_digest(call), **version(call)}


def to_finish(call: Call, user: Any) -> dict[str, Any]:
    if runs(user):
        Change.objects.filter(result__call=call).delete()
        before, past = _decision(call, "before"), clock.today() - dt.timedelta(days=9)
        _decision(call, "after")
        like = PublicNotice.objects.order_by("pk")[0]
        PublicNotice.objects.create(
            call=call, number=1, title="公示", contact="电话", snapshot=like.snapshot, digest=like.digest,
            decision=before, from_on=past, until_on=past, days=1, published_at=clock.now(), published_by="示例",
            state="over", taken_down_at=clock.now(),
        )  # fmt: skip
        Call.objects.filter(pk=call.pk).update(state="noticed")
    return version(call)


def to_undo(row: Decision, user: Any) -> dict[str, Any]:
    if runs(user):
        Call.objects.filter(pk=row.call_id).update(state="deciding")
    return a_reason(row)


def to_correct(row: PublicNotice, user: Any) -> dict[str, Any]:
    return {**NOTICE, "shown": list_digest(row.call), **a_reason(row)}


def to_register(row: PublicNotice, user: Any) -> dict[str, Any]:
    return {
        **WORDS,
        "came": "paper",
        "received_at": clock.today().isoformat() + " 00:01",
        "reason": "当面送来",
    }


def received(row: Objection, user: Any) -> None:
    if runs(user):
        Objection.objects.filter(pk=row.pk).update(state="received")


def to_take(row: Objection, user: Any) -> dict[str, Any]:
    received(row, user)
    post = Membership.objects.filter(organisation=row.notice.call.organisation, role="monitor")[0]
    return {"checker": post.public_id, "until": clock.today().isoformat(), **version(row)}


def to_refuse(row: Objection, user: Any) -> dict[str, Any]:
    """An officer what came late, the monitor what is unrelated."""
    received(row, user)
    post = post_of(user)
    if runs(user):
        Objection.objects.filter(pk=row.pk).update(received_at=row.received_at - dt.timedelta(days=90))
    elif post is not None and post.role == "monitor":
        Objection.objects.filter(pk=row.pk).update(state="received")
    refused = "late" if runs(user) else "unrelated"
    return {"refused_for": refused, "reply": "按规定不予受理。", **version(row)}


def to_ask(row: Objection, user: Any) -> dict[str, Any]:
    Statement.objects.filter(objection=row).delete()
    return {"asked": "请说明来源。", "until": clock.today().isoformat()}


def concluded(row: Objection, user: Any) -> dict[str, Any]:
    return {"outcome": "reject", "words": "查无实据。", "reply": "不成立。", **version(row)}


def found(row: Misconduct, user: Any) -> dict[str, Any]:
    Misconduct.objects.filter(pk=row.pk).update(state="checking")
    return {"outcome": "dismiss", "words": "查无实据。", **version(row)}


def changed(row: Result, user: Any) -> dict[str, Any]:
    return {"standing": "out", "reason": "示例"}


EXPECTED_OUTCOME: dict[str, Expected] = {
    "outcomes": Expected(get=BUREAU | OWN_RUNNERS | OWN_LEADERS, gate=True),
    "outcome": page(BUREAU),
    "outcome-results-xlsx": Expected(post=BUREAU, form=nothing, done=200),
    "outcome-draw-up": button(EDITORS, to_draw),
    "outcome-undo-draw-up": button(EDITORS, a_reason),
    "outcome-rank-again": button(EDITORS, to_rank),
    "outcome-decide": ACT(get=EDITORS, post=EDITORS, form=to_decide),
    "outcome-publish": ACT(get=EDITORS, post=EDITORS, form=to_publish),
    "outcome-finish": button(EDITORS, to_finish),
    "outcome-objections": page(BUREAU),
    "outcome-say-change": ACT(get=EDITORS, post=EDITORS, form=changed),
    "outcome-confirm": button(frozenset({"section_head", "bureau_leader"})),
    "outcome-drop": button(EDITORS),
    "outcome-minutes": page(BUREAU),
    "outcome-undo-decision": button(EDITORS, to_undo),
    "outcome-notice": page(BUREAU),
    "outcome-notice-docx": page(BUREAU),
    "outcome-notice-html": page(BUREAU),
    "outcome-notice-picture": page(BUREAU),
    "outcome-stop": button(EDITORS, a_reason),
    "outcome-correct": ACT(get=EDITORS, post=EDITORS, form=to_correct),
    "outcome-official": ACT(
        get=EDITORS, post=EDITORS, form=lambda row, user: {"url": "https://example.com/gs", **version(row)}
    ),
    "outcome-register": ACT(get=EDITORS, post=EDITORS, form=to_register),
    "outcome-objection": page(BUREAU),
    "outcome-objection-file": page(BUREAU),
    "outcome-take": button(EDITORS, to_take),
    "outcome-refuse": button(EDITORS | MONITOR, to_refuse),
    "outcome-ask": button(CHECKER, to_ask),
    "outcome-conclude": button(CHECKER, concluded),
    "outcome-withdraw-paper": button(EDITORS, a_reason),
    "outcome-own-objections": page(EVERYBODY),
    "outcome-withdraw": button(frozenset({"school_head"})),
    "outcome-statement": ACT(
        get=APPLIERS, post=APPLIERS, form=lambda row, user: {"words": "情况属实。", **version(row)}
    ),
    "misconduct-list": Expected(get=MONITOR, gate=True),
    "misconduct": page(MONITOR),
    "misconduct-file": page(MONITOR),
    "misconduct-take": button(MONITOR),
    "misconduct-conclude": button(MONITOR, found),
    "misconduct-hold": button(MONITOR),
    "misconduct-unhold": button(MONITOR),
    "outcome-public": Expected(get=EVERYBODY, public=True),
    "outcome-object": Expected(
        get=EVERYBODY, post=EVERYBODY, form=lambda row, user: dict(WORDS), done=200, public=True
    ),
    "outcome-look-up": Expected(
        get=EVERYBODY,
        post=EVERYBODY,
        form=lambda row, user: {"code": "ABC234", "phone": "1"},
        done=404,
        public=True,
    ),
    "outcome-report": Expected(
        get=EVERYBODY, post=EVERYBODY, form=lambda row, user: {"words": "示例"}, done=200, public=True
    ),
}
