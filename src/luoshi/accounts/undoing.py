"""Taking a change of an organisation back, while nothing was built on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Q

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.stages import run_after

from . import permissions
from .merging import pass_on
from .models import (
    Alias,
    Membership,
    Organisation,
    OrganisationChange,
    Placement,
    SecondSupervisor,
    Succession,
)
from .organisations import Change, carry_paths
from .standing import refuse_while_used


@acts.act("accounts.undo_organisation_change", who=permissions.can_undo_change, on="change")
def undo_organisation_change(*, change: OrganisationChange, by: Actor) -> OrganisationChange:
    """As it was before. Raises RuleBroken when it was undone already, when a later change of the same organisations
    stands on it, or when something was begun on what it brought about.
    """
    if change.undone_at is not None:
        raise RuleBroken("这次变动已经撤回，不用再办。")
    later = OrganisationChange.objects.filter(pk__gt=change.pk, undone_at__isnull=True)
    if later.filter(_touching(change)).exists():
        raise RuleBroken("在这之后同一单位又有别的变动，请先撤回后面的，再撤回这一次。")
    run_after("accounts.undo_organisation_change", change=change, by=by)
    HOW[change.kind](change, by)
    acts.change(change, undone_at=clock.now())
    return change


def _touching(change: OrganisationChange) -> Q:
    involved = {change.organisation_id}
    for old, new in Succession.objects.filter(change=change).values_list("old", "new"):
        involved |= {old, new}
    linked = Succession.objects.filter(Q(old__in=involved) | Q(new__in=involved)).exclude(change=change)
    return Q(organisation__in=involved) | Q(pk__in=linked.values("change"))


def _rename(change: OrganisationChange, by: Actor) -> None:
    Alias.objects.filter(pk__in=change.facts["aliases"]).delete()
    acts.change(change.organisation, **change.facts["before"])


def _second_name(change: OrganisationChange, by: Actor) -> None:
    change.organisation.aliases.filter(name=change.facts["name"], kind=Alias.Kind.SECOND).delete()


def _second_name_again(change: OrganisationChange, by: Actor) -> None:
    change.organisation.aliases.filter(name=change.facts["name"], kind=Alias.Kind.SECOND).update(end=None)


def _supervised(change: OrganisationChange, by: Actor) -> None:
    acts.remove(SecondSupervisor.objects.get(public_id=change.facts["supervisor"]))


def _supervised_again(change: OrganisationChange, by: Actor) -> None:
    acts.change(SecondSupervisor.objects.get(public_id=change.facts["supervisor"]), end=None)


def _placed(change: OrganisationChange, by: Actor) -> None:
    put_back(change.organisation, change.facts["first_start"])


def put_back(organisation: Organisation, first_start: str) -> None:
    """Under the parent before; the placement taken back leaves no trace but in the log."""
    organisation.refresh_from_db()
    acts.remove(Placement.objects.get(organisation=organisation, end__isnull=True))
    before = (
        Placement.objects.filter(organisation=organisation).order_by("-start").select_related("parent")[0]
    )
    if before.parent is not None and before.parent.withdrawn_at is not None:
        raise RuleBroken(f"原来的上级单位{before.parent.name}已经撤销，不能撤回。")
    fields: dict[str, Any] = {"end": None}
    if first_start:
        fields["start"] = dt.date.fromisoformat(first_start)
    acts.change(before, **fields)
    carry_paths(organisation, before.parent.path if before.parent else "")


def _closed(change: OrganisationChange, by: Actor) -> None:
    parent = Placement.objects.get(organisation=change.organisation, end__isnull=True).parent
    if parent is not None and parent.withdrawn_at is not None:
        raise RuleBroken(f"上级单位{parent.name}已经撤销，不能恢复。")
    acts.change(change.organisation, closed_on=None, withdrawn_at=None)


def _founded(change: OrganisationChange, by: Actor) -> None:
    _close_again(change.organisation)


def _close_again(organisation: Organisation) -> None:
    """An organisation that should not have been: it must be empty, and stays closed."""
    refuse_while_used(organisation)
    acts.change(organisation, closed_on=clock.today(), withdrawn_at=clock.now())


def _split(change: OrganisationChange, by: Actor) -> None:
    for part in Organisation.objects.filter(public_id__in=change.facts["parts"]):
        _close_again(part)
    Succession.objects.filter(change=change).delete()


def _merged(change: OrganisationChange, by: Actor) -> None:
    new = change.organisation
    for public_id, facts in change.facts["olds"].items():
        old = Organisation.objects.get(public_id=public_id)
        acts.change(old, closed_on=None, withdrawn_at=None)
        for post in facts["posts"]:
            _give_post_back(post, by)
        for post_id in facts["sections"]:
            acts.change(Membership.objects.get(public_id=post_id), section=old)
        for below in facts["below"]:
            put_back(Organisation.objects.get(public_id=below["id"]), below["first_start"])
        Alias.objects.filter(pk__in=facts["names"]).delete()
    Succession.objects.filter(change=change).delete()
    if change.facts["made"]:
        new.refresh_from_db()
        _close_again(new)


def _give_post_back(facts: dict[str, Any], by: Actor) -> None:
    old = Membership.objects.select_related("user", "organisation").get(public_id=facts["old"])
    new = Membership.objects.select_related("user", "organisation").get(public_id=facts["new"])
    if new.end is not None and new.end <= clock.today():
        return  # the person has left since
    acts.change(old, end=dt.date.fromisoformat(facts["end"]) if facts["end"] else None)
    if facts["made"]:
        pass_on(new, old, by)
        acts.change(new, end=max(new.start, clock.today()))


HOW: dict[str, Callable[[OrganisationChange, Actor], None]] = {
    Change.FOUNDED: _founded,
    Change.RENAMED: _rename,
    Change.SECOND_NAME: _second_name,
    Change.NO_SECOND_NAME: _second_name_again,
    Change.PLACED: _placed,
    Change.MERGED: _merged,
    Change.SPLIT: _split,
    Change.CLOSED: _closed,
    Change.SUPERVISED: _supervised,
    Change.NOT_SUPERVISED: _supervised_again,
}
