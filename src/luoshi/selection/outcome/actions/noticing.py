"""A public notice: a fixed copy, ends by the clock, is stopped or replaced with a reason, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from luoshi.accounts.calendars import workdays_of
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.core.public_notice import columns, digest, snapshot, window
from luoshi.core.selection import read_rules
from luoshi.notices.actions import tell
from luoshi.papers.actions.moving import post_of
from luoshi.selection.models import Call
from luoshi.selection.queries import told_of
from luoshi.selection.states import CALL, CallState

from .. import permissions
from ..listing import list_digest, public_rows, rows_of
from ..models import Decision, PublicNotice
from ..states import NOTICE, DecisionStage
from .deciding import last_notice, refuse_one_alone
from .holding import call_first, fresh_call, open_changes, said

CHANGED = "您看到公示内容以后，名单有了变更，没有发布。请核对最新的名单后再发布。"


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What an officer writes. contact: telephone, mail and address of the office that takes objections."""

    title: str
    words: str
    contact: str
    fields: tuple[str, ...]
    days: int


def content_of(call: Call, facts: NoticeFacts) -> dict[str, Any]:
    """What the public would see, were it published today. Raises RuleBroken where that cannot be."""
    least = max(1, read_rules(call.rules).notice_days)
    if facts.days < least:
        raise RuleBroken(f"这类遴选至少公示 {least} 个工作日。")
    if not facts.contact.strip():
        raise RuleBroken("请写明受理异议的电话、邮箱和地址。")
    lasts = window(clock.today(), facts.days, workdays_of(call.organisation.path))
    head = {
        "title": facts.title.strip(), "words": facts.words.strip(), "contact": facts.contact.strip(),
        "organisation": call.organisation.name, "from_on": lasts.from_on.isoformat(),
        "until_on": lasts.until_on.isoformat(),
    }  # fmt: skip
    try:
        return snapshot(head, facts.fields, public_rows(call))
    except ValueError as bad:
        raise RuleBroken(str(bad)) from None


def _published(call: Call, facts: NoticeFacts, shown: str, by: Actor, replaces: PublicNotice | None) -> Any:
    decision = _decision_of(call)
    refuse_one_alone(decision, by)
    content = content_of(call, facts)
    if shown != list_digest(call):
        raise RuleBroken(CHANGED)
    before = last_notice(call)
    lasts = window(clock.today(), facts.days, workdays_of(call.organisation.path))
    return acts.create(
        PublicNotice, call=call, number=before.number + 1 if before else 1, title=content["title"],
        words=content["words"], contact=content["contact"], fields=list(columns(facts.fields)),
        snapshot=content, digest=digest(content), decision=decision, from_on=lasts.from_on,
        rows=list(rows_of(call).filter(selected=True).order_by("order").values_list("public_id", flat=True)),
        until_on=lasts.until_on, days=facts.days, published_at=clock.now(), published_by=by.name[:80],
        publisher=post_of(by),
        replaces=replaces,
    )  # fmt: skip


def _decision_of(call: Call) -> Decision:
    if waiting := open_changes(call):
        raise RuleBroken(f"还有 {waiting} 项结果变更没有确认，请先确认或撤回。")
    decision = call.decisions.filter(stage=DecisionStage.BEFORE, undone_at__isnull=True).first()
    if decision is None:
        raise RuleBroken("名单还没有审定，不能公示。请先登记审定会议的纪要。")
    if decision.digest != list_digest(call):
        raise RuleBroken("审定以后名单有了变更，不能公示。请按现在的名单重新审定。")
    found: Decision = decision
    return found


def left_to_publish(call: Call, by: Actor, correcting: bool = False) -> str:
    """What keeps this person from publishing the list as it stands now; empty for nothing."""
    state = CallState.NOTICED if correcting else CallState.DECIDING
    if call.state != state:
        return f"“{call.title}”现在是“{call.get_state_display()}”，不能发布公示。"
    try:
        refuse_one_alone(_decision_of(call), by)
    except RuleBroken as broken:
        return broken.message
    return ""


@acts.act("outcome.publish_notice", who=permissions.can_run_outcome, on="call", first=call_first, proof=True)
def publish_notice(*, call: Call, facts: NoticeFacts, shown: str, by: Actor) -> PublicNotice:
    """shown: digest of the list as it was seen. From this moment everybody with the address reads it."""
    call = fresh_call(call, CallState.DECIDING)
    made: PublicNotice = _published(call, facts, shown, by, None)
    CALL.make("outcome.publish_notice", call)
    _tell(made, by, "公示")
    return made


@acts.act("outcome.correct_notice", who=permissions.can_run_notice, on="notice", first=call_first, proof=True)
def correct_notice(
    *, notice: PublicNotice, facts: NoticeFacts, shown: str, reason: str, by: Actor
) -> PublicNotice:
    """Another one in its place, with days of its own; the former one is gone from the public, and kept."""
    call = fresh_call(notice, CallState.NOTICED)
    kept = said(reason)
    NOTICE.make("outcome.correct_notice", notice, reason=kept, taken_down_at=clock.now())
    acts.change(notice, reason=kept)
    made: PublicNotice = _published(call, facts, shown, by, notice)
    _tell(made, by, "更正公示")
    return made


@acts.act("outcome.stop_notice", who=permissions.can_run_notice, on="notice", first=call_first, proof=True)
def stop_notice(*, notice: PublicNotice, reason: str, by: Actor) -> PublicNotice:
    """Taken away before its days are over; the list goes back to be decided."""
    call = fresh_call(notice, CallState.NOTICED)
    kept = said(reason)
    NOTICE.make("outcome.stop_notice", notice, reason=kept, taken_down_at=clock.now())
    acts.change(notice, reason=kept)
    CALL.make("outcome.stop_notice", call, reason=kept)
    return notice


@acts.act("outcome.end_notice", who=permissions.runs_as_system, on="notice", first=call_first)
def end_notice(*, notice: PublicNotice, by: Actor) -> PublicNotice:
    """Its last day is over. The page was gone with that day already."""
    if clock.today() <= notice.until_on:
        raise RuleBroken("公示还没有期满。")
    NOTICE.make("outcome.end_notice", notice, taken_down_at=clock.now())
    return notice


@acts.act("outcome.note_official", who=permissions.can_run_notice, on="notice", first=call_first)
def note_official(
    *, notice: PublicNotice, url: str, by: Actor, picture: StoredFile | None = None, picture_name: str = ""
) -> PublicNotice:
    """Where the bureau's own site showed it, and a picture of that page."""
    given = {"picture": picture, "picture_name": picture_name[:120]} if picture is not None else {}
    acts.change(notice, official_url=url[:300], **given)
    return notice


def _tell(notice: PublicNotice, by: Actor, what: str) -> None:
    """Schools and counties under the bureau: to be read."""
    tell(
        to=[post for post in told_of(notice.call) if post.user_id != by.user_id],
        title=f"{what}：{notice.call.title}",
        body="请查看拟入选名单。有异议的，请在公示期内实名提出。",
        kind="selection",
        href=reverse("outcome-public", args=[notice.public_id]),
        about=notice.call,
        key=f"public-notice:{notice.public_id}",
        by=by,
    )
