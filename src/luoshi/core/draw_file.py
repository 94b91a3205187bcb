"""The file of a draw that everybody may have once nothing of it is sealed any more: the frozen problem, the seed and
the result, all by codes, with the digests that were published, signed. Whoever has it draws the same lots again,
anywhere (issue 6, part 3; controls BL-09).
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from luoshi.core.archive.documents import Finding, fault
from luoshi.core.archive.draws import bounds, pairs_digest, replayed
from luoshi.core.assignment import problem_hash, read_problem
from luoshi.core.assignment.program import Watch
from luoshi.core.receipts import fingerprint
from luoshi.core.signed_json import SHAPELESS, canonical, read_json

KIND, VERSION = "luoshi-draw", 1
LARGEST = 100 << 20
STEPS = ("committed_at", "closed_at", "drawn_at")
TEXTS = ("commitment", "problem_hash", "result_hash", "key", "signature", *STEPS)
NO_FILE = "这不是抽取文件，请选择从公示页或遴选页下载的抽取文件。"


class BadDrawFile(ValueError):
    """This is no file of a draw; the text says so in one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: how many experts and applications, whose key signed it, and each sentence."""

    reviewers: int
    papers: int
    fingerprint: str
    findings: tuple[Finding, ...]


def draw_file(said: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """said: commitment, problem, problem_hash, result, result_hash and the moments of STEPS in ISO."""
    bare = {"kind": KIND, "version": VERSION, **said}
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    signature = base64.b64encode(key.sign(canonical(bare))).decode()
    return canonical({**bare, "key": public, "signature": signature})


def check(data: bytes, watch: Watch) -> Checked:
    """Signature, digests, and the draw made once more. Raises BadDrawFile where it is none."""
    read = _read(data)
    try:
        problem, key = read_problem(read["problem"]), _key(read["key"])
        findings = [*_as_signed(data, read, key), *_follows(read, problem, watch)]
    except SHAPELESS as broken:
        raise BadDrawFile(NO_FILE) from broken
    return Checked(len(problem.reviewers), len(problem.papers), fingerprint(key), tuple(findings))


def _read(data: bytes) -> dict[str, Any]:
    try:
        read = read_json(data)
    except ValueError as broken:
        raise BadDrawFile(NO_FILE) from broken
    if not isinstance(read, dict) or read.get("kind") != KIND or read.get("version") != VERSION:
        raise BadDrawFile(NO_FILE)
    if not all(isinstance(read.get(name), str) for name in TEXTS):
        raise BadDrawFile(NO_FILE)
    return read


def _key(text: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))


def _as_signed(data: bytes, read: Mapping[str, Any], key: Ed25519PublicKey) -> Iterator[Finding]:
    bare = {name: value for name, value in read.items() if name not in ("key", "signature")}
    try:
        key.verify(base64.b64decode(read["signature"], validate=True), canonical(bare))
    except (InvalidSignature, binascii.Error):
        yield fault("签名与内容不符：文件被改动过，或者不是用这把密钥签的。")
    if data != canonical(read):
        yield fault("文件与下载时不是逐字相同：文件被改动过。")


def _follows(read: Mapping[str, Any], problem: Any, watch: Watch) -> Iterator[Finding]:
    result = read["result"]
    if hashlib.sha256(problem.seed.encode()).hexdigest() != read["commitment"]:
        yield fault("随机数与封存名单以前公布的校验码不符。")
    if problem_hash(problem) != read["problem_hash"]:
        yield fault("封存的名单与它的校验码不符。")
    if pairs_digest(result["pairs"]) != read["result_hash"]:
        yield fault("抽取结果与它的校验码不符。")
    if result["input_hash"] != read["problem_hash"]:
        yield fault("抽取结果不是按封存的名单算出的。")
    moments = [dt.datetime.fromisoformat(read[name]) for name in STEPS]
    if moments != sorted(moments):
        yield fault("公布校验码、封存名单、抽取的先后次序不对。")
    yield from bounds("抽取", problem, result["pairs"])
    yield from replayed("抽取", problem, result, watch)
