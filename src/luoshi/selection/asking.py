"""What still stands in the way of opening a call, and what is merely unwise about its deadline."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from luoshi.accounts.calendars import workdays_of
from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.common import clock
from luoshi.core.selection import QuotaBy, Rules, problems, read_rules

from .eligibility import lost_conditions
from .models import Call
from .queries import is_schools_own, register_of
from .telling import moment_words

RUNNING = sorted(role.key for role in ROLES.values() if "run_selections" in role.permissions)
OF_LEVEL = {"school": ("school",), "county_bureau": ("county",)}  # kind of organisation → level of its roles
EVENING, SHORT = 18, 5  # o'clock; days


def missing_to_open(call: Call) -> list[str]:
    """In the order of the page; empty: it can go out."""
    return list(_missing(call))


def _missing(call: Call) -> Iterator[str]:
    if call.until is None:
        yield "还没有写截止时间。"
    elif call.until <= clock.now():
        yield "截止时间已经过了，请改到以后。"
    elif call.opens_at is not None and call.opens_at >= call.until:
        yield "开始受理的时间要早于截止时间。"
    if call.kind.withdrawn_at is not None:
        yield "这个类别已经停用，请先恢复类别，或撤销这次遴选。"
    if call.kind.definition.current is None:
        yield "申报书还没有发布，请先在类别里发布申报书。"
    rules = read_rules(call.rules)
    if is_schools_own(call):
        yield from _unfit_for_a_school(rules)
    if call.organisation.kind in (Organisation.Kind.SCHOOL, Organisation.Kind.COUNTY_BUREAU):
        yield from _who_is_missing(call)
    yield from problems(rules)
    yield from lost_conditions(rules, call)
    if rules.register and register_of(call) is None:
        yield "规则要求从台账申报，但这个台账没有启用；请在类别里改选台账。"


def _unfit_for_a_school(rules: Rules) -> Iterator[str]:
    """What makes no sense where a school selects among its own people."""
    if rules.quota.by != QuotaBy.NONE:
        yield "校内遴选不按单位限额，请在类别的“谁来申报、报多少”里改为不限额。"
    if rules.own_selection:
        yield "校内遴选本身就是校内评选，请在类别的“校内评选、承诺和形式审查”里取消这一项。"
    if rules.opinions:
        yield "校内遴选没有逐级的意见页，请在类别的“校内评选、承诺和形式审查”里删去。"


def running_roles(kind: str) -> str:
    """Who runs selections at an organisation of this kind, in words."""
    levels = OF_LEVEL.get(kind, ("city",))
    return "、".join(ROLES[role].name for role in RUNNING if ROLES[role].level in levels)


def _who_is_missing(call: Call) -> Iterator[str]:
    """A selection needs two who run it, and one who watches: told before people rely on it (controls SE-05)."""
    posts = memberships_today().filter(organisation=call.organisation_id)
    if posts.filter(role__in=RUNNING).order_by().values("user").distinct().count() < 2:
        yield (
            f"打开评分、审定和公示要由两个人分别办理，{call.organisation.short}现在能办的不到两个人。"
            f"请先请安全管理员登记（{running_roles(call.organisation.kind)}）。"
        )
    if not posts.filter(role="monitor").exists():
        yield f"{call.organisation.short}还没有登记监督员，抽取专家没有人见证。请先请安全管理员登记。"


def _too_late_for_the_upper(call: Call) -> str:
    """After its end come the review and the days of its own notice; what is not up by the end above counts no more."""
    upper = call.parent
    if upper is None or upper.until is None or call.until is None:
        return ""
    days = read_rules(call.rules).notice_days
    over = workdays_of(call.organisation.path).after(timezone.localtime(call.until).date(), days + 1)
    if over <= timezone.localtime(upper.until).date():
        return ""
    return (
        f"上一级“{upper.title}”{moment_words(upper.until)} 截止。这次截止以后还要评审、公示 {days} 个工作日，"
        "来不及报上去；建议提前。"
    )


def warnings(call: Call) -> list[str]:
    """The deadline against what schools complain of: evenings, days off, too short."""
    if call.until is None:
        return []
    local, found = timezone.localtime(call.until), []
    if local.hour >= EVENING or (local.hour, local.minute) < (8, 0):
        found.append("截止时间在下班以后，学校出了问题找不到人；建议定在工作时间。")
    if local.weekday() >= 5:
        found.append("截止日是周末；建议定在工作日。")
    if late := _too_late_for_the_upper(call):
        found.append(late)
    if (local.date() - clock.today()).days < SHORT:
        short = "申报人来不及填写和准备材料" if is_schools_own(call) else "学校来不及组织校内评选和公示"
        found.append(f"离截止不到 {SHORT} 天，{short}。")
    return found
