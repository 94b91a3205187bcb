"""Leaving posts, and handing over all that a post holds to a successor, who is told and confirms."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from luoshi.common import acts, clock, crypto
from luoshi.common.actor import Actor, system_actor
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.stages import Holding, installed, run_after
from luoshi.core.days import day_in_words

from . import permissions
from .actions import require_reason
from .holding import in_words, of_post, refuse_left_behind
from .models import Handover, Membership, User
from .posts import refuse_far_day, refuse_leaving_empty
from .queries import actor_for, not_over, possible_successors

DEADLINES = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Leaving:
    """One post that is left: the version the page showed, and who takes over (None where nothing points to it)."""

    post: Membership
    version: int | None
    successor: Membership | None


@acts.act("accounts.leave_posts", who=permissions.can_move_person, under="user")
def leave_posts(*, user: User, leavings: list[Leaving], on: dt.date, reason: str, by: Actor) -> User:
    """Leave these posts on a day, all or none; what each holds goes to its successor. Raises RuleBroken with the list
    of what still points to a post that names no successor, and for a future day without one: until then more may come.
    """
    if not leavings:
        raise RuleBroken("请至少勾选一个要离任的岗位。")
    require_reason(reason, "办理离岗")
    for each in sorted(leavings, key=lambda each: each.post.pk):
        post = _claimed(each)
        if post.user_id != user.pk or not (by.is_system or permissions.can_end_post(by, post)):
            raise PermissionDenied
        if each.successor is not None:
            hand_over(leaving=post, successor=each.successor, on=on, reason=reason, by=by)
        else:
            _leave_alone(post, on)
    return user


def _claimed(each: Leaving) -> Membership:
    """The post as it stands, locked: a duty that is being given to it right now comes before or after, not between."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "organisation")
    post = rows.get(pk=each.post.pk)
    if post.version != each.version:
        raise Stale(post, each.version)
    return post


def _leave_alone(post: Membership, on: dt.date) -> None:
    refuse_left_behind(post)
    if on > clock.today():
        raise RuleBroken(f"“{post}”要在以后的日期离任，请先选好接收人：在此之前还可能有新的事项落到名下。")
    _end(post, on)


def _end(post: Membership, on: dt.date) -> None:
    if post.end is not None and post.end <= clock.today():
        raise RuleBroken(f"“{post}”已经离任，不用再办。请刷新页面查看最新情况。")
    refuse_far_day(on, "离任日期")
    if on < post.start:
        raise RuleBroken(f"离任日期不能早于“{post}”的任职日期（{day_in_words(post.start)}）。")
    refuse_leaving_empty([post])
    acts.change(post, end=on)


@acts.act("accounts.hand_over", who=permissions.can_end_post, on="leaving")
def hand_over(*, leaving: Membership, successor: Membership, on: dt.date, reason: str, by: Actor) -> Handover:
    """Everything that points to a post goes to the successor at once, and the post ends on that day.

    Raises RuleBroken where the successor cannot take over, and where some stage could not pass on what it holds.
    """
    require_reason(reason, "办理移交")
    _check_successor(leaving, successor, on, by)
    package = _package(leaving)
    _note_passed(package, _pass_on(leaving, successor, by))
    _end(leaving, on)
    made: Handover = acts.create(
        Handover,
        leaving=leaving,
        successor=successor,
        on=on,
        settled_at=clock.now() if on <= clock.today() else None,
    )
    acts.change(made, sealed=sealed_package(made, package))
    return made


def _check_successor(leaving: Membership, successor: Membership, on: dt.date, by: Actor) -> None:
    if not by.is_system and not possible_successors(by, leaving).filter(pk=successor.pk).exists():
        raise RuleBroken(
            "接收人要是本单位或上级单位现任岗位的人员，管理员的岗位只能移交给管理员。请另选接收人。"
        )
    if not Membership.objects.filter(not_over(on), pk=successor.pk).exists():
        raise RuleBroken(f"{successor.user.name}的“{successor}”在离任日期之前也要离任，请另选接收人。")


def _pass_on(leaving: Membership, successor: Membership, by: Actor) -> list[Holding]:
    passed: list[Holding] = []
    for stage in installed():
        if stage.hand_over is not None:
            passed += stage.hand_over(leaving, successor, by).items
    run_after("accounts.hand_over", leaving=leaving, successor=successor, by=by)
    left = [each for each in of_post(leaving) if each.blocks]
    if left:
        raise RuleBroken(f"还有{in_words(left)}没能移交，本次离岗没有办理。请先处理这些事项，再办离岗。")
    return passed


