"""`verify`: is a package whole and signed, and does everything in it follow from what came before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from luoshi.core.assignment import BadProblem
from luoshi.core.assignment.program import Watch
from luoshi.core.credentials import ZONE
from luoshi.core.scoring import BadScoring
from luoshi.core.selection import BadRules
from luoshi.core.signed_json import SHAPELESS

from .container import BadArchive, Container, bytes_of, digest_of, opened
from .contents import contents
from .documents import Documents, Finding, fault
from .draws import draws
from .layout import DECLINED, REQUIRED
from .lists import lists
from .manifest import MANIFEST, SIGNATURE, Manifest, Signature, check_signature, key_of, read_manifest
from .openings import openings
from .papers import papers
from .parts import parts
from .quotas import declined, quotas
from .scores import scores
from .upward import upward

LARGEST_MANIFEST = 64 * 1024 * 1024
EACH_STEP = Watch(lambda: 0.0, 600.0)  # seconds for each step of a draw


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. faults: what does not fit; notes: what could not be checked, each one Chinese sentence.

    whole: every file was there and unchanged; then the rest was computed anew, otherwise not. checked: parts of which
    something was compared; what was not there is not among them.
    """

    title: str
    organisation: str
    made_at: str
    files: int
    fingerprint: str
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()
    whole: bool = True
    checked: tuple[str, ...] = ()


def verify(path: Path, key: Ed25519PublicKey | None = None, watch: Watch = EACH_STEP) -> Report:
    """A zip file, or the folder it was unpacked to. key: the published one. Raises BadArchive, OSError."""
    with opened(path, MANIFEST) as container:
        head = bytes_of(container, MANIFEST, LARGEST_MANIFEST)
        manifest = read_manifest(head)
        if SIGNATURE not in container.files:
            raise BadArchive("档案包里没有签名，请重新下载。")
        written = bytes_of(container, SIGNATURE, LARGEST_MANIFEST)
        signature = check_signature(head, written, key)
        broken = [*container.faults, *_files(container, manifest)]
        found: list[Finding] = []
        if not broken:
            found = list(_replayed(container, manifest, key_of(written), watch))
        return _report(manifest, signature, broken, found)


def _report(manifest: Manifest, signature: Signature, broken: list[str], found: list[Finding]) -> Report:
    about = manifest.about
    faults = [*signature.faults, *broken, *(each.words for each in found if each.grave)]
    notes = tuple(each.words for each in found if not each.grave and not each.compared)
    checked = tuple(dict.fromkeys(each.words for each in found if each.compared))
    return Report(
        about.get("title", ""), about.get("organisation", ""), about.get("made_at", ""), len(manifest.files),
        signature.fingerprint, tuple(faults), notes, not broken, checked,
    )  # fmt: skip


def _files(container: Container, manifest: Manifest) -> Iterator[str]:
    """Every file of the list, and no other, byte for byte."""
    beside = {MANIFEST, SIGNATURE}
    for path in REQUIRED:
        if path not in manifest.files:
            yield f"清单里没有“{path}”，档案包不完整。"
    for path in sorted(container.files.keys() - manifest.files.keys() - beside):
        yield f"多出一个文件“{path}”，清单里没有。"
    for path, entry in manifest.files.items():
        if path not in container.files:
            yield f"缺少文件“{path}”。"
        elif container.files[path] != entry.size or not _is_same(container, path, entry.size, entry.sha256):
            yield f"文件“{path}”被改动过。"


def _is_same(container: Container, path: str, size: int, sha256: str) -> bool:
    try:
        return digest_of(container, path, size) == (size, sha256)
    except BadArchive:
        return False


def _replayed(
    container: Container, manifest: Manifest, key: Ed25519PublicKey, watch: Watch
) -> Iterator[Finding]:
    def listed(path: str) -> bytes:
        if path not in manifest.files:
            raise BadArchive(f"清单里没有“{path}”。")
        return bytes_of(container, path)

    read = Documents(listed)
    yield from _guarded("档案包的格式", lambda: parts(read, manifest))
    yield from _guarded("档案包的内容", lambda: contents(read, manifest.files))
    yield from _guarded("抽取", lambda: draws(read, watch))
    yield from _guarded("评分的打开和延期", lambda: openings(read))
    yield from _guarded("名额的测算", lambda: quotas(read))
    if DECLINED in manifest.files:
        yield from _guarded("没有同意的提请", lambda: declined(read))
    yield from _guarded("评分和计分", lambda: scores(read))
    yield from _guarded("结果、审定和公示", lambda: lists(read))
    yield from _guarded("推荐上报", lambda: upward(read))
    yield from _guarded("回执、公布文件和证书", lambda: papers(read, key, _day(manifest)))


def _day(manifest: Manifest) -> dt.date:
    """On which it was made: certificates are looked at as of then."""
    try:
        made_at = dt.datetime.fromisoformat(manifest.about["made_at"])
        if made_at.tzinfo is None:
            raise ValueError("no zone")
        return made_at.astimezone(ZONE).date()
    except (KeyError, ValueError, OverflowError) as broken:
        raise BadArchive("清单里没有写明是什么时候生成的。") from broken


def _guarded(what: str, check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Whatever has not the form it should have is one more fault, and no reason to leave the rest unchecked."""
    try:
        yield from check()
    except (BadArchive, BadProblem, BadScoring, BadRules) as bad:
        yield fault(f"{what}没有核对完：{bad}")
    except SHAPELESS:
        yield fault(f"{what}没有核对完：里面的内容不完整或者格式不对。")
