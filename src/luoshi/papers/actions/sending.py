"""Starting an approval, sending it again, recalling it, giving it up: the author's acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Base

from .. import permissions
from ..contents import Content
from ..models import Approval, Sending, SendingFile, Step
from ..queries import approvals_of, authors_of, holders_of, judges_himself
from ..routes import chain_of
from ..states import APPROVAL, ApprovalState, Outcome, StepState, Way
from ..telling import say, settle_return
from .moving import arrive, close, current_of, ended, fresh, post_of, reach, write_down
from .printing import outdate_prints
from .proofs import Proof

LONGEST_TITLE, LONGEST_HREF = 200, 300


@acts.act("papers.start_approval", who=permissions.can_write_papers, under="about")
def start_approval(
    *,
    about: Base,
    kind: str,
    title: str,
    href: str,
    legs: Sequence[Organisation],
    by: Actor,
    parts: Sequence[tuple[str, str]] = (),
    content: Content | None = None,
    files: Sequence[Proof] = (),
    until: dt.date | None = None,
) -> Approval:
    """Send `about` through the steps of each leg's organisation, frozen as the routes stand now.

    `content` and `files` are what is sent: kept as they are, for all who may see the approval, however the author goes
    on writing. `until`: when all of it must be done. `parts`: what can be commented on by itself. First steps that are
    the author's own count as done by sending. Raises RuleBroken when `about` is under way or a leg has no chain.
    """
    author = post_of(by)
    if approvals_of(about).filter(state__in=(ApprovalState.RUNNING, ApprovalState.RETURNED)).exists():
        raise RuleBroken("已经在审批中，不用重复报送。请在“审批”里查看办到哪里了。")
    approval: Approval = acts.create(
        Approval,
        kind=kind,
        title=title[:LONGEST_TITLE],
        href=href[:LONGEST_HREF],
        about_type=about._meta.label_lower,
        about_id=about.public_id,
        organisation=author.organisation,
        author=author,
        parts=[list(part) for part in parts],
        until=until,
        sent_at=clock.now(),
    )
    _freeze(approval, legs)
    _keep_sent(approval, content, files)
    write_down(approval, by, Outcome.SENT)
    _set_off(approval, author, by)
    return approval


def _keep_sent(approval: Approval, content: Content | None, files: Sequence[Proof]) -> None:
    """One more sending with what it contains."""
    if content is None:
        return
    sending = acts.create(
        Sending,
        approval=approval,
        number=approval.sendings.count() + 1,
        title=content.title[:LONGEST_TITLE],
        body=content.as_json(),
        at=clock.now(),
    )
    for file in files:
        acts.create(SendingFile, sending=sending, stored=file.stored, name=file.name)


def _freeze(approval: Approval, legs: Sequence[Organisation]) -> None:
    """One flat list of steps: those of each leg in turn. Later changes of a route do not touch it."""
    order = 0
    for leg, organisation in enumerate(legs, 1):
        chain = chain_of(organisation, approval.kind).steps
        if not chain:
            raise RuleBroken(f"{organisation.short}没有审批流程，不能报送。请先与该单位联系。")
        named = {post.public_id: post for post in memberships_today().filter(organisation=organisation)}
        for plan in chain:
            order += 1
            acts.create(
                Step,
                approval=approval,
                order=order,
                leg=leg,
                organisation=organisation,
                name=plan.name,
                role=plan.role,
                form=plan.form,
                person=named.get(plan.person),
                days=plan.days,
            )
    if not order:
        raise RuleBroken("没有选择送给哪个单位审批，请先选择。")


def _set_off(approval: Approval, author: Membership, by: Actor) -> None:
    """Arrive at the first step that is not the author's own; the last step always waits for a decision."""
    steps = list(approval.steps.select_related("organisation").order_by("order"))
    _refuse_judging_himself(approval, steps[-1])
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        if after is None or not _is_authors(step, author):
            arrive(approval, step, by)
            return
        acts.change(step, state=StepState.PASSED, visit=step.visit + 1, arrived_at=clock.now())
        reach(approval, step)
        write_down(
            approval,
            by,
            Outcome.PASSED,
            way=Way.AUTHOR,
            step=step,
            visit=step.visit,
            organisation=step.organisation,
        )


def _refuse_judging_himself(approval: Approval, last: Step) -> None:
    """Somebody else than its authors has the last word, or there is none: no paper sets off towards nobody."""
    if judges_himself(last, authors_of(approval)):
        raise RuleBroken(
            f"最后一个环节“{last.organisation.short}·{last.name}”只有发起人本人办理，自己不能审批自己的文件。"
            "请由本单位其他人（例如项目办）报送，呈批件也可以改报上级单位；或请本单位在“审批流程”里加上其他岗位或会议，再报送。"
        )


def _is_authors(step: Step, author: Membership) -> bool:
    if step.is_meeting or step.organisation_id != author.organisation_id:
        return False
    return step.person_id == author.pk if step.person_id else step.role == author.role


@acts.act("papers.resubmit_approval", who=permissions.is_author, on="approval")
def resubmit_approval(
    *,
    approval: Approval,
    by: Actor,
    comment: str = "",
    title: str = "",
    content: Content | None = None,
    files: Sequence[Proof] = (),
    parts: Sequence[tuple[str, str]] | None = None,
) -> Approval:
    """Send a returned paper again, with what it contains now: it goes where the one who returned it said, to him or
    from the start. `parts`: where mending has changed which there are."""
    fresh(approval)
    back_to = approval.resume_at
    sent: dict[str, Any] = {"sent_at": clock.now(), "due": None, "resume_at": None}
    if title and content is None:
        sent["title"] = title[:LONGEST_TITLE]
    if parts is not None:
        sent["parts"] = [list(part) for part in parts]
    APPROVAL.make("papers.resubmit_approval", approval, **sent)
    outdate_prints(approval, by)
    settle_return(approval)
    _keep_sent(approval, content, files)
    write_down(approval, by, Outcome.RESUBMITTED, comment=comment.strip())
    if back_to is not None:
        arrive(approval, back_to, by)
    else:
        for step in approval.steps.exclude(state=StepState.WAITING):
            acts.change(step, state=StepState.WAITING)
        _set_off(approval, post_of(by), by)
    return approval


@acts.act("papers.recall_approval", who=permissions.is_author, on="approval")
def recall_approval(*, approval: Approval, by: Actor, comment: str = "") -> Approval:
    """Take it back before anybody has done anything with it. Whoever has it is told."""
    fresh(approval)
    APPROVAL.make("papers.recall_approval", approval, **ended(ApprovalState.RECALLED))
    outdate_prints(approval, by)
    step = current_of(approval)
    say(to=holders_of(step), title=f"已撤回，不用再办：{approval.title}", approval=approval, by=by)
    close(step, StepState.WAITING)
    write_down(approval, by, Outcome.RECALLED, comment=comment.strip())
    return approval


@acts.act("papers.withdraw_approval", who=permissions.is_author, on="approval")
def withdraw_approval(*, approval: Approval, by: Actor, reason: str) -> Approval:
    """Give a returned paper up."""
    fresh(approval)
    APPROVAL.make(
        "papers.withdraw_approval",
        approval,
        reason=reason,
        resume_at=None,
        due=None,
        **ended(ApprovalState.WITHDRAWN),
    )
    outdate_prints(approval, by)
    settle_return(approval)
    write_down(approval, by, Outcome.WITHDRAWN, comment=reason.strip())
    return approval
