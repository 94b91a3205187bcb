"""What schools send: applications, a wish for each ticked task, what was said row by row."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import clock
from luoshi.common.models import Base
from luoshi.papers.models import Approval
from luoshi.undertakings.models import Duty

from .offering import Round, RoundTask
from .states import ApplicationState, Verdict

NAME = 120


class Application(Base):
    """申报: what one organisation wishes for in one round.

    arrived_at  when it left the organisation's own leg for the first time; compared with the round's closing time
                inside the act that moved it. Kept when it is returned for mending, cleared when it is recalled.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="申报单位")
    author = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="申报人")
    state = models.CharField("状态", max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT)
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")
    arrived_at = models.DateTimeField("送出本单位时间", null=True)

    going_to = ""  # set by the acts: where its approval brought it (see `states`)

    class Meta:
        verbose_name = "承接申报"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation"],
                condition=~Q(state="withdrawn"),
                name="one_open_application",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(approval__isnull=False),
                name="sent_application_has_an_approval",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("county", "city", "passed")) | Q(arrived_at__isnull=False),
                name="application_above_has_arrived",
            ),
        ]

    def __str__(self) -> str:
        return f"申报{self.public_id[-4:]}"

    @property
    def title(self) -> str:
        return f"{self.organisation.short}承接申报：{self.round.name}"


class Wish(Base):
    """One ticked row. Unticked it stays (`dropped_at`), so that ticking again brings back what was written.

    led_by      the leading organisation of a joint task, the own one where it leads; None: alone
    verdict     the city's, row by row; `agreed` the quantity it agrees to, None as applied for
    duty        what it became when the round was confirmed; `became` how, so that reopening can undo just that
    The answer to the round's data form is about this row (`about=wish`).
    """

    AUDIT_PERSONAL = frozenset({"reason", "verdict_words"})

    application = models.ForeignKey(Application, models.CASCADE, related_name="wishes")
    round_task = models.ForeignKey(RoundTask, models.PROTECT, related_name="wishes")
    reason = models.TextField("申报理由", blank=True)
    quantity = models.DecimalField("申报数量", max_digits=12, decimal_places=2, null=True)
    led_by = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="牵头单位"
    )
    dropped_at = models.DateTimeField("取消勾选时间", null=True)
    verdict = models.CharField("市局意见", max_length=10, choices=Verdict, default=Verdict.OPEN)
    verdict_words = models.CharField("市局意见说明", max_length=300, blank=True)
    agreed = models.DecimalField("核定数量", max_digits=12, decimal_places=2, null=True)
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="+", verbose_name="责任项")
    became = models.JSONField("承接前的情况", null=True)  # {"how": new|back|kept, "quantity": …, "led_by": …}

    class Meta:
        verbose_name = "申报项"
        ordering = ["round_task__task__order", "round_task_id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "round_task"], name="wished_for_once"),
            models.CheckConstraint(
                condition=Q(duty__isnull=True) | Q(verdict="accepted"), name="only_accepted_wishes_are_duties"
            ),
        ]

    def __str__(self) -> str:
        return f"申报项{self.public_id[-4:]}"


class WishRemark(Base):
    """What the city asks and the school answers about one row (逐项沟通). Names are as of that day."""

    AUDIT_PERSONAL = frozenset({"text", "by_name"})

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="remarks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    by_name = models.CharField("办理人", max_length=NAME)
    text = models.TextField("内容")
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "逐项沟通"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"沟通{self.public_id[-4:]}"
