"""Organisations in one tree, the people in them, and the posts through which they act."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q

from luoshi.common import clock, crypto
from luoshi.common.models import Base, Named, PackOwned

from .browsers import browser_in_words
from .roles import ROLES
from .states import ListState, PlannedState


class Organisation(PackOwned):
    """A governing body or a unit. `path` is where it stands today; `Placement` is the truth over time."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", "教育部"
        PROVINCE = "province", "省教育厅"
        CITY_BUREAU = "city_bureau", "市教育局"
        COUNTY_BUREAU = "county_bureau", "县市教育局"
        SCHOOL = "school", "学校"
        DEPARTMENT = "department", "科室"
        TEACHING_RESEARCH = "teaching_research", "教研机构"
        ENTERPRISE = "enterprise", "企业"

    class Owner(models.TextChoices):
        CITY = "city", "市属"
        COUNTY = "county", "县属"
        PRIVATE = "private", "民办"
        UNKNOWN = "", "未定"

    name = models.CharField("全称", max_length=80)
    short = models.CharField("简称", max_length=40)
    kind = models.CharField("类别", max_length=20, choices=Kind)
    territory = models.CharField("所在地", max_length=60, blank=True)
    owner = models.CharField("举办", max_length=10, choices=Owner, blank=True)
    to_verify = models.CharField("待核实", max_length=200, blank=True)
    path = models.CharField(max_length=200, db_index=True, editable=False)
    closed_on = models.DateField("撤销日期", null=True, editable=False)
    order = models.PositiveIntegerField("次序", default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="organisation_key_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False) | ~Q(path=""), name="organisation_has_a_place"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another name of an organisation: short, former, second; a former one with the days it was the name."""

    class Kind(models.TextChoices):
        SHORT = "short", "简称"
        FORMER = "former", "曾用名"
        FORMER_SHORT = "former_short", "曾用简称"
        SECOND = "second", "第二名称"
        ALIAS = "alias", "别名"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=14, choices=Kind)
    start = models.DateField("自", null=True)
    end = models.DateField("至", null=True)  # the first day on which it was no longer the name

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name", "kind"], name="alias_once")]

    def __str__(self) -> str:
        return self.name


class Placement(Base):
    """Under whom an organisation stands, from–to. A later one starts the day the earlier one ends."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    start = models.DateField("自")
    end = models.DateField("至", null=True)

    class Meta:
        ordering = ["start", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(end__isnull=True), name="one_placement_today"
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=models.F("start")), name="placement_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.parent}"


class OrganisationChange(Base):
    """One dated act on an organisation, as its page tells it. `facts`: what the act needs to be told and undone."""

    class Kind(models.TextChoices):
        FOUNDED = "founded", "设立"
        RENAMED = "renamed", "更名"
        SECOND_NAME = "second_name", "加挂名称"
        NO_SECOND_NAME = "no_second_name", "取消加挂名称"
        PLACED = "placed", "调整隶属"
        MERGED = "merged", "合并"
        SPLIT = "split", "分设"
        CLOSED = "closed", "撤销"
        SUPERVISED = "supervised", "另有主管部门"
        NOT_SUPERVISED = "not_supervised", "不再由其他部门主管"

    kind = models.CharField("事项", max_length=16, choices=Kind)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="changes")
    on = models.DateField("自")
    document = models.CharField("文号", max_length=80, blank=True)
    words = models.CharField("内容", max_length=400)
    facts = models.JSONField(default=dict)
    undone_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_kind_display()}"


class Succession(models.Model):
    """Who carries on what an organisation was: made by a merger or a split, gone when that is undone."""

    old = models.ForeignKey(Organisation, models.PROTECT, related_name="successions")
    new = models.ForeignKey(Organisation, models.PROTECT, related_name="origins")
    change = models.ForeignKey(OrganisationChange, models.CASCADE, related_name="successions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "change"], name="succession_once"),
            models.CheckConstraint(condition=~Q(old=models.F("new")), name="nobody_succeeds_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class PlannedChange(Base):
    """A change of an organisation entered before its day. `given`: the form as it was sent, read again on that day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="planned_changes")
    post = models.ForeignKey("Membership", models.PROTECT, related_name="planned_changes")
    what = models.CharField("事项", max_length=20)  # a key of `organisation_kinds.KINDS`
    on = models.DateField("生效日期")
    given = models.JSONField(default=dict)
    words = models.CharField("内容", max_length=400)
    state = models.CharField("状态", max_length=12, choices=PlannedState, default=PlannedState.WAITING)
    problem = models.CharField("没有办成的原因", max_length=400, blank=True)

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.organisation}将于 {self.on:%Y-%m-%d} 生效的变动"


class SecondSupervisor(Base):
    """Another body that supervises one side of an organisation (人社局 a technician college). It gives no rights."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="second_supervisors")
    name = models.CharField("主管部门", max_length=80)
    side = models.CharField("主管的方面", max_length=80, blank=True)
    start = models.DateField("自")
    end = models.DateField("至", null=True)

    class Meta:
        ordering = ["start", "id"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Sign-in finds people by keyed index, never by a stored plain number."""

    def by_mobile(self, mobile: str) -> models.QuerySet[User]:
        return self.filter(mobile_index=mobile_index(mobile))


