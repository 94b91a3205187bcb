"""变更申请: drafted, sent, recalled, mended, given up, taken up again: the author's acts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import (
    Proof,
    recall_approval,
    resubmit_approval,
    start_approval,
    withdraw_approval,
)
from luoshi.papers.actions.moving import post_of
from luoshi.papers.actions.proofs import MOST_FILES
from luoshi.papers.routes import has_chain, legs_up_to
from luoshi.papers.states import ApprovalState
from luoshi.plans.models import Basis, Task
from luoshi.undertakings import asked, permissions
from luoshi.undertakings.kinds import CHANGE_KIND, PARTS
from luoshi.undertakings.models import ChangeRequest, Duty, RequestFile
from luoshi.undertakings.sent import content_of
from luoshi.undertakings.states import CHANGE, ChangeKind, DutyStage, RequestState

CHANGEABLE = (RequestState.DRAFT, RequestState.RETURNED)


@acts.act("undertakings.start_request", who=permissions.can_request_change, under="organisation")
def start_request(*, organisation: Organisation, task: Task, kind: str, by: Actor) -> ChangeRequest:
    """A draft of the acting post. Raises RuleBroken where there is nothing to change that way."""
    if not permissions.can_request_on(by, task, organisation):
        raise PermissionDenied
    duty = duty_of(task, organisation)
    _check_sense(task, organisation, duty, kind)
    refuse_a_second(task, organisation)
    asked.set_up_questions(task.plan.issuer)
    before = duty.quantity if duty is not None else None
    made: ChangeRequest = acts.create(
        ChangeRequest,
        kind=kind,
        task=task,
        organisation=organisation,
        duty=duty,
        author=post_of(by),
        quantity=before,
        quantity_before=before,
    )
    return made


def duty_of(task: Task, organisation: Organisation) -> Duty | None:
    """What the organisation undertook on this task, left or not."""
    return Duty.objects.filter(task=task, organisation=organisation, basis=Basis.UNDERTAKEN).first()


def _check_sense(task: Task, organisation: Organisation, duty: Duty | None, kind: str) -> None:
    if task.basis != Basis.UNDERTAKEN or task.withdrawn_at is not None:
        raise RuleBroken("只有列入承接的任务才能申请变更，请打开承接矩阵另选任务。")
    if organisation.withdrawn_at is not None or not has_chain(organisation):
        raise RuleBroken(f"{organisation.short}已停用或没有审批流程，不能申请变更。")
    if task.plan.issuer.path not in ancestors(organisation.path):
        raise RuleBroken(f"{organisation.short}不在计划印发单位之下，不能申请变更。")
    stands = duty is not None and duty.left_at is None
    if kind == ChangeKind.TAKE_ON and stands:
        raise RuleBroken(f"{organisation.short}已经承接这项任务。要修改数量或退出的，请从责任项页申请。")
    if kind != ChangeKind.TAKE_ON and not stands:
        raise RuleBroken(f"{organisation.short}现在没有承接这项任务，可以申请承接。")
    if duty is not None and duty.stage == DutyStage.DONE:
        raise RuleBroken("这项责任已完成，不能再申请变更。")


def refuse_a_second(task: Task, organisation: Organisation) -> None:
    """One request at a time: another one that is under way must end first."""
    open_now = ChangeRequest.objects.filter(
        task=task, organisation=organisation, state__in=(RequestState.RUNNING, RequestState.RETURNED)
    )
    if open_now.exists():
        raise RuleBroken("这项责任已有一件变更申请在办，办结后才能再报。请打开责任项页查看。")


@acts.act("undertakings.change_request", who=permissions.is_author_of_request, on="change_request")
def change_request(
    *,
    change_request: ChangeRequest,
    reason: str,
    basis: str,
    quantity: Decimal | None,
    by: Actor,
    number: str | None = None,
    answers: dict[str, Any] | None = None,
    files: Sequence[Proof] = (),
) -> ChangeRequest:
    """Only while it is a draft or was returned. What is left out is told before sending, not here.

    `number`: as long as it was never sent; afterwards the bureau notes it, so that everybody reads the same.
    """
    _refuse_unless(change_request, "修改")
    if change_request.kind == ChangeKind.WITHDRAW:
        quantity = change_request.quantity_before
    if quantity is not None and quantity < 0:
        raise RuleBroken("数量不能是负数，请改正后再保存。")
    number = change_request.number if number is None else number.strip()
    if change_request.state == RequestState.RETURNED and number != change_request.number:
        raise RuleBroken("报送以后，上级批复文号由市教育局登记，这里不用改。")
    said = {"reason": reason.strip(), "basis": basis.strip(), "number": number, "quantity": quantity}
    acts.change(change_request, **said)
    version = asked.version_for(change_request)
    if answers is not None and version is not None:
        asked.keep(change_request, version, answers, by)
    _add_files(change_request, files)
    return change_request


def _add_files(change_request: ChangeRequest, files: Sequence[Proof]) -> None:
    if change_request.files.filter(removed_at__isnull=True).count() + len(files) > MOST_FILES:
        raise RuleBroken(f"附件最多 {MOST_FILES} 个，请先移除几个。")
    for file in files:
        acts.create(RequestFile, request=change_request, stored=file.stored, name=file.name)


def _refuse_unless(change_request: ChangeRequest, what: str) -> None:
    if change_request.state not in CHANGEABLE:
        state = change_request.get_state_display()
        raise RuleBroken(f"现在的状态是“{state}”，不能{what}。还没有人办理的可以先撤回。")


@acts.act("undertakings.remove_request_file", who=permissions.is_author_of_request, on="change_request")
def remove_request_file(*, change_request: ChangeRequest, file: RequestFile, by: Actor) -> ChangeRequest:
    _refuse_unless(change_request, "移除附件")
    acts.change(file, removed_at=clock.now())
    return change_request


@acts.act("undertakings.restore_request_file", who=permissions.is_author_of_request, on="change_request")
def restore_request_file(*, change_request: ChangeRequest, file: RequestFile, by: Actor) -> ChangeRequest:
    _refuse_unless(change_request, "恢复附件")
    if change_request.files.filter(removed_at__isnull=True).count() >= MOST_FILES:
        raise RuleBroken(f"附件最多 {MOST_FILES} 个，请先移除几个。")
    acts.change(file, removed_at=None)
    return change_request


@acts.act("undertakings.send_request", who=permissions.is_author_of_request, on="change_request")
def send_request(*, change_request: ChangeRequest, by: Actor) -> ChangeRequest:
    """Off it goes, from the author's organisation up to the bureau that issued the plan."""
    check_complete(change_request)
    refuse_a_second(change_request.task, change_request.organisation)
    check_unchanged(change_request)
    approval = start_approval(
        about=change_request,
        kind=CHANGE_KIND.key,
        title=change_request.title,
        href=reverse("change-request", args=[change_request.public_id]),
        legs=legs_up_to(change_request.author.organisation, change_request.task.plan.issuer),
        parts=PARTS,
        content=content_of(change_request, by),
        files=_files_of(change_request),
        by=by,
    )
    CHANGE.make("undertakings.send_request", change_request, approval=approval)
    return change_request


