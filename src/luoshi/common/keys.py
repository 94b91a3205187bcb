"""The site's keys: one file outside the database and its backup.

The file is JSON with base64 values: `secret` (Django), `data` (AES-256-GCM), `index` (HMAC for exact search of
encrypted fields), `signing` (Ed25519 private key of the audit checkpoints).
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

NAMES = ("secret", "data", "index", "signing")


def load_or_create(path: Path) -> dict[str, bytes]:
    """The keys in `path`; made on first use with owner-only rights. Raises ValueError when the file is damaged."""
    if not path.exists():
        _create(path)
    try:
        stored = json.loads(path.read_text())
        keys = {name: base64.b64decode(stored[name], validate=True) for name in NAMES}
    except (ValueError, KeyError, TypeError) as broken:
        raise ValueError(f"密钥文件 {path} 已损坏，请从保管的副本恢复。") from broken
    if any(len(value) != 32 for value in keys.values()):
        raise ValueError(f"密钥文件 {path} 已损坏，请从保管的副本恢复。")
    return keys


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in NAMES}
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(fresh, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)  # fails if somebody else was first: their keys stay
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
