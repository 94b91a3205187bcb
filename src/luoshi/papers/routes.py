"""Which chain an organisation uses for a kind of paper, and the chain over several legs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import ancestors, memberships_today

from . import chains
from .chains import StepPlan
from .models import Route


@dataclass(frozen=True, slots=True)
class Chain:
    """The steps, and the stored route they come from: of this kind, of all kinds, or none (the default)."""

    steps: list[StepPlan]
    route: Route | None


def key_of(organisation: Organisation) -> str:
    """The key into the tables of `chains`."""
    return chains.chain_key(organisation.kind, organisation.owner)


def has_chain(organisation: Organisation) -> bool:
    return key_of(organisation) in chains.SHORT


def current_route(organisation: Organisation, kind: str) -> Route | None:
    """The stored route of exactly this kind."""
    return Route.objects.filter(organisation=organisation, kind=kind, superseded_at__isnull=True).first()


def chain_of(organisation: Organisation, kind: str) -> Chain:
    """What a paper of this kind goes through in this organisation today."""
    stored = Route.objects.filter(
        organisation=organisation, kind__in=(kind, ""), superseded_at__isnull=True
    ).order_by("-kind")
    route = stored.first()  # its own kind before the one for all
    return Chain(route.chain if route else default_chain(organisation), route)


def default_chain(organisation: Organisation) -> list[StepPlan]:
    return list(chains.SHORT.get(key_of(organisation), ()))


def offered(organisation: Organisation) -> list[StepPlan]:
    """The kinds of step this organisation can put into a chain."""
    return list(chains.OFFERED.get(key_of(organisation), ()))


def legs_up_to(organisation: Organisation, top: Organisation) -> list[Organisation]:
    """The organisations a paper passes from `organisation` up to `top`: those with a chain, the lowest first."""
    return [each for each in reachable_tops(organisation) if len(each.path) >= len(top.path)]


def reachable_tops(organisation: Organisation) -> list[Organisation]:
    """How far up a paper of this organisation can be sent, the own organisation first."""
    found = Organisation.objects.filter(path__in=ancestors(organisation.path), withdrawn_at__isnull=True)
    return [each for each in sorted(found, key=lambda each: -len(each.path)) if has_chain(each)]


def people_for(organisation: Organisation, steps: Iterable[StepPlan]) -> list[list[Membership]]:
    """Who would have each step today."""
    posts = list(memberships_today().filter(organisation=organisation).order_by("id"))
    return [_people_of(step, posts) for step in steps]


def _people_of(step: StepPlan, posts: list[Membership]) -> list[Membership]:
    named = [post for post in posts if step.person and post.public_id == step.person]
    return named or [post for post in posts if post.role == step.role]
