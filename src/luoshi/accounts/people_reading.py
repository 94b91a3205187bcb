"""What the rows of a list of people mean against the site as it stands now, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from typing import Any

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.workbooks import tidy
from luoshi.core.workbooks.compare import changes

from .models import Membership, Organisation, User, mobile_index
from .people_sheet import LABELS, Entry, Plan, Problem, posts_in, roles_open_to, values_of
from .places import Places
from .posts import (
    refuse_far_day,
    refuse_mixture,
    refuse_overlap,
    refuse_shared_account,
    refuse_wrong_place,
)
from .queries import accounts_visible_to
from .roles import ROLES

# What people write for a role that is called otherwise here; only ever a proposal.
MEANT = {
    "老师": "teacher", "专任教师": "teacher", "专业教师": "teacher", "会计": "finance", "财务人员": "finance",
    "书记": "party_secretary", "党委书记": "party_secretary", "项目办主任": "office", "办公室": "office",
    "教务主任": "department_head", "处室主任": "department_head", "主任": "department_head", "副书记": "deputy_head",
    "责任人": "task_owner", "董事长": "council_chair", "科长": "section_head", "经办人": "city_officer",
}  # fmt: skip


DAYS = ("start", "end")
FOREIGN = "这个手机号已由管理范围以外的单位登记，本单位不能使用。请核对号码；号码无误的，请与上级单位安全管理员联系。"


def untouched(post: Membership, cells: dict[str, str]) -> bool:
    """Whether the row says of this post what stands here now: then there is nothing to understand in it."""
    return all(
        tidy.plain(cells.get(key, "")) == tidy.plain(value)
        or (key in DAYS and _same_day(cells.get(key, ""), value))
        for key, value in values_of(post).items()
    )


def _same_day(typed: str, value: str) -> bool:
    day = tidy.day(tidy.plain(typed))
    return day is not None and day.isoformat() == value


class Reading:
    """Turns the rows that came back into a Plan, against the site as it stands now."""

    def __init__(self, content: dict[str, Any], actor: Actor, organisation: Organisation) -> None:
        self.content, self.actor, self.organisation = content, actor, organisation
        self.decides = actor.may("grant_roles")
        self.places = Places(organisation)
        self.roles = {ROLES[key].name: key for key in roles_open_to(actor, organisation)}
        self.given = content["given"]
        self.posts = {post.public_id: post for post in posts_in(organisation)}
        self.plan = Plan()
        self.users, self.foreign = self._known_users()
        self.seen: dict[tuple[str, int, str], int] = {}
        self.names: dict[str, tuple[str, int]] = {}
        self.rows: dict[str, int] = {}  # post → the row that speaks of it
        self.numbers: dict[str, tuple[object, int]] = {}  # number → whose it is to be, the row that says so
        self.wishes: dict[tuple[int, str], tuple[str, int]] = {}  # person and field → the new value, its row

    def _known_users(self) -> tuple[dict[str, User], set[str]]:
        """The people of these numbers whom the reader looks after, and the numbers that belong to somebody else.

        An office is told nothing of the latter: to it such a number is like one that nobody has, and the security
        administrator sees what is wrong with it.
        """
        found = [tidy.mobile(cells.get("mobile", "")) for _, cells in self.content["rows"]]
        indexes = {mobile_index(mobile): mobile for mobile in found if mobile}
        rows = {
            indexes[str(user.mobile_index)]: user for user in User.objects.filter(mobile_index__in=indexes)
        }
        if self.decides:
            mine = accounts_visible_to(self.actor).filter(mobile_index__in=indexes)
            near = set(mine.values_list("pk", flat=True))
        else:
            near = {post.user_id for post in self.posts.values()}
        known = {mobile: user for mobile, user in rows.items() if user.pk in near}
        return known, set(rows) - set(known) if self.decides else set()

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
        post = self.posts.get(cells.get("_id", ""))
        if post is not None and post.public_id not in self.rows and untouched(post, cells):
            self.rows[post.public_id] = number
            self.plan.unchanged += 1
            return None
        entry = self._typed(number, cells, post)
        if entry is None:
            return None
        if post is not None:
            before = self.rows.setdefault(post.public_id, number)
            if before != number:
                self._say(number, "name", f"与第{before}行是同一个岗位，只能留一行。增加岗位请在空行里填写。")
                return None
            return self._changed(number, cells, entry, post)
        if cells.get("_id", "").strip():
            self._say(number, "name", "这一行的岗位已经离任或不在本单位，请重新下载名单后再改。")
            return None
        return self._new(number, cells, entry)

    def _typed(self, number: int, cells: dict[str, str], post: Membership | None = None) -> Entry | None:
        """What stands in the cells, each understood or told."""
        name = tidy.name(cells.get("name", ""))
        if not name or len(name) > 40:
            self._say(number, "name", "请填写姓名，不超过 40 个字；合并的单元格请拆开，每行都填。")
        organisation = self._place(number, cells, post)
        role = self._role(number, cells)
        start, end = self._day(number, cells, "start"), self._day(number, cells, "end")
        title = tidy.plain(cells.get("title", ""))
        if len(title) > 40:
            self._say(number, "title", "职务不能超过 40 个字。")
        if organisation is None or role is None or not name:
            return None
        section = self._section(number, cells, organisation, post)
        return Entry(number, "change", name, organisation, role, section, title, start, end)

    def _place(self, number: int, cells: dict[str, str], post: Membership | None) -> Organisation | None:
        typed = tidy.name(cells.get("organisation", ""))
        if not typed:
            return self.organisation
        if post is not None and typed == tidy.name(post.organisation.short):
            return post.organisation  # as we wrote it, whoever else is called the same
        found = self.places.named(typed)
        if isinstance(found, Organisation):
            return found
        self._say(number, "organisation", found)
        return None

    def _section(
        self, number: int, cells: dict[str, str], organisation: Organisation, post: Membership | None
    ) -> Organisation | None:
        typed = tidy.name(cells.get("section", ""))
        if not typed:
            return None
        if post is not None and post.section is not None and typed == tidy.name(post.section.short):
            return post.section
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
        parts = [
            part for part in re.split(r"[、,，;；/和及兼]|\s+", tidy.plain(cells.get("role", ""))) if part
        ]
        if len([part for part in parts if part in self.roles or part in MEANT]) > 1:
            self._say(
                number, "role", f"“{typed}”是几个岗位，一行只能写一个。请复制这一行，每个岗位各写一行。"
            )
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
        if self.decides and wanted & {"name", "mobile"}:
            key = "mobile" if "mobile" in wanted else "name"
            self._check(number, key, refuse_shared_account, post.user, self.actor)
        if "mobile" in wanted:
            self._new_number(number, cells, entry, post)
        entry.renames = "name" in wanted
        self._refuse_contradiction(number, entry, post)
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
        elif mobile in self.foreign:
            self._say(number, "mobile", FOREIGN)
        elif mobile in self.users and self.users[mobile].pk != post.user_id:
            self._say(number, "mobile", "这个手机号已经登记给别人，请核对。")
        else:
            entry.mobile = mobile

    def _refuse_contradiction(self, number: int, entry: Entry, post: Membership) -> None:
        """Two rows of one person that want different names or numbers, or one number for two people."""
        wishes = {"name": entry.name if entry.renames else "", "mobile": entry.mobile}
        for key, value in wishes.items():
            said, row = self.wishes.setdefault((post.user_id, key), (value, number)) if value else ("", 0)
            if said != value:
                self._say(number, key, f"与第{row}行是同一个人，{LABELS[key]}却改得不一样，请改成一致。")
                return
        self._claims(number, entry.mobile, post.user_id)

    def _claims(self, number: int, mobile: str, whose: object) -> bool:
        """Whether this number is still free for this person in this list."""
        claimed, row = self.numbers.setdefault(mobile, (whose, number)) if mobile else (whose, number)
        if claimed != whose:
            self._say(number, "mobile", f"与第{row}行的手机号相同，却不是同一个人，请核对。")
        return claimed == whose

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
        name, row = self.names.setdefault(entry.mobile, (entry.name, number))
        if name != entry.name:
            self._say(number, "mobile", f"与第{row}行的手机号相同，姓名却是“{name}”，请核对。")
        elif before != number:
            self._say(number, "mobile", f"与第{before}行重复：同一人同一单位的同一岗位。请删去一行。")
        if before != number or name != entry.name:
            return True
        return not self._claims(number, entry.mobile, entry.user.pk if entry.user else "new")

    def _person(self, number: int, entry: Entry) -> Entry | None:
        if entry.mobile in self.foreign:
            self._say(number, "mobile", FOREIGN)
            return None
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
