"""Who is really told: posts held today, whoever may see the object, nobody twice."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common.models import Base
from luoshi.common.stages import installed

from .models import Delivery


def reachable(to: Iterable[Membership], *, about: Base | None, key: str) -> list[Membership]:
    """Of these posts those to tell, in the order of the posts; see `actions.tell` for who is left out."""
    wanted = {post.pk for post in to}
    posts = list(memberships_today().filter(pk__in=wanted).order_by("id"))
    told = set(Delivery.objects.filter(key=key).values_list("user", flat=True)) if key else set()
    chosen: dict[tuple[int, int], Membership] = {}
    for post in posts:
        place = (post.user_id, 0 if key else post.organisation_id)
        if post.user_id not in told and place not in chosen and may_see(post, about):
            chosen[place] = post
    return list(chosen.values())


def may_see(post: Membership, about: Base | None) -> bool:
    """Whether this post sees the object, by the stage that owns its kind; what no stage declares is not asked."""
    if about is None:
        return True
    label = about._meta.label_lower
    for stage in installed():
        if label in stage.visible:
            return bool(stage.visible[label](actor_for(post)).filter(pk=about.pk).exists())
    return True
