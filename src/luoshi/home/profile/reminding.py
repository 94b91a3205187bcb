"""Forms with a date: who has not filled the profile in by then, and whose forms have had their day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today, within
from luoshi.accounts.roles import ROLES
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import Answer, FormDefinition
from luoshi.common.stages import Reminder

LEADERS = ("school_head", "council_chair")


def owed_key(definition: FormDefinition, school: Organisation) -> str:
    """Names for ever what a school owes."""
    return f"profile:{definition.public_id}:{school.public_id}"


def reminders(today: dt.date) -> Iterator[Reminder]:
    in_use = FormDefinition.objects.filter(current__isnull=False, withdrawn_at__isnull=True)
    yield from _owed(in_use.filter(key=PROFILE.key).order_by("id"))
    yield from _outlived(in_use.filter(until__isnull=False).order_by("id"))


def _owed(definitions: QuerySet[FormDefinition]) -> Iterator[Reminder]:
    """The schools from which the profile they are asked for is missing. Each is asked by the nearest form alone."""
    owners = dict(
        Organisation.objects.filter(pk__in=definitions.values("owner_id")).values_list("pk", "path")
    )
    for definition in definitions:
        if definition.until is None or definition.owner_id not in owners:
            continue
        path = owners[definition.owner_id]
        nearer = [other for other in owners.values() if len(other) > len(path) and other.startswith(path)]
        given = Answer.objects.filter(definition=definition, about_id="").values("organisation_id")
        schools = Organisation.objects.filter(within(path), kind=Organisation.Kind.SCHOOL)
        missing = list(schools.filter(withdrawn_at__isnull=True).exclude(pk__in=given).order_by("id"))
        asked = [school for school in missing if not any(school.path.startswith(other) for other in nearer)]
        holders = _who_fills(asked)
        for school in asked:
            yield Reminder(
                key=owed_key(definition, school),
                title=f"填写{definition.title}",
                due=definition.until,
                to=tuple(holders[school.pk]),
                kind="forms",
                href=reverse("edit-profile", args=[school.public_id]),
                about=definition,
            )


def _who_fills(schools: list[Organisation]) -> dict[int, list[Membership]]:
    """The offices; where there is none, who leads the school."""
    filling = _roles_with("fill_forms")
    posts = memberships_today().filter(organisation__in=schools, role__in=[*filling, *LEADERS]).order_by("id")
    found: dict[int, list[Membership]] = defaultdict(list)
    leading: dict[int, list[Membership]] = defaultdict(list)
    for post in posts:
        (found if post.role in filling else leading)[post.organisation_id].append(post)
    for school in schools:
        if not found[school.pk]:
            found[school.pk] = leading[school.pk]
    return found


def _roles_with(permission: str) -> list[str]:
    return [role.key for role in ROLES.values() if permission in role.permissions]


def _outlived(definitions: QuerySet[FormDefinition]) -> Iterator[Reminder]:
    """Its editors decide whether a form goes on being asked."""
    editors: dict[int, list[Membership]] = defaultdict(list)
    posts = memberships_today().filter(
        organisation__in=definitions.values("owner_id"), role__in=_roles_with("edit_forms")
    )
    for post in posts.order_by("id"):
        editors[post.organisation_id].append(post)
    for definition in definitions:
        yield Reminder(
            key=f"form-until:{definition.public_id}",
            title=f"填报表到期：{definition.title}",
            due=definition.until,
            to=tuple(editors[definition.owner_id]),
            kind="forms",
            href=reverse("form", args=[definition.public_id]),
            body="还要用的，请改“用到哪一天”；不再需要的，请停用，免得下面一直要填。",
            about=definition,
        )
