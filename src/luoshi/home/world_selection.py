"""Selections in the test world, a canary in each text: a kind, a call that is open, one that is being drafted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock, files
from luoshi.selection import actions
from luoshi.selection.examples import example
from luoshi.selection.models import Call, Kind, Proposal
from luoshi.selection.states import ProposalKind

if TYPE_CHECKING:
    from .world import World

DAYS = 20


def make_selections(world: World) -> None:
    """Runs inside the world's act."""
    officer = world.people["city-officer"]
    bureau = officer.organisation
    below = world.at_or_below(bureau, "read_selections")
    inside = [key for key in below if world.people[key].organisation_id == bureau.pk]
    kind, title, condition = _kind(world, inside)
    call, texts = _drafted(world, kind)
    actions.open_call(call=call, by=actor_for(officer))
    world.add("selection", call, [*texts, title, condition], below)
    reason = world.canary()
    until = clock.now() + dt.timedelta(days=DAYS + 5)
    said = actions.propose_extension(call=call, until=until, reason=reason, by=actor_for(officer))
    world.add("call_extension", said, [reason], inside)
    why = world.canary()
    proposal = acts.create(Proposal, call=call, what=ProposalKind.WITHDRAW, reason=why, said_by=officer)
    world.add("call_proposal", proposal, [why], inside)
    draft, texts = _drafted(world, kind)
    world.add("selection", draft, texts, ["city-officer", "section-head"])


def _kind(world: World, inside: list[str]) -> tuple[Kind, str, str]:
    """Its title and conditions are read on the page of the call too, the rest by the bureau only."""
    officer, shipped = actor_for(world.people["city-officer"]), example("moral-case")
    assert shipped is not None
    title, condition, group, words, basis, statement = (world.canary() for _ in range(6))
    kind: Kind = actions.make_kind(source=shipped, title=title, by=officer)
    facts = actions.KindFacts(title=title, group=group, words=words, basis=basis)
    actions.change_kind(kind=kind, facts=facts, by=officer)
    test = {"field": "undertaken", "op": "ge", "value": 1}
    rules = {
        **kind.rules,
        "register": "",
        "conditions": [{"key": "c1", "words": condition, "about": "organisation", "test": test}],
        "statements": [{"key": "s1", "title": "承诺", "words": statement}],
    }
    actions.set_rules(kind=kind, rules=rules, by=officer)
    world.add("selection_kind", kind, [group, words, basis, statement], inside)
    return kind, title, condition


def _drafted(world: World, kind: Kind) -> tuple[Call, list[str]]:
    title, number, words, name, content = texts = [world.canary() for _ in range(5)]
    now = clock.now()
    facts = actions.CallFacts(
        title=title, document_number=number, words=words, until=now + dt.timedelta(days=DAYS)
    )
    notice = files.put([f"%PDF-{content}".encode()]), f"{name}.pdf"
    officer = actor_for(world.people["city-officer"])
    call: Call = actions.start_call(kind=kind, facts=facts, notice=notice, by=officer)
    return call, texts
