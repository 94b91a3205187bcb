"""The way of a list of people from the school to the security administrator."""

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
