"""The way of a list of people from the school to the security administrator; of a change from its entry to its day."""

from django.db import models

from luoshi.common.moves import Move


class ListState(models.TextChoices):
    READ = "read", "待核对"
    PROPOSED = "proposed", "已上报，待确认"
    RETURNED = "returned", "已退回"
    APPLIED = "applied", "已生效"
    DISCARDED = "discarded", "已放弃"


OPEN = (ListState.READ, ListState.PROPOSED, ListState.RETURNED)
LIST_MOVES = [
    Move("accounts.propose_list", "上报名单", (ListState.READ,), ListState.PROPOSED),
    Move("accounts.apply_list", "确认生效", (ListState.READ, ListState.PROPOSED), ListState.APPLIED),
    Move("accounts.return_list", "退回", (ListState.PROPOSED,), ListState.RETURNED, reason=True),
    Move("accounts.discard_list", "放弃这份名单", OPEN, ListState.DISCARDED),
]


class PlannedState(models.TextChoices):
    WAITING = "waiting", "待生效"
    DONE = "done", "已生效"
    FAILED = "failed", "到期没有办成"
    WITHDRAWN = "withdrawn", "已撤回"


TO_COME = (PlannedState.WAITING, PlannedState.FAILED)
PLANNED_MOVES = [
    Move("accounts.carry_out_change", "到期办理", TO_COME, PlannedState.DONE),
    Move("accounts.note_change_failed", "记下没有办成", (PlannedState.WAITING,), PlannedState.FAILED),
    Move("accounts.withdraw_planned_change", "撤回登记", TO_COME, PlannedState.WITHDRAWN),
]
