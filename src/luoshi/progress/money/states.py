"""A quarter of a school: filled in, then confirmed; taken back for correction as long as the city has not closed it."""

from __future__ import annotations

from django.db import models

from luoshi.common.moves import Move, Workflow


class MoneyState(models.TextChoices):
    FILLING = "filling", "填报中"
    CONFIRMED = "confirmed", "已确认"


TONES = {MoneyState.FILLING: "busy", MoneyState.CONFIRMED: "ok"}
_WHO = "本校财务；没有财务岗位的由项目办"
MONEY = Workflow(
    "money",
    "资金使用",
    MoneyState,
    (
        Move("money_in_use.confirm_quarter", "确认", (MoneyState.FILLING,), MoneyState.CONFIRMED, who=_WHO),
        Move(
            "money_in_use.take_back_quarter",
            "撤回更正",
            (MoneyState.CONFIRMED,),
            MoneyState.FILLING,
            reason=True,
            given="市教育局还没有关闭这个季度",
            who=_WHO,
        ),
    ),
)
WORKFLOWS = (MONEY,)
