"""变更申请: drafted, sent, recalled, mended, given up, taken up again: the author's acts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import Course, Proof
from luoshi.papers.actions.moving import post_of
from luoshi.papers.routes import has_chain, legs_up_to
from luoshi.plans.models import Basis, Plan, Task
from luoshi.undertakings import asked, permissions
from luoshi.undertakings.joint import Joint, at_first, check_standing, consenting, wish_of
from luoshi.undertakings.kinds import CHANGE_KIND, PARTS
from luoshi.undertakings.models import ChangeRequest, Duty, RequestFile, RequestPart
from luoshi.undertakings.sent import content_of
from luoshi.undertakings.states import ARRANGING, CHANGE, ChangeKind, DutyStage, RequestState

from .joint import keep_parts


@acts.act("undertakings.start_request", who=permissions.can_request_change, under="organisation")
def start_request(
    *, organisation: Organisation, task: Task, kind: str, by: Actor, basis: str = Basis.UNDERTAKEN
) -> ChangeRequest:
    """A draft of the acting post. Raises RuleBroken where there is nothing to change that way.

    basis   of the duty it is about: what the organisation undertook, or what a clause asks of every school
    """
    if not permissions.can_request_on(by, task, organisation):
        raise PermissionDenied
    duty = duty_of(task, organisation, basis)
    _check_task(task, organisation, duty, basis)
    _check_sense(organisation, duty, kind)
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
    if kind in ARRANGING:
        keep_parts(made, at_first(made))
    return made


@acts.act("undertakings.set_up_questions", who=permissions.can_set_up_questions, under="plan")
def set_up_questions(*, plan: Plan, by: Actor) -> FormDefinition:
    """The questions that go with every request, for the bureau to change before anybody asks for anything; where they
    are there already they stay as they are."""
    return asked.set_up_questions(plan.issuer)


def duty_of(task: Task, organisation: Organisation, basis: str) -> Duty | None:
    """What the organisation carries on this task by that basis, left or not."""
    return Duty.objects.filter(task=task, organisation=organisation, basis=basis).first()


def _check_task(task: Task, organisation: Organisation, duty: Duty | None, basis: str) -> None:
    """Undertaken tasks are open to all; of what binds every school only those that are bound ask for something."""
    bound = basis == Basis.REQUIRED and duty is not None
    if task.withdrawn_at is not None or not (bound or task.basis == basis == Basis.UNDERTAKEN):
        raise RuleBroken("只有列入承接的任务和本单位的必做任务才能申请变更，请打开承接矩阵另选任务。")
    if organisation.withdrawn_at is not None or not has_chain(organisation):
        raise RuleBroken(f"{organisation.short}已停用或没有审批流程，不能申请变更。")
    if task.plan.issuer.path not in ancestors(organisation.path):
        raise RuleBroken(f"{organisation.short}不在计划印发单位之下，不能申请变更。")


def _check_sense(organisation: Organisation, duty: Duty | None, kind: str) -> None:
    stands = duty is not None and duty.left_at is None
    if kind == ChangeKind.JOINT:
        if duty is not None and duty.basis != Basis.UNDERTAKEN:
            raise RuleBroken("各校必做的任务由各校自己办，不能联合承接。")
    elif kind == ChangeKind.PART and (duty is None or not stands or duty.led_by_id is None):
        raise RuleBroken(f"{organisation.short}没有联合承接这项任务，没有可以结束的联合承接。")
    elif kind == ChangeKind.TAKE_ON and stands:
        raise RuleBroken(f"{organisation.short}已经承接这项任务。要修改数量或退出的，请从责任项页申请。")
    elif kind != ChangeKind.TAKE_ON and not stands:
        raise RuleBroken(f"{organisation.short}现在没有承接这项任务，可以申请承接。")
    if duty is not None and duty.stage == DutyStage.DONE:
        raise RuleBroken("这项责任已完成，不能再申请变更。")


def refuse_a_second(task: Task, organisation: Organisation, but: ChangeRequest | None = None) -> None:
    """One request at a time for whoever it concerns: another one that is under way must end first."""
    concerned = {organisation.pk}
    if but is not None:
        concerned |= set(but.parts.values_list("organisation_id", flat=True))
    open_now = ChangeRequest.objects.filter(
        task=task, state__in=(RequestState.RUNNING, RequestState.RETURNED)
    )
    theirs = Q(organisation__in=concerned) | Exists(
        RequestPart.objects.filter(request=OuterRef("pk"), organisation__in=concerned)
    )
    found = open_now.exclude(pk=but.pk if but else None).filter(theirs).select_related("organisation").first()
    if found is None:
        return
    if found.organisation_id == organisation.pk:
        raise RuleBroken("这项责任已有一件变更申请在办，办结后才能再报。请打开责任项页查看。")
    raise RuleBroken(
        f"{found.organisation.short}对这项任务已有一件变更申请在办，涉及这次安排的学校，办结后才能再报。"
    )


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
    joint: Joint | None = None,
) -> ChangeRequest:
    """Only while it is a draft or was returned. What is left out is told before sending, not here.

    `joint`: who leads and who takes part; only as long as it was never sent, for those asked would not be asked again.

    `number`: as long as it was never sent; afterwards the bureau notes it, so that everybody reads the same.
    """
    COURSE.refuse_unless_changeable(change_request, "修改")
    if change_request.kind in (ChangeKind.WITHDRAW, ChangeKind.PART):
        quantity = change_request.quantity_before
    if quantity is not None and quantity < 0:
        raise RuleBroken("数量不能是负数，请改正后再保存。")
    number = change_request.number if number is None else number.strip()
    if change_request.state == RequestState.RETURNED and number != change_request.number:
        raise RuleBroken("报送以后，上级批复文号由市教育局登记，这里不用改。")
    said = {"reason": reason.strip(), "basis": basis.strip(), "number": number, "quantity": quantity}
    acts.change(change_request, **said)
    if joint is not None:
        _arrange(change_request, joint)
    version = asked.version_for(change_request)
    if answers is not None and version is not None:
        asked.keep(change_request, version, answers, by)
    COURSE.add_files(change_request, files)
    return change_request


def _arrange(change_request: ChangeRequest, joint: Joint) -> None:
    if change_request.kind not in ARRANGING:
        raise RuleBroken("这件申请不安排联合承接。")
    if change_request.state != RequestState.DRAFT:
        if joint.wanted != wish_of(change_request).wanted:
            raise RuleBroken(
                "报送以后，牵头和参与的学校不能改。要改的，请作废后恢复为草稿，改好再报，各校重新征求意见。"
            )
        return
    keep_parts(change_request, joint)


def _check_complete(change_request: ChangeRequest) -> None:
    missing = change_request.missing_to_send()
    if missing:
        raise RuleBroken(f"还缺{'、'.join(missing)}，请点“修改”补上后再报送。")
    problems = asked.missing(change_request)
    if problems:
        raise RuleBroken(f"补充说明还没有填完：{problems[0]}请点“修改”补上后再报送。")


def check_unchanged(change_request: ChangeRequest) -> Duty | None:
    """The duty as the request found it. Raises RuleBroken where it was changed meanwhile, in words."""
    duty = duty_of(change_request.task, change_request.organisation, change_request.duty_basis)
    stands = duty is not None and duty.left_at is None
    short = change_request.organisation.short
    if change_request.task.withdrawn_at is not None:
        raise RuleBroken("这项任务已经停用，变更不能再办。请退回，由申请人作废。")
    if change_request.kind in ARRANGING:
        check_standing(change_request)
        return duty
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


def _check(change_request: ChangeRequest) -> None:
    """Before every sending: all is there, nothing else is under way, and the duty is as the request found it."""
    _check_complete(change_request)
    refuse_a_second(change_request.task, change_request.organisation, but=change_request)
    check_unchanged(change_request)


def _as_it_stands(change_request: ChangeRequest) -> dict[str, Any]:
    """A draft taken up again is made from the duty as it is now."""
    duty = duty_of(change_request.task, change_request.organisation, change_request.duty_basis)
    return {"duty": duty, "quantity_before": duty.quantity if duty is not None else None}


def legs_of(change_request: ChangeRequest) -> list[Organisation]:
    """Whose steps it goes through: the sender's own, those of every school whose part changes (that is how it
    agrees), then whoever stands above any of them, the lowest first.
    """
    sender, issuer = change_request.author.organisation, change_request.task.plan.issuer
    asked_of = consenting(change_request) if change_request.kind in ARRANGING else []
    own, *above = legs_up_to(sender, issuer)
    for school in asked_of:
        above += legs_up_to(school, issuer)[1:]
    upper = sorted({each.pk: each for each in above}.values(), key=lambda each: (-len(each.path), each.path))
    return [*([own] if own != issuer else []), *asked_of, *([own] if own == issuer else upper)]


COURSE = Course(
    workflow=CHANGE,
    app="undertakings",
    noun="request",
    kind=CHANGE_KIND,
    page="change-request",
    parts=PARTS,
    file=RequestFile,
    holder="request",
    content=content_of,
    legs=legs_of,
    check=_check,
    anew=_as_it_stands,
)
AUTHOR = permissions.is_author_of_request


@acts.act("undertakings.remove_request_file", who=AUTHOR, on="change_request")
def remove_request_file(*, change_request: ChangeRequest, file: RequestFile, by: Actor) -> ChangeRequest:
    return COURSE.remove_file(change_request, file)


@acts.act("undertakings.restore_request_file", who=AUTHOR, on="change_request")
def restore_request_file(*, change_request: ChangeRequest, file: RequestFile, by: Actor) -> ChangeRequest:
    return COURSE.restore_file(change_request, file)


@acts.act("undertakings.send_request", who=AUTHOR, on="change_request")
def send_request(*, change_request: ChangeRequest, by: Actor) -> ChangeRequest:
    """Off it goes, from the author's organisation up to the bureau that issued the plan."""
    return COURSE.send(change_request, by)


@acts.act("undertakings.recall_request", who=AUTHOR, on="change_request")
def recall_request(*, change_request: ChangeRequest, by: Actor) -> ChangeRequest:
    return COURSE.recall(change_request, by)


@acts.act("undertakings.resubmit_request", who=AUTHOR, on="change_request")
def resubmit_request(*, change_request: ChangeRequest, by: Actor, comment: str = "") -> ChangeRequest:
    return COURSE.resubmit(change_request, by, comment)


@acts.act("undertakings.withdraw_request", who=AUTHOR, on="change_request")
def withdraw_request(*, change_request: ChangeRequest, by: Actor, reason: str) -> ChangeRequest:
    return COURSE.withdraw(change_request, by, reason)


@acts.act("undertakings.restore_request", who=AUTHOR, on="change_request")
def restore_request(*, change_request: ChangeRequest, by: Actor) -> ChangeRequest:
    return COURSE.restore(change_request, by)
