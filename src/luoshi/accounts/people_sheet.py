"""The workbook of people and posts: one row a post. What a row that came back means, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from luoshi.common.actor import Actor
from luoshi.common.workbooks import Field, Given, Workbook, given_row, written

from .models import Membership, Organisation, User
from .places import Places
from .queries import not_over, within
from .roles import ROLES, SEPARATED

FORM, FORM_VERSION = "accounts.people", "1"
ALSO = {
    "name": ("教师姓名", "人员姓名", "名字"),
    "mobile": ("手机", "电话", "联系电话", "手机号码", "联系方式"),
    "organisation": ("学校", "单位名称", "所在单位", "学校名称"),
    "section": ("处室", "科室", "部门", "所在处室"),
    "role": ("角色", "岗位名称"),
    "title": ("职务名称", "行政职务"),
    "start": ("任职时间", "到岗日期", "开始日期"),
    "end": ("离任时间", "结束日期"),
}
MUST = (("mobile", "手机号"), ("role", "岗位"))
LABELS = {
    "name": "姓名",
    "mobile": "手机号",
    "organisation": "单位",
    "section": "处室（科室）",
    "role": "岗位",
    "title": "职务",
    "start": "任职日期",
    "end": "离任日期",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """place: 第5行 C列; what: 手机号; text: what is wrong and what to do."""

    place: str
    what: str
    text: str


@dataclass(slots=True)
class Entry:
    """What one row brings about: a new person, a post for a known one, or changes of a post."""

    row: int
    kind: str  # person | post | change
    name: str
    organisation: Organisation
    role: str
    section: Organisation | None = None
    title: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    mobile: str = ""
    post: Membership | None = None
    user: User | None = None
    renames: bool = False  # the name was changed in this row
    words: list[str] = field(default_factory=list)

    @property
    def role_name(self) -> str:
        return ROLES[self.role].name

    @property
    def place(self) -> str:
        return (
            f"{self.organisation.short}（{self.section.short}）" if self.section else self.organisation.short
        )

    @property
    def what(self) -> str:
        more = self.title and self.title != self.role_name
        return f"{self.role_name}（职务：{self.title}）" if more else self.role_name

    @property
    def chip(self) -> str:
        return {"person": "新人员", "post": "增加岗位"}.get(self.kind, "")


@dataclass(slots=True)
class Plan:
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0

    def counts(self) -> list[tuple[str, int]]:
        kinds = {"person": "新增人员的岗位", "post": "已有人员增加岗位", "change": "修改"}
        counted = [(words, sum(each.kind == kind for each in self.entries)) for kind, words in kinds.items()]
        return [*counted, ("没有变化", self.unchanged)]

    def stamp(self) -> str:
        """Changes whenever what the person saw is no longer what would be done."""
        seen = [
            [each.row, each.kind, each.name, each.organisation.pk, each.role, each.words, each.end]
            for each in self.entries
        ]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def roles_open_to(actor: Actor, organisation: Organisation) -> list[str]:
    """A security administrator's list: all but the three administrators; an office's: the roles of its own level."""
    level = {"school": ("school",), "county_bureau": ("county",)}.get(organisation.kind, ())
    return [
        role.key
        for role in ROLES.values()
        if role.key not in SEPARATED and (actor.may("grant_roles") or role.level in level)
    ]


def fields_for(actor: Actor, organisation: Organisation, places: Places) -> list[Field]:
    roles = tuple(ROLES[key].name for key in roles_open_to(actor, organisation))
    return [
        Field("name", "姓名", 12, needed=True),
        Field("mobile", "手机号", 15, must=True, note="登录用。已登记的带星号，不改就留着；换号写完整的 11 位。"),
        Field("organisation", "单位", 24, choices=places.shorts(), note="不填就是本单位。"),
        Field("section", "处室（科室）", 16, note="要先设立处室；没有可不填。"),
        Field("role", "岗位", 14, choices=roles, must=True),
        Field("title", "职务", 16),
        Field("start", "任职日期", 12, note="写成 2026-09-01；不填就是生效当天。"),
        Field("end", "离任日期", 12, note="在任的不填。名下还有事项的，请到“离岗移交”办理。"),
    ]  # fmt: skip


def posts_in(organisation: Organisation) -> Any:
    rows = Membership.objects.filter(not_over(), within(organisation.path, "organisation__"))
    return (
        rows.exclude(role__in=SEPARATED)
        .select_related("user", "organisation", "section")
        .order_by("organisation__order", "organisation_id", "id")
    )


def count_in(organisation: Organisation) -> int:
    return int(posts_in(organisation).count())


def values_of(post: Membership) -> dict[str, str]:
    return {
        "name": post.user.name,
        "mobile": post.user.masked_mobile,
        "organisation": post.organisation.short,
        "section": post.section.short if post.section else "",
        "role": ROLES[post.role].name,
        "title": post.title,
        "start": post.start.isoformat(),
        "end": post.end.isoformat() if post.end else "",
    }


def workbook(actor: Actor, organisation: Organisation) -> bytes:
    """All posts of the organisation and those below it, ready to be changed and added to."""
    places = Places(organisation)
    rows: Iterable[Given] = [
        given_row(post.public_id, post.version, **values_of(post)) for post in posts_in(organisation)
    ]
    notes = [
        "一行一个岗位；一人几个岗位就写几行。新增的写在下面空行里，最左边的隐藏列不要动。",
        "删掉一行不等于离任：离任请填离任日期。",
    ]
    book = Workbook(
        FORM,
        FORM_VERSION,
        organisation.public_id,
        f"{organisation.name}人员和岗位",
        fields_for(actor, organisation, places),
        list(rows),
        notes,
        sheet="人员和岗位",
    )
    return written(book)


def shown(posts: Iterable[Membership]) -> bytes:
    """The list of people as somebody narrowed it on the page: the same rows, numbers masked, nothing to send back."""
    rows = [given_row(post.public_id, post.version, **values_of(post)) for post in posts]
    fields = [Field(key, label, 16) for key, label in LABELS.items()]
    return written(Workbook("accounts.people-shown", "1", "", "人员和岗位", fields, rows, sheet="人员"))
