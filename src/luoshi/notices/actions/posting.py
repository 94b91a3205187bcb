"""Channels, machines of the own house, letters, and what each person wishes."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from luoshi.accounts.models import Organisation, User
from luoshi.accounts.queries import hash_of
from luoshi.common import acts, clock, outgoing
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..models import Channel, InHouse, Letter, Wish
from ..posting import write_letter

LEADS = ("host", "port", "tls", "user", "ca")  # where a channel leads, and as whom


@acts.act("notices.add_channel", who=permissions.can_manage_channels)
def add_channel(
    *, kind: str, name: str, organisation: Organisation, values: dict[str, Any], by: Actor
) -> Channel:
    """A new way out, not enabled yet: first a test message, then the switch."""
    channel = Channel(kind=kind, name=name, organisation=organisation)
    sealed = channel.sealed_settings(values)
    made: Channel = acts.create(
        Channel, public_id=channel.public_id, kind=kind, name=name, organisation=organisation, sealed=sealed
    )
    return made


@acts.act("notices.change_channel", who=permissions.can_manage_channels, on="channel")
def change_channel(
    *, channel: Channel, name: str, values: dict[str, Any], secrets_of: Iterable[str], by: Actor
) -> Channel:
    """Secrets (`secrets_of` names them) left empty stay as they were; anything else left empty is emptied.

    Where the channel is to lead elsewhere they are typed anew: a secret kept is never sent to another machine.
    """
    kept = channel.settings
    moved = any(values.get(key) and values[key] != kept.get(key) for key in ("url",)) or any(
        key in values and values[key] != kept.get(key, "") for key in LEADS if key not in secrets_of
    )
    if moved and any(kept.get(key) and not values[key] for key in secrets_of):
        raise RuleBroken(
            "服务器、端口、加密方式、用户名、根证书或地址变了，请把密码、密钥和地址重新填写一遍。"
        )
    new = {**values, **{key: values[key] or kept.get(key, "") for key in secrets_of}}
    fields: dict[str, Any] = {"name": name}
    if new != kept:
        fields["sealed"] = channel.sealed_settings(new)
    acts.change(channel, **fields)
    return channel


@acts.act("notices.switch_channel", who=permissions.can_manage_channels, on="channel")
def switch_channel(*, channel: Channel, enabled: bool, by: Actor) -> Channel:
    """On or off. Of mail and SMS one is on at a time in an organisation; other organisations have their own."""
    alone = channel.kind in (Channel.Kind.MAIL, Channel.Kind.SMS)
    others = Channel.objects.filter(
        kind=channel.kind, organisation_id=channel.organisation_id, enabled=True
    ).exclude(pk=channel.pk)
    if enabled and alone and others.exists():
        raise RuleBroken(f"这个单位已有一个启用的{channel.get_kind_display()}通道，请先停用它。")
    acts.change(channel, enabled=enabled)
    return channel


@acts.act("notices.try_channel", who=permissions.can_manage_channels, under="channel")
def try_channel(*, channel: Channel, to: str, by: Actor) -> Channel:
    """One message that says it is a test, on the way every other takes."""
    if not channel.enabled:
        raise RuleBroken("通道还没有启用。请先启用，再发测试消息。")
    content = {
        "to": to,
        "subject": "【落实】测试邮件",
        "text": "【落实】这是一条测试消息，收到即表示通道可用。",
    }
    write_letter(channel, f"test:{channel.public_id}:{clock.now():%Y%m%d%H%M}", content, urgent=True)
    return channel


@acts.act("notices.allow_host", who=permissions.can_manage_channels)
def allow_host(*, host: str, port: int, reason: str, by: Actor) -> InHouse:
    """Name a machine of the own house; it stands in the log, and only this host and port is opened."""
    if outgoing.is_this_machine(host):
        raise RuleBroken("不能写本机；请写提供服务的那台主机的名称。")
    if InHouse.objects.filter(host=host, port=port).exists():
        raise RuleBroken("这台主机和端口已在名单里。")
    made: InHouse = acts.create(InHouse, host=host, port=port, reason=reason)
    return made


@acts.act("notices.forbid_host", who=permissions.can_manage_channels, under="machine")
def forbid_host(*, machine: InHouse, by: Actor) -> None:
    acts.remove(machine)


@acts.act("notices.note_letter", who=permissions.only_the_system, under="letter")
def note_letter(*, letter: Letter, state: str, problem: str, later: dt.datetime, by: Actor) -> Letter:
    """How sending went; `later`: when it is tried again."""
    fields: dict[str, Any] = {"state": state, "problem": problem}
    if state == Letter.State.SENT:
        fields["sent_at"] = clock.now()
    if state == Letter.State.WAITING:
        fields["not_before"] = later
    acts.change(letter, **fields)
    return letter


@acts.act("notices.send_again", who=permissions.can_manage_channels, on="letter")
def send_again(*, letter: Letter, by: Actor) -> Letter:
    """A person found out that it did not arrive."""
    if letter.state not in (Letter.State.FAILED, Letter.State.UNKNOWN):
        raise RuleBroken("这条外发消息已发出或正在发送，不用重发。")
    acts.change(letter, state=Letter.State.WAITING, attempts=0, problem="", not_before=clock.now())
    return letter


@acts.act("notices.save_wish", who=permissions.can_handle_own, under="user")
def save_wish(*, user: User, address: str, digest: bool, digest_hour: int, sms: bool, by: Actor) -> Wish:
    """How the person wishes to hear of notices."""
    wish = _wish(user)
    fields: dict[str, Any] = {"digest": digest, "digest_hour": digest_hour, "sms": sms}
    if address != wish.address:
        fields["address_sealed"] = wish.sealed_address(address)
    acts.change(wish, **fields)
    return wish


def _wish(user: User) -> Wish:
    found = Wish.objects.filter(user=user).first()
    return found or acts.create(Wish, user=user)


@acts.act("notices.make_feed", who=permissions.can_handle_own, under="user")
def make_feed(*, user: User, secret: str, by: Actor) -> Wish:
    """A new calendar link; the former one is void. Only the hash of the secret is kept."""
    wish = _wish(user)
    acts.change(wish, feed_hash=hash_of(secret), feed_made_at=clock.now())
    return wish


@acts.act("notices.revoke_feed", who=permissions.can_handle_own, under="user")
def revoke_feed(*, user: User, by: Actor) -> Wish:
    wish = _wish(user)
    acts.change(wish, feed_hash=None, feed_made_at=None)
    return wish


def new_secret() -> str:
    """192 random bits for a calendar link."""
    return secrets.token_urlsafe(24)
