"""An objection from its arrival to the reply. Whoever it is about is heard, and never learns who objected."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.models import Membership
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.core.selection import read_rules
from luoshi.notices.actions import tell
from luoshi.papers.actions.moving import post_of
from luoshi.selection.applying.queries import runners_of
from luoshi.selection.states import CallState
from luoshi.selection.two_persons import is_another

from .. import permissions
from ..models import Objection, PublicNotice, Result, Statement
from ..queries import checkers_of
from ..sealing import Words, index_of, sealed, sealed_answer
from ..states import OBJECTION, Came, NoticeState, ObjectionState, RefusedFor
from .holding import call_first, fresh_call, said

File = tuple[StoredFile, str]  # the bytes and what the file was called
TAKES = (NoticeState.SHOWN, NoticeState.OVER)  # what came in time may be written down a little later
OUTSIDE = "不在公示期内，不能提出异议。公示期满后如有问题，请向监督员反映。"


def in_window(notice: PublicNotice, moment: dt.datetime) -> bool:
    """Fully received between the publication and the end of the last day, by the clock of this place."""
    day = timezone.localtime(moment).date()
    return moment >= notice.published_at and notice.from_on <= day <= notice.until_on


@acts.act("outcome.object", who=permissions.anybody, under="notice", first=call_first)
def object_to(
    *, notice: PublicNotice, words: Words, arrived: dt.datetime, by: Actor, result: Result | None = None,
    objector: str = "", file: File | None = None,
) -> Objection:  # fmt: skip
    """From the page of the notice. `by` is nobody in particular: no log of any office tells who objected.

    arrived: when the whole of it had come; objector: public id of the person where somebody is signed in.
    """
    _refuse_outside(notice, arrived)
    if not words.is_signed:
        raise RuleBroken("请写明真实姓名和联系电话，匿名的不受理。")
    row = _made(notice, result, words, file, came=Came.PAGE, received_at=arrived, by_index=index_of(objector))
    _tell_officer(row, by)
    return row


def _refuse_outside(notice: PublicNotice, arrived: dt.datetime) -> None:
    call = fresh_call(notice, CallState.NOTICED, CallState.DECIDING, CallState.ENDED)
    notice.refresh_from_db()
    if notice.state == NoticeState.REPLACED:
        raise RuleBroken("这份公示已更正，请在更正后的公示里提出。")
    if call.state != CallState.NOTICED or notice.state not in TAKES or not in_window(notice, arrived):
        raise RuleBroken(OUTSIDE)


def _made(
    notice: PublicNotice, result: Result | None, words: Words, file: File | None, **fields: Any
) -> Objection:
    stored, name = file if file is not None else (None, "")
    made: Objection = acts.create(
        Objection, notice=notice, result=result, signed=words.is_signed, file=stored, file_name=name[:120],
        **sealed(words, Objection), **fields,
    )  # fmt: skip
    return made


@acts.act("outcome.register_objection", who=permissions.can_run_notice, under="notice", first=call_first)
def register_objection(
    *, notice: PublicNotice, words: Words, received_at: dt.datetime, came: str, reason: str, by: Actor,
    result: Result | None = None, file: File | None = None,
) -> Objection:  # fmt: skip
    """What came on paper or by mail, with the moment of its arrival. A late or unsigned one is written down too."""
    fresh_call(notice, CallState.NOTICED)
    notice.refresh_from_db()
    if received_at > clock.now():
        raise RuleBroken("收到时间还没有到，请核对。")
    return _made(
        notice, result, words, file, came=came, received_at=received_at, entered_by=by.name[:80],
        registered_by=post_of(by),
        paper_reason=said(reason, "登记说明"),
    )  # fmt: skip


@acts.act("outcome.refuse_objection", who=permissions.can_refuse_objection, on="objection", first=call_first)
def refuse_objection(*, objection: Objection, refused_for: str, reply: str, by: Actor) -> Objection:
    """Anonymous, late, or about something else; with a reply all the same. The first two can be seen from it and an
    officer says them; the third one says the monitor alone: whoever drew up the list could wave away what is held
    against it.
    """
    if refused_for not in RefusedFor.values:
        raise RuleBroken("请选择不予受理的情形。")
    unrelated = refused_for == RefusedFor.UNRELATED
    if unrelated and not permissions.refuses_as_unrelated(by, objection.notice.call):
        raise RuleBroken("与公示内容无关的，由监督员办理不予受理；要核查的，请受理并指定核查人。")
    if not unrelated and not permissions.can_run_objection(by, objection):
        raise RuleBroken("超期、没有署名的由经办办理；监督员只办理与公示内容无关的。")
    if refused_for == RefusedFor.LATE and in_window(objection.notice, objection.received_at):
        raise RuleBroken("这件异议在公示期内收到，不能以超期为由不予受理。")
    if refused_for == RefusedFor.ANONYMOUS and objection.signed:
        raise RuleBroken("这件异议写明了姓名和联系电话，不能以匿名为由不予受理。")
    OBJECTION.make(
        "outcome.refuse_objection", objection, reason=reply, refused_for=refused_for, **_replied(reply)
    )
    return objection


def _replied(reply: str) -> dict[str, Any]:
    kept = reply.strip()[:2000]
    if not kept:
        raise RuleBroken("请写明给异议人的答复。")
    return {"reply": kept, "replied_at": clock.now()}


@acts.act("outcome.take_objection", who=permissions.can_run_objection, on="objection", first=call_first)
def take_objection(*, objection: Objection, checker: Membership, until: dt.date, by: Actor) -> Objection:
    """Somebody of the bureau who is not conflicted looks into it, by a day: another person than who gives it to him,
    and none who entered the decision or published the list. One who may not any more is replaced.
    """
    fresh_call(objection, CallState.NOTICED, CallState.DECIDING)
    rules = read_rules(objection.notice.call.rules)
    if rules.objection_signed and not objection.signed:
        raise RuleBroken("没有写明真实姓名和联系电话，按规定不受理。")
    if not in_window(objection.notice, objection.received_at):
        raise RuleBroken("不在公示期内收到，按规定不受理。")
    free = checkers_of(objection.notice.call)
    if objection.state == ObjectionState.CHECKING and free.filter(pk=objection.checker_id).exists():
        raise RuleBroken("已经受理，核查人还能办理，不用另外指定。")
    if not is_another(by, checker):
        raise RuleBroken("受理的人不能自己核查，请另选一人。")
    if not free.filter(pk=checker.pk).exists():
        raise RuleBroken(
            "核查人要是本单位现任人员，没有需要回避的申报，也没有登记审定、发布公示。请另选一人。"
        )
    if until < clock.today():
        raise RuleBroken("核查期限不能早于今天。")
    OBJECTION.make("outcome.take_objection", objection, checker=checker, until=until)
    tell(
        to=[checker], title="请核查一件公示异议", body="内容只供核查使用，不得透露异议人。", kind="selection",
        href=reverse("outcome-objection", args=[objection.public_id]), due=until,
        key=f"objection-check:{objection.public_id}:{checker.public_id}", by=by,
    )  # fmt: skip
    return objection


@acts.act("outcome.uphold_objection", who=permissions.can_check_objection, on="objection", first=call_first)
def uphold_objection(*, objection: Objection, words: str, reply: str, by: Actor) -> Objection:
    """True. The result is changed by two persons, or the notice corrected, before anything is finalised."""
    return _concluded("outcome.uphold_objection", objection, words, reply)


@acts.act("outcome.reject_objection", who=permissions.can_check_objection, on="objection", first=call_first)
def reject_objection(*, objection: Objection, words: str, reply: str, by: Actor) -> Objection:
    return _concluded("outcome.reject_objection", objection, words, reply)


def _concluded(action: str, objection: Objection, words: str, reply: str) -> Objection:
    fresh_call(objection, CallState.NOTICED, CallState.DECIDING)
    kept = words.strip()[:2000]
    if not kept:
        raise RuleBroken("请写明核查了什么、结论是什么。")
    OBJECTION.make(action, objection, outcome_words=kept, **_replied(reply))
    return objection


@acts.act(
    "outcome.withdraw_objection", who=permissions.can_withdraw_objection, on="objection", first=call_first
)
def withdraw_objection(*, objection: Objection, by: Actor, objector: str = "", reason: str = "") -> Objection:
    """objector: public id of the person who is signed in; `by` is nobody then, so that no log of his office tells.

    reason: of one on paper, how it was taken back: the paper, its day, where it lies.
    """
    if objection.by_index and objection.by_index != index_of(objector):
        raise PermissionDenied
    if not objection.by_index:
        said(reason, "撤回的依据：异议人什么时候交来的书面撤回，存放在哪里")
    OBJECTION.make("outcome.withdraw_objection", objection, reason=reason)
    return objection


@acts.act("outcome.ask_statement", who=permissions.can_check_objection, under="objection", first=call_first)
def ask_statement(*, objection: Objection, asked: str, until: dt.date, by: Actor) -> Statement:
    """The applicant is heard: what there is to explain in the checker's own words, nothing of whom it came from."""
    objection.refresh_from_db()
    if objection.state != ObjectionState.CHECKING or objection.result is None:
        raise RuleBroken("受理核查、并且针对某一项结果的异议，才能要求说明。")
    if Statement.objects.filter(objection=objection).exists():
        raise RuleBroken("已经要求说明过。")
    if not asked.strip() or until < clock.today():
        raise RuleBroken("请写明需要说明的问题，期限不能早于今天。")
    made: Statement = acts.create(Statement, objection=objection, asked=asked.strip()[:2000], until=until)
    tell(
        to=[objection.result.application.owner], title="请就遴选申报作出说明", body="请在期限内说明情况，可以附材料。",
        kind="selection", href=reverse("outcome-statement", args=[made.public_id]), due=until,
        key=f"statement:{made.public_id}", by=by,
    )  # fmt: skip
    return made


