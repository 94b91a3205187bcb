"""The workbook of people and posts: one row a post. What a row that came back means, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.workbooks import Field, Given, Workbook, given_row, written
from luoshi.core.workbooks import tidy
from luoshi.core.workbooks.compare import changes

from .models import Membership, Organisation, User, mobile_index
from .places import Places
from .posts import refuse_far_day, refuse_mixture, refuse_overlap, refuse_wrong_place
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
# What people write for a role that is called otherwise here; only ever a proposal.
MEANT = {
    "老师": "teacher", "专任教师": "teacher", "专业教师": "teacher", "会计": "finance", "财务人员": "finance",
    "书记": "party_secretary", "党委书记": "party_secretary", "项目办主任": "office", "办公室": "office",
    "教务主任": "department_head", "处室主任": "department_head", "主任": "department_head", "副书记": "deputy_head",
    "责任人": "task_owner", "董事长": "council_chair", "科长": "section_head", "经办人": "city_officer",
}  # fmt: skip


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
    words: list[str] = field(default_factory=list)

    @property
    def role_name(self) -> str:
        return ROLES[self.role].name


@dataclass(slots=True)
class Plan:
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0


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
        Field("mobile", "手机号", 15, note="登录用。已登记的中间四位是星号，不改就留着；换号写完整的 11 位。"),
        Field("organisation", "单位", 24, choices=places.shorts(), note="不填就是本单位。"),
        Field("section", "处室（科室）", 16, note="要先设立处室；没有可不填。"),
        Field("role", "岗位", 14, choices=roles),
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


class Reading:
    """Turns the rows that came back into a Plan, against the site as it stands now."""

    def __init__(self, content: dict[str, Any], actor: Actor, organisation: Organisation) -> None:
        self.content, self.actor, self.organisation = content, actor, organisation
        self.places = Places(organisation)
        self.roles = {ROLES[key].name: key for key in roles_open_to(actor, organisation)}
        self.given = content["given"]
        self.posts = {post.public_id: post for post in posts_in(organisation)}
        self.plan = Plan()
        self.users = self._known_users()
        self.seen: dict[tuple[str, int, str], int] = {}
        self.names: dict[str, tuple[str, int]] = {}

    def _known_users(self) -> dict[str, User]:
        found = [tidy.mobile(cells.get("mobile", "")) for _, cells in self.content["rows"]]
        indexes = {mobile_index(mobile): mobile for mobile in found if mobile}
        rows = User.objects.filter(mobile_index__in=list(indexes))
        return {indexes[str(user.mobile_index)]: user for user in rows}

    def read(self) -> Plan:
        for number, cells in self.content["rows"]:
            problems = len(self.plan.problems)
            entry = self._row(number, cells)
            if entry is not None and len(self.plan.problems) == problems:
                self.plan.entries.append(entry)
        return self.plan

    def _say(self, number: int, key: str, text: str) -> None:
        letter = self.content["letters"].get(key)
        place = f"第{number}行 {letter}列" if letter else f"第{number}行"
        label = next((label for known, label in LABELS.items() if known == key), "")
        self.plan.problems.append(Problem(place, label, text))

    def _row(self, number: int, cells: dict[str, str]) -> Entry | None:
        entry = self._typed(number, cells)
        if entry is None:
            return None
        post = self.posts.get(cells.get("_id", ""))
        if post is not None:
            return self._changed(number, cells, entry, post)
        if cells.get("_id", "").strip():
            self._say(number, "name", "这一行的岗位已经离任或不在本单位，请重新下载名单后再改。")
            return None
        return self._new(number, cells, entry)

    def _typed(self, number: int, cells: dict[str, str]) -> Entry | None:
        """What stands in the cells, each understood or told."""
        name = tidy.name(cells.get("name", ""))
        if not name or len(name) > 40:
            self._say(number, "name", "请填写姓名，不超过 40 个字。")
        organisation = self._place(number, cells)
        role = self._role(number, cells)
        start, end = self._day(number, cells, "start"), self._day(number, cells, "end")
        title = tidy.plain(cells.get("title", ""))
        if len(title) > 40:
            self._say(number, "title", "职务不能超过 40 个字。")
        if organisation is None or role is None:
            return None
        section = self._section(number, cells, organisation)
        return Entry(number, "change", name, organisation, role, section, title, start, end)

    def _place(self, number: int, cells: dict[str, str]) -> Organisation | None:
        typed = tidy.name(cells.get("organisation", ""))
        if not typed:
            return self.organisation
        found = self.places.named(typed)
        if isinstance(found, Organisation):
            return found
        self._say(number, "organisation", found)
        return None

    def _section(self, number: int, cells: dict[str, str], organisation: Organisation) -> Organisation | None:
        typed = tidy.name(cells.get("section", ""))
        if not typed:
            return None
        found = self.places.section(typed, organisation)
        if isinstance(found, Organisation):
            return found
        self._say(number, "section", found)
        return None

    def _role(self, number: int, cells: dict[str, str]) -> str | None:
        typed = tidy.name(cells.get("role", ""))
        if typed in self.roles:
            return self.roles[typed]
        if not typed:
            self._say(number, "role", "请填写岗位，从下拉列表中选。")
            return None
        meant = ROLES[MEANT[typed]].name if typed in MEANT else ""
        alike = [meant] if meant in self.roles else difflib.get_close_matches(typed, self.roles, 1, 0.4)
        hint = f"，是不是“{alike[0]}”？" if alike else "，请从下拉列表中选。"
        self._say(number, "role", f"没有“{typed}”这个岗位，或不能由本单位填报{hint}")
        return None

    def _day(self, number: int, cells: dict[str, str], key: str) -> dt.date | None:
        typed = tidy.plain(cells.get(key, ""))
        if not typed:
            return None
        day = tidy.day(typed)
        if day is None:
            self._say(number, key, f"“{typed}”看不出是哪一天，请写成 2026-09-01 这样。")
        return day

    def _changed(self, number: int, cells: dict[str, str], entry: Entry, post: Membership) -> Entry | None:
        """A row we gave out: only what was changed in it counts."""
        given = self.given.get(post.public_id, [0, None])[1] if self.given else None
        now = values_of(post)
        back = now | {
            "name": entry.name,
            "organisation": entry.organisation.short,
            "section": entry.section.short if entry.section else "",
            "role": entry.role_name,
            "title": entry.title,
            "start": entry.start.isoformat() if entry.start else now["start"],
            "end": entry.end.isoformat() if entry.end else "",
            "mobile": tidy.plain(cells.get("mobile", "")) or now["mobile"],
        }
        found = changes(given, now, back)
        for change in found:
            if change.conflict:
                text = f"表里改为“{change.after}”，站点上已经改成“{change.before or '空'}”。请重新下载名单后再改。"
                self._say(number, change.field, text)
            elif change.field in ("organisation", "role"):
                text = "已有岗位不能在表里换单位或换岗位。请另起一行写新岗位，再给原岗位填离任日期。"
                self._say(number, change.field, text)
        if not found:
            self.plan.unchanged += 1
            return None
        wanted = {change.field for change in found}
        entry.words = [
            f"{LABELS[each.field]}：{each.before or '空'} → {each.after or '空'}" for each in found
        ]
        return self._kept(number, cells, entry, post, wanted)

    def _kept(
        self, number: int, cells: dict[str, str], entry: Entry, post: Membership, wanted: set[str]
    ) -> Entry | None:
        if post.user_id == self.actor.user_id:
            self._say(number, "name", "不能修改自己的岗位，请另一位安全管理员办理。")
        entry.post, entry.user = post, post.user
        entry.start = entry.start if "start" in wanted and entry.start else post.start
        entry.end = entry.end if "end" in wanted else post.end
        if "mobile" in wanted:
            self._new_number(number, cells, entry, post)
        if entry.end is not None and entry.end < entry.start:
            self._say(number, "end", "离任日期早于任职日期。")
        for key, day in (("start", entry.start), ("end", entry.end)):
            if key in wanted and day is not None:
                self._check(number, key, refuse_far_day, day, LABELS[key])
        if "end" in wanted and entry.end is not None:
            self._check_end(number, post)
        return entry

    def _new_number(self, number: int, cells: dict[str, str], entry: Entry, post: Membership) -> None:
        mobile = tidy.mobile(cells.get("mobile", ""))
        if mobile is None:
            self._say(number, "mobile", "手机号要写完整的 11 位数字；不换号的请保留原来带星号的样子。")
        elif mobile in self.users and self.users[mobile].pk != post.user_id:
            self._say(number, "mobile", "这个手机号已经登记给别人，请核对。")
        else:
            entry.mobile = mobile

    def _check_end(self, number: int, post: Membership) -> None:
        from .holding import refuse_left_behind

        self._check(number, "end", refuse_left_behind, post)

    def _check(self, number: int, key: str, rule: Any, *given: Any) -> None:
        try:
            rule(*given)
        except RuleBroken as refusal:
            self._say(number, key, refusal.message)

    def _new(self, number: int, cells: dict[str, str], entry: Entry) -> Entry | None:
        """A row of their own: a post for a known person or for a new one, by the number."""
        mobile = tidy.mobile(cells.get("mobile", ""))
        if mobile is None:
            typed = tidy.plain(cells.get("mobile", ""))
            lost = "表格把长数字存坏了，请把这一格设为文本后重填。" if typed.startswith("\ufffd") else ""
            self._say(number, "mobile", lost or "手机号要填 11 位数字，以 1 开头。")
            return None
        entry.mobile, entry.user = mobile, self.users.get(mobile)
        self._check(number, "role", refuse_wrong_place, entry.role, entry.organisation)
        self._check(number, "start", refuse_far_day, entry.start or clock.today(), "任职日期")
        if entry.start and entry.end and entry.end < entry.start:
            self._say(number, "end", "离任日期早于任职日期。")
        if self._twice(number, entry):
            return None
        return self._person(number, entry)

    def _twice(self, number: int, entry: Entry) -> bool:
        """The same post in two rows, or one number under two names."""
        before = self.seen.setdefault((entry.mobile, entry.organisation.pk, entry.role), number)
        if before != number:
            self._say(number, "mobile", f"与第{before}行重复：同一人同一单位的同一岗位。请删去一行。")
        name, row = self.names.setdefault(entry.mobile, (entry.name, number))
        if name != entry.name:
            self._say(number, "mobile", f"与第{row}行的手机号相同，姓名却是“{name}”，请核对。")
        return before != number or name != entry.name

    def _person(self, number: int, entry: Entry) -> Entry | None:
        if entry.user is None:
            entry.kind = "person"
            return entry
        entry.kind = "post"
        if tidy.name(entry.user.name) != entry.name:
            self._say(number, "mobile", "这个手机号登记的是另一个姓名，请核对手机号。")
            return None
        if entry.user.pk == self.actor.user_id:
            self._say(number, "name", "不能给自己增加岗位，请另一位安全管理员办理。")
        same = [
            post
            for post in self.posts.values()
            if post.user_id == entry.user.pk
            and post.organisation_id == entry.organisation.pk
            and post.role == entry.role
        ]
        if same:  # a list without our ids, sent again: the post is there
            self.plan.unchanged += 1
            return None
        self._check(number, "role", refuse_mixture, entry.user, entry.role)
        start = entry.start or clock.today()
        self._check(number, "role", refuse_overlap, entry.user, entry.organisation, entry.role, start)
        return entry


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
