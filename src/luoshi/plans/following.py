"""Plans and the sections that lead their tasks go along when bureaus or sections merge."""

from django.db.models import Q

from luoshi.accounts.following import Followed

from .models import Plan, Task

FOLLOWED = (
    Followed(Plan, "issuer", Q(), "计划"),
    Followed(Task, "led_by", Q(withdrawn_at__isnull=True), "牵头的任务"),
)
