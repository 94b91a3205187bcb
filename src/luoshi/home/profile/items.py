"""What the profile asks of a school's office on the desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.common.stages import OFFICE, DeskItem

from .queries import profile_of, profiled_visible_to


def profile_items(actor: Actor) -> Iterator[DeskItem]:
    """The own profile while nobody has filled it in."""
    if not actor.may("fill_forms"):
        return
    own = profiled_visible_to(actor).filter(pk=actor.organisation_id).first()
    found = profile_of(own) if isinstance(own, Organisation) else None
    if found is not None and found.definition is not None and found.answer is None:
        yield DeskItem(
            title=f"填写{found.definition.title}",
            href=reverse("edit-profile", args=[found.organisation.public_id]),
            action="填写",
            source=found.definition.owner_name,
            handler=OFFICE,
        )