def _package(leaving: Membership) -> dict[str, Any]:
    """What the successor gets to read: what the post held, what waits on its desk, what is due within 90 days."""
    held = [_line(each) for each in of_post(leaving)]
    actor = actor_for(leaving)
    waiting = [
        {"kind": "待办", "title": item.title, "href": item.href, "due": _day(item.due), "text": ""}
        for stage in installed()
        for item in (stage.desk(actor) if stage.desk else ())
        if item.group == "todo"
    ]
    border = (clock.today() + DEADLINES).isoformat()
    due = [line for line in [*held, *waiting] if line["due"] and line["due"] <= border]
    return {"held": held, "waiting": waiting, "due": sorted(due, key=lambda line: str(line["due"]))}


def _note_passed(package: dict[str, Any], passed: list[Holding]) -> None:
    """What a stage passed on without being asked before (messages that wait) stands in the package too."""
    known = {(line["kind"], line["title"]) for line in package["held"]}
    package["held"] += [_line(each) for each in passed if (each.kind, each.title) not in known]


def _line(held: Holding) -> dict[str, str]:
    known = asdict(held)
    return {key: known[key] for key in ("kind", "title", "href", "text")} | {"due": _day(held.due)}


def _day(due: Any) -> str:
    return due.isoformat() if due is not None else ""


def _place(handover: Handover) -> str:
    return f"handover:{handover.public_id}:package"


def sealed_package(handover: Handover, package: dict[str, Any]) -> bytes:
    return crypto.encrypt(json.dumps(package).encode(), context=_place(handover))


def package_of(handover: Handover) -> dict[str, Any]:
    """The package as it was put together."""
    if not handover.sealed:
        return {"held": [], "waiting": [], "due": []}
    opened: dict[str, Any] = json.loads(crypto.decrypt(handover.sealed, context=_place(handover)))
    return opened


@acts.act("accounts.keep_post", who=permissions.can_end_post, on="post")
def keep_post(*, post: Membership, reason: str, by: Actor) -> Membership:
    """A leaving entered for a day to come is taken back: the post goes on. What has passed stays with the successor,
    nothing more passes. Raises RuleBroken when there is no such day, or the same post is held otherwise by now.
    """
    require_reason(reason, "撤回离任")
    if post.end is None or post.end <= max(clock.today(), post.start):
        raise RuleBroken("这个岗位没有登记以后的离任日期，不用撤回。请刷新页面查看最新情况。")
    same = Membership.objects.filter(
        not_over(), user=post.user, organisation=post.organisation, role=post.role
    )
    if same.exclude(pk=post.pk).exists():
        raise RuleBroken("本人离任以后的同一岗位已经另行授予，请先收回那一个，再撤回离任。")
    for handover in Handover.objects.filter(leaving=post, settled_at__isnull=True):
        acts.change(handover, settled_at=clock.now(), taken_back_at=clock.now())
    acts.change(post, end=None)
    return post


@acts.act("accounts.receive_handover", who=permissions.can_receive_handover, on="handover")
def receive_handover(*, handover: Handover, by: Actor) -> Handover:
    """The successor has read the package and takes over. Raises RuleBroken when that was done before."""
    if handover.confirmed_at is not None:
        raise RuleBroken("这份移交已经接收，不用再办。")
    acts.change(handover, confirmed_at=clock.now())
    return handover


@acts.act("accounts.settle_handover", who=permissions.only_the_system, on="handover")
def settle_handover(*, handover: Handover, by: Actor) -> Handover:
    """On the last day: whatever came to the leaving post since the act goes to the successor too."""
    _pass_on(handover.leaving, handover.successor, by)
    acts.change(handover, settled_at=clock.now())
    return handover


def settle_due() -> int:
    """Hand-overs whose last day has come; called by the tick. Returns how many."""
    due = Handover.objects.filter(settled_at__isnull=True, on__lte=clock.today())
    rows = list(due.select_related("leaving__user", "leaving__organisation", "successor__user"))
    for handover in rows:
        settle_handover(handover=handover, by=system_actor(), version=handover.version)
    return len(rows)
