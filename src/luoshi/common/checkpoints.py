"""Signed checkpoints over the ends of all chains of the operation log (controls AL-04).

One line of JSON each in LUOSHI_HOME/audit/checkpoints.jsonl: when, the ends that moved since the line before
(`heads`: chain → [sequence, digest]), SHA-256 of the line before, and an Ed25519 signature over all of it. Whoever
cuts or turns back the log in the database contradicts this file; a copy of it on another machine holds against
somebody who changes both.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import transaction
from django.db.models import F

from . import clock
from .models import AuditHead

EVERY_SECONDS = 60.0
EVERY_EVENTS = 100
Head = tuple[int, str]


class BadCheckpoint(Exception):
    """A line of the file that was changed, cut or signed by another key; `line` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line, self.problem = line, problem


@dataclass(frozen=True, slots=True)
class Checkpoint:
    at: str
    heads: dict[str, Head]
    reset: bool = False  # a restored older state was signed off: `heads` are all there is


def path() -> Path:
    return Path(settings.LUOSHI_HOME) / "audit" / "checkpoints.jsonl"


def signing_key() -> Ed25519PrivateKey:
    """The site's key: it signs the ends of the log, and receipts for what was handed in."""
    return Ed25519PrivateKey.from_private_bytes(settings.KEYS["signing"])


def public_key() -> Ed25519PublicKey:
    return signing_key().public_key()


def _signed_part(content: dict[str, Any]) -> bytes:
    bare = {name: value for name, value in content.items() if name != "signature"}
    return json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_line(raw: bytes, number: int, previous: str, key: Ed25519PublicKey) -> Checkpoint:
    """One line, checked against the digest of the line before. Raises BadCheckpoint."""
    try:
        content = json.loads(raw)
        signature = bytes.fromhex(content["signature"])
        heads = {chain: (int(end[0]), str(end[1])) for chain, end in content["heads"].items()}
        key.verify(signature, _signed_part(content))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as broken:
        raise BadCheckpoint(number, "这一行签名点残缺") from broken
    except InvalidSignature as forged:
        raise BadCheckpoint(number, "这一行签名点的签名不对") from forged
    if content["previous"] != previous:
        raise BadCheckpoint(number, "这一行签名点与上一行接不上")
    return Checkpoint(content["at"], heads, bool(content.get("reset")))


def read_all(file: Path | None = None) -> Iterator[Checkpoint]:
    """All checkpoints from the first on. Raises BadCheckpoint at the first bad line.

    A last line without its line break is what a crash left of one that never counted.
    """
    where, key, previous = file or path(), public_key(), ""
    if not where.exists():
        return
    with where.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            if not raw.endswith(b"\n"):
                return
            yield read_line(raw, number, previous, key)
            previous = hashlib.sha256(raw.rstrip(b"\n")).hexdigest()


def promised() -> dict[str, int]:
    """How far the file must reach, by chain, as the database remembers it."""
    return dict(AuditHead.objects.filter(signed__gt=0).values_list("chain", "signed"))


def what_is_lost(promised: dict[str, int], reach: dict[str, int], lines: int) -> str:
    """What is wrong with a file of so many lines that reaches so far, in words; empty when nothing is lost."""
    if all(reach.get(chain, 0) >= sequence for chain, sequence in promised.items()):
        return ""
    gone = "签名点文件的末尾不见了" if lines else "签名点文件不见了或是空的"
    return f"{gone}，数据库记得写过更多签名点"


def _remember(checkpoint: Checkpoint) -> None:
    """Let the database know how far the file reaches, so that a missing or shortened file shows.

    After the file, under its lock: the database never promises more than the file holds.
    """
    with transaction.atomic():
        for chain, (sequence, _) in checkpoint.heads.items():
            AuditHead.objects.filter(chain=chain, signed__lt=sequence).update(signed=sequence)
        if checkpoint.reset:  # what went back is signed only as far as it reaches now
            AuditHead.objects.filter(signed__gt=F("sequence")).update(signed=F("sequence"))


@contextmanager
def held_still() -> Iterator[bytes]:
    """The bytes of the file, while no line is added to it (for a backup, which takes file and database together)."""
    if not path().exists():
        yield b""
        return
    with path().open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield file.read()


@dataclass(slots=True)
class Ledger:
    """The file as far as this process has read it, so that a new line costs no reading from the start."""

    heads: dict[str, Head] = field(default_factory=dict)
    _offset: int = 0
    _lines: int = 0
    _previous: str = ""
    _last_write: float = field(default_factory=time.monotonic)

    def write_if_due(self, *, anything_new: bool = False) -> Checkpoint | None:
        """A checkpoint when 100 events or 60 seconds with events have passed; with `anything_new`, for any event."""
        moved = self._moved()
        events = sum(end[0] - self.heads.get(chain, (0, ""))[0] for chain, end in moved.items())
        aged = time.monotonic() - self._last_write >= EVERY_SECONDS
        if events and (anything_new or aged or events >= EVERY_EVENTS):
            return self.write()
        return None

    def write(self, *, reset: bool = False) -> Checkpoint | None:
        """Append a checkpoint if any chain moved since the last one. Raises BadCheckpoint (also when the file holds
        less than the database remembers), OSError.

        With `reset` it signs off that the log went back to an older state (a restored backup).
        """
        with self._locked() as file:
            self._last_write = time.monotonic()  # also of an attempt: the next one is due in a minute
            self._catch_up(file)
            reach = {chain: end[0] for chain, end in self.heads.items()}
            if not reset and (lost := what_is_lost(promised(), reach, self._lines)):
                raise BadCheckpoint(self._lines + 1, lost)  # signing on would paper over it
            self.heads = {} if reset else self.heads
            moved = self._moved()
            if not moved and not reset:
                return None
            raw = self._line(moved, reset)
            file.write(raw + b"\n")
            file.flush()
            os.fsync(file.fileno())
            checkpoint = self._take(raw)
            _remember(checkpoint)
            return checkpoint

    def _moved(self) -> dict[str, Head]:
        ends = AuditHead.objects.filter(sequence__gt=0).values_list("chain", "sequence", "digest")
        now = {chain: (sequence, digest) for chain, sequence, digest in ends}
        # A chain that went back is not signed again: the file must keep contradicting the database.
        return {c: end for c, end in now.items() if end[0] > self.heads.get(c, (0, ""))[0]}

    def _line(self, moved: dict[str, Head], reset: bool) -> bytes:
        content: dict[str, Any] = {
            "at": clock.now().isoformat(),
            "heads": {chain: list(end) for chain, end in sorted(moved.items())},
            "previous": self._previous,
            "alg": "sha256+ed25519",
            **({"reset": True} if reset else {}),
        }
        content["signature"] = signing_key().sign(_signed_part(content)).hex()
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        where = path()
        where.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with where.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def _catch_up(self, file: BinaryIO) -> None:
        """Read the lines others wrote; a half line at the end is what a crash left, and is cut off."""
        file.seek(self._offset)
        for raw in file.readlines():
            if not raw.endswith(b"\n"):
                file.truncate(self._offset)
                break
            self._take(raw.rstrip(b"\n"))

    def _take(self, raw: bytes) -> Checkpoint:
        checkpoint = read_line(raw, self._lines + 1, self._previous, public_key())
        self.heads = checkpoint.heads if checkpoint.reset else {**self.heads, **checkpoint.heads}
        self._previous = hashlib.sha256(raw).hexdigest()
        self._offset += len(raw) + 1
        self._lines += 1
        return checkpoint
