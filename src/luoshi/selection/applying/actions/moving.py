"""What acts on applications share: the call held still, the deadline, the quota, where an application comes to lie."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F
from django.utils import timezone

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.selection import read_rules
from luoshi.papers.filed.actions import outdate_papers
from luoshi.papers.models import Approval
from luoshi.selection.deadline import why_not_now
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .. import quotas, receiving
from ..history import counts_works, top_of
from ..hosted import may_have_hosted
from ..models import Application, OfficerConflict
from ..named import users_named
from ..queries import is_from_within, people_of, readers_of
from ..states import CHANGEABLE, ApplicationState
from ..telling import tell_named

MOST_KEPT = 20  # receipts of one application


def call_first(row: Call | Application | OfficerConflict) -> Call:
    """The one order of locks: the call, then what lies in it. Every act on an application names this as its `first`,
    so that whoever holds the call is alone in it: the last place, the deadline and the sequence have one reader.
    """
    if isinstance(row, OfficerConflict):
        row = row.application
    held: Call = Call.objects.select_for_update().get(pk=row.pk if isinstance(row, Call) else row.call_id)
    return held


def hold_call(application: Application) -> Call:
    """The call as it is now, locked by `call_first`; nobody extends or closes it before this act is through."""
    rows = Call.objects.select_for_update(of=("self",)).select_related(
        "organisation", "form_version__definition"
    )
    held = rows.get(pk=application.call_id)
    application.call = held
    return held


def hold_competition(application: Application) -> None:
    """Where it counts what a person enters in the whole competition, the selection all of it goes on to is held as
    well: of two sent at once into two selections the second is counted with the first. Always from below upwards.
    """
    call = application.call
    if counts_works(application, read_rules(call.rules)):
        Call.objects.select_for_update().get(pk=top_of(call).pk)


def _moment(at: dt.datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def refuse_unless_changeable(application: Application, arrived: dt.datetime | None = None) -> None:
    """A draft while the call is open; one sent back while what is mended can still arrive; one being corrected within
    its days. Each path has the same end: what would come too late is not taken in. `arrived`: as in `check_in_time`.
    """
    moment, call = arrived or clock.now(), hold_call(application)
    if application.state not in CHANGEABLE:
        state = application.get_state_display()
        raise RuleBroken(f"现在的状态是“{state}”，不能修改。还没有人办理的可以先收回修改。")
    if application.state == ApplicationState.CORRECTING:
        refuse_correction_over(application, moment)
    elif call.state != CallState.OPEN or (call.until is not None and moment > call.until):
        raise RuleBroken(why_not_now(call, moment) or "现在不能修改。")


def refuse_promoted(application: Application) -> None:
    """Of what won below, nothing that was judged or shown there is written anew on its way up."""
    if application.lower is not None:
        office = application.lower.call.organisation.short
        raise RuleBroken(
            "这份申报是晋级上来的，名称、组别、台账条目、联合单位、人员和校内遴选都以下级遴选的结果为准，不能改。"
            f"要退出的，请{office}在下级遴选里撤回晋级。"
        )


def refuse_correction_over(application: Application, moment: dt.datetime) -> None:
    """Unless all of it had come by then."""
    until = application.correct_until
    if until is not None and moment > until:
        office = application.call.organisation.short
        raise RuleBroken(f"补正已于 {_moment(until)} 截止，不能再改。请与{office}联系。")


def touch(application: Application, by: Actor) -> None:
    """What is printed has changed: opinion pages stamped before are of an earlier edition."""
    acts.change(application, edition=application.edition + 1)
    if read_rules(application.call.rules).opinions:
        outdate_papers(about=application, by=by)


def refuse_without_a_place(application: Application) -> None:
    """The school's own places. The call is held: of two that want the last one, the second is refused."""
    limit = quotas.school_limit(application)
    if limit is None:
        return
    taken = quotas.taken_by_school(application.call, application.organisation, application.group)
    number = taken.exclude(pk=application.pk).count()
    if number >= limit:
        group = f"“{application.group}”" if application.group and quotas.by_group(application.call) else ""
        raise RuleBroken(
            f"{application.organisation.short}{group}的名额是 {limit} 个，已报送 {number} 个，没有名额了。"
            "要换一个报，请先撤回已报送的一个。"
        )


def refuse_whoever_hosted(application: Application) -> None:
    """The call was opened again, for all but those who could read what had arrived by then."""
    if may_have_hosted(application.call, application.organisation):
        raise RuleBroken(
            "本单位（或上级、下属单位）承办或者承办过这次遴选，第一次截止以后看得到其他单位的申报，延期以后不能报送。"
            f"有疑问请与{application.call.organisation.short}联系。"
        )


def refuse_whoever_read(application: Application) -> None:
    """A school's own selection that was opened again: what had arrived lay open to those who run, lead or watch it, but
    for whoever applied by then. None of them applies now, or is of a team that does.
    """
    call = application.call
    reopened = call.extensions.filter(confirmed_at__gt=F("before")).order_by("confirmed_at").first()
    if reopened is None or not is_from_within(application):
        return
    closed, readers = reopened.before, readers_of(call)
    late = {application.owner.user_id} if application.created_at > closed else set()
    for person in people_of(application):
        if application.sent_at is None or max(application.sent_at, person.created_at) > closed:
            late |= users_named(person) - {application.owner.user_id}
    if late & readers:
        raise RuleBroken(
            "填报人或申报人员里有经办、分管或监督这次遴选的，第一次截止以后看得到别人的申报，延期以后不能报送。"
            "请移除这样的人员；填报人本人的，这次不能申报。"
        )


def give_receipt(application: Application, at: dt.datetime, by: Actor) -> dict[str, Any]:
    """The number in the order of arrival (once for ever) and the receipt for what lies there now: fields of the row.

    As late in the act as can be: it holds the end of the actor's log.
    """
    sequence = application.sequence or _next_sequence(application.call)
    made = receiving.receipt_of(application, sequence, at, by)
    acts.note_ready({"receipt": made["signature"], "sequence": sequence})
    tell_named(application, by)
    before = [*application.receipts_before, *([application.receipt] if application.receipt else [])]
    return {
        "sequence": sequence,
        "receipt": made,
        "receipts_before": before[-MOST_KEPT:],
        "sent_at": application.sent_at or at,
        "received_as": receiving.parts_of(application),
    }


def _next_sequence(call: Call) -> int:
    """Without raising the call's version: whoever has its page open has not missed anything."""
    Call.objects.filter(pk=call.pk).update(received=F("received") + 1)
    call.refresh_from_db(fields=["received"])
    return call.received


def approval_of(application: Application) -> Approval:
    if application.approval is None:
        raise RuleBroken("还没有报送，没有等待办理的环节。")
    return application.approval


def refuse_unless_under_way(call: Call) -> None:
    """Steps of schools and counties go on until the formal check ends."""
    if call.state not in (CallState.OPEN, CallState.CHECKING):
        raise RuleBroken(f"“{call.title}”现在是“{call.get_state_display()}”，申报不能再往上送。")
