"""The chains of an organisation: a new version, back to an earlier one, back to the default."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import memberships_today
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken, Stale

from .. import chains, permissions
from ..chains import StepPlan
from ..kinds import paper_kinds
from ..models import Route
from ..routes import current_route, key_of
from .moving import post_of


@acts.act("papers.set_route", who=permissions.can_edit_routes, under="organisation")
def set_route(
    *, organisation: Organisation, kind: str, steps: Sequence[StepPlan], by: Actor, seen: int = 0
) -> Route:
    """A new version of the chain for `kind` (empty: all kinds). What runs already keeps its steps.

    `seen` is the number of the version the page showed, 0 for the default. Raises Stale when there is a newer one,
    RuleBroken for a chain that cannot be.
    """
    _check(organisation, kind, list(steps))
    _supersede(organisation, kind, seen)
    last = Route.objects.filter(organisation=organisation, kind=kind).order_by("-number").first()
    made: Route = acts.create(
        Route,
        organisation=organisation,
        kind=kind,
        number=last.number + 1 if last else 1,
        steps=chains.stored(steps),
        made_by=post_of(by),
    )
    return made


def _check(organisation: Organisation, kind: str, steps: list[StepPlan]) -> None:
    if kind and kind not in paper_kinds():
        raise RuleBroken("没有这类事项，请从列表里重新选择。")
    for problem in chains.problems(steps, key_of(organisation)):
        raise RuleBroken(problem)
    held = memberships_today().filter(organisation=organisation)
    roles = {post.public_id: post.role for post in held}
    for step in steps:
        if step.person and roles.get(step.person) != step.role:
            raise RuleBroken(f"“{step.name}”指定的办理人现在不担任这个岗位，请重新选择，或不指定。")


def _supersede(organisation: Organisation, kind: str, seen: int) -> None:
    current = current_route(organisation, kind)
    if (current.number if current else 0) != seen:
        raise Stale(current, seen)
    if current is not None:
        acts.change(current, superseded_at=clock.now())


@acts.act("papers.restore_default_route", who=permissions.can_edit_routes, under="organisation")
def restore_default_route(*, organisation: Organisation, kind: str, by: Actor, seen: int = 0) -> Organisation:
    """Back to the short chain; the versions stay and can be taken up again. Raises RuleBroken when it is in use."""
    if current_route(organisation, kind) is None:
        raise RuleBroken("现在用的就是默认流程，不用恢复。")
    _supersede(organisation, kind, seen)
    return organisation


@acts.act("papers.restore_route", who=permissions.can_restore_route, on="route")
def restore_route(*, route: Route, by: Actor) -> Route:
    """An earlier version becomes a new one. Named people who have left their post are no longer named."""
    if route.superseded_at is None:
        raise RuleBroken("现在用的就是这一版，不用恢复。")
    held = memberships_today().filter(organisation=route.organisation)
    roles = {post.public_id: post.role for post in held}
    steps = [
        step if roles.get(step.person) == step.role else StepPlan(step.name, step.role, step.form, step.days)
        for step in route.chain
    ]
    current = current_route(route.organisation, route.kind)
    made: Route = set_route(
        organisation=route.organisation,
        kind=route.kind,
        steps=steps,
        by=by,
        seen=current.number if current else 0,
    )
    return made
