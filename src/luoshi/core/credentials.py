"""Certificates as signed files that anybody checks anywhere, without the site.

An achievement credential of Open Badges 3.0 (VC Data Model 2.0), secured as a JWT (VC-JOSE-COSE: `typ` vc+jwt, the
credential itself is the payload) with EdDSA over Ed25519 (RFC 8037). The issuer is named by its key (`did:key`), so
that the key lies in the file; it is trusted only by comparing it with the one that the issuer has published. What was
taken back stands in a list (1EdTechRevocationList) that is signed with the same key.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from jwt.api_jws import PyJWS
from jwt.utils import base64url_decode

from .receipts import fingerprint
from .signed_json import read_json

LARGEST = 256 * 1024
LARGEST_LIST = 32 * 1024 * 1024
CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
ALGORITHM, TYPE, LIST_TYPE = "EdDSA", "vc+jwt", "revocation-list+jwt"
STATUS = "1EdTechRevocationList"
ZONE = dt.timezone(dt.timedelta(hours=8))  # a day of a certificate is a day in China
_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DID, _ED25519 = "did:key:z", b"\xed\x01"
_NOT = "文件内容不是电子证书，请选择下载的电子证书文件。"
_NO_LIST = "文件内容不是撤销名单，请选择发证单位公布的撤销名单。"


class BadCredential(ValueError):
    """This is no credential, key or list, or one that cannot be read; the text says why in one Chinese sentence."""


class Standing(StrEnum):
    """What a certificate is worth on a day."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Granted:
    """What a certificate says.

    id      its address, where it is looked up; also how the list of what was taken back names it
    number  证书编号; holder: whose it is, in words; title: what was recognised; award: the honour with its level
    basis   the paper (文号) and whatever else it rests on
    until   the last day on which it is valid; None: for ever
    lists   address of the list of what was taken back, where there is one
    """

    id: str
    number: str
    issuer: str
    holder: str
    title: str
    award: str
    basis: str
    since: dt.date
    until: dt.date | None = None
    lists: str = ""


@dataclass(frozen=True, slots=True)
class Revoked:
    """What a list says of one credential."""

    id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RevocationList:
    """made_at: what was taken back later does not stand in it."""

    made_at: dt.datetime
    rows: tuple[Revoked, ...]
    fingerprint: str

    def of(self, id: str) -> Revoked | None:
        return next((row for row in self.rows if row.id == id), None)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. faults: each in one Chinese sentence; whoever's key signed it has this fingerprint."""

    granted: Granted
    fingerprint: str
    standing: Standing
    reason: str
    faults: tuple[str, ...]


def id_of(text: str) -> str:
    """By which id a signed certificate is known for ever; its signature is not looked at. Raises BadCredential."""
    payload, _ = _opened(text, TYPE, _NOT)
    return str(payload["id"])


def credential(granted: Granted, key: Ed25519PrivateKey) -> str:
    """The certificate as a compact JWT."""
    return _signed(_payload(granted, did_of(key.public_key())), TYPE, key)


def check(
    data: bytes,
    today: dt.date,
    *,
    key: Ed25519PublicKey | None = None,
    revoked: RevocationList | None = None,
) -> Checked:
    """Check signature, key, days and, where a list is given, that it was not taken back. Raises BadCredential."""
    text = _text(data, LARGEST, _NOT)
    payload, whose = _opened(text, TYPE, _NOT)
    granted = _granted(payload, did_of(whose))
    faults = []
    if not _is_signed(text, whose):
        faults.append("签名与内容不符：证书被改动过，或者不是用这把密钥签的。")
    if key is not None and _raw(key) != _raw(whose):
        faults.append("签名用的密钥不是发证单位公布的那一把。")
    if revoked is not None and revoked.fingerprint != fingerprint(whose):
        faults.append("撤销名单不是签发这份证书的密钥签的，没有用它核对。")
        revoked = None
    taken = revoked.of(granted.id) if revoked is not None else None
    standing = standing_on(today, granted.since, granted.until, taken is not None)
    return Checked(granted, fingerprint(whose), standing, taken.reason if taken else "", tuple(faults))


def standing_on(today: dt.date, since: dt.date, until: dt.date | None, revoked: bool) -> Standing:
    """What was taken back stays so, whatever the day."""
    if revoked:
        return Standing.REVOKED
    return Standing.EXPIRED if until is not None and today > until else Standing.VALID


def revocation_list(
    rows: Iterable[Revoked], made_at: dt.datetime, key: Ed25519PrivateKey, address: str = ""
) -> dict[str, Any]:
    """The list as JSON, as others read it; `jws` holds the same, signed."""
    said: dict[str, Any] = {
        "id": address,
        "type": STATUS,
        "issuer": did_of(key.public_key()),
        "issuedAt": made_at.isoformat(timespec="seconds"),
        "revokedCredential": [
            {"id": row.id, "revoked": True, "revocationReason": row.reason}
            for row in sorted(rows, key=lambda row: row.id)
        ],
    }
    return {**said, "jws": _signed(said, LIST_TYPE, key)}


def read_list(data: bytes) -> RevocationList:
    """The signed part of a list. Raises BadCredential when it is none or was changed."""
    try:
        outer = read_json(_text(data, LARGEST_LIST, _NO_LIST))
        inner = outer["jws"]
    except (ValueError, KeyError, TypeError) as broken:
        raise BadCredential(_NO_LIST) from broken
    if not isinstance(inner, str):
        raise BadCredential(_NO_LIST)
    payload, whose = _opened(inner, LIST_TYPE, _NO_LIST)
    if not _is_signed(inner, whose) or {**payload, "jws": inner} != outer:
        raise BadCredential("撤销名单被改动过，请重新下载。")
    try:
        rows = tuple(Revoked(row["id"], row["revocationReason"]) for row in payload["revokedCredential"])
        made_at = dt.datetime.fromisoformat(payload["issuedAt"])
    except (KeyError, TypeError, ValueError) as broken:
        raise BadCredential(_NO_LIST) from broken
    return RevocationList(made_at, rows, fingerprint(whose))


