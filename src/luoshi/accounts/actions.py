"""Writes to organisations, people, posts and tickets."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.contrib.auth.hashers import make_password

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id

from . import permissions
from .models import Alias, Membership, Organisation, Placement, Session, Ticket, User
from .queries import step_of
from .roles import SEPARATED

RESET_LIFE = dt.timedelta(minutes=30)
INVITATION_LIFE = dt.timedelta(hours=24)


@acts.act("accounts.set_up_organisation", who=permissions.can_set_up)
def set_up_organisation(
    *,
    parent: Organisation | None,
    names: list[tuple[str, str]],
    by: Actor,
    start: dt.date | None = None,
    **fields: Any,
) -> Organisation:
    """A new organisation at its place. `names` = (name, kind of alias)."""
    fields.setdefault("key", f"unit-{new_public_id()}")
    organisation = acts.create(Organisation, path="new", **fields)
    path = (parent.path if parent else "") + step_of(organisation.pk)
    acts.change(organisation, path=path)
    acts.create(Placement, organisation=organisation, parent=parent, start=start or clock.today())
    for name, kind in names:
        Alias.objects.create(organisation=organisation, name=name, kind=kind)
    return organisation


@acts.act("accounts.place_organisation", who=permissions.can_set_up, on="organisation")
def place_organisation(
    *, organisation: Organisation, parent: Organisation, start: dt.date, by: Actor
) -> Organisation:
    """Put an organisation (and all below it) under another parent from a day on. Raises RuleBroken on a circle."""
    if parent.path.startswith(organisation.path):
        raise RuleBroken("不能把单位放到它自己或下属单位之下，请另选上级单位。")
    current = Placement.objects.get(organisation=organisation, end__isnull=True)
    if start <= current.start:
        raise RuleBroken(f"新的隶属关系要晚于现在这一段的开始日期（{current.start:%Y-%m-%d}）。")
    acts.change(current, end=start - dt.timedelta(days=1))
    acts.create(Placement, organisation=organisation, parent=parent, start=start)
    old, new = organisation.path, parent.path + step_of(organisation.pk)
    for below in Organisation.objects.filter(path__gte=old, path__lt=f"{old}g"):
        acts.change(below, path=new + below.path[len(old) :])
    organisation.refresh_from_db()
    return organisation


@acts.act("accounts.withdraw_organisation", who=permissions.can_set_up, on="organisation")
def withdraw_organisation(*, organisation: Organisation, by: Actor) -> Organisation:
    """Take an organisation out of use; nothing is deleted."""
    acts.change(organisation, withdrawn_at=clock.now())
    return organisation


@acts.act("accounts.add_person", who=permissions.can_set_up)
def add_person(
    *,
    name: str,
    mobile: str,
    organisation: Organisation,
    role: str,
    by: Actor,
    section: Organisation | None = None,
    title: str = "",
    cast_key: str | None = None,
) -> Membership:
    """A person with a first post, or one more post for the person with this mobile number."""
    user = User.objects.by_mobile(mobile).first() if mobile else None
    if user is None:
        user = User(name=name, cast_key=cast_key, password=make_password(None))
        for field, value in (user.sealed_mobile(mobile) if mobile else {}).items():
            setattr(user, field, value)
        user.save()
        acts.note(user, "name", None, name)
    _refuse_two_keys(user, role)
    return acts.create(
        Membership, user=user, organisation=organisation, role=role, section=section, title=title
    )


def _refuse_two_keys(user: User, role: str) -> None:
    held = Membership.objects.filter(user=user, role__in=SEPARATED, end__isnull=True).exclude(role=role)
    if role in SEPARATED and held.exists():
        raise RuleBroken("系统管理员、安全管理员、日志员三个岗位不能由同一人担任，请另选一人。")


@acts.act("accounts.issue_ticket", who=permissions.can_issue_ticket, under="user")
def issue_ticket(*, user: User, purpose: str, secret: str, by: Actor) -> Ticket:
    """A link to set a password. Earlier unused links of the person lose their force. `secret` is shown once."""
    Ticket.objects.filter(user=user, used_at__isnull=True).update(used_at=clock.now())
    life = INVITATION_LIFE if purpose == Ticket.Purpose.INVITATION else RESET_LIFE
    return acts.create(
        Ticket, user=user, purpose=purpose, token_hash=hash_of(secret), expires_at=clock.now() + life
    )


def new_secret() -> str:
    """192 random bits for a link."""
    return secrets.token_urlsafe(24)


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@acts.act("accounts.use_ticket", who=permissions.can_use_ticket, under="ticket")
def use_ticket(*, ticket: Ticket, password: str, by: Actor) -> User:
    """Set the password behind a link, once. All sessions of the person end. Raises RuleBroken when it is spent."""
    spent = not Ticket.objects.filter(pk=ticket.pk, used_at__isnull=True, expires_at__gt=clock.now()).update(
        used_at=clock.now()
    )
    if spent or not ticket.user.is_active:
        raise RuleBroken("这个链接已经用过或已过期，请向系统管理员再要一个。")
    _set_password(ticket.user, password)
    return ticket.user


@acts.act("accounts.change_password", who=permissions.can_change_password, on="user")
def change_password(*, user: User, password: str, by: Actor) -> User:
    """The person's own new password; every session ends (the view keeps the present one)."""
    _set_password(user, password)
    return user


def _set_password(user: User, password: str) -> None:
    history = (
        [*user.password_history, user.password][-5:] if user.has_usable_password() else user.password_history
    )
    acts.change(
        user, password=make_password(password), password_history=history, password_changed_at=clock.now()
    )
    end_sessions(user)


@acts.act("accounts.disable_user", who=permissions.can_switch_account, on="user")
def disable_user(*, user: User, reason: str, by: Actor) -> User:
    """The person can no longer sign in; sessions and open links end at once."""
    acts.note_reason(reason)
    acts.change(user, is_active=False)
    Ticket.objects.filter(user=user, used_at__isnull=True).update(used_at=clock.now())
    end_sessions(user)
    return user


@acts.act("accounts.enable_user", who=permissions.can_switch_account, on="user")
def enable_user(*, user: User, by: Actor) -> User:
    acts.change(user, is_active=True)
    return user


def end_sessions(user: User) -> None:
    Session.objects.filter(user_id_hint=user.pk).delete()
