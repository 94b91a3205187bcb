"""The list of what lies in a package, with the digest of each file, and the signature over it.

Both are canonical JSON (keys sorted, no spaces, UTF-8). The signature is Ed25519 (RFC 8032) over a statement that
names the digest of the list; the public key lies beside it for convenience and is trusted only by comparing it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from luoshi.core.receipts import fingerprint
from luoshi.core.signed_json import canonical, read_json

from .container import BadArchive, is_safe

MANIFEST, SIGNATURE = "清单.json", "签名.json"
KIND, VERSION = "luoshi-selection-package", 3
READABLE = (1, 2, 3)  # what each must hold: `parts`
SIGNED, SIGNED_VERSION = "luoshi-selection-package-signature", 1
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a package: its path in it, its length in bytes and its SHA-256 in hexadecimal digits."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """about: what the package is of, in words by key; files: by path; version: of the format."""

    about: Mapping[str, str]
    files: Mapping[str, Entry]
    version: int = VERSION


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def manifest_bytes(about: Mapping[str, str], files: Iterable[Entry], version: int = VERSION) -> bytes:
    """The list as it lies in a package. Raises ValueError where a path could not be unpacked or stands twice."""
    rows = sorted(files, key=lambda each: each.path)
    if any(not is_safe(each.path) for each in rows) or len({each.path for each in rows}) < len(rows):
        raise ValueError("two files of a package have one path, or a path is no plain one")
    listed = [{"path": each.path, "size": each.size, "sha256": each.sha256} for each in rows]
    return canonical({"kind": KIND, "version": version, "about": dict(about), "files": listed})


def read_manifest(data: bytes) -> Manifest:
    """Raises BadArchive."""
    read = json_of(data, MANIFEST)
    if not isinstance(read, dict) or read.get("kind") != KIND:
        raise BadArchive("里面的清单不是遴选档案包的清单，请选择下载的档案包。")
    version = read.get("version")
    if type(version) is not int or version not in READABLE:
        raise BadArchive("这份档案包的格式版本不认识，请用新版本的程序核对。")
    about, rows = read.get("about"), read.get("files")
    if not isinstance(about, dict) or not isinstance(rows, list):
        raise BadArchive("档案包的清单不完整，请重新下载。")
    entries = [_entry(row) for row in rows]
    if len({each.path for each in entries}) < len(entries):
        raise BadArchive("档案包的清单里同一个文件列了两次，没有核对。")
    said = {str(key): str(value) for key, value in about.items()}
    return Manifest(said, {each.path: each for each in entries}, version)


def _entry(row: Any) -> Entry:
    try:
        path, size, digest = row["path"], row["size"], row["sha256"]
        good = is_safe(path) and type(size) is int and size >= 0 and len(digest) == 64 and set(digest) <= _HEX
    except (KeyError, TypeError, AttributeError) as broken:
        raise BadArchive("档案包的清单不完整，请重新下载。") from broken
    if not good:
        raise BadArchive("档案包的清单里有不认识的内容，没有核对。")
    return Entry(path, size, digest)


def json_of(data: bytes, path: str) -> Any:
    try:
        return read_json(data)
    except ValueError as broken:
        raise BadArchive(f"“{path}”的内容读不出来，请重新下载档案包。") from broken


def _statement(manifest: bytes) -> dict[str, Any]:
    return {"kind": SIGNED, "version": SIGNED_VERSION, "manifest": sha256_of(manifest)}


def signature_bytes(manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    """The file that lies beside the list."""
    said = _statement(manifest)
    public, signature = key.public_key().public_bytes_raw(), key.sign(canonical(said))
    return canonical({**said, "key": _base64(public), "signature": _base64(signature)})


@dataclass(frozen=True, slots=True)
class Signature:
    """Whose key signed, and what is wrong with it, each in one Chinese sentence."""

    fingerprint: str
    faults: tuple[str, ...]


def check_signature(manifest: bytes, data: bytes, key: Ed25519PublicKey | None = None) -> Signature:
    """key: the one that the bureau has published. Raises BadArchive where it is no signature at all."""
    read = json_of(data, SIGNATURE)
    try:
        raw, signature = _raw(read["key"]), _raw(read["signature"])
        whose = Ed25519PublicKey.from_public_bytes(raw)
        said = {name: value for name, value in read.items() if name not in ("key", "signature")}
    except (KeyError, TypeError, ValueError, AttributeError) as broken:
        raise BadArchive("档案包的签名不完整，请重新下载。") from broken
    faults = []
    if said != _statement(manifest):
        faults.append("清单与签名不符：清单被改动过。")
    try:
        whose.verify(signature, canonical(said))
    except InvalidSignature:
        faults.append("签名不对：签名文件被改动过，或者不是用这把密钥签的。")
    if key is not None and key.public_bytes_raw() != raw:
        faults.append("签名用的密钥不是主管部门公布的那一把。")
    return Signature(fingerprint(whose), tuple(faults))


def key_of(data: bytes) -> Ed25519PublicKey:
    """The key that lies in a signature; `check_signature` has read it before."""
    return Ed25519PublicKey.from_public_bytes(_raw(json_of(data, SIGNATURE)["key"]))


def _raw(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as broken:
        raise ValueError("no base64") from broken


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
