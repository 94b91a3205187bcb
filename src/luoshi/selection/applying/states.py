"""An application from its draft to the formal check. What came of it afterwards is told by review and outcome."""

from __future__ import annotations

from django.db import models


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
