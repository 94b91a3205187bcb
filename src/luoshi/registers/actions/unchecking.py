"""What a school does with an entry that an office above has checked: the check stands no more, and its office hears."""

from __future__ import annotations

from django.db.models import F
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import ancestors, memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.notices.actions import tell

from ..models import Entry
from ..states import EntryState

VOIDED = "核对过的台账条目已经作废"
CHECKERS = [role.key for role in ROLES.values() if "check_registers" in role.permissions]


def changed_by_the_school(entry: Entry, words: str, by: Actor) -> None:
    """Inside an act of the school itself: what was checked is confirmed only, and whoever checked it hears why.

    A page on which it waits for its check is out of date then: the version goes up. What an office above does itself,
    or a later stage for it, needs no new check.
    """
    if by.organisation_id != entry.organisation_id:
        return
    if entry.state == EntryState.CHECKED:
        acts.change(entry, state=EntryState.CONFIRMED)
        tell_checkers(entry, "核对过的台账条目有改动，请重新核对", words, by)
    elif entry.state == EntryState.CONFIRMED:
        Entry.objects.filter(pk=entry.pk).update(version=F("version") + 1)
        entry.version += 1


def tell_checkers(entry: Entry, title: str, words: str, by: Actor) -> None:
    """Who checks in the office that checked this one; where that office is not found, in all above the school."""
    tell(
        to=_checkers(entry),
        title=f"{title}：{entry.register.title}“{entry.label}”",
        kind="register",
        href=reverse("register-entry", args=[entry.public_id]),
        body=f"{entry.organisation.name}{words}。",
        about=entry,
        by=by,
    )


def _checkers(entry: Entry) -> list[Membership]:
    above = ancestors(entry.organisation.path)[:-1]
    posts = list(memberships_today().filter(organisation__path__in=above, role__in=CHECKERS).order_by("pk"))
    its_own = [post for post in posts if entry.checked_by.startswith(f"{post.organisation.name} ")]
    return its_own or posts
