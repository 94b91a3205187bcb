"""What the lists of accounts and people ask for, from the query string."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import QueryDict

from luoshi.common import clock
from luoshi.common.actor import Actor

from .models import Membership, Ticket, User
from .queries import accounts_visible_to, people_named, people_visible_to, workplaces_under
from .roles import ROLES

NEW = Q(password="") | Q(password__startswith="!")  # how an unusable password is stored
STATES: dict[str, tuple[str, Q]] = {
    "on": ("在用", Q(is_active=True) & ~NEW),
    "new": ("未开通", Q(is_active=True, invited=False) & NEW),
    "invited": ("已邀请", Q(is_active=True, invited=True) & NEW),
    "off": ("已停用", Q(is_active=False)),
}
TONES = {"on": "ok", "new": "warn", "invited": "info", "off": ""}


def state_of(user: User) -> str:
    """The key in STATES; `user` comes from `accounts_with_state`."""
    if not user.is_active:
        return "off"
    if user.has_usable_password():
        return "on"
    return "invited" if user.invited else "new"  # type: ignore[attr-defined]


def accounts_with_state(actor: Actor) -> QuerySet[User]:
    """The accounts the actor looks after, each with `invited` and the posts of today in `posts_today`."""
    open_ticket = Ticket.objects.filter(user=OuterRef("pk"), used_at__isnull=True, expires_at__gt=clock.now())
    posts = Prefetch("memberships", queryset=_held_today(), to_attr="posts_today")
    return accounts_visible_to(actor).annotate(invited=Exists(open_ticket)).prefetch_related(posts)


def _held_today() -> QuerySet[Membership]:
    """Of people who cannot sign in too: what they hold is still to be seen."""
    day = clock.today()
    held = Membership.objects.filter(Q(end__isnull=True) | Q(end__gt=day), start__lte=day)
    return held.select_related("organisation", "section").order_by("id")


@dataclass(frozen=True, slots=True)
class AccountsWanted:
    name: str
    state: str

    @classmethod
    def of(cls, query: QueryDict) -> AccountsWanted:
        state = query.get("state", "")
        return cls(query.get("q", "").strip()[:40], state if state in STATES else "")

    def among(self, actor: Actor) -> QuerySet[User]:
        found = people_named(accounts_with_state(actor), self.name)
        if self.state:
            found = found.filter(STATES[self.state][1])
        return found.order_by("name", "id")

    def chips(self) -> list[dict[str, Any]]:
        """The filters, each a link that puts it on or takes it off."""
        return [
            {
                "label": label,
                "on": key == self.state,
                "url": _url(q=self.name, state="" if key == self.state else key),
            }
            for key, (label, _) in STATES.items()
        ]


@dataclass(frozen=True, slots=True)
class PeopleWanted:
    name: str
    organisation: str
    role: str

    @classmethod
    def of(cls, query: QueryDict) -> PeopleWanted:
        role = query.get("role", "")
        return cls(
            query.get("q", "").strip()[:40], query.get("organisation", "")[:20], role if role in ROLES else ""
        )

    def among(self, actor: Actor) -> QuerySet[Membership]:
        found = people_visible_to(actor)
        if self.name:
            found = found.filter(user__in=people_named(User.objects.all(), self.name))
        if self.organisation:
            found = found.filter(organisation__public_id=self.organisation)
        if self.role:
            found = found.filter(role=self.role)
        return found.order_by("organisation__order", "organisation__id", "id")

    def choices(self, actor: Actor) -> dict[str, Any]:
        """What can be chosen from, with what is chosen."""
        places = workplaces_under(actor).values_list("public_id", "short")
        return {
            "organisations": [(key, label, key == self.organisation) for key, label in places],
            "roles": [(role.key, role.name, role.key == self.role) for role in ROLES.values()],
        }

    @property
    def is_narrowed(self) -> bool:
        return bool(self.name or self.organisation or self.role)


def _url(**wanted: str) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in wanted.items() if value})
    return f"?{query.urlencode()}"
