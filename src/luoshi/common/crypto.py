"""Encryption of personal fields and drafts (AES-256-GCM) and the keyed index to find them by exact value."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


def encrypt(plain: bytes, *, context: str) -> bytes:
    """`plain` sealed for one place; `context` names the place, so that a swapped value does not open."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(settings.KEYS["data"]).encrypt(nonce, plain, context.encode())


def decrypt(sealed: bytes, *, context: str) -> bytes:
    """The plain bytes. Raises ValueError when they were changed or belong elsewhere."""
    sealed = bytes(sealed)
    try:
        return AESGCM(settings.KEYS["data"]).decrypt(sealed[:NONCE], sealed[NONCE:], context.encode())
    except InvalidTag as broken:
        raise ValueError("密文已损坏或不属于此处。") from broken


def blind_index(value: str, *, context: str) -> str:
    """A keyed fingerprint of `value` (hex, 64 characters) for exact search."""
    message = f"{context}\0{value}".encode()
    return hmac.new(settings.KEYS["index"], message, hashlib.sha256).hexdigest()
