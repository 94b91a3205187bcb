"""代录: the office writes down what a leader or a meeting decided, with the paper; and what the leader says to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied

from luoshi.accounts.models import Membership, User
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..last_words import refuse_authors_signature, refuse_own_minutes
from ..models import NAME, Approval, Entry, EntryFile, Objection, Step
from ..queries import authors_of, holders_of
from ..states import Outcome, Resume, Way
from ..telling import say, tell_author
from .deciding import advance, refuse_own_paper, send_back
from .moving import clean_parts, current_of, fresh, name_of_post, post_of, whose_turn
from .proofs import MOST_FILES, Proof


@acts.act("papers.enter_on_behalf", who=permissions.can_enter, on="approval")
def enter_on_behalf(
    *,
    approval: Approval,
    by: Actor,
    outcome: str,
    decided_on: dt.date,
    proofs: Sequence[Proof],
    leader: Membership | None = None,
    leader_name: str = "",
    number: str = "",
    comment: str = "",
    parts: dict[str, str] | None = None,
    to: Step | None = None,
    due: dt.date | None = None,
    resume: str = Resume.HERE,
    seen: Step | None = None,
) -> Approval:
    """Enter for the current step what `leader` (or `leader_name`, without an account) or its meeting decided.

    Raises RuleBroken without the paper, for a step of others or of the entering post itself, for a date ahead.
    """
    step = _turn_of_own_office(approval, by, seen)
    said = _who_decided(step, leader, leader_name, number)
    _check_paper(step, proofs, decided_on, number)
    said |= {
        "way": Way.ENTERED,
        "organisation": step.organisation,
        "decided_on": decided_on,
        "number": number.strip(),
        "comment": comment.strip(),
        "parts": clean_parts(approval, parts),
    }
    if outcome == Outcome.PASSED:
        _refuse_authors_word(approval, step, by, leader, leader_name)
        entry = advance(approval, step, by, "papers.enter_on_behalf", said)
    else:
        entry = send_back(approval, step, by, "papers.enter_on_behalf", said, to=to, due=due, resume=resume)
    _attach(entry, proofs)
    _tell_leader(entry, by)
    return approval


def _turn_of_own_office(approval: Approval, by: Actor, seen: Step | None) -> Step:
    fresh(approval)
    post_of(by)
    if not permissions.can_enter(by, approval):
        raise PermissionDenied
    step = current_of(approval, seen)
    if step.organisation_id != by.organisation_id:
        raise RuleBroken(f"现在由{whose_turn(step)}办理，要由该单位代录。")
    if not step.is_meeting and [post.pk for post in holders_of(step)] == [by.membership_id]:
        raise RuleBroken("这是您本人的环节，请直接办理，不用代录。")
    return step


def _who_decided(step: Step, leader: Membership | None, leader_name: str, number: str) -> dict[str, Any]:
    """Whose decision it was: a meeting, one of those whose step it is, or a name where nobody holds the post."""
    if step.is_meeting:
        return {"leader": None, "leader_name": f"{step.organisation.short}{step.name}"[:NAME]}
    holders = {post.pk: post for post in holders_of(step)}
    if leader is not None:
        if leader.pk not in holders:
            raise RuleBroken(f"{leader.user.name}现在不办理“{step.name}”这个环节，请重新选择领导。")
        return {"leader": leader, "leader_name": name_of_post(leader)}
    if holders:
        raise RuleBroken("请选择是代哪位领导录入。")
    if not leader_name.strip():
        raise RuleBroken("请写明是代哪位领导录入。")
    return {
        "leader": None,
        "leader_name": f"{leader_name.strip()}（{step.organisation.short} {step.name}）"[:NAME],
    }


def _refuse_authors_word(
    approval: Approval, step: Step, by: Actor, leader: Membership | None, leader_name: str
) -> None:
    """A meeting's minutes are entered by a colleague; a signature has to be somebody else's than the author's."""
    if step.is_meeting:
        refuse_own_minutes(approval, step, by.user_id)
        return
    if leader is None:
        refuse_authors_signature(approval, step, by.user_id)
    for author in User.objects.filter(pk__in=authors_of(approval)):
        if leader is None and leader_name.strip() == author.name:
            refuse_own_paper(approval, step, author.pk)
    refuse_own_paper(approval, step, leader.user_id if leader else None)


def _check_paper(step: Step, proofs: Sequence[Proof], decided_on: dt.date, number: str) -> None:
    what = "会议纪要" if step.is_meeting else "领导签字的原件（扫描或照片）"
    if not proofs:
        raise RuleBroken(f"请附上{what}，没有依据不能代录。")
    if len(proofs) > MOST_FILES:
        raise RuleBroken(f"一次最多附 {MOST_FILES} 个文件。")
    if decided_on > clock.today():
        raise RuleBroken("签批（开会）日期不能晚于今天，请改正后再提交。")
    if step.is_meeting and not number.strip():
        raise RuleBroken("请填写会议纪要的编号。")


def _attach(entry: Entry, proofs: Sequence[Proof]) -> None:
    for proof in proofs:
        acts.create(EntryFile, entry=entry, stored=proof.stored, name=proof.name)


def _tell_leader(entry: Entry, by: Actor) -> None:
    if entry.leader is not None:
        say(
            to=[entry.leader],
            title=f"已代您录入“{entry.get_outcome_display()}”：{entry.approval.title}",
            body="录入与您的决定不符的，请打开后点“申明”，申明会一直显示在这条意见旁边。",
            approval=entry.approval,
            by=by,
        )


@acts.act("papers.object_to_entry", who=permissions.can_object, under="entry")
def object_to_entry(*, entry: Entry, text: str, by: Actor) -> Objection:
    """申明: the leader says that what was entered is not so. The decision stands until somebody returns the paper;
    author and office are told. Raises RuleBroken for an entry that nobody entered on behalf, or a second time.
    """
    if entry.way not in (Way.ENTERED, Way.DELEGATE):
        raise RuleBroken("这条意见不是别人代您录入或办理的，不用申明。")
    if not text.strip():
        raise RuleBroken("请写明实际情况，填写后再提交。")
    if Objection.objects.filter(entry=entry).exists():
        raise RuleBroken("您已经申明过，内容显示在这条意见旁边。")
    made: Objection = acts.create(
        Objection,
        entry=entry,
        by=post_of(by),
        by_name=name_of_post(post_of(by)),
        text=text.strip(),
        at=clock.now(),
    )
    tell_author(entry.approval, "有领导申明", by)
    say(to=[entry.by], title=f"有领导申明：{entry.approval.title}", approval=entry.approval, by=by)
    return made
