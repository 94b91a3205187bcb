"""How a letter leaves, by the kind of its channel. Everything goes through `common.outgoing`.

What each channel allows: a webhook carries the letter's id, by which the receiver knows a second copy; mail, group
robots and SMS know no such thing, so what may already have left is not sent again by itself.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from django.conf import settings

from luoshi.common import clock, outgoing
from luoshi.common.outgoing import Allowed, Refused, Target, Unreached
from luoshi.core.masking import mask_numbers

from .models import Channel, InHouse, Letter

MAY_COME_TWICE = frozenset({Channel.Kind.WEBHOOK})  # the receiver knows the second copy by its id


def send(letter: Letter) -> None:
    """Let one letter go. Raises Unreached (try again) or Refused (nobody may send it like this)."""
    channel, content = letter.channel, letter.content
    if settings.LUOSHI_MODE != "production":
        _into_the_outbox(letter, content)
        return
    by_kind = {
        Channel.Kind.MAIL: _mail,
        Channel.Kind.WECOM: _wecom,
        Channel.Kind.DINGTALK: _dingtalk,
        Channel.Kind.WEBHOOK: _webhook,
        Channel.Kind.SMS: _webhook,
    }
    by_kind[Channel.Kind(channel.kind)](letter, content, channel.settings)


def allowed() -> list[Allowed]:
    return [Allowed(row.host, row.port) for row in InHouse.objects.all()]


def _into_the_outbox(letter: Letter, content: dict[str, Any]) -> None:
    """Outside production nothing leaves the machine: a file that is there once, however often it is written."""
    folder = Path(settings.LUOSHI_HOME) / "outbox"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = {
        "id": letter.public_id,
        "channel": letter.channel.kind,
        "name": letter.channel.name,
        "content": {name: _masked(name, value) for name, value in content.items()},
    }
    temporary = folder / f".{letter.public_id}"
    temporary.write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(temporary, folder / f"{letter.public_id}.json")


def _masked(name: str, value: Any) -> Any:
    return mask_numbers(value) if isinstance(value, str) and name != "subject" else value


# ---- mail


class _Pinned(smtplib.SMTP):
    """Connects to the address that was looked at; TLS is asked for by the name."""

    def __init__(self, target: Target, context: ssl.SSLContext, at_once: bool) -> None:
        self._target, self._context, self._at_once = target, context, at_once
        super().__init__(target.host, target.port, timeout=outgoing.TIMEOUT)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        raw = outgoing.open_socket(self._target)
        try:
            return self._context.wrap_socket(raw, server_hostname=host) if self._at_once else raw
        except BaseException:
            raw.close()
            raise


def _mail(letter: Letter, content: dict[str, Any], given: dict[str, Any]) -> None:
    """TLS from the first byte on port 465, STARTTLS elsewhere; without a good certificate nothing is sent."""
    target = outgoing.mail_target(given["host"], int(given["port"]), allowed(), itself=settings.LOCAL_TARGETS)
    context = outgoing.tls_context(given.get("ca", ""))
    at_once = given.get("tls", "tls") == "tls"
    message = mail_of(letter, content, given)
    try:
        with _Pinned(target, context, at_once) as server:
            if not at_once:
                server.starttls(context=context)
            if given.get("user"):
                server.login(given["user"], given.get("password", ""))
            server.send_message(message)
    except ssl.SSLError:
        raise Unreached(f"邮件服务器 {target.host} 的证书没有通过验证。") from None
    except smtplib.SMTPAuthenticationError:
        raise Unreached("邮件服务器不认这个用户名和密码，请在通道设置中核对。") from None
    except smtplib.SMTPRecipientsRefused:
        raise Refused("邮件服务器不收这个收件地址。") from None
    except (OSError, smtplib.SMTPException):
        raise Unreached(f"邮件服务器 {target.host} 没有正常应答。") from None


def mail_of(letter: Letter, content: dict[str, Any], given: dict[str, Any]) -> EmailMessage:
    """Plain text only: nothing in it can run. A line break in a head would make another head: it becomes a blank."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(str(content["subject"]).split())
    message["From"] = formataddr(("落实", _one(given["sender"])))
    message["To"] = _one(content["to"])
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{letter.public_id}@{_one(given['sender']).partition('@')[2] or 'luoshi'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mask_numbers(content["text"]))
    return message


def _one(address: str) -> str:
    return "".join(address.split())


# ---- robots and webhooks


def _wecom(letter: Letter, content: dict[str, Any], given: dict[str, Any]) -> None:
    _robot(given["url"], {"msgtype": "text", "text": {"content": mask_numbers(content["text"])}}, given)


def _dingtalk(letter: Letter, content: dict[str, Any], given: dict[str, Any]) -> None:
    url = given["url"]
    if given.get("secret"):
        url += dingtalk_signature(given["secret"], int(clock.now().timestamp() * 1000))
    _robot(url, {"msgtype": "text", "text": {"content": mask_numbers(content["text"])}}, given)


def dingtalk_signature(secret: str, millis: int) -> str:
    """What DingTalk wants at the end of its address: time and HMAC-SHA256 over time and secret."""
    digest = hmac.new(secret.encode(), f"{millis}\n{secret}".encode(), hashlib.sha256).digest()
    return f"&timestamp={millis}&sign={quote_plus(base64.b64encode(digest))}"


def _robot(url: str, said: dict[str, Any], given: dict[str, Any]) -> None:
    """Both robots answer 200 with `errcode`; other than 0 means that nobody read it."""
    target = outgoing.web_target(url, allowed(), itself=settings.LOCAL_TARGETS)
    body = json.dumps(said, ensure_ascii=False).encode()
    status, answer = outgoing.post(
        target, body, {"Content-Type": "application/json; charset=utf-8"}, ca=given.get("ca", "")
    )
    try:
        code = json.loads(answer).get("errcode")
    except (ValueError, AttributeError):
        code = None
    if status != 200 or code != 0:
        raise Unreached(
            f"群机器人没有收下（状态 {status}，代码 {code if isinstance(code, int) else '无'}）。"
        )


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over time and body, so that neither can be changed nor sent again much later."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _webhook(letter: Letter, content: dict[str, Any], given: dict[str, Any]) -> None:
    target = outgoing.web_target(given["url"], allowed(), itself=settings.LOCAL_TARGETS)
    body = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    timestamp = str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Luoshi-Delivery": letter.public_id,
        "Luoshi-Timestamp": timestamp,
        "Luoshi-Signature": signature(given["secret"], timestamp, body),
    }
    status, _ = outgoing.post(target, body, headers, ca=given.get("ca", ""))
    if not 200 <= status < 300:
        raise Unreached(f"对方应答状态 {status}。")