class User(Named, Base, AbstractBaseUser):
    """A person. What he or she may do hangs on memberships, nothing on the person."""

    AUDIT_PERSONAL = frozenset(
        {"name", "mobile", "mobile_sealed", "mobile_index", "password", "password_history"}
    )

    name = models.CharField("姓名", max_length=40)
    mobile_sealed = models.BinaryField(default=b"")
    mobile_index = models.CharField(max_length=64, unique=True, null=True)
    cast_key = models.CharField(max_length=40, unique=True, null=True)  # demo and test world only
    is_active = models.BooleanField("可登录", default=True)
    password_changed_at = models.DateTimeField(null=True)
    password_history = models.JSONField(default=list)

    USERNAME_FIELD = "public_id"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.name

    @property
    def mobile(self) -> str:
        """The plain number; show `masked_mobile` instead wherever it is only to be recognised."""
        if not self.mobile_sealed:
            return ""
        return crypto.decrypt(self.mobile_sealed, context=f"user:{self.public_id}:mobile").decode()

    @property
    def masked_mobile(self) -> str:
        number = self.mobile
        return f"{number[:3]}****{number[-4:]}" if number else ""

    def sealed_mobile(self, mobile: str) -> dict[str, object]:
        """The fields to store for a number."""
        sealed = crypto.encrypt(mobile.encode(), context=f"user:{self.public_id}:mobile")
        return {"mobile_sealed": sealed, "mobile_index": mobile_index(mobile)}


def mobile_index(mobile: str) -> str:
    return crypto.blind_index(mobile, context="user:mobile")


class Membership(Base):
    """A post: a person in an organisation with one role, from–to."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    section = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField("岗位", max_length=40, choices=[(role.key, role.name) for role in ROLES.values()])
    title = models.CharField("职务", max_length=40, blank=True)
    start = models.DateField("自", default=clock.today)
    end = models.DateField("至", null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(end__isnull=True),
                name="one_post_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation.short} {self.get_role_display()}"


class Handover(Base):
    """What one post held has passed to another; the successor reads the package and confirms. `settled_at`: nothing
    that came to the leaving post between the act and its last day is left.
    """

    AUDIT_PERSONAL = frozenset({"sealed"})

    leaving = models.ForeignKey(Membership, models.PROTECT, related_name="handed_over")
    successor = models.ForeignKey(Membership, models.PROTECT, related_name="taken_over")
    on = models.DateField("离岗日期")
    sealed = models.BinaryField(default=b"")  # the package, for the successor's eyes
    confirmed_at = models.DateTimeField("接收时间", null=True)
    settled_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField("撤回离任时间", null=True)  # the post is kept after all

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(leaving=models.F("successor")), name="nobody_takes_over_from_itself"
            )
        ]

    def __str__(self) -> str:
        return f"{self.leaving} → {self.successor}"


class ListUpload(Base):
    """A workbook of people or organisations: read, looked at, and taken in as a whole or not at all.

    Its rows hold names and numbers, so they lie sealed and go when it is taken in, discarded, or forgotten.
    """

    AUDIT_PERSONAL = frozenset({"sealed", "file_name"})

    class Kind(models.TextChoices):
        PEOPLE = "people", "人员和岗位"
        ORGANISATIONS = "organisations", "单位和处室"

    kind = models.CharField("类别", max_length=16, choices=Kind)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=12, choices=ListState, default=ListState.READ)
    post = models.ForeignKey(Membership, models.PROTECT, related_name="uploads")
    file_name = models.CharField("文件名", max_length=130)
    sealed = models.BinaryField(default=b"")  # the rows as they were read
    message = models.CharField("退回理由", max_length=300, blank=True)
    counts = models.JSONField(default=dict)  # what taking it in did

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}名单"  # stands in the log: never the file's name, people name it themselves


class Session(AbstractBaseSession):
    """A signed-in browser; the user sees own sessions and may end them."""

    public_id = models.CharField(max_length=20, unique=True, null=True)
    user_id_hint = models.PositiveBigIntegerField(null=True, db_index=True)
    agent = models.CharField(max_length=120, blank=True)
    network = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    proved_at = models.DateTimeField(null=True)  # when the password was last given, beside signing in

    objects = BaseSessionManager()

    class Meta:
        verbose_name = "登录"

    @property
    def browser(self) -> str:
        return browser_in_words(self.agent)

    @classmethod
    def get_session_store_class(cls):
        from .sessions import SessionStore

        return SessionStore


class Ticket(Base):
    """An invitation or a password reset: one use, short life, only its hash is kept."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", "邀请"
        RESET = "reset", "重设密码"

    user = models.ForeignKey(User, models.CASCADE, related_name="tickets")
    purpose = models.CharField(max_length=12, choices=Purpose)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    awaits_confirmation = models.BooleanField("待确认", default=False)  # an administrator's link: two people

    def __str__(self) -> str:
        return self.get_purpose_display()


class Throttle(models.Model):
    """How often something was tried in one window; counted before it is evaluated."""

    key = models.CharField(max_length=64)
    window = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="throttle_once")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
