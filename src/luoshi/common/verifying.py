"""Checks the operation log from end to end: every digest, every number, both ends, and the signed checkpoints.

Finds a changed, removed, inserted or swapped event, a personal value or reason that was removed from behind its
commitment and, up to the last checkpoint, a log that was cut off or turned back to an older state; and a checkpoint
file that is missing or shorter than the database remembers. What was removed after the last checkpoint cannot be seen:
hence `covered_until`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from . import checkpoints
from .audit import COVERED, canonical_of, commitments_in, erased_in, without_detail
from .models import AuditEvent, AuditHead

COLUMNS = (*COVERED, "digest")
ASKED_AT_ONCE = 500
CHECKPOINTS = "checkpoints"  # the name under which a bad line of the checkpoint file is reported


@dataclass(frozen=True, slots=True)
class Bad:
    """The first thing wrong: chain and number of the event (or the line of the checkpoint file), and what it is."""

    chain: str
    sequence: int
    problem: str


@dataclass(slots=True)
class Verdict:
    """What `luoshi audit verify --json` says (design, section 5)."""

    chains: int = 0
    events: int = 0
    covered_until: str | None = None
    first_bad: Bad | None = None

    @property
    def ok(self) -> bool:
        return self.first_bad is None

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok, **asdict(self)}


@dataclass(slots=True)
class _Signed:
    """What the checkpoints vouch for: the digest at signed numbers, and how far each chain must reach."""

    digests: dict[tuple[str, int], str] = field(default_factory=dict)
    reach: dict[str, int] = field(default_factory=dict)
    lines: int = 0
    until: str | None = None

    def take(self, checkpoint: checkpoints.Checkpoint) -> None:
        if checkpoint.reset:  # a restored backup was signed off: what this line names is all there is
            self.digests, self.reach = {}, {}
        for chain, (sequence, digest) in checkpoint.heads.items():
            self.digests[chain, sequence] = digest
            self.reach[chain] = sequence
        self.until = checkpoint.at
        self.lines += 1


@dataclass(slots=True)
class _Details:
    """Asks, some hundred at a time, whether something lies behind each commitment the events name. What an act erased
    is named by its own event, so that it is known from what somebody took away.
    """

    waiting: dict[str, tuple[str, int]] = field(default_factory=dict)
    gone: dict[str, tuple[str, int]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)

    def take(self, chain: str, sequence: int, changes: Any) -> None:
        for commitment in commitments_in(changes):
            self.waiting.setdefault(commitment, (chain, sequence))
        self.erased.update(erased_in(changes))
        if len(self.waiting) >= ASKED_AT_ONCE:
            self.ask()

    def ask(self) -> None:
        for commitment in without_detail(list(self.waiting)) if self.waiting else ():
            self.gone.setdefault(commitment, self.waiting[commitment])
        self.waiting = {}

    @property
    def first_bad(self) -> Bad | None:
        lost = [place for commitment, place in self.gone.items() if commitment not in self.erased]
        return Bad(*min(lost), "这条记录里的个人信息或理由不见了") if lost else None


def verify(checkpoint_file: Path | None = None) -> Verdict:
    """Check everything; goes on counting after the first fault."""
    verdict, signed = Verdict(), _Signed()
    promised = {} if checkpoint_file else checkpoints.promised()  # before the file, which may grow meanwhile
    try:
        for checkpoint in checkpoints.read_all(checkpoint_file):
            signed.take(checkpoint)
        if lost := checkpoints.what_is_lost(promised, signed.reach, signed.lines):
            verdict.first_bad = Bad(CHECKPOINTS, signed.lines + 1, lost)
    except checkpoints.BadCheckpoint as bad:
        verdict.first_bad = Bad(CHECKPOINTS, bad.line, bad.problem)
    verdict.covered_until = signed.until
    heads = {h.chain: (h.sequence, h.digest) for h in AuditHead.objects.all()}
    details = _Details()
    ends = _walk(verdict, signed, details)
    details.ask()
    verdict.chains = len(ends)
    if verdict.ok:
        verdict.first_bad = _first_bad_end(heads, ends, signed) or details.first_bad
    return verdict


def _walk(verdict: Verdict, signed: _Signed, details: _Details) -> dict[str, checkpoints.Head]:
    """Every event in order; returns where each chain ends."""
    ends: dict[str, checkpoints.Head] = {}
    chain = ""
    try:
        for row in rows():
            chain, sequence = row["chain"], row["sequence"]
            before = ends.get(chain, (0, ""))
            problem = _problem_of(row, before, signed.digests.get((chain, sequence)))
            if problem and verdict.ok:
                verdict.first_bad = Bad(chain, min(sequence, before[0] + 1), problem)
            ends[chain] = (sequence, row["digest"])
            details.take(chain, sequence, row["changes"])
            verdict.events += 1
    except (ValueError, TypeError, AttributeError):  # a column that holds no date, number or JSON any more
        after = ends.get(chain, (0, ""))[0]
        verdict.first_bad = verdict.first_bad or Bad(chain, after + 1, "这条记录读不出来，内容被改动过")
    return ends


def _problem_of(row: dict[str, Any], before: checkpoints.Head, signed: str | None) -> str:
    if row["sequence"] != before[0] + 1:
        return "这里缺少记录"
    if row["previous"] != before[1]:
        return "与上一条接不上"
    if hashlib.sha256(canonical_of(row)).hexdigest() != row["digest"]:
        return "内容被改动过"
    return "与签名点不一致" if signed not in (None, row["digest"]) else ""


def _first_bad_end(
    heads: dict[str, checkpoints.Head], ends: dict[str, checkpoints.Head], signed: _Signed
) -> Bad | None:
    """`heads` were read before the events: events written meanwhile only make a chain longer."""
    for chain in sorted({*heads, *ends, *signed.reach}):
        end, head = ends.get(chain, (0, "")), heads.get(chain, (0, ""))
        if end[0] < signed.reach.get(chain, 0):
            return Bad(chain, end[0] + 1, "签名点里有的记录不见了：日志被截断，或恢复了较早的备份")
        if end[0] < head[0]:
            return Bad(chain, end[0] + 1, "末尾的记录不见了")
        if end[0] == head[0] and end[1] != head[1]:
            return Bad(chain, end[0], "末尾与登记的不一致")
        if end[0] > head[0] and not AuditHead.objects.filter(chain=chain, sequence__gte=end[0]).exists():
            return Bad(chain, head[0] + 1, "多出了没有登记的记录")
    return None


def rows() -> Iterator[dict[str, Any]]:
    """All events in the order of their chains, a few thousand in memory at a time."""
    found = AuditEvent.objects.order_by("chain", "sequence").values_list(*COLUMNS)
    for values in found.iterator(chunk_size=5000):
        yield dict(zip(COLUMNS, values, strict=True))


def export() -> Iterator[str]:
    """The log as JSON lines: the key that signs the checkpoints, every event with its digest, the checkpoints."""
    key = checkpoints.public_key().public_bytes_raw().hex()
    yield json.dumps({"kind": "key", "alg": "ed25519", "public": key, "database": connection.vendor})
    for row in rows():
        content = json.loads(canonical_of(row))
        yield json.dumps({"kind": "event", **content, "digest": row["digest"]}, ensure_ascii=False)
    if checkpoints.path().exists():
        with checkpoints.path().open() as lines:
            for line in lines:
                yield json.dumps({"kind": "checkpoint", **json.loads(line)}, ensure_ascii=False)
