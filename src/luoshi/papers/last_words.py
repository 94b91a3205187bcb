"""The last word on a paper is not its author's: who has it instead, and the way on where nobody else holds the post."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from . import chains
from .chains import StepPlan
from .models import Approval, Step
from .queries import authors_of, holders_of
from .routes import offered

ENTERING = [role.key for role in ROLES.values() if "enter_decisions" in role.permissions]


@dataclass(frozen=True, slots=True)
class WayOn:
    """others: who holds the step's post and is no author; above: where nobody does, the next post of the organisation
    that somebody else holds, to which it goes on."""

    others: list[Membership]
    above: StepPlan | None
    posts: list[Membership]

    @property
    def names(self) -> str:
        return "、".join(post.user.name for post in self.others or self.posts)


def is_authors_last_word(approval: Approval, *deciders: int | None) -> bool:
    """`deciders`: users, who decides and in whose name. Who passed his paper on is its author still."""
    return approval.is_at_last and bool(authors_of(approval) & set(deciders))


def way_on(approval: Approval, step: Step) -> WayOn:
    authors = authors_of(approval)
    others = [post for post in holders_of(step) if post.user_id not in authors]
    if others:
        return WayOn(others, None, [])
    held = memberships_today().filter(organisation=step.organisation_id).exclude(user__in=authors)
    for plan in _above(step):
        posts = list(held.filter(role=plan.role).order_by("id"))
        if posts:
            return WayOn([], plan, posts)
    return WayOn([], None, [])


def _above(step: Step) -> list[StepPlan]:
    """The posts of the organisation's full chain that come after the step's."""
    persons = [plan for plan in offered(step.organisation) if plan.form == chains.PERSON]
    roles = [plan.role for plan in persons]
    if step.role not in roles:
        return []
    last = len(roles) - 1 - roles[::-1].index(step.role)
    return persons[last + 1 :]


def refuse_own_minutes(approval: Approval, step: Step, user: int | None, *, strictly: bool = False) -> None:
    """The author does not enter the minutes that are the last word on his paper where somebody else may; `strictly`:
    nor where nobody else may.
    """
    authors = authors_of(approval)
    if not (step.is_meeting and approval.is_at_last and user in authors):
        return
    may = memberships_today().filter(organisation=step.organisation_id, role__in=ENTERING)
    others = list(may.exclude(user__in=authors).order_by("id"))
    if others:
        names = "、".join(post.user.name for post in others)
        raise RuleBroken(f"最后一个环节的会议纪要不能由发起人本人录入，请由{names}录入。")
    if strictly:
        raise RuleBroken(
            "最后一个环节的会议纪要不能由发起人本人录入，本单位又没有别人能录入。"
            "请先为本单位另设一名经办或项目办人员，由他录入。"
        )


def refuse_authors_signature(approval: Approval, step: Step, user: int | None) -> None:
    """Where nobody holds the post that has the last word, a signed paper cannot be told from one of the author's own
    making, and no leader is told of it: somebody else enters it, or the post is filled first.
    """
    authors = authors_of(approval)
    if not approval.is_at_last or user not in authors:
        return
    may = memberships_today().filter(organisation=step.organisation_id, role__in=ENTERING)
    names = "、".join(post.user.name for post in may.exclude(user__in=authors).order_by("id"))
    who = f"请由{names}录入，或" if names else ""
    raise RuleBroken(
        f"“{step.name}”还没有登记人员，最后一个环节不能由发起人本人代录。"
        f"{who}请安全管理员先为这位领导登记岗位，再由他办理或代录。"
    )


def refuse_minutes_of_the_author(approval: Approval, by: Actor) -> None:
    """For papers that bind others: nobody writes, routes and enters the last word alone. Asked before entering."""
    step = approval.current
    if step is not None:
        refuse_own_minutes(approval, step, by.user_id, strictly=True)
