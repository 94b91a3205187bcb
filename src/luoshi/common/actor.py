"""Who acts: a plain record of ids and snapshots, made once per request from one user and one membership."""

from __future__ import annotations

from dataclasses import dataclass, field

SITE_CHAIN = "site"


@dataclass(frozen=True, slots=True)
class Actor:
    """A user acting through one membership. Rights come from this membership alone.

    user_id, membership_id, organisation_id are database keys (None for the system); the public ids and names are
    snapshots for the log. `path` is the organisation's place in the tree today, `permissions` what the role allows.
    """

    user_id: int | None
    user_public_id: str
    name: str
    membership_id: int | None = None
    membership_public_id: str = ""
    role: str = ""
    role_name: str = ""
    organisation_id: int | None = None
    organisation_public_id: str = ""
    organisation_name: str = ""
    path: str = ""
    permissions: frozenset[str] = frozenset()
    request_id: str = ""
    network: str = ""
    session: str = field(default="", repr=False, compare=False)  # the signed-in browser it came from, if any

    def may(self, permission: str) -> bool:
        """Does the role of the acting membership carry this permission?"""
        return permission in self.permissions

    @property
    def is_system(self) -> bool:
        return self.role == "system"

    @property
    def chain(self) -> str:
        """The audit chain this actor writes to."""
        return self.organisation_public_id or SITE_CHAIN


def system_actor(name: str = "系统") -> Actor:
    """The system itself: start-up, jobs nobody asked for, the command line on the server."""
    return Actor(user_id=None, user_public_id="", name=name, role="system", role_name="系统")


def anonymous_actor(request_id: str = "", network: str = "") -> Actor:
    """Somebody who has not signed in."""
    return Actor(
        user_id=None,
        user_public_id="",
        name="未登录",
        role="anonymous",
        role_name="未登录",
        request_id=request_id,
        network=network,
    )
