"""Who reads what is sensitive in a selection is written down, and nobody reads much of it at once (controls BL-10).

Sensitive are applications as somebody outside the applicant reads them, opened sheets, results and what a meeting said
of them, objections and reports of misconduct, the pool of experts, and who reads what. Whatever makes such a page calls
`note_read` first, also where it is shown again after a refusal. The same thing read again within a minute is one line;
a list of the pool is a line each time, with whom it named (`note_list`);
a list or a search that names applications is a line in each selection it names (`note_named`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import ancestors, memberships_today
from luoshi.common import audit, clock
from luoshi.common.actor import Actor, system_actor
from luoshi.common.errors import Refusal
from luoshi.common.models import AuditEvent, Base
from luoshi.notices.actions import tell

from .models import Call

A_MINUTE = (
    60  # different things that one person reads: more than anybody can look at, too few to carry a pool away
)
LISTED_A_MINUTE = (
    400  # people named by lists of the pool, eight full pages; the whole pool is a download of its own
)
WINDOW = dt.timedelta(minutes=1)
AN_HOUR = dt.timedelta(hours=1)
SMALL_POOL, MOST = 51, 0.8  # of a pool that fills more than one page, this share
ALARM_EVERY = dt.timedelta(minutes=15)
APPLICATION, SCORES, EXPERT, POOL, PANEL, TASK, RESULTS, OBJECTION, MISCONDUCT = (
    f"selection.{name}"
    for name in (
        "read_application",
        "read_scores",
        "read_expert",
        "search_experts",
        "read_panel",
        "read_task",
        "read_results",
        "read_objection",
        "read_misconduct",
    )
)
READS = (APPLICATION, SCORES, EXPERT, POOL, PANEL, TASK, RESULTS, OBJECTION, MISCONDUCT)
LISTED, FOUND = "selection.list_applications", "selection.find_applications"  # nobody is stopped for these
TOLD = ("monitor", "security_admin")


class TooManyReads(Refusal):
    """More different things within a minute than anybody reads."""

    status, code = 429, "often"

    def __init__(self) -> None:
        super().__init__(
            f"一分钟内最多查看 {A_MINUTE} 项遴选资料、列出 {LISTED_A_MINUTE} 名专家，请过一分钟再看。"
            "已告知监督员和安全管理员。"
        )


def note_read(action: str, by: Actor, about: Base) -> None:
    """One line in the log. Raises TooManyReads, after the bureau's monitor and its security administrator were told."""
    if by.is_system:
        return
    itself = (about._meta.label_lower, about.public_id)
    seen, lists, _ = _lately(by)
    if (action, *itself) in seen:
        return
    if len({(kind, key) for _, kind, key in seen} - {itself}) + lists >= A_MINUTE:
        _alarm(action, by, about)
        raise TooManyReads
    with transaction.atomic():
        audit.record(action, by=by, obj=about)


def note_list(by: Actor, about: Base, named: Sequence[str], pool: int, asked: str = "") -> None:
    """A page of the pool that names these experts (public ids): a line each time, which says whom. pool: how many there
    are; whoever reads most of them on screen is no more stopped than told of, for a file of them wants the password.
    asked: the words that were looked for, kept sealed beside the chain. Raises TooManyReads as `note_read` does.
    """
    seen, lists, before = _lately(by)
    things = len({(kind, key) for _, kind, key in seen})
    if things + lists >= A_MINUTE or before + len(named) > LISTED_A_MINUTE:
        _alarm(POOL, by, about)
        raise TooManyReads
    with transaction.atomic():
        words = [{"asked": {"commitment": audit.commit_to(asked[:200])}}] if asked else []
        audit.record(POOL, by=by, obj=about, changes=[*words, {"named": len(named), "which": list(named)}])
        _tell_of_most(by, about, pool)


def _tell_of_most(by: Actor, about: Base, pool: int) -> None:
    """Once a day: the bureau's monitor and its security administrator, that somebody saw most of the pool within an
    hour. A few logged pages are all it takes where the pool is small, and no limit by the minute would see it.
    """
    if pool < SMALL_POOL:
        return
    rows = AuditEvent.objects.filter(user=by.user_public_id, action=POOL, result="done")
    lists = rows.filter(at__gt=clock.now() - AN_HOUR, object_id=about.public_id).values_list(
        "changes", flat=True
    )
    whom = {key for changes in lists for each in changes for key in each.get("which", ())}
    if len(whom) < pool * MOST:
        return
    tell(
        to=_guards(by),
        title=f"一小时内看过专家库的大部分：{by.organisation_name} {by.name}",
        body=f"列出过 {len(whom)} 名，库里现有 {pool} 名。是工作需要的不用处理；"
        "不是的，请向本人核实，看了哪些由日志员在操作日志里按人员查。",
        kind="selection",
        key=f"selection-pool:{by.user_public_id}:{clock.today():%Y%m%d}",
        by=system_actor(),
    )


def _guards(by: Actor) -> QuerySet[Membership]:
    return memberships_today().filter(organisation__path__in=ancestors(by.path), role__in=TOLD)


def note_named(by: Actor, calls: Iterable[Call], asked: str = "") -> None:
    """A list that names applications of these selections to somebody outside those who apply: a line in each, the same
    list again within a minute is none. asked: the words of a search, which is a line each time.
    """
    named = {call.public_id: call for call in calls}
    if by.is_system or not named:
        return
    if not asked:
        mine = AuditEvent.objects.filter(user=by.user_public_id, action=LISTED, result="done")
        lately = mine.filter(at__gt=clock.now() - WINDOW, object_id__in=named)
        for key in lately.values_list("object_id", flat=True):
            named.pop(key, None)
    with transaction.atomic():
        for call in named.values():
            words = [{"asked": {"commitment": audit.commit_to(asked[:200])}}] if asked else []
            audit.record(FOUND if asked else LISTED, by=by, obj=call, changes=words)


def _lately(by: Actor) -> tuple[set[tuple[str, str, str]], int, int]:
    """Of this person within a minute: what was read one by one, how many lists, and how many people those named."""
    since = clock.now() - WINDOW
    rows = AuditEvent.objects.filter(at__gt=since, user=by.user_public_id, action__in=READS, result="done")
    seen, lists, named = set(), 0, 0
    for action, kind, key, changes in rows.values_list("action", "object_type", "object_id", "changes"):
        if action == POOL:
            lists, named = lists + 1, named + sum(each.get("named", 0) for each in changes)
        else:
            seen.add((action, kind, key))
    return seen, lists, named


def _alarm(action: str, by: Actor, about: Base) -> None:
    """The refusal stands in the log; people hear of it once in a quarter of an hour."""
    audit.record_refusal(action, by=by, obj=about, code=TooManyReads.code)
    span = int(clock.now().timestamp() // ALARM_EVERY.total_seconds())
    with transaction.atomic():
        tell(
            to=_guards(by),
            title=f"短时间大量查看遴选资料，已停止：{by.organisation_name} {by.name}",
            body=f"一分钟内查看超过 {A_MINUTE} 项，或列出超过 {LISTED_A_MINUTE} 名专家。"
            "看了哪些：日志员在操作日志里按人员查，监督员看每次遴选的操作记录。",
            kind="selection",
            key=f"selection-reads:{by.user_public_id}:{span}",
            by=system_actor(),
        )
