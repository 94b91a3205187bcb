"""Experts, what keeps them from judging, the seats of a selection, its draws, and who was given what."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import crypto
from luoshi.common.models import Base
from luoshi.registers.models import Entry
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call

from .states import ConflictKind, DrawState, ExpertState, Region, Sort


class Expert(Base):
    """评审专家 in the pool of one bureau.

    membership  the post (role `expert`) through which he acts; empty until an account is bound
    fields      what he judges, in words (学科、专业、领域)
    load        the most applications he reads in one selection
    away_*      days on which he cannot be asked, both included
    entry       his line in the teacher register, from which teams, groups and works are known
    """

    AUDIT_PERSONAL = frozenset({"name", "title", "note"})

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="experts", verbose_name="建库单位"
    )
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="expert_of")
    name = models.CharField("姓名", max_length=40)
    title = models.CharField("职称、职务", max_length=60, blank=True)
    sort = models.CharField("来源", max_length=12, choices=Sort, default=Sort.SCHOOL)
    region = models.CharField("地区", max_length=10, choices=Region, default=Region.HERE)
    fields = models.JSONField("评审领域", default=list)
    load = models.PositiveSmallIntegerField("一次最多评审件数", default=30)
    away_from = models.DateField("不能参加评审自", null=True)
    away_until = models.DateField("不能参加评审至", null=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    note = models.CharField("备注", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=ExpertState, default=ExpertState.PROPOSED)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "评审专家"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "membership"],
                condition=Q(membership__isnull=False) & ~Q(state="removed"),
                name="expert_once_in_a_pool",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "removed")) | Q(membership__isnull=False),
                name="expert_at_work_has_a_post",
            ),
            models.CheckConstraint(condition=Q(load__gte=1), name="expert_reads_something"),
        ]

    def __str__(self) -> str:
        return f"评审专家{self.public_id[-4:]}"


class Judges(Base):
    """What an expert was said to judge, since when (`created_at`). How well he fits in a selection is told by what
    stood there when it was opened: nobody knew then what would be applied for (controls BL-09).
    """

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="judged")
    fields = models.JSONField("评审领域", default=list)

    class Meta:
        verbose_name = "登记的评审领域"
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"登记的评审领域{self.public_id[-4:]}"


class Tenure(Base):
    """Where an expert works, worked or is about to work. Open ends: unknown, or not over. Days are both included."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="tenures")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    name = models.CharField("单位", max_length=80)
    since = models.DateField("自", null=True)
    until = models.DateField("至", null=True)
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "任职单位"
        ordering = ["-since", "id"]

    def __str__(self) -> str:
        return f"任职单位{self.public_id[-4:]}"


