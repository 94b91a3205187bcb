"""Reports of misconduct: to the monitor alone, or whoever is next where he is concerned himself, who may ask not to
finalise meanwhile.
"""

from __future__ import annotations

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .. import permissions
from ..models import Misconduct
from ..sealing import Words, sealed
from ..states import MISCONDUCT, OPEN_MISCONDUCT
from .holding import call_first
from .objecting import File


@acts.act("outcome.report_misconduct", who=permissions.anybody, under="call", first=call_first)
def report_misconduct(
    *, call: Call, words: Words, by: Actor, application: Application | None = None, file: File | None = None,
    watch: bool = False,
) -> Misconduct:  # fmt: skip
    """Signed or not; watch: it is about a monitor himself. Nobody but who looks into it learns that it is there, not
    even by a number.
    """
    if call.opened_at is None or call.state == CallState.DRAFT:
        raise RuleBroken("这次遴选还没有发出，不能举报。")
    if not words.words.strip():
        raise RuleBroken("请写明要举报的事情。")
    stored, name = file if file is not None else (None, "")
    made: Misconduct = acts.create(
        Misconduct, call=call, application=application, signed=words.is_signed, received_at=clock.now(),
        file=stored, file_name=name[:120], watch=watch, **sealed(words, Misconduct),
    )  # fmt: skip
    return made


@acts.act("outcome.take_misconduct", who=permissions.can_run_misconduct, on="report", first=call_first)
def take_misconduct(*, report: Misconduct, by: Actor) -> Misconduct:
    MISCONDUCT.make("outcome.take_misconduct", report, taken_by=by.name[:80])
    return report


@acts.act("outcome.find_misconduct", who=permissions.can_run_misconduct, on="report", first=call_first)
def find_misconduct(*, report: Misconduct, words: str, by: Actor) -> Misconduct:
    """True. What follows for the result goes its own way, by a change of two persons; a hold stays until lifted."""
    MISCONDUCT.make("outcome.find_misconduct", report, outcome_words=_words(words))
    return report


@acts.act("outcome.dismiss_misconduct", who=permissions.can_run_misconduct, on="report", first=call_first)
def dismiss_misconduct(*, report: Misconduct, words: str, by: Actor) -> Misconduct:
    """Not true; a hold it gave rise to goes with it."""
    MISCONDUCT.make("outcome.dismiss_misconduct", report, outcome_words=_words(words), hold=False)
    return report


def _words(words: str) -> str:
    kept = words.strip()[:2000]
    if not kept:
        raise RuleBroken("请写明核查了什么、结论是什么。")
    return kept


@acts.act("outcome.hold", who=permissions.can_run_misconduct, on="report", first=call_first)
def hold(*, report: Misconduct, by: Actor) -> Misconduct:
    """Nothing is published until the monitor lifts it."""
    if Call.objects.get(pk=report.call_id).state == CallState.ENDED:
        raise RuleBroken("结果已经公布，不能再暂缓。")
    if report.state not in OPEN_MISCONDUCT:
        raise RuleBroken("这件举报已经办结，不能再要求暂缓。")
    acts.change(report, hold=True)
    return report


@acts.act("outcome.unhold", who=permissions.can_run_misconduct, on="report", first=call_first)
def unhold(*, report: Misconduct, by: Actor) -> Misconduct:
    acts.change(report, hold=False)
    return report
