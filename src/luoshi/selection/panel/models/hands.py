"""What is in whose hands, and what nobody changes there alone."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from luoshi.accounts.models import Membership
from luoshi.common.models import Base
from luoshi.selection.applying.models import Application, Person
from luoshi.selection.declining import Declinable, declined_with_reason
from luoshi.selection.models import Call

from .draws import Draw
from .seats import Conflict, Seat


class Assigned(Base):
    """An application in the hands of an expert, in one round. In force only of a confirmed draw, until `void_at`.

    draw     empty: given by hand, with the reason; third: where the rules ask for one more, as two differ
    void_at  taken away: a conflict came up, the expert left, another reads instead; its sealed scores go with it
    """

    AUDIT_PERSONAL = frozenset({"reason", "void_reason"})

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="assigned")
    application = models.ForeignKey(Application, models.PROTECT, related_name="assigned")
    round = models.CharField("轮次", max_length=40, blank=True)
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="assigned")
    given_at = models.DateTimeField("分配时间")
    third = models.BooleanField("第三人评审", default=False)
    reason = models.CharField("改派理由", max_length=300, blank=True)
    void_at = models.DateTimeField("收回时间", null=True)
    void_reason = models.CharField("收回理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "评审任务"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "application", "round"],
                condition=Q(void_at__isnull=True),
                name="assigned_once",
            ),
            models.CheckConstraint(
                condition=Q(draw__isnull=False) | ~Q(reason=""), name="given_by_hand_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(void_at__isnull=True) | ~Q(void_reason=""), name="taken_away_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["application", "round"], name="assigned_of_an_application")]

    def __str__(self) -> str:
        return f"评审任务{self.public_id[-4:]}"

    @property
    def by_hand(self) -> bool:
        return self.draw_id is None


class Proposal(Declinable, Base):
    """提请: what one officer asks for and a second person lets happen (controls SE-05, BL-09): that a draw whose seed
    is open is voided, that what an expert declared is lifted, that more is changed by hand than one may change alone.

    draw, conflict, seat    exactly one of them: what it is about
    person                  with a seat: whom an application names, who is another of the name of its expert
    application, round      with a seat: what its expert is to read; instead_of: out of whose hands it is taken
    given                   what came of it
    """

    AUDIT_PERSONAL = frozenset({"reason", "declined_words"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="panel_proposals")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="proposals")
    conflict = models.ForeignKey(Conflict, models.PROTECT, null=True, related_name="proposals")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="proposals")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+")
    round = models.CharField("轮次", max_length=40, blank=True)
    instead_of = models.ForeignKey(Assigned, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    given = models.OneToOneField(Assigned, models.PROTECT, null=True, related_name="proposal")
    reason = models.CharField("理由", max_length=300)
    said_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="提请人")
    confirmed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="同意人"
    )
    confirmed_at = models.DateTimeField("同意时间", null=True)
    dropped_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "评审组提请"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="panel_proposal_has_a_reason"),
            models.CheckConstraint(
                condition=Q(draw__isnull=False, conflict__isnull=True, seat__isnull=True)
                | Q(draw__isnull=True, conflict__isnull=False, seat__isnull=True)
                | Q(draw__isnull=True, conflict__isnull=True, seat__isnull=False)
                & (Q(application__isnull=False) ^ Q(person__isnull=False)),
                name="panel_proposal_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, dropped_at__isnull=True)
                & ~Q(confirmed_by=F("said_by")),
                name="panel_proposal_by_two_persons",
            ),
            declined_with_reason("panel_proposal_declined_with_reason"),
        ]

    def __str__(self) -> str:
        return f"评审组提请{self.public_id[-4:]}"
