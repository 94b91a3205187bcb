"""Who fills a profile in, and who sees it."""

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor


def can_save_profile(actor: Actor, organisation: Organisation) -> bool:
    """The school's own office."""
    return actor.may("fill_forms") and actor.organisation_id == organisation.pk


def sees_own(actor: Actor, organisation: Organisation) -> bool:
    """Personal values are shown in full only to those who fill the form in."""
    return can_save_profile(actor, organisation)


PROFILE_WHO = {"home.save_profile": can_save_profile}
