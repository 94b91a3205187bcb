"""Passing a step and returning a paper: the acts of whoever has it, or of who stands in for him."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..last_words import WayOn, is_authors_last_word, way_on
from ..models import Approval, Delegation, Entry, Step
from ..queries import authors_of, right_of
from ..states import APPROVAL, ApprovalState, Outcome, Resume, StepState
from ..telling import return_key, say, tell_author
from .moving import (
    arrive,
    clean_parts,
    close,
    current_of,
    ended,
    fresh,
    name_of_post,
    next_of,
    post_of,
    whose_turn,
    write_down,
)


@acts.act("papers.pass_step", who=permissions.can_decide, on="approval")
def pass_step(
    *,
    approval: Approval,
    by: Actor,
    comment: str = "",
    parts: dict[str, str] | None = None,
    seen: Step | None = None,
) -> Approval:
    """Agree at the current step; it goes on, or is passed at the last. `seen` is the step the page showed. Where its
    author alone holds the last step it goes on to the next post of the organisation (`_hand_up`).

    Raises RuleBroken when it is not the actor's turn, AlreadyDecided when somebody was quicker.
    """
    step, said = _own_turn(approval, by, seen)
    if is_authors_last_word(approval, by.user_id, said["leader"].user_id if "leader" in said else None):
        _hand_up(approval, step)
    said |= {"comment": comment.strip(), "parts": clean_parts(approval, parts)}
    advance(approval, step, by, "papers.pass_step", said)
    return approval


@acts.act("papers.return_to_step", who=permissions.can_decide, on="approval")
def return_to_step(
    *,
    approval: Approval,
    by: Actor,
    comment: str,
    to: Step | None = None,
    parts: dict[str, str] | None = None,
    due: dt.date | None = None,
    resume: str = Resume.HERE,
    seen: Step | None = None,
) -> Approval:
    """Send it back to an earlier step, or to the author (`to` is None), with comments and a date.

    `resume`: once mended it comes straight back here, or goes through all steps again.
    Raises RuleBroken as pass_step does, and for a step that lies ahead, no comment or a date gone by.
    """
    step, said = _own_turn(approval, by, seen)
    said |= {"comment": comment.strip(), "parts": clean_parts(approval, parts)}
    send_back(approval, step, by, "papers.return_to_step", said, to=to, due=due, resume=resume)
    return approval


def _own_turn(approval: Approval, by: Actor, seen: Step | None) -> tuple[Step, dict[str, Any]]:
    """The current step and what the entry says of the right to decide it."""
    fresh(approval)
    post_of(by)
    step = current_of(approval, seen)
    if step.is_meeting:
        raise RuleBroken(f"“{step.name}”由会议研究，请录入会议纪要的编号和文件，不能直接办理。")
    right = right_of(by, step)
    if right is None:
        if not permissions.can_decide(by, approval):
            raise PermissionDenied
        if post_of(by).user_id in authors_of(approval):
            raise RuleBroken(
                f"这是您本人发起的，不能由您代别人审批。现在由{whose_turn(step)}办理，请等他本人办理，或请他另授权他人代办。"
            )
        raise RuleBroken(
            f"现在由{whose_turn(step)}办理，还没有轮到您，或您已经办过。请刷新页面查看最新情况。"
        )
    said: dict[str, Any] = {"way": right.way, "organisation": step.organisation}
    if right.delegation is not None:
        _hold(right.delegation)
        said |= {
            "delegation": right.delegation,
            "leader": right.principal,
            "leader_name": name_of_post(right.principal),
        }
    return step, said


def refuse_own_paper(approval: Approval, step: Step, *deciders: int | None) -> None:
    """At the last step nobody agrees to his own paper, nor does anybody agree in his name. `deciders`: users."""
    if is_authors_last_word(approval, *deciders):
        _refuse_last_word(way_on(approval, step))


def _refuse_last_word(way: WayOn) -> None:
    who = f"请由{way.names}办理。" if way.others else "请由担任这个岗位的其他人办理。"
    if not way.others and way.above is None:
        who = "本单位没有别人担任这个岗位，也没有上级岗位。请另设一人，或退回发起人，作废后改报上级单位。"
    raise RuleBroken(f"最后一个环节不能由发起人同意自己的文件，也不能代发起人同意。{who}")


def _hand_up(approval: Approval, step: Step) -> None:
    """The author alone holds the last step, as it may come after a hand-over: his consent is not the last word, the
    next post of the organisation has it. Raises RuleBroken where somebody else holds the step, or nobody stands above.
    """
    way = way_on(approval, step)
    if way.above is None:
        _refuse_last_word(way)
        return
    acts.create(
        Step,
        approval=approval,
        order=step.order + 1,
        leg=step.leg,
        organisation=step.organisation,
        name=way.above.name,
        role=way.above.role,
        form=way.above.form,
        days=way.above.days,
    )


def _hold(delegation: Delegation) -> None:
    """Nobody ends it before this act is through. Raises PermissionDenied when somebody just did."""
    held = Delegation.objects.select_for_update().filter(pk=delegation.pk).first()
    if held is None or held.revoked_at is not None:
        raise PermissionDenied


def advance(approval: Approval, step: Step, by: Actor, action: str, said: dict[str, Any]) -> Entry:
    """The step is passed: write it down, go on or end, tell."""
    after = next_of(approval, step)
    done = ended(ApprovalState.PASSED) if approval.is_at_last else {}
    APPROVAL.make(action, approval, resume_at=None, due=None, **done)
    close(step, StepState.PASSED)
    entry = write_down(approval, by, Outcome.PASSED, step=step, visit=step.visit, **said)
    if after is not None:
        arrive(approval, after, by)
    else:
        tell_author(approval, "已通过", by)
    return entry


def send_back(
    approval: Approval,
    step: Step,
    by: Actor,
    action: str,
    said: dict[str, Any],
    *,
    to: Step | None,
    due: dt.date | None,
    resume: str,
) -> Entry:
    """The paper goes back: to the author, who mends it, or to an earlier step."""
    _check_return(approval, step, said, to, due)
    approval.going_to = "author" if to is None else "step"
    back_to = step if resume == Resume.HERE else None
    APPROVAL.make(action, approval, reason=said["comment"] or "见分部分意见", resume_at=back_to, due=due)
    close(step, StepState.RETURNED)
    said |= {"to_step": to, "resume": resume, "due": due}
    entry = write_down(approval, by, Outcome.RETURNED, step=step, visit=step.visit, **said)
    if to is None:
        tell_author(approval, "退回修改", by, due, key=return_key(approval))
        return entry
    if back_to is None:
        _wait_again(approval, to)
    arrive(approval, approval.steps.select_related("organisation").get(pk=to.pk), by)
    say(to=[approval.author], title=f"已退回到{to.name}：{approval.title}", approval=approval, by=by)
    return entry


def _check_return(
    approval: Approval, step: Step, said: dict[str, Any], to: Step | None, due: dt.date | None
) -> None:
    if not said["comment"] and not said["parts"]:
        raise RuleBroken("退回要写明意见（总的意见或分部分意见），请填写后再提交。")
    if to is not None and (to.approval_id != approval.pk or to.order >= step.order):
        raise RuleBroken("只能退给前面的环节或发起人，请重新选择。")
    if due is not None and due < clock.today():
        raise RuleBroken("修改期限不能早于今天，请改正后再提交。")


def _wait_again(approval: Approval, to: Step) -> None:
    """From the start: the steps after `to` are asked once more (the one that returned it shows that it did)."""
    for passed in approval.steps.filter(order__gt=to.order, state=StepState.PASSED):
        acts.change(passed, state=StepState.WAITING)
