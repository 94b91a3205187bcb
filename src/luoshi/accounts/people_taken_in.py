"""Writing what a list of people brings about, inside the act that takes it in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .models import Membership, User
from .people_sheet import Entry
from .posts import refuse_shared_account
from .queries import accounts_visible_to


def take_in(entries: list[Entry], by: Actor) -> dict[str, int]:
    """New people, new posts, changes, in as few statements as they take."""
    _refuse_foreign(entries, by)
    _make_people([each for each in entries if each.kind == "person"])
    made = Membership.objects.bulk_create(
        [
            Membership(
                user=each.user,
                organisation=each.organisation,
                section=each.section,
                role=each.role,
                title=each.title,
                start=each.start or clock.today(),
                end=each.end,
            )
            for each in entries
            if each.post is None
        ]
    )
    acts.note_each("posts", [[post.user, post.role, post.organisation, post] for post in made])
    changed = [each for each in entries if each.post is not None]
    for each in changed:
        _change(each, by)
    people = len({each.mobile for each in entries if each.kind == "person"})
    return {"people": people, "posts": len(made), "changed": len(changed)}


def _refuse_foreign(entries: list[Entry], by: Actor) -> None:
    """Whatever was read before: nobody and no place outside the administrator's tree. Raises RuleBroken."""
    if by.is_system:
        return
    people = {each.user.pk for each in entries if each.user is not None}
    near = set(accounts_visible_to(by).filter(pk__in=people).values_list("pk", flat=True))
    for each in entries:
        if not each.organisation.path.startswith(by.path) or (each.user and each.user.pk not in near):
            raise RuleBroken(
                f"第{each.row}行的人员或单位不在您的管理范围内，没有办理。请删去这一行后重新上传。"
            )


def _make_people(entries: list[Entry]) -> None:
    """One person a number, however many posts; the log holds their ids, not their numbers."""
    users: dict[str, User] = {}
    for each in entries:
        if each.mobile not in users:
            user = User(name=each.name, password=make_password(None))
            for name, value in user.sealed_mobile(each.mobile).items():
                setattr(user, name, value)
            users[each.mobile] = user
        each.user = users[each.mobile]
    User.objects.bulk_create(users.values())
    acts.note_each("people", [[user] for user in users.values()])


def _change(entry: Entry, by: Actor) -> None:
    post = entry.post
    assert post is not None
    acts.change(post, section=entry.section, title=entry.title, start=entry.start, end=entry.end)
    user = User.objects.get(pk=post.user_id)
    personal: dict[str, Any] = {"name": entry.name} if entry.renames else {}
    if entry.mobile:
        personal |= user.sealed_mobile(entry.mobile)
    if personal:
        refuse_shared_account(user, by)
    acts.change(user, **personal)