@acts.act("outcome.state", who=permissions.can_state, on="statement", first=call_first)
def state(*, statement: Statement, words: str, by: Actor, file: File | None = None) -> Statement:
    """Once, in time. What is said is for those who look into it."""
    if statement.said_at is not None:
        raise RuleBroken("已经提交过说明。要补充，请与组织单位联系。")
    if clock.today() > statement.until or statement.objection.state != ObjectionState.CHECKING:
        raise RuleBroken("说明期限已过。如仍需说明，请与组织单位联系。")
    if not words.strip():
        raise RuleBroken("请写明情况。")
    stored, name = file if file is not None else (None, "")
    acts.change(
        statement, sealed=sealed_answer(statement, words.strip()), file=stored, file_name=name[:120],
        said_at=clock.now(), said_by=by.name[:80],
    )  # fmt: skip
    checker = statement.objection.checker
    if checker is not None:
        tell(
            to=[checker], kind="selection", by=by,
            title=f"{statement.objection.notice.call.own_words.applicant}已作出说明，请查看",
            href=reverse("outcome-objection", args=[statement.objection.public_id]),
            key=f"stated:{statement.public_id}",
        )  # fmt: skip
    return statement


def _tell_officer(row: Objection, by: Actor) -> None:
    """Nothing of it in the message but that it is there."""
    tell(
        to=runners_of(row.notice.call), title="收到公示异议，请审核", kind="selection",
        href=reverse("outcome-objections", args=[row.notice.call.public_id]), key=f"objection:{row.public_id}",
        body="内容只供审核和核查使用，不得透露异议人。", by=by,
    )  # fmt: skip