class DisciplineText(Base):
    """纪律承诺 of a bureau as its experts sign it; a later one does not touch what was signed."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="discipline_texts")
    number = models.PositiveIntegerField("版次")
    words = models.TextField("承诺内容")

    class Meta:
        verbose_name = "纪律承诺书"
        ordering = ["organisation_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="discipline_text_once")
        ]

    def __str__(self) -> str:
        return f"纪律承诺书第{self.number}版"


class Seat(Base):
    """An expert among the candidates of one selection, with the most he reads there. Nothing is read before `signed`.

    held_by  the post, and so the person, who was asked: whoever the expert's account belongs to later is not he, signs
             nothing, reads nothing and hands nothing in here (controls BL-07, BL-09)
    code     how he is called in the draw (专家01): stands for the name wherever the draw can be replayed
    left_at  no longer a candidate: taken off before the pool closed, or gone later with the reason
    """

    AUDIT_PERSONAL = frozenset({"reason"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="seats")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="seats")
    held_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="受邀人"
    )
    code = models.CharField("代号", max_length=20)
    most = models.PositiveSmallIntegerField("最多评审件数")
    left_at = models.DateTimeField("退出时间", null=True)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "评审席位"
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "expert"], name="seat_once"),
            models.UniqueConstraint(fields=["call", "code"], name="seat_code_once"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | ~Q(reason=""), name="seat_left_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"评审席位{self.public_id[-4:]}"


class Discipline(Base):
    """A commitment as one expert signed it for one selection: which text, when, who."""

    seat = models.OneToOneField(Seat, models.PROTECT, related_name="discipline")
    text = models.ForeignKey(DisciplineText, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="签署人"
    )
    signed_at = models.DateTimeField("签署时间")

    class Meta:
        verbose_name = "签署的纪律承诺"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"签署的纪律承诺{self.public_id[-4:]}"


class Conflict(Base):
    """回避: this expert must not have this application, by what registers say, he declares, or an officer sets.

    ties    of a computed one: kinds of `core.conflicts.Tie` with what they hold by
    lifted_at  no longer in force: set by mistake, declared by mistake; never by whom it bars
    """

    AUDIT_PERSONAL = frozenset({"reason", "lift_reason"})

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="conflicts")
    application = models.ForeignKey(Application, models.PROTECT, related_name="expert_conflicts")
    kind = models.CharField("来源", max_length=10, choices=ConflictKind)
    ties = models.JSONField("依据", default=list)
    reason = models.CharField("理由", max_length=300)
    said_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    lifted_at = models.DateTimeField("解除时间", null=True)
    lifted_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="解除人"
    )
    lift_reason = models.CharField("解除理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "回避"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "application", "kind"],
                condition=Q(lifted_at__isnull=True),
                name="conflict_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_has_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_by__isnull=False) & ~Q(lift_reason=""),
                name="conflict_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"回避{self.public_id[-4:]}"


class Draw(Base):
    """抽取 of the readers of one round. commitment: SHA-256 of the seed, published while the seed lies sealed.

    problem, result   as `core.assignment` reads and writes them, papers and reviewers by codes; `names` says which
                      application and seat (public ids) each code is
    facts             of experts and applications as they stood then (`core.frozen`): what bars and what fits follows
    clashes           why it is impossible, with the ways out
    started_by, closed_by, confirmed_by   who ran it: another person than its witness (controls BL-09)
    """

    AUDIT_PERSONAL = frozenset({"seed_sealed", "reason", "witness_words"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="draws")
    round = models.CharField("轮次", max_length=40, blank=True)
    round_title = models.CharField("轮次名称", max_length=40, blank=True)
    number = models.PositiveSmallIntegerField("次第", default=1)
    need = models.PositiveSmallIntegerField("每件评审人数", default=3)
    mix = models.JSONField("搭配要求", default=list)
    seed_sealed = models.BinaryField(default=b"")
    seed = models.CharField("随机数", max_length=80, blank=True)  # open once the pool is closed
    commitment = models.CharField("随机数校验码", max_length=64)
    committed_at = models.DateTimeField("公布校验码时间")
    started_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="发起人"
    )
    closed_at = models.DateTimeField("名单封存时间", null=True)
    closed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="封存人"
    )
    names = models.JSONField(default=dict)
    problem = models.JSONField(null=True)
    problem_hash = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(null=True)
    facts_hash = models.CharField(max_length=64, blank=True)
    result = models.JSONField(null=True)
    result_hash = models.CharField(max_length=64, blank=True)
    clashes = models.JSONField(null=True)
    job = models.CharField(max_length=20, blank=True)  # the one that works it out
    drawn_at = models.DateTimeField("抽取时间", null=True)
    witnessed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="见证人"
    )
    witnessed_at = models.DateTimeField("见证时间", null=True)
    witness_words = models.CharField("见证意见", max_length=300, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    confirmed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    voided_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="作废人"
    )
    state = models.CharField("状态", max_length=12, choices=DrawState, default=DrawState.OPEN)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "抽取"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "round", "number"], name="draw_number_once"),
            models.UniqueConstraint(
                fields=["call", "round"],
                condition=Q(state__in=("open", "closed", "impossible", "drawn")),
                name="one_draw_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "void"))
                | Q(closed_at__isnull=False, problem__isnull=False) & ~Q(seed=""),
                name="closed_draw_is_open_to_all",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("drawn", "confirmed"))
                | Q(result__isnull=False, drawn_at__isnull=False) & ~Q(result_hash=""),
                name="draw_has_its_result",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(witnessed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_draw_was_witnessed",
            ),
        ]

    def __str__(self) -> str:
        return f"抽取{self.public_id[-4:]}"

    @property
    def seed_context(self) -> str:
        return f"panel.draw:{self.public_id}:seed"

    @property
    def kept_seed(self) -> str:
        """The seed while it is still sealed; for the act that closes the pool."""
        return crypto.decrypt(bytes(self.seed_sealed), context=self.seed_context).decode()


class Stood(Base):
    """What barred an expert when the pool of a draw was frozen, or when he was given something beyond it: nothing that
    is changed since lifts it (controls BL-08).

    ties   by public id of the application the kinds of `core.conflicts.Tie`
    """

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="stood")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="stood")
    ties = models.JSONField(default=dict)

    class Meta:
        verbose_name = "封存时的回避"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["draw", "seat"], name="stood_once")]

    def __str__(self) -> str:
        return f"封存时的回避{self.public_id[-4:]}"


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


class Proposal(Base):
    """提请: what one officer asks for and a second person lets happen (controls SE-05, BL-09): that a draw whose seed
    is open is voided, that what an expert declared is lifted, that more is changed by hand than one may change alone.

    draw, conflict, seat    exactly one of them: what it is about
    application, round      with a seat: what its expert is to read; instead_of: out of whose hands it is taken
    given                   what came of it
    """

    AUDIT_PERSONAL = frozenset({"reason"})

    call = models.ForeignKey(Call, models.PROTECT, related_name="panel_proposals")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="proposals")
    conflict = models.ForeignKey(Conflict, models.PROTECT, null=True, related_name="proposals")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="proposals")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+")
    round = models.CharField("轮次", max_length=40, blank=True)
    instead_of = models.ForeignKey(Assigned, models.PROTECT, null=True, related_name="+")
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
                | Q(draw__isnull=True, conflict__isnull=True, seat__isnull=False, application__isnull=False),
                name="panel_proposal_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, dropped_at__isnull=True)
                & ~Q(confirmed_by=F("said_by")),
                name="panel_proposal_by_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"评审组提请{self.public_id[-4:]}"
