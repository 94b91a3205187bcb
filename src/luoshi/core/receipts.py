"""Receipts for what was handed in: what arrived and when, signed, to be checked anywhere without the site (DN-03).

A receipt is a small JSON file. Its statement is signed as canonical JSON (keys sorted, no spaces, UTF-8) with Ed25519
(RFC 8032); the public key lies in it for convenience, and is trusted only by comparing its fingerprint with the one
that the site has published.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from luoshi.core.signed_json import canonical, read_json

KIND, VERSION = "luoshi-receipt", 1
LARGEST = 2 * 1024 * 1024
_TEXTS = ("selection", "application", "applicant", "received_at", "content", "event")


class BadReceipt(ValueError):
    """This is no receipt, or one that cannot be read; the text says why in one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it was handed in: its name, its length in bytes and its SHA-256 in hexadecimal digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What a receipt says.

    selection    what it was handed in to, in words
    application  public id of the application; sequence: its number in the order of arrival, from 1 on
    applicant    who handed it in, in words
    received_at  the instant at which all of it had arrived, with its zone
    content      SHA-256 of the answers as canonical JSON (`content_hash`)
    event        digest of the site's log event that stands for it: the log and the receipt hold each other
    """

    selection: str
    application: str
    sequence: int
    applicant: str
    received_at: datetime
    content: str
    event: str
    attachments: tuple[Attachment, ...] = ()


def content_hash(answers: Mapping[str, Any]) -> str:
    """SHA-256 of answers (JSON values by key), the same wherever and in whatever order they are put together."""
    return hashlib.sha256(canonical(answers)).hexdigest()


def fingerprint(key: Ed25519PublicKey) -> str:
    """The first 32 hexadecimal digits of the key's SHA-256, in groups of four, to be compared by eye."""
    digits = hashlib.sha256(key.public_bytes_raw()).hexdigest()[:32].upper()
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def receipt(statement: Statement, key: Ed25519PrivateKey) -> dict[str, Any]:
    """The receipt as JSON."""
    said = _said(statement)
    return {
        **said,
        "key": _base64(key.public_key().public_bytes_raw()),
        "signature": _base64(key.sign(canonical(said))),
    }


def _said(statement: Statement) -> dict[str, Any]:
    return {
        "kind": KIND,
        "version": VERSION,
        "selection": statement.selection,
        "application": statement.application,
        "sequence": statement.sequence,
        "applicant": statement.applicant,
        "received_at": statement.received_at.isoformat(timespec="microseconds"),
        "content": statement.content,
        "event": statement.event,
        "attachments": [
            {"name": each.name, "size": each.size, "sha256": each.sha256} for each in statement.attachments
        ],
    }


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the statement, whose key signed it, and each fault in one Chinese sentence."""

    statement: Statement
    fingerprint: str
    faults: tuple[str, ...]


def check(data: bytes, attachments: Iterable[tuple[str, bytes]] = ()) -> Checked:
    """Check a receipt's signature and, if they are given, the files it speaks of (name, SHA-256 as bytes).

    A file is known by its content: its name may have changed. Raises BadReceipt when it is no receipt.
    """
    read = _read(data)
    statement, key = _statement(read), _key(read)
    faults = []
    said = {name: value for name, value in read.items() if name not in ("key", "signature")}
    try:
        key.verify(_from_base64(read, "signature"), canonical(said))
    except InvalidSignature:
        faults.append("签名与内容不符：回执被改动过，或者不是用这把密钥签的。")
    known = {each.sha256 for each in statement.attachments}
    faults += [
        f"“{name}”不是当时交的那一份，或者交后改动过。"
        for name, digest in attachments
        if digest.hex() not in known
    ]
    return Checked(statement, fingerprint(key), tuple(faults))


def _read(data: bytes) -> dict[str, Any]:
    try:
        read = read_json(data)
    except ValueError as broken:
        raise BadReceipt("文件内容不是回执，请选择当时下载的回执文件。") from broken
    if not isinstance(read, dict) or read.get("kind") != KIND:
        raise BadReceipt("文件内容不是回执，请选择当时下载的回执文件。")
    if read.get("version") != VERSION:
        raise BadReceipt("这份回执的格式版本不认识，请用新版本的程序核对。")
    return read


def _statement(read: Mapping[str, Any]) -> Statement:
    incomplete = BadReceipt("回执不完整，请重新下载。")
    if not all(isinstance(read.get(name), str) for name in _TEXTS):
        raise incomplete
    try:
        moment = datetime.fromisoformat(read["received_at"])
        sequence = read["sequence"]
        attachments = tuple(
            Attachment(each["name"], each["size"], each["sha256"]) for each in read["attachments"]
        )
    except (ValueError, KeyError, TypeError) as broken:
        raise incomplete from broken
    whole = isinstance(sequence, int) and not isinstance(sequence, bool) and moment.tzinfo is not None
    if not whole or not all(
        isinstance(each.name, str) and isinstance(each.sha256, str) for each in attachments
    ):
        raise incomplete
    texts = {name: read[name] for name in _TEXTS if name != "received_at"}
    return Statement(**texts, sequence=sequence, received_at=moment, attachments=attachments)


def _key(read: Mapping[str, Any]) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(_from_base64(read, "key"))
    except ValueError as broken:
        raise BadReceipt("回执里的公钥读不出来，请重新下载。") from broken


def _from_base64(read: Mapping[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(read[name], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error) as broken:
        raise BadReceipt("回执不完整，请重新下载。") from broken


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
