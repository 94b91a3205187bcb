"""The way of a paper through its steps, and the moves there are."""

from django.db import models

from luoshi.common.moves import Move, Workflow


class ApprovalState(models.TextChoices):
    RUNNING = "running", "审批中"
    RETURNED = "returned", "已退回"
    PASSED = "passed", "已通过"
    RECALLED = "recalled", "已撤回"
    WITHDRAWN = "withdrawn", "已作废"


class StepState(models.TextChoices):
    WAITING = "waiting", "未到"
    CURRENT = "current", "办理中"
    PASSED = "passed", "已同意"
    RETURNED = "returned", "已退回"


class Outcome(models.TextChoices):
    """What one line of an approval's history says was done."""

    SENT = "sent", "发起"
    PASSED = "passed", "同意"
    RETURNED = "returned", "退回"
    RESUBMITTED = "resubmitted", "重新报送"
    RECALLED = "recalled", "撤回"
    WITHDRAWN = "withdrawn", "作废"


class Way(models.TextChoices):
    """By what right it was done."""

    OWN = "own", "本人办理"
    DELEGATE = "delegate", "代办"
    ENTERED = "entered", "代录"
    AUTHOR = "author", "发起人经办"


class Resume(models.TextChoices):
    """Where a paper goes on that comes back."""

    HERE = "here", "直接回到退回的环节"
    START = "start", "从头逐级重新审批"


class BriefState(models.TextChoices):
    DRAFT = "draft", "草稿"
    RUNNING = "running", "审批中"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "已批准"
    WITHDRAWN = "withdrawn", "已作废"


_A, _S, _B = ApprovalState, StepState, BriefState
_HOLDER, _ENTERING, _AUTHOR = "当前环节的办理人或其代办人", "本单位项目办（经办）", "发起人"


def _is_at_last(approval) -> bool:
    return approval.is_at_last


def _to_author(approval) -> bool:
    return approval.going_to != "step"


def _entered_return(approval) -> bool:
    return approval.going_to == "author"


_LAST, _TO_AUTHOR = "最后一个环节", "退给发起人"
APPROVAL = Workflow(
    "approval",
    "审批",
    ApprovalState,
    (
        Move("papers.pass_step", "同意", (_A.RUNNING,), _A.PASSED, _is_at_last, given=_LAST, who=_HOLDER),
        Move("papers.pass_step", "同意", (_A.RUNNING,), _A.RUNNING, given="还有后面的环节", who=_HOLDER),
        Move(
            "papers.return_to_step",
            "退回",
            (_A.RUNNING,),
            _A.RETURNED,
            _to_author,
            reason=True,
            given=_TO_AUTHOR,
            who=_HOLDER,
        ),
        Move(
            "papers.return_to_step",
            "退回",
            (_A.RUNNING,),
            _A.RUNNING,
            reason=True,
            given="退给前面的环节",
            who=_HOLDER,
        ),
        Move(
            "papers.enter_on_behalf",
            "代录",
            (_A.RUNNING,),
            _A.RETURNED,
            _entered_return,
            given=_TO_AUTHOR,
            who=_ENTERING,
        ),
        Move(
            "papers.enter_on_behalf",
            "代录",
            (_A.RUNNING,),
            _A.PASSED,
            _is_at_last,
            given=_LAST,
            who=_ENTERING,
        ),
        Move(
            "papers.enter_on_behalf", "代录", (_A.RUNNING,), _A.RUNNING, given="还有后面的环节", who=_ENTERING
        ),
        Move("papers.resubmit_approval", "重新报送", (_A.RETURNED,), _A.RUNNING, who=_AUTHOR),
        Move(
            "papers.recall_approval",
            "撤回",
            (_A.RUNNING,),
            _A.RECALLED,
            lambda approval: approval.is_untouched,
            given="还没有人办理",
            who=_AUTHOR,
        ),
        Move(
            "papers.withdraw_approval",
            "作废",
            (_A.RETURNED,),
            _A.WITHDRAWN,
            reason=True,
            who=_AUTHOR,
            danger=True,
        ),
    ),
)
BRIEF = Workflow(
    "brief",
    "呈批件",
    BriefState,
    (
        Move("papers.send_brief", "报送审批", (_B.DRAFT,), _B.RUNNING, who=_AUTHOR),
        Move(
            "papers.pass_brief",
            "同意",
            (_B.RUNNING,),
            _B.APPROVED,
            lambda brief: brief.approval.state == _A.PASSED,
            given=_LAST,
            who=_HOLDER,
        ),
        Move("papers.pass_brief", "同意", (_B.RUNNING,), _B.RUNNING, given="还有后面的环节", who=_HOLDER),
        Move(
            "papers.return_brief",
            "退回",
            (_B.RUNNING,),
            _B.RETURNED,
            lambda brief: brief.approval.state == _A.RETURNED,
            given=_TO_AUTHOR,
            who=_HOLDER,
        ),
        Move("papers.return_brief", "退回", (_B.RUNNING,), _B.RUNNING, given="退给前面的环节", who=_HOLDER),
        Move(
            "papers.enter_brief",
            "代录",
            (_B.RUNNING,),
            _B.APPROVED,
            lambda brief: brief.approval.state == _A.PASSED,
            given="最后一个环节同意",
            who=_ENTERING,
        ),
        Move(
            "papers.enter_brief",
            "代录",
            (_B.RUNNING,),
            _B.RETURNED,
            lambda brief: brief.approval.state == _A.RETURNED,
            given="退给发起人",
            who=_ENTERING,
        ),
        Move("papers.enter_brief", "代录", (_B.RUNNING,), _B.RUNNING, given="还有后面的环节", who=_ENTERING),
        Move("papers.resubmit_brief", "重新报送", (_B.RETURNED,), _B.RUNNING, who=_AUTHOR),
        Move("papers.recall_brief", "撤回", (_B.RUNNING,), _B.DRAFT, given="还没有人办理", who=_AUTHOR),
        Move(
            "papers.withdraw_brief",
            "作废",
            (_B.DRAFT, _B.RETURNED),
            _B.WITHDRAWN,
            reason=True,
            who=_AUTHOR,
            danger=True,
        ),
        Move("papers.restore_brief", "恢复为草稿", (_B.WITHDRAWN,), _B.DRAFT, who=_AUTHOR),
    ),
)
WORKFLOWS = (APPROVAL, BRIEF)
