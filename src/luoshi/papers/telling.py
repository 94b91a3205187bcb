"""Every notice of this package goes out through here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common.actor import Actor
from luoshi.core.days import day_in_words
from luoshi.notices.actions import settle, tell

from .models import Approval, Delegation, Step
from .queries import delegates_of, holders_of


def say(
    *,
    to: Iterable[Membership],
    title: str,
    approval: Approval,
    by: Actor,
    key: str = "",
    due: dt.date | None = None,
    body: str = "",
) -> None:
    """Tell these posts something about an approval, within the running act; never the one who acts."""
    others = [post for post in to if post.user_id != by.user_id]
    tell(
        to=others,
        title=title,
        kind="papers",
        href=approval.href,
        body=body,
        about=approval,
        due=due,
        key=key,
        by=by,
    )


def tell_holders(step: Step, by: Actor) -> None:
    """The next person learns of it at once, and whoever stands in for him. Where nobody holds the post: `vacant`."""
    holders = holders_of(step)
    what = f"请录入{step.name}纪要" if step.is_meeting else "请办理"
    say(
        to=[*holders, *delegates_of(step, holders)],
        title=f"{what}：{step.approval.title}（{step.name}）",
        approval=step.approval,
        by=by,
        key=step_key(step),
        due=step.due,
    )


def settle_step(step: Step) -> None:
    """The step is decided: what asked its people to do it waits at nobody's desk any more."""
    settle(step_key(step))
    settle(vacant_key(step))


def step_key(step: Step) -> str:
    """One arrival at one step: whoever is asked for it is asked once, and is let off by it."""
    return f"papers.step:{step.public_id}:{step.visit}"


def vacant_key(step: Step) -> str:
    """One arrival at a post that nobody holds."""
    return f"papers.vacant:{step.public_id}:{step.visit}"


def return_key(approval: Approval, sendings: int | None = None) -> str:
    """One return to the author: of what he has sent so many times."""
    times = approval.sendings.count() if sendings is None else sendings
    return f"papers.returned:{approval.public_id}:{times}"


def tell_author(
    approval: Approval, words: str, by: Actor, due: dt.date | None = None, *, key: str = ""
) -> None:
    say(to=[approval.author], title=f"{words}：{approval.title}", approval=approval, by=by, due=due, key=key)


def settle_return(approval: Approval) -> None:
    """The author sent it again or gave it up: nothing asks him to mend it any more."""
    settle(return_key(approval))


def tell_of_lost_delegate(delegation: Delegation, by: Actor) -> None:
    """Whoever is absent learns once that the delegate leaves the post, and so the delegation ends with it."""
    tell(
        to=[delegation.principal],
        title=f"代办人{delegation.delegate.user.name}离任，代办授权随之失效，需要的请另行登记",
        kind="papers",
        href=reverse("delegations"),
        key=f"papers.delegate-left:{delegation.public_id}",
        by=by,
    )


def say_of_delegation(delegation: Delegation, words: str, by: Actor) -> None:
    """Both sides learn of it."""
    sides = [post for post in (delegation.principal, delegation.delegate) if post.user_id != by.user_id]
    names = f"{delegation.principal.user.name}授权{delegation.delegate.user.name}"
    tell(
        to=sides,
        title=f"{words}：{names}，{day_in_words(delegation.start)}至{day_in_words(delegation.end)}",
        kind="papers",
        href=reverse("delegations"),
        by=by,
    )
