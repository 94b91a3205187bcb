"""Writes to organisations, people, posts, tickets and sessions."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id

from . import permissions
from .confirming import needs_second_person, refuse_without_confirmer
from .holding import refuse_left_behind
from .models import Alias, Membership, Organisation, Placement, Session, Ticket, User
from .posts import (
    refuse_far_day,
    refuse_leaving_empty,
    refuse_mixture,
    refuse_overlap,
    refuse_shared_account,
    refuse_wrong_place,
    refuse_wrong_section,
)
from .queries import hash_of, memberships_today, not_over, sessions_held_by, step_of
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


@acts.act("accounts.withdraw_organisation", who=permissions.can_set_up, on="organisation")
def withdraw_organisation(*, organisation: Organisation, by: Actor) -> Organisation:
    """Take an organisation out of use; nothing is deleted."""
    acts.change(organisation, withdrawn_at=clock.now())
    return organisation


@acts.act("accounts.add_person", who=permissions.only_the_system)
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
    start: dt.date | None = None,
) -> Membership:
    """A person with a first post, or one more post for the person with this mobile number."""
    user = User.objects.by_mobile(mobile).first() if mobile else None
    if user is None:
        user = User(name=name, cast_key=cast_key, password=make_password(None))
        for field, value in (user.sealed_mobile(mobile) if mobile else {}).items():
            setattr(user, field, value)
        user.save()
        acts.note(user, "name", None, name)
    refuse_mixture(user, role)
    return acts.create(
        Membership,
        user=user,
        organisation=organisation,
        role=role,
        section=section,
        title=title,
        start=start or clock.today(),
    )


@acts.act("accounts.admit_person", who=permissions.can_admit_person, under="organisation", proof=True)
def admit_person(
    *,
    organisation: Organisation,
    name: str,
    mobile: str,
    role: str,
    by: Actor,
    title: str = "",
    section: Organisation | None = None,
    start: dt.date | None = None,
) -> Membership:
    """A new person with a first post. The person can sign in only after a system administrator's invitation, so that
    no single administrator can make a working account. Raises RuleBroken when the number is known already.
    """
    if User.objects.by_mobile(mobile).exists():
        raise RuleBroken(
            "这个手机号已经登记过。请在人员中找到本人，给本人增加岗位；找不到时请与上级单位安全管理员联系。"
        )
    _refuse_unfit(role, organisation, section, start)
    return add_person(
        name=name,
        mobile=mobile,
        organisation=organisation,
        role=role,
        title=title,
        section=section,
        start=start,
        by=by,
    )


def _refuse_unfit(
    role: str, organisation: Organisation, section: Organisation | None, start: dt.date | None
) -> None:
    refuse_wrong_place(role, organisation)
    refuse_wrong_section(section, organisation)
    refuse_far_day(start or clock.today(), "任职日期")


@acts.act("accounts.add_post", who=permissions.can_grant_post, under="user", proof=True)
def add_post(
    *,
    user: User,
    organisation: Organisation,
    role: str,
    by: Actor,
    title: str = "",
    section: Organisation | None = None,
    start: dt.date | None = None,
) -> Membership:
    """One more post for a person, from today or another day. Raises RuleBroken when it does not fit the place, the
    other posts or the calendar.
    """
    if not permissions.can_admit_person(by, organisation):
        raise PermissionDenied
    _refuse_unfit(role, organisation, section, start)
    refuse_mixture(user, role)
    start = start or clock.today()
    refuse_overlap(user, organisation, role, start)
    if role in SEPARATED and not needs_second_person(user):
        _start_afresh(user)
    return acts.create(
        Membership,
        user=user,
        organisation=organisation,
        role=role,
        title=title,
        section=section,
        start=start,
    )


@acts.act("accounts.end_post", who=permissions.can_end_post, on="post")
def end_post(*, post: Membership, reason: str, by: Actor) -> Membership:
    """The post is no longer held, from this moment; the row stays as a fact of the past.

    Raises RuleBroken while something points to the post: then somebody must take over (`leaving.leave_posts`).
    """
    if post.end is not None and post.end <= clock.today():
        raise RuleBroken("这个岗位已经收回，不用再办。请刷新页面查看最新情况。")
    require_reason(reason, "收回岗位")
    refuse_leaving_empty([post])
    refuse_left_behind(post)
    acts.change(post, end=max(post.start, clock.today()))
    return post


def require_reason(reason: str, what: str) -> None:
    if not reason.strip():
        raise RuleBroken(f"{what}要写明理由，请填写后再提交。")
    acts.note_reason(reason.strip())


@acts.act("accounts.issue_ticket", who=permissions.can_issue_ticket, under="user")
def issue_ticket(*, user: User, purpose: str, secret: str, by: Actor) -> Ticket:
    """A link to set a password. Earlier unused links of the person lose their force. `secret` is shown once.
    An administrator's link waits for a second person (`confirming`).

    Raises RuleBroken for somebody who could not sign in anyway, and where nobody could confirm.
    """
    if not user.is_active:
        raise RuleBroken("账号已停用，不能发放链接。请先启用账号。")
    if not by.is_system and not memberships_today().filter(user=user).exists():
        raise RuleBroken("本人现在没有岗位，登录不了。请先由安全管理员授予岗位，再发放链接。")
    refuse_shared_account(user, by)
    awaits = not by.is_system and needs_second_person(user)
    if awaits:
        refuse_without_confirmer(user)
    _void_tickets(user)
    life = INVITATION_LIFE if purpose == Ticket.Purpose.INVITATION else RESET_LIFE
    return acts.create(
        Ticket,
        user=user,
        purpose=purpose,
        token_hash=hash_of(secret),
        expires_at=clock.now() + life,
        awaits_confirmation=awaits,
    )


def new_secret() -> str:
    """192 random bits for a link."""
    return secrets.token_urlsafe(24)


@acts.act("accounts.use_ticket", who=permissions.can_use_ticket, under="ticket")
def use_ticket(*, ticket: Ticket, password: str, by: Actor) -> User:
    """Set the password behind a link, once. All sessions of the person end. Raises RuleBroken when it is spent."""
    usable = Ticket.objects.filter(pk=ticket.pk, used_at__isnull=True, expires_at__gt=clock.now())
    spent = not usable.filter(awaits_confirmation=False).update(used_at=clock.now())
    if spent or not ticket.user.is_active:
        raise RuleBroken("这个链接已经用过或已过期，请向系统管理员再要一个。")
    _set_password(ticket.user, password)
    return ticket.user  # the view sends the person to the sign-in page: a link alone signs nobody in


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
    _void_tickets(user)
    end_sessions(user)


@acts.act("accounts.disable_user", who=permissions.can_switch_account, on="user")
def disable_user(*, user: User, reason: str, by: Actor) -> User:
    """The person can no longer sign in; sessions and open links end at once."""
    require_reason(reason, "停用账号")
    refuse_shared_account(user, by)
    refuse_leaving_empty(user.memberships.filter(not_over()).select_related("user", "organisation"))
    acts.change(user, is_active=False)
    _void_tickets(user)
    end_sessions(user)
    return user


@acts.act("accounts.enable_user", who=permissions.can_switch_account, on="user")
def enable_user(*, user: User, by: Actor) -> User:
    refuse_shared_account(user, by)
    acts.change(user, is_active=True)
    return user


@acts.act("accounts.end_person_sessions", who=permissions.can_issue_ticket, under="user")
def end_person_sessions(*, user: User, by: Actor) -> User:
    """An administrator signs a person out everywhere."""
    _note_ended(sessions_held_by(user.pk))
    end_sessions(user)
    return user


@acts.act("accounts.end_session", who=permissions.can_end_session, under="session")
def end_session(*, session: Session, by: Actor) -> None:
    """The person ends one of the own browsers."""
    _note_ended(Session.objects.filter(pk=session.pk))
    Session.objects.filter(pk=session.pk).delete()


@acts.act("accounts.end_other_sessions", who=permissions.can_change_password, under="user")
def end_other_sessions(*, user: User, keep: str, by: Actor) -> None:
    """The person ends every own browser but the one in use (`keep`, a session key)."""
    others = sessions_held_by(user.pk).exclude(session_key=keep)
    _note_ended(others)
    others.delete()


def _note_ended(sessions: QuerySet[Session]) -> None:
    acts.note_bulk("sessions", list(sessions.values_list("public_id", flat=True)))


def _start_afresh(user: User) -> None:
    """Who becomes an administrator sets a new password by a link that a second person confirmed: a link taken out, a
    password set or a browser signed in before must not open an administrator's account.
    """
    acts.change(user, password=make_password(None))
    _void_tickets(user)
    end_sessions(user)


def _void_tickets(user: User) -> None:
    Ticket.objects.filter(user=user, used_at__isnull=True).update(used_at=clock.now())


def end_sessions(user: User) -> None:
    Session.objects.filter(user_id_hint=user.pk).delete()
