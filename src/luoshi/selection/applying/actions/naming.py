"""Whoever was named in an application by others says whether he takes part."""

from __future__ import annotations

import datetime as dt

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..models import Application, Consent, Person
from ..named import asked_partners, asked_persons, users_named
from ..telling import tell_of_denial
from .moving import call_first, hold_call


@acts.act("applying.confirm_named", who=permissions.can_answer_named, under="application", first=call_first)
def confirm_named(*, application: Application, by: Actor) -> Application:
    """He takes part, or his organisation: from now on it binds him as it binds whoever wrote it."""
    for person, partner in _asked(application, by):
        _said(application, person, partner, True, clock.now(), by)
    return application


@acts.act(
    "applying.deny_named", who=permissions.can_answer_named, under="application", first=call_first, proof=True
)
def deny_named(*, application: Application, by: Actor) -> Application:
    """It was not him, or his organisation, and they are struck from the application; where a colleague of the same name
    may be meant, the name stays until he says so too. The school and the monitors are told.
    """
    now = clock.now()
    for person, partner in _asked(application, by):
        _said(application, person, partner, False, now, by)
        if partner is not None:
            application.partners.remove(partner)
        elif person is not None and not _left(person, by):
            acts.change(person, removed_at=now)
    tell_of_denial(application, by)
    return application


def _asked(application: Application, by: Actor) -> list[tuple[Person | None, Organisation | None]]:
    hold_call(application)
    found: list[tuple[Person | None, Organisation | None]] = []
    found += [(person, None) for person in asked_persons(by).filter(application=application)]
    if asked_partners(by).filter(pk=application.pk).exists():
        found.append((None, Organisation.objects.get(pk=by.organisation_id)))
    if not found:
        raise RuleBroken("已经答复过，或者申报单位已经改过，请刷新页面。")
    return found


def _said(
    application: Application,
    person: Person | None,
    partner: Organisation | None,
    given: bool,
    at: dt.datetime,
    by: Actor,
) -> None:
    words = f"{by.organisation_name} {by.name}"[:120]
    acts.create(
        Consent, application=application, person=person, organisation=partner, user_id=by.user_id,
        given=given, said_by=words, said_at=at,
    )  # fmt: skip


def _left(person: Person, by: Actor) -> set[int]:
    """Who else may be meant and has not denied it: nobody where the very post was chosen."""
    if person.membership is not None and person.membership.user_id == by.user_id:
        return set()
    gone = person.consents.filter(given=False).values_list("user", flat=True)
    return users_named(person) - set(gone)
