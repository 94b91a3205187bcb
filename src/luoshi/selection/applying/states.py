"""An application from its draft to the formal check. What came of it afterwards is told by review and outcome."""

from __future__ import annotations

from typing import Any

from django.db import models

from luoshi.common.moves import Move, Workflow
from luoshi.papers.states import ApprovalState


class ApplicationState(models.TextChoices):
    """SENT: handed in in time, on its way through the school's and the county's steps.

    RECEIVED: at the bureau; CORRECTING: sent back for what the formal check asks, within its days.
    """

    DRAFT = "draft", "起草"
    SENT = "sent", "审核推荐中"
    RETURNED = "returned", "退回修改"
    RECEIVED = "received", "待形式审查"
    CORRECTING = "correcting", "补正中"
    ACCEPTED = "accepted", "已受理"
    REFUSED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"


class PersonRole(models.TextChoices):
    LEADER = "leader", "主持人"
    MEMBER = "member", "成员"


_A = ApplicationState
CHANGEABLE = (_A.DRAFT, _A.RETURNED, _A.CORRECTING)
ARRIVED = (_A.RECEIVED, _A.CORRECTING, _A.ACCEPTED, _A.REFUSED)  # the bureau sees it
TAKES_A_PLACE = (_A.SENT, _A.RETURNED, *ARRIVED)  # of the quota; whoever withdraws frees it
_WRITERS = "申报单位的填报人、校领导、项目办"
_HOLDER, _ENTERING = "当前环节的办理人或其代办人", "环节单位的项目办（经办）"
_BUREAU = "组织单位的经办、科长"
_PASSED, _BACK = "最后一个环节同意", "退给填报人"


def _is_passed(application: Any) -> bool:
    return bool(application.approval.state == ApprovalState.PASSED)


def _is_back(application: Any) -> bool:
    return bool(application.approval.state == ApprovalState.RETURNED)


def _is_from_within(application: Any) -> bool:
    return bool(application.call.organisation_id == application.organisation_id)


def _way(action: str, label: str, target: str, when: Any, given: str, who: str) -> Move:
    return Move(f"applying.{action}_application", label, (_A.SENT,), target, when, given=given, who=who)


APPLICATION = Workflow(
    "selection-application",
    "遴选申报",
    ApplicationState,
    (
        Move(
            "applying.send_application",
            "报送",
            (_A.DRAFT,),
            _A.RECEIVED,
            when=_is_from_within,
            given="本校组织的遴选，截止前，内容齐全；不再经过学校自己的审核环节",
            who="填报人",
        ),
        Move(
            "applying.send_application",
            "报送",
            (_A.DRAFT,),
            _A.SENT,
            given="截止前，内容齐全，有名额",
            who=_WRITERS,
        ),
        _way("pass", "同意", _A.RECEIVED, _is_passed, _PASSED, _HOLDER),
        _way("pass", "同意", _A.SENT, None, "还有后面的环节", _HOLDER),
        _way("return", "退回", _A.RETURNED, _is_back, _BACK, _HOLDER),
        _way("return", "退回", _A.SENT, None, "退给前面的环节", _HOLDER),
        _way("enter", "代录", _A.RECEIVED, _is_passed, _PASSED, _ENTERING),
        _way("enter", "代录", _A.RETURNED, _is_back, _BACK, _ENTERING),
        _way("enter", "代录", _A.SENT, None, "还有后面的环节", _ENTERING),
        Move(
            "applying.resubmit_application",
            "重新报送",
            (_A.RETURNED,),
            _A.SENT,
            given="截止前，或者内容没有改动",
            who="填报人",
        ),
        Move(
            "applying.recall_application",
            "收回修改",
            (_A.SENT,),
            _A.DRAFT,
            given="还没有人办理，申报没有截止，不是晋级上来的",
            who="填报人",
        ),
        Move(
            "applying.withdraw_application",
            "撤回申报",
            (_A.DRAFT, _A.RETURNED, _A.RECEIVED, _A.CORRECTING, _A.ACCEPTED),
            _A.WITHDRAWN,
            reason=True,
            given="评审结果审定以前",
            who=_WRITERS,
            danger=True,
        ),
        Move(
            "applying.restore_application",
            "恢复为草稿",
            (_A.WITHDRAWN,),
            _A.DRAFT,
            given="申报没有截止",
            who=_WRITERS,
        ),
        Move(
            "applying.register_paper",
            "登记纸质材料",
            (_A.DRAFT,),
            _A.RECEIVED,
            reason=True,
            given="截止当日，网络或系统故障",
            who=_BUREAU,
        ),
        Move(
            "applying.ask_correction",
            "通知补正",
            (_A.RECEIVED,),
            _A.CORRECTING,
            given="有审查项不符合",
            who=_BUREAU,
        ),
        Move(
            "applying.send_correction",
            "提交补正",
            (_A.CORRECTING,),
            _A.RECEIVED,
            given="补正期限内",
            who=_WRITERS,
        ),
        Move(
            "applying.accept_application",
            "受理",
            (_A.RECEIVED,),
            _A.ACCEPTED,
            given="审查项都符合",
            who=_BUREAU,
        ),
        Move(
            "applying.refuse_application",
            "不予受理",
            (_A.RECEIVED,),
            _A.REFUSED,
            reason=True,
            who=_BUREAU,
            danger=True,
        ),
        Move(
            "applying.refuse_application",
            "不予受理",
            (_A.CORRECTING,),
            _A.REFUSED,
            when=lambda application: application.is_correction_over,
            given="补正期限已过",
            reason=True,
            who=_BUREAU,
            danger=True,
        ),
        Move(
            "applying.check_again",
            "重新审查",
            (_A.ACCEPTED, _A.REFUSED),
            _A.RECEIVED,
            reason=True,
            given="形式审查没有结束",
            who=_BUREAU,
        ),
        Move(
            "recommendation.promote",
            "晋级",
            (_A.DRAFT,),
            _A.SENT,
            when=lambda application: application.approval_id is not None and not _is_passed(application),
            given="同上，两级之间还有县市要审核推荐",
            who="下级遴选的经办、科长",
        ),
        Move(
            "recommendation.promote",
            "晋级",
            (_A.DRAFT,),
            _A.RECEIVED,
            given="下级遴选的结果已公布，在名额以内，符合条件，截止前",
            who="下级遴选的经办、科长",
        ),
        Move(
            "recommendation.take_back_promotion",
            "撤回晋级",
            (_A.DRAFT, _A.SENT, _A.RETURNED, _A.RECEIVED, _A.CORRECTING, _A.ACCEPTED),
            _A.WITHDRAWN,
            reason=True,
            given="上级遴选还在受理",
            who="下级遴选的经办、科长",
            danger=True,
        ),
        Move(
            "applying.end_checks",
            "结束形式审查",
            (_A.SENT, _A.RETURNED),
            _A.REFUSED,
            reason=True,
            given="没有按时推荐上来的",
            who=_BUREAU,
        ),
    ),
)
WORKFLOWS = (APPLICATION,)
