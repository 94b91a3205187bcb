"""The lines of the pages about posts, lists of people and changes of organisations."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.policies.models import Reading
from tests.access.lines import SECURITY_ADMIN, Expected, a_reason, admin, button, version


def nothing_held(row: Any, user: Any = None) -> dict[str, Any]:
    """Taking a post back: nothing points to it any more."""
    Reading.objects.filter(started_by=row.user).update(state="discarded")
    return a_reason(row)


def leaves(user: Any, by: Any = None) -> dict[str, Any]:
    """The person leaves the post for which nobody has to be found."""
    post = Membership.objects.filter(user=user).order_by("-id")[0]
    Membership.objects.filter(pk=post.pk).update(end=None)
    Reading.objects.filter(started_by=user).update(state="discarded")
    return {
        f"leave-{post.public_id}": "on",
        f"version-{post.public_id}": post.version,
        "on": clock.today().isoformat(),
        "reason": "调任",
    }


def a_second_name(row: Any, user: Any = None) -> dict[str, Any]:
    return {"name": "示例技师学院", "on": clock.today().isoformat(), "sure": "1", **version(row)}


SUCCESSORS = frozenset({"office"})
EXPECTED: dict[str, Expected] = {
    "end-post": admin(SECURITY_ADMIN, nothing_held),
    "leave-posts": Expected(get=SECURITY_ADMIN, post=SECURITY_ADMIN, form=leaves, gate=True),
    "handover": Expected(get=SUCCESSORS | SECURITY_ADMIN),
    "change-organisation": Expected(get=SECURITY_ADMIN, post=SECURITY_ADMIN, form=a_second_name),
    "undo-organisation-change": Expected(post=SECURITY_ADMIN, form=version),
    "receive-handover": button(SUCCESSORS, version),
}
