"""A chain while it is being edited: rows that go up, down, out, and new ones; nothing is stored before it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.common import drafts
from luoshi.common.actor import Actor

from . import chains
from .chains import MOST_STEPS, StepPlan
from .routes import default_chain, key_of, offered

FORMS = {chains.PERSON, chains.MEETING}


@dataclass(slots=True)
class Typed:
    """The rows as they stand on the page, and the version the page was made from."""

    steps: list[StepPlan]
    seen: int

    @classmethod
    def of(cls, post: QueryDict) -> Typed:
        columns = [post.getlist(name)[: MOST_STEPS + 5] for name in ("what", "name", "person", "days")]
        rows = zip(*columns, strict=False)
        return cls([_step(*row) for row in rows], _number(post.get("seen", ""), 0))

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> Typed:
        return cls(chains.read(content["steps"]), content["seen"])

    def content(self) -> dict[str, Any]:
        return {"steps": chains.stored(self.steps), "seen": self.seen}

    def keep(self, actor: Actor, name: str, organisation: Organisation) -> None:
        """As a draft of this person's."""
        drafts.save(actor, name, organisation.public_id, self.content())

    def do(self, what: str, organisation: Organisation) -> None:
        """One button of the page: add, up:2, down:2, out:2, full, short. Anything else changes nothing."""
        verb, _, number = what.partition(":")
        place = _number(number, -1)
        if verb == "add" and len(self.steps) < MOST_STEPS and offered(organisation):
            self.steps.append(_unused(offered(organisation), self.steps))
        elif verb in ("full", "short"):
            key = key_of(organisation)
            self.steps = list(chains.FULL.get(key, ())) if verb == "full" else default_chain(organisation)
        elif verb in ("up", "down", "out") and 0 <= place < len(self.steps):
            self._move(verb, place)

    def _move(self, verb: str, place: int) -> None:
        step = self.steps.pop(place)
        if verb != "out":
            self.steps.insert(max(place - 1, 0) if verb == "up" else place + 1, step)


def _unused(choices: list[StepPlan], steps: list[StepPlan]) -> StepPlan:
    """The first kind of step that the chain does not have yet."""
    there = {step.name for step in steps}
    return next((choice for choice in choices if choice.name not in there), choices[0])


def _step(what: str, name: str, person: str, days: str) -> StepPlan:
    form, _, role = what.partition(":")
    form = form if form in FORMS else chains.PERSON
    return StepPlan(
        name.strip()[:100], role[:40], form, _number(days, 0), person[:20] if form == chains.PERSON else ""
    )


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def choices_for(organisation: Organisation) -> list[tuple[str, str]]:
    """What a step can be: a post or a meeting of this organisation."""
    found: dict[str, str] = {}
    for step in offered(organisation):
        value = f"{step.form}:{step.role}"
        found.setdefault(value, "会议研究（录入纪要）" if step.is_meeting else _role_words(step))
    return list(found.items())


def _role_words(step: StepPlan) -> str:
    return ROLES[step.role].name


def shown_steps(organisation: Organisation, steps: Iterable[StepPlan]) -> list[dict[str, Any]]:
    """Each row with the people that can be named for it."""
    posts = list(memberships_today().filter(organisation=organisation).order_by("id"))
    rows = []
    for place, step in enumerate(steps):
        people = [(post.public_id, str(post.user)) for post in posts if post.role == step.role]
        known = replace(step, person=step.person if step.person in dict(people) else "")
        rows.append({"place": place, "step": known, "what": f"{step.form}:{step.role}", "people": people})
    return rows
