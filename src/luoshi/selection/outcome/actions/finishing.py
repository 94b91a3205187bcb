"""公布: the end of a selection, when nothing is open any more."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.downloads import note_taken
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell
from luoshi.selection.models import Call
from luoshi.selection.states import CALL, CallState

from .. import permissions
from ..listing import list_digest, rows_of
from ..models import Decision, Misconduct, Objection, PublicNotice
from ..states import DecisionStage, NoticeState, ObjectionState
from .deciding import last_notice, refuse_one_alone
from .holding import call_first, fresh_call, open_changes, open_objections

HELD = "监督员已要求暂缓公布，请与监督员联系。"


def left_to_finish(call: Call) -> Iterator[str]:
    """What still keeps it from being finalised, a sentence each; a hold of the monitor last, and nothing else of it."""
    notice, digest = last_notice(call), list_digest(call)
    over = notice is not None and notice.state == NoticeState.OVER and clock.today() > notice.until_on
    if not over:
        yield "公示还没有期满。期满以后按当时的名单再审定一次，才能公布。"
    elif notice is not None and notice.decision.digest != digest:
        yield "公示以后名单有变更，请重新审定并更正公示。"
    if waiting := open_changes(call):
        yield f"还有 {waiting} 项结果变更没有确认，请先确认或撤回。"
    if waiting := open_objections(call):
        yield f"还有 {waiting} 件异议没有办结。"
    if any(_without_consequence(call)):
        yield "有认定成立的异议，还没有据此变更结果或更正公示。"
    decision = _after(call)
    late = decision is not None and notice is not None and decision.held_on <= notice.until_on
    if over and (decision is None or late or decision.digest != digest):
        yield "公示以后还没有按现在的名单审定，请登记公示后的审定。"
    if Misconduct.objects.filter(call=call, hold=True).exists():
        yield HELD


def _after(call: Call) -> Decision | None:
    return call.decisions.filter(stage=DecisionStage.AFTER, undone_at__isnull=True).first()


def _without_consequence(call: Call) -> Iterator[Objection]:
    """Upheld, and neither a change confirmed nor another list shown since: the same list under another heading answers
    nothing.
    """
    upheld = Objection.objects.filter(notice__call=call, state=ObjectionState.UPHELD)
    for row in upheld.select_related("notice"):
        changed = row.changes.filter(confirmed_at__isnull=False).exists()
        later = call.public_notices.filter(published_at__gt=row.replied_at)
        corrected = any(_shows_another_list(each, row.notice) for each in later)
        if not (changed or corrected):
            yield row


def _shows_another_list(notice: PublicNotice, former: PublicNotice) -> bool:
    return bool(notice.snapshot["rows"] != former.snapshot["rows"])


@acts.act("outcome.finish_call", who=permissions.can_run_outcome, on="call", first=call_first, proof=True)
def finish_call(*, call: Call, by: Actor) -> Call:
    """The results stand. Every applicant is told to look; what came of it stands on the page of the application."""
    call = fresh_call(call, CallState.NOTICED)
    if left := next(left_to_finish(call), ""):
        raise RuleBroken(left if left == HELD else f"还不能公布：{left}")
    refuse_one_alone(_after(call), by)
    CALL.make("outcome.finish_call", call)
    for row in rows_of(call):
        tell(
            to=[row.application.owner], title=f"遴选结果已公布：{call.title}", kind="selection", by=by,
            href=reverse("apply-page", args=[row.application.public_id]), body="请查看结果。",
            key=f"result:{row.public_id}",
        )  # fmt: skip
    return call


@acts.act("outcome.fetch_results", who=permissions.can_see_outcome, under="call", proof=True)
def fetch_results(*, call: Call, content: bytes, rows: int, by: Actor) -> Call:
    """The whole list with its scores is about to be handed out as a file. The password is asked again."""
    note_taken(content, rows)
    return call
