"""Merging organisations into one: people, departments, names and whatever later stages keep go along."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.stages import installed, run_after

from . import permissions
from .actions import set_up_organisation
from .holding import changes_to_come
from .models import Alias, Membership, Organisation, OrganisationChange, Succession
from .organisations import (
    Change,
    note_change,
    parent_of,
    people_held,
    refuse_closed,
    refuse_day,
    refuse_name_in_use,
    replace_under,
)
from .queries import directly_below, not_over


@acts.act("accounts.merge_organisations", who=permissions.can_manage_organisation, on="organisation")
def merge_organisations(
    *,
    organisation: Organisation,
    others: list[Organisation],
    into: Organisation | None,
    on: dt.date,
    by: Actor,
    name: str = "",
    short: str = "",
    document: str = "",
) -> OrganisationChange:
    """`organisation` and `others` become one: `into`, which is there already, or a new one with `name` and `short`.

    Posts go on in the new organisation under the same role, with all they hold; departments stand below it; duties
    and the like follow by `Stage.after`. What was, stays written under the old names. All or nothing.
    """
    olds = [organisation, *others]
    refuse_day(on)
    _refuse_unfit(olds, into, by)
    new = into or _new_one(organisation, name, short, on, by)
    words = (
        f"{'、'.join(old.name for old in olds)}并入{new.name}"
        if into
        else (f"{'、'.join(old.name for old in olds)}合并为{new.name}")
    )
    facts: dict[str, Any] = {"new": new.public_id, "made": into is None, "olds": {}}
    going = {old.public_id: {} for old in olds}  # whoever follows can see what merges with what
    change = note_change(Change.MERGED, new, on, words, document, **{**facts, "olds": going})
    for old in sorted(olds, key=lambda each: each.pk):
        facts["olds"][old.public_id] = _merge_one(change, old, new, on, by)
    acts.change(change, facts=facts)
    return change


def _refuse_unfit(olds: list[Organisation], into: Organisation | None, by: Actor) -> None:
    everyone = [*olds, *([into] if into else [])]
    if len({each.pk for each in everyone}) < max(2, len(everyone)):
        raise RuleBroken("请选择另外的单位：至少两个不同的单位才能合并。")
    for each in everyone:
        refuse_closed(each)
        if not by.is_system and not permissions.can_manage_organisation(by, each):
            raise PermissionDenied
    if len({each.kind for each in everyone}) > 1:
        raise RuleBroken("只有同类的单位才能合并（学校与学校、处室与处室）。")
    for one in olds:
        if list(changes_to_come(one)):
            raise RuleBroken(
                f"{one.short}还有登记了、尚未生效的变动，请先在单位页面“沿革”中撤回登记，再办合并。"
            )
        if any(other.pk != one.pk and other.path.startswith(one.path) for other in everyone):
            raise RuleBroken(f"{one.short}是另一个单位的上级，不能并入下级。")


def _new_one(like: Organisation, name: str, short: str, on: dt.date, by: Actor) -> Organisation:
    if not name or not short:
        raise RuleBroken("合并为新单位的，请填写新单位的全称和简称。")
    parent = parent_of(like)
    refuse_name_in_use(name, short, parent=parent)
    made: Organisation = set_up_organisation(
        parent=parent,
        names=[],
        start=on,
        name=name,
        short=short,
        kind=like.kind,
        owner=like.owner,
        territory=like.territory,
        extra={"by_hand": True},
        order=like.order,
        by=by,
    )
    return made


def _merge_one(
    change: OrganisationChange, old: Organisation, new: Organisation, on: dt.date, by: Actor
) -> dict[str, Any]:
    """One of the old ones; returns what undoing needs."""
    below = [_move_below(each, new, on) for each in directly_below(old)]
    new.refresh_from_db()
    moved_sections = _move_sections(old, new)
    posts = [_move_post(post, new, on, by) for post in people_held(old)]
    after = run_after("accounts.merge_organisations", change=change, old=old, new=new, on=on, by=by)
    names = _keep_names(old, new, on)
    Succession.objects.create(old=old, new=new, change=change)
    old.refresh_from_db()
    acts.change(old, closed_on=on, withdrawn_at=clock.now())
    return {"below": below, "posts": posts, "sections": moved_sections, "after": after, "names": names}


def _move_below(organisation: Organisation, new: Organisation, on: dt.date) -> dict[str, Any]:
    return {"id": organisation.public_id, **replace_under(organisation, new, on)}


def _move_sections(old: Organisation, new: Organisation) -> list[str]:
    """Where departments merge, posts in the old one sit in the new one."""
    moved = Membership.objects.filter(not_over(), section=old)
    ids = list(moved.values_list("public_id", flat=True))
    for post in moved:
        acts.change(post, section=new)
    return ids


def _move_post(post: Membership, new: Organisation, on: dt.date, by: Actor) -> dict[str, Any]:
    """The same role in the new organisation, with all that the old post held."""
    successor = Membership.objects.filter(
        not_over(), user=post.user_id, organisation=new, role=post.role
    ).first()
    made = successor is None
    if successor is None:
        successor = acts.create(
            Membership,
            user=post.user,
            organisation=new,
            section=post.section,
            role=post.role,
            title=post.title,
            start=max(on, post.start),
            end=post.end,
        )
    pass_on(post, successor, by)
    before = post.end.isoformat() if post.end else ""
    acts.change(post, end=max(on, post.start))
    return {"old": post.public_id, "new": successor.public_id, "made": made, "end": before}


def pass_on(old: Membership, new: Membership, by: Actor) -> None:
    for stage in installed():
        if stage.hand_over is not None:
            stage.hand_over(old, new, by)
    run_after("accounts.hand_over", leaving=old, successor=new, by=by)


def _keep_names(old: Organisation, new: Organisation, on: dt.date) -> list[int]:
    """The old one is still found under its names."""
    kept = []
    for name, kind in ((old.name, Alias.Kind.FORMER), (old.short, Alias.Kind.FORMER_SHORT)):
        alias, made = Alias.objects.get_or_create(
            organisation=new, name=name, kind=kind, defaults={"end": on}
        )
        if made:
            kept.append(alias.pk)
    return kept
