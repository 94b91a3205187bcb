"""Duties that become one work, organisations that merge, posts that are left: what that does to workplans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse

from luoshi.accounts.following import Followed
from luoshi.accounts.models import Membership, Organisation, OrganisationChange
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.stages import HandedOver, Holding
from luoshi.undertakings.models import Work

from . import asked
from .completeness import answers_of, values_of
from .models import Milestone, Workplan, WorkplanPart
from .states import OPEN, WorkplanState

UNDER_WAY = (WorkplanState.RUNNING, WorkplanState.RETURNED)
ALIVE = (*OPEN, WorkplanState.FILED)
FOLLOWED = (
    Followed(WorkplanPart, "department", Q(workplan__state__in=ALIVE)),
    Followed(Milestone, "department", Q(workplan__state__in=ALIVE)),
)


# ---- one work


def follow_joining(*, emptied: Work, work: Work, by: Actor) -> None:
    """Parts of the emptied work become parts of the common one. Where there is one already, what hangs on the other
    moves to it. Raises RuleBroken while such a workplan is under way: its readers would read something else.
    """
    rows = WorkplanPart.objects.filter(work=emptied).select_related("workplan").order_by("id")
    for part in rows:
        workplan = part.workplan
        if workplan.state in UNDER_WAY:
            raise RuleBroken("本校的实施方案正在审批或退回修改，请先办结或撤回，再合并同一工作。")
        other = workplan.parts.filter(work=work).first()
        if other is None:
            acts.change(part, work=work)
            continue
        _move(part, other)
        _move_text(part, other, by)
        for milestone in part.milestones.all():
            acts.change(milestone, part=other)
        acts.remove(part)


def _move_text(part: WorkplanPart, other: WorkplanPart, by: Actor) -> None:
    """What was written for both stands one below the other; nothing of it is lost."""
    workplan = part.workplan
    given = answers_of(workplan, [part, other])
    mine, theirs = (values_of(workplan, given.get(each.public_id)) for each in (part, other))
    both = dict(theirs)
    for key, value in mine.items():
        stands = theirs.get(key)
        if isinstance(value, str) and isinstance(stands, str) and value != stands:
            both[key] = f"{stands}\n{value}"
        elif stands is None:
            both[key] = value
    if both != theirs:
        asked.keep(other, both, by)


def _move(part: WorkplanPart, other: WorkplanPart) -> None:
    """Goals are of different targets, as a rule; where not, the ones that stay count. Money adds up."""
    there = set(other.goals.values_list("target_id", "year"))
    for goal in part.goals.all():
        if (goal.target_id, goal.year) not in there:
            acts.change(goal, part=other)
    sums = {(row.source, row.year): row for row in other.money.all()}
    for row in part.money.all():
        kept = sums.get((row.source, row.year))
        if kept is None:
            acts.change(row, part=other)
        else:
            acts.change(kept, amount=kept.amount + row.amount)


# ---- mergers


def stands_on(organisation: Organisation) -> Iterable[Holding]:
    rows = Workplan.objects.filter(organisation=organisation, state__in=UNDER_WAY)
    for workplan in rows.select_related("organisation", "plan"):
        yield Holding("实施方案", workplan.title, 0)


def refuse_merger(
    *, change: OrganisationChange, old: Organisation, new: Organisation, on: dt.date, by: Actor
) -> None:
    """What is filed or drafted stays under the old name, as what the new one's plan can be copied from."""
    if next(iter(stands_on(old)), None) is not None:
        raise RuleBroken(f"{old.short}的实施方案还在审批或退回修改，请先办结、撤回或作废，再合并。")


# ---- posts


def _written(posts: QuerySet[Membership]) -> QuerySet[Workplan]:
    rows = Workplan.objects.filter(author__in=posts, state__in=OPEN)
    return rows.select_related("organisation", "plan").order_by("id")


def _named(posts: QuerySet[Membership]) -> QuerySet[Milestone]:
    rows = Milestone.objects.filter(Q(owner__in=posts) | Q(leader__in=posts), workplan__state__in=ALIVE)
    rows = rows.filter(workplan__organisation__withdrawn_at__isnull=True)
    return rows.select_related("workplan__organisation", "workplan__plan").order_by("due", "id")


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    """Workplans being written, and milestones a post answers for: as its owner or its leader."""
    keys = set(posts.values_list("pk", flat=True))
    for each in _written(posts):
        yield Holding("实施方案", each.title, each.author_id, reverse("workplan", args=[each.public_id]))
    for row in _named(posts):
        href = reverse("workplan", args=[row.workplan.public_id])
        for held, words in ((row.owner_id, "里程碑责任人"), (row.leader_id, "里程碑责任领导")):
            if held is not None and held in keys:
                yield Holding(words, row.title, held, href, due=row.due)


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    posts = Membership.objects.filter(pk=leaving.pk)
    held = tuple(holdings(posts))
    for each in _written(posts):
        acts.change(each, author=successor)
    for row in _named(posts):
        said = {name: successor for name in ("owner", "leader") if getattr(row, f"{name}_id") == leaving.pk}
        acts.change(row, **said)
    return HandedOver(held)
