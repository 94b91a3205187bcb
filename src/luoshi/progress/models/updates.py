"""What was said of a milestone, by whom and when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.models import Base
from luoshi.plans.models import Plan
from luoshi.undertakings.models import Work
from luoshi.workplans.states import StepState

WORDS, NAME = 500, 120


class ProgressUpdate(Base):
    """进展: one thing said of one milestone. Never changed: a wrong one is taken back by a later row, which brings the
    state before it again, or is corrected by saying something else.

    milestone_key   of the milestone, whichever version of its workplan it stands in; `title`, `due`: as it read then
    said_by, owner  the post that said it, and the one in whose name; `on_behalf`: entered by the office for the owner
    takes_back      the update this row undoes
    """

    AUDIT_PERSONAL = frozenset({"words", "said_by_name", "owner_name"})

    milestone_key = models.CharField(max_length=20, db_index=True, editable=False)
    title = models.CharField("里程碑", max_length=120)
    due = models.DateField("完成时间", null=True)
    work = models.ForeignKey(Work, models.PROTECT, related_name="updates")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="updates")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="updates")
    state = models.CharField("进展", max_length=10, choices=StepState)
    words = models.CharField("说明", max_length=WORDS, blank=True)
    said_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="填报人")
    said_by_name = models.CharField("填报人", max_length=NAME)
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="责任人")
    owner_name = models.CharField("责任人", max_length=NAME)
    on_behalf = models.BooleanField("代录", default=False)
    takes_back = models.ForeignKey("self", models.PROTECT, null=True, related_name="taken_back_by")

    class Meta:
        verbose_name = "进展"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["takes_back"], name="update_taken_back_once"),
            models.CheckConstraint(
                condition=Q(takes_back__isnull=False)
                | (~Q(state="open") & (~Q(state="blocked") | ~Q(words=""))),
                name="update_says_something",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "plan", "id"], name="update_of_a_school")]

    def __str__(self) -> str:
        return f"进展{self.public_id[-4:]}"
