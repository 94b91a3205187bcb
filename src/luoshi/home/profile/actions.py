"""The one act: keep a profile."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.dataforms.actions import save_answer, set_up_form
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import Answer, FormDefinition, FormVersion
from luoshi.notices.actions import settle

from .permissions import can_save_profile
from .reminding import owed_key


@acts.act("home.save_profile", who=can_save_profile, under="organisation")
def save_profile(
    *,
    organisation: Organisation,
    form_version: FormVersion,
    values: dict[str, Any],
    answer_version: int,
    by: Actor,
) -> Answer:
    """What the school says of itself. Raises Stale when somebody saved in between. Nobody is reminded any more."""
    settle(owed_key(form_version.definition, organisation))
    return save_answer(
        version_of_form=form_version,
        about=None,
        organisation_id=organisation.pk,
        organisation_name=organisation.name,
        values=values,
        answer_version=answer_version,
        by=by,
    )


def set_up_profiles(by: Actor) -> list[FormDefinition]:
    """The form that comes with the product, for every city bureau that has none; a second time changes nothing."""
    bureaus = Organisation.objects.filter(kind=Organisation.Kind.CITY_BUREAU, withdrawn_at__isnull=True)
    return [
        set_up_form(
            key=PROFILE.key,
            title=PROFILE.title,
            purpose=PROFILE.purpose,
            content=PROFILE.content,
            owner_id=bureau.pk,
            owner_public_id=bureau.public_id,
            owner_name=bureau.name,
            by=by,
        )
        for bureau in bureaus
    ]