def _files_of(change_request: ChangeRequest) -> list[Proof]:
    return [Proof(file.stored, file.name) for file in change_request.files.filter(removed_at__isnull=True)]


def check_complete(change_request: ChangeRequest) -> None:
    missing = change_request.missing_to_send()
    if missing:
        raise RuleBroken(f"还缺{'、'.join(missing)}，请点“修改”补上后再报送。")
    problems = asked.missing(change_request)
    if problems:
        raise RuleBroken(f"补充说明还没有填完：{problems[0]}请点“修改”补上后再报送。")


def check_unchanged(change_request: ChangeRequest) -> Duty | None:
    """The duty as the request found it. Raises RuleBroken where it was changed meanwhile, in words."""
    duty = duty_of(change_request.task, change_request.organisation)
    stands = duty is not None and duty.left_at is None
    short = change_request.organisation.short
    if change_request.task.withdrawn_at is not None:
        raise RuleBroken("这项任务已经停用，变更不能再办。请退回，由申请人作废。")
    if change_request.kind == ChangeKind.TAKE_ON and stands:
        raise RuleBroken(f"{short}在申请以后已经承接了这项任务，不用再办。请退回，由申请人作废。")
    if change_request.kind != ChangeKind.TAKE_ON and not stands:
        raise RuleBroken(f"{short}在申请以后已经退出了这项任务，不用再办。请退回，由申请人作废。")
    moved = duty is not None and duty.quantity != change_request.quantity_before
    if change_request.kind == ChangeKind.QUANTITY and moved:
        raise RuleBroken(
            "承接数量在申请以后改过，与申请时的不同。请退回，由申请人作废后按现在的数量重新申请。"
        )
    return duty


@acts.act("undertakings.recall_request", who=permissions.is_author_of_request, on="change_request")
def recall_request(*, change_request: ChangeRequest, by: Actor) -> ChangeRequest:
    """Back to the draft, while nobody has done anything with it. The draft belongs to no round: who saw the round
    sees nothing of what is written now.
    """
    if change_request.approval is not None:
        recall_approval(approval=change_request.approval, by=by)
    CHANGE.make("undertakings.recall_request", change_request, approval=None)
    return change_request


@acts.act("undertakings.resubmit_request", who=permissions.is_author_of_request, on="change_request")
def resubmit_request(*, change_request: ChangeRequest, by: Actor, comment: str = "") -> ChangeRequest:
    """Mended and sent again."""
    check_complete(change_request)
    check_unchanged(change_request)
    if change_request.approval is not None:
        resubmit_approval(
            approval=change_request.approval,
            by=by,
            comment=comment,
            content=content_of(change_request, by),
            files=_files_of(change_request),
        )
    CHANGE.make("undertakings.resubmit_request", change_request)
    return change_request


@acts.act("undertakings.withdraw_request", who=permissions.is_author_of_request, on="change_request")
def withdraw_request(*, change_request: ChangeRequest, by: Actor, reason: str) -> ChangeRequest:
    """Given up; can be taken up again as a draft. Given up as a draft it stays with those who wrote it."""
    approval = change_request.approval if change_request.state == RequestState.RETURNED else None
    if approval is not None and approval.state == ApprovalState.RETURNED:
        withdraw_approval(approval=approval, by=by, reason=reason)
    CHANGE.make("undertakings.withdraw_request", change_request, reason=reason, approval=approval)
    return change_request


@acts.act("undertakings.restore_request", who=permissions.is_author_of_request, on="change_request")
def restore_request(*, change_request: ChangeRequest, by: Actor) -> ChangeRequest:
    """A draft again, made from the duty as it stands now."""
    duty = duty_of(change_request.task, change_request.organisation)
    before = duty.quantity if duty is not None else None
    CHANGE.make(
        "undertakings.restore_request", change_request, duty=duty, quantity_before=before, approval=None
    )
    return change_request
