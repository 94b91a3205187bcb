"""A round (draft, open, confirmed), an application by where its approval lies, the city's verdict on a row.

Closing is time, not a state. `going_to` of an application is set by the acts before each move (`actions/deciding`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from luoshi.common.moves import Move, Workflow


class RoundState(models.TextChoices):
    DRAFT = "draft", "起草"
    OPEN = "open", "申报中"
    CONFIRMED = "confirmed", "已确认"
    WITHDRAWN = "withdrawn", "已撤销"


class ApplicationState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SCHOOL = "school", "校内审批"
    COUNTY = "county", "县局审核"
    CITY = "city", "市局审核"
    PASSED = "passed", "已通过审核"
    RETURNED = "returned", "退回修改"
    WITHDRAWN = "withdrawn", "已作废"


class Verdict(models.TextChoices):
    OPEN = "open", "未定"
    ACCEPTED = "accepted", "同意"
    DECLINED = "declined", "不同意"
    ASKED = "asked", "请学校说明"


_A = ApplicationState
UNDER_WAY = (_A.SCHOOL, _A.COUNTY, _A.CITY)
CHANGEABLE = (_A.DRAFT, _A.RETURNED)
_EDITORS = "计划印发单位的经办、科长"
_SCHOOL = "申报单位的校长、分管校长、项目办"
_AUTHOR, _HOLDER = "申报人", "当前环节的办理人或其代办人"
_ENTERING = "环节单位的项目办（经办）"
_GIVEN = {
    _A.COUNTY: "转到县局的环节",
    _A.CITY: "转到市局的环节",
    _A.PASSED: "最后一个环节同意",
    _A.RETURNED: "退给申报人",
}


def _goes(state: str) -> Callable[[Any], bool]:
    return lambda application: application.going_to == state


def _ways(
    action: str, label: str, sources: tuple[str, ...], targets: tuple[str, ...], who: str
) -> list[Move]:
    """Where the approval may bring it, the school's own steps where nothing else is said."""
    rows = [Move(action, label, sources, to, _goes(to), given=_GIVEN[to], who=who) for to in targets]
    return [*rows, Move(action, label, sources, _A.SCHOOL, given="转到校内的环节", who=who)]


_ABOVE = (_A.COUNTY, _A.CITY)
APPLICATION = Workflow(
    "application",
    "承接申报",
    ApplicationState,
    (
        *_ways("rounds.send_application", "报送审批", (_A.DRAFT,), _ABOVE, _SCHOOL),
        *_ways("rounds.pass_application", "同意", UNDER_WAY, (*_ABOVE, _A.PASSED), _HOLDER),
        *_ways("rounds.return_application", "退回", UNDER_WAY, (*_ABOVE, _A.RETURNED), _HOLDER),
        *_ways("rounds.enter_application", "代录", UNDER_WAY, (*_ABOVE, _A.PASSED, _A.RETURNED), _ENTERING),
        *_ways("rounds.resubmit_application", "重新报送", (_A.RETURNED,), _ABOVE, _AUTHOR),
        Move("rounds.recall_application", "撤回", UNDER_WAY, _A.DRAFT, given="还没有人办理", who=_AUTHOR),
        Move(
            "rounds.withdraw_application",
            "作废",
            CHANGEABLE,
            _A.WITHDRAWN,
            reason=True,
            who=_AUTHOR,
            danger=True,
        ),
        Move("rounds.restore_application", "恢复为草稿", (_A.WITHDRAWN,), _A.DRAFT, who=_SCHOOL),
    ),
)
_R = RoundState


def _was_open(round_: Any) -> bool:
    return round_.opened_at is not None


ROUND = Workflow(
    "round",
    "承接申报轮次",
    RoundState,
    (
        Move("rounds.open_round", "发布申报通知", (_R.DRAFT,), _R.OPEN, who=_EDITORS),
        Move(
            "rounds.withdraw_round",
            "撤销这一轮",
            (_R.DRAFT, _R.OPEN),
            _R.WITHDRAWN,
            reason=True,
            who=_EDITORS,
            danger=True,
        ),
        Move(
            "rounds.restore_round",
            "恢复",
            (_R.WITHDRAWN,),
            _R.OPEN,
            when=_was_open,
            given="发布过的",
            reason=True,
            who=_EDITORS,
        ),
        Move(
            "rounds.restore_round",
            "恢复",
            (_R.WITHDRAWN,),
            _R.DRAFT,
            given="没有发布过的",
            reason=True,
            who=_EDITORS,
        ),
        Move(
            "rounds.confirm_round",
            "确认承接",
            (_R.OPEN,),
            _R.CONFIRMED,
            given="已截止，每一项都有意见",
            who=_EDITORS,
        ),
        Move(
            "rounds.reopen_round",
            "撤销确认",
            (_R.CONFIRMED,),
            _R.OPEN,
            given="由此产生的责任项还没有往下办",
            reason=True,
            who=_EDITORS,
            danger=True,
        ),
    ),
)
WORKFLOWS = (ROUND, APPLICATION)