def key_file(key: Ed25519PublicKey) -> bytes:
    """The public key as PEM, as the issuer publishes it."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_key(data: bytes) -> Ed25519PublicKey:
    """A published key. Raises BadCredential."""
    try:
        key = load_pem_public_key(data)
    except ValueError as broken:
        raise BadCredential("文件内容不是公钥，请选择发证单位公布的公钥文件。") from broken
    if not isinstance(key, Ed25519PublicKey):
        raise BadCredential("这把公钥不是签发电子证书用的那一种，请选择发证单位公布的公钥文件。")
    return key


def did_of(key: Ed25519PublicKey) -> str:
    """The key as an identifier that any reader of credentials resolves without a network (did:key)."""
    number, written = int.from_bytes(_ED25519 + _raw(key), "big"), ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        written = _DIGITS[digit] + written
    return _DID + written


def _key_of(did: Any) -> Ed25519PublicKey:
    if not isinstance(did, str) or not did.startswith(_DID) or len(did) > 80:
        raise ValueError("not a key")
    number = 0
    for digit in did.removeprefix(_DID):
        number = number * len(_DIGITS) + _DIGITS.index(digit)
    raw = number.to_bytes(34, "big")
    if not raw.startswith(_ED25519):
        raise ValueError("not an Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes_raw()


def _signed(payload: Mapping[str, Any], kind: str, key: Ed25519PrivateKey) -> str:
    did = did_of(key.public_key())
    headers = {"typ": kind, "kid": f"{did}#{did.removeprefix('did:key:')}"}
    written = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return PyJWS().encode(written, key, algorithm=ALGORITHM, headers=headers)


def _is_signed(text: str, key: Ed25519PublicKey) -> bool:
    try:
        PyJWS().decode_complete(text, key, algorithms=[ALGORITHM])
    except jwt.PyJWTError:
        return False
    return True


def _text(data: bytes, largest: int, words: str) -> str:
    try:
        if len(data) > largest:
            raise BadCredential(words)
        return data.decode("utf-8").strip()
    except UnicodeDecodeError as broken:
        raise BadCredential(words) from broken


def _opened(text: str, kind: str, words: str) -> tuple[dict[str, Any], Ed25519PublicKey]:
    """Payload and key as they stand there; nothing is believed of them yet."""
    try:
        header, payload = map(_part, text.split(".")[:2])
        found = PyJWS().decode_complete(text, options={"verify_signature": False})
        if (found["header"], json.loads(found["payload"])) != (header, payload):
            raise BadCredential(words)
        if header.get("typ") != kind or header.get("alg") != ALGORITHM or not isinstance(payload, dict):
            raise BadCredential(words)
        return payload, _key_of(str(header.get("kid")).partition("#")[0])
    except (jwt.PyJWTError, ValueError, AttributeError, OverflowError, RecursionError) as broken:
        raise BadCredential(words) from broken


def _part(text: str) -> Any:
    """What stands in a part of a token, read as whatever strangers hand in. Raises ValueError."""
    return read_json(base64url_decode(text))


def _payload(granted: Granted, issuer: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@context": list(CONTEXT),
        "id": granted.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": granted.award,
        "issuer": {"id": issuer, "type": ["Profile"], "name": granted.issuer},
        "validFrom": _begin(granted.since).isoformat(),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": granted.holder,
                    "identityType": "name",
                }
            ],
            "licenseNumber": granted.number,
            "achievement": {
                "id": f"{granted.id}#achievement",
                "type": ["Achievement"],
                "achievementType": "Award",
                "inLanguage": "zh-CN",
                "name": granted.award,
                "description": granted.title,
                "criteria": {"narrative": granted.basis},
            },
        },
        "iss": issuer,
        "jti": granted.id,
        "nbf": int(_begin(granted.since).timestamp()),
    }
    if granted.until is not None:
        end = _begin(granted.until + dt.timedelta(days=1)) - dt.timedelta(seconds=1)
        said |= {"validUntil": end.isoformat(), "exp": int(end.timestamp())}
    if granted.lists:
        said["credentialStatus"] = {"id": granted.lists, "type": STATUS}
    return said


def _begin(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=ZONE)


def _granted(payload: Mapping[str, Any], issuer: str) -> Granted:
    """What it says, where it is whole and speaks with one voice: the names it has twice agree."""
    try:
        subject = payload["credentialSubject"]
        achievement = subject["achievement"]
        until = payload.get("validUntil")
        granted = Granted(
            id=payload["id"],
            number=subject["licenseNumber"],
            issuer=payload["issuer"]["name"],
            holder=subject["identifier"][0]["identityHash"],
            title=achievement["description"],
            award=achievement["name"],
            basis=achievement["criteria"]["narrative"],
            since=dt.datetime.fromisoformat(payload["validFrom"]).astimezone(ZONE).date(),
            until=None if until is None else dt.datetime.fromisoformat(until).astimezone(ZONE).date(),
            lists=payload.get("credentialStatus", {}).get("id", ""),
        )
        same = _payload(granted, issuer) == payload
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError) as broken:
        raise BadCredential("电子证书不完整，请重新下载。") from broken
    if not same:
        raise BadCredential("这份电子证书不是本系统签发的格式，请到发证单位的网站核对。")
    return granted
