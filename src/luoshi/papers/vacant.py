"""Steps at posts that nobody holds: who can do something about it, how they and the author learn of it.

The office enters what was decided on paper, the head sees that it is stuck, the security administrator fills the post.
He learns of the post alone, not of the paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import ancestors, memberships_today, within
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor, system_actor
from luoshi.common.stages import DeskItem
from luoshi.notices.actions import tell
from luoshi.notices.models import Notice

from . import chains
from .models import Step
from .states import ApprovalState, StepState
from .telling import say, tell_author, vacant_key

ENTERING = frozenset(role.key for role in ROLES.values() if "enter_decisions" in role.permissions)
FILLING = "security_admin"
MOST = 100


def vacant_steps() -> QuerySet[Step]:
    """What lies where nobody can take it up today."""
    held = memberships_today().select_related(None)
    named = Exists(held.filter(pk=OuterRef("person")))
    of_role = Exists(held.filter(role=OuterRef("role"), organisation=OuterRef("organisation")))
    rows = Step.objects.filter(
        ~named, ~of_role, state=StepState.CURRENT, approval__state=ApprovalState.RUNNING
    )
    return rows.select_related("approval__author__user", "organisation").order_by("arrived_at", "id")


def words_for(step: Step, actor: Actor) -> str:
    """What has to be done, as far as it is the reader's to do."""
    if step.organisation_id != actor.organisation_id:
        return "这个岗位现在无人担任，已提醒该单位和安全管理员登记接任的人"
    return f"“{step.name}”岗位现在无人担任。{_way_on(step)}"


def _way_on(step: Step) -> str:
    """The same for every step of one organisation. Of an administrator elsewhere only his house is named: the people of
    another house are not shown.
    """
    fillers = _fillers(step)
    names = "、".join(post.user.name for post in fillers[:3] if post.organisation_id == step.organisation_id)
    place = fillers[0].organisation.short if fillers and not names else ""
    fill = f"请{place}安全管理员{f'（{names}）' if names else ''}登记接任的人，登记后自动到他的工作台"
    others = memberships_today().filter(organisation=step.organisation_id, role__in=ENTERING)
    enter = "领导在纸上签批的，由本单位项目办（经办）代录；" if others.exists() else ""
    return f"{enter}{fill}"


def _fillers(step: Step) -> list[Membership]:
    """The security administrators of the nearest place above that has any."""
    above = ancestors(step.organisation.path)
    posts = list(memberships_today().filter(role=FILLING, organisation__path__in=above))
    longest = max((len(post.organisation.path) for post in posts), default=0)
    return [post for post in posts if len(post.organisation.path) == longest]


def own_house(step: Step) -> list[Membership]:
    """Whoever enters decisions there or oversees its papers."""
    roles = ENTERING | chains.OVERSEEING
    return list(memberships_today().filter(organisation=step.organisation_id, role__in=roles).order_by("id"))


def tell_of_vacancy(step: Step, by: Actor) -> None:
    """Whoever can do something, and the author; each once for one arrival."""
    approval, key = step.approval, vacant_key(step)
    title = f"“{step.name}”岗位无人担任，停在这里等着办理：{approval.title}"
    fill = "领导在纸上签批的，可以代录；要由接任的人办理的，请安全管理员登记岗位。"
    say(to=own_house(step), title=title, body=fill, approval=approval, by=by, key=key)
    tell_author(approval, f"{step}无人担任，已提醒该单位和安全管理员", by, key=key)
    tell(
        to=[post for post in _fillers(step) if post.user_id != by.user_id],
        title=f"{_post_words(step.organisation.short, step.role)}岗位无人担任，有审批等着办理",
        body="请登记接任的人，登记后审批自动到他的工作台。",
        kind="papers",
        href=reverse("people"),
        key=f"{key}|post",
        by=by,
    )


def _post_words(short: str, role: str) -> str:
    return f"{short}“{ROLES[role].name}”"


def beat() -> None:
    """Called by the tick: somebody left while a paper lay at his post. What was told once is not told again."""
    steps = list(vacant_steps()[:MOST])
    told = set(
        Notice.objects.filter(key__in=[vacant_key(step) for step in steps]).values_list("key", flat=True)
    )
    for step in steps:
        if vacant_key(step) not in told:
            tell_of_vacancy(step, system_actor())


def desk(actor: Actor) -> Iterator[DeskItem]:
    if actor.role in ENTERING | chains.OVERSEEING:
        yield from _stuck_here(actor)
    if actor.may("grant_roles"):
        yield from _to_fill(actor)


def _stuck_here(actor: Actor) -> Iterator[DeskItem]:
    steps = list(vacant_steps().filter(organisation=actor.organisation_id)[:MOST])
    words = _way_on(steps[0]) if steps else ""
    for step in steps:
        enters = actor.may("enter_decisions")
        href = step.approval.href if enters else reverse("approval", args=[step.approval.public_id])
        title = f"{step.name}无人担任，等着办理：{step.approval.title}"
        yield DeskItem(title, href, "代录" if enters else "看怎么办", words, step.due)


def _to_fill(actor: Actor) -> Iterator[DeskItem]:
    """By post, without the papers."""
    rows = vacant_steps().filter(within(actor.path, "organisation__"))[:MOST]
    posts = Counter((step.organisation.short, step.role) for step in rows)
    for (short, role), number in posts.items():
        title = f"{_post_words(short, role)}岗位无人担任，有 {number} 件审批等着办理"
        words = "登记接任的人以后，审批自动到他的工作台"
        yield DeskItem(title, reverse("people"), "去登记", words)
