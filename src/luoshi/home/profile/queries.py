"""Whose profile an actor may see, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import organisations_under
from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import find_answer, in_version
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import Answer, FormDefinition, FormVersion
from luoshi.common.dataforms.queries import form_for
from luoshi.common.dataforms.sources import Prefilled, prefill_for
from luoshi.core.fields import Loss


def profiled_visible_to(actor: Actor) -> QuerySet[Organisation]:
    """Schools whose profile the actor may see: the own one, and those below."""
    if not actor.may("read_forms"):
        return Organisation.objects.none()
    return organisations_under(actor).filter(kind=Organisation.Kind.SCHOOL)


@dataclass(slots=True)
class Profile:
    """One school's profile: the form in use for it, and its answer if there is one."""

    organisation: Organisation
    definition: FormDefinition | None
    answer: Answer | None

    @property
    def version(self) -> FormVersion:
        assert self.definition is not None
        assert self.definition.current is not None
        return self.definition.current

    @property
    def answer_version(self) -> int:
        return self.answer.version if self.answer else 0

    def values(self, *, masked: bool = False) -> dict[str, Any]:
        """In terms of the form as it is now."""
        return in_version(self.answer, self.version, masked=masked)[0] if self.answer else {}

    def losses(self) -> list[Loss]:
        """What the version in force has no place for; it stays with the version it was answered to."""
        return in_version(self.answer, self.version)[1] if self.answer else []

    def prefill(self, actor: Actor) -> dict[str, Prefilled]:
        return prefill_for(self.version.form, actor, organisation_id=self.organisation.pk)


def profile_of(organisation: Organisation) -> Profile:
    definition = form_for(PROFILE.key, organisation.path)
    answer = find_answer(definition, None, organisation.pk) if definition else None
    return Profile(organisation, definition, answer)
