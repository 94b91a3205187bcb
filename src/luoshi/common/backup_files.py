"""A backup as a folder: what its manifest says, whether every byte is as it was, and putting it back.

Needs neither Django nor a site: a backup can be checked on any machine. The keys are never inside; the manifest holds
their fingerprint, so that a restore with other keys is refused instead of giving a site that cannot read its data.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

MANIFEST = "manifest.json"
SQLITE, POSTGRESQL = "database.sqlite3", "database.dump"
CHECKPOINTS = "audit/checkpoints.jsonl"
FORMAT = 1
CHUNK = 1 << 20


class BackupRefused(Exception):
    """It cannot be done; the message is Chinese and says what to do next."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a backup; `path` is relative, with slashes."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    made_at: str
    label: str
    mode: str
    version: str
    keys: str  # fingerprint of the keys the data is sealed with
    files: tuple[Entry, ...]

    def as_bytes(self) -> bytes:
        """The one way to write it down: any other byte shows. The last field covers all others."""
        content = {"format": FORMAT, **asdict(self)}
        digest = hashlib.sha256(_json(content)).hexdigest()
        return _json({**content, "digest": digest}) + b"\n"


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()


def key_fingerprint(keys: dict[str, bytes]) -> str:
    """What tells two sets of keys apart without telling the keys."""
    return hashlib.sha256(b"luoshi keys" + b"".join(keys[name] for name in sorted(keys))).hexdigest()[:32]


def entry_of(root: Path, file: Path) -> Entry:
    hasher, size = hashlib.sha256(), 0
    with file.open("rb") as content:
        while chunk := content.read(CHUNK):
            hasher.update(chunk)
            size += len(chunk)
    return Entry(file.relative_to(root).as_posix(), size, hasher.hexdigest())


def files_in(root: Path) -> Iterator[Path]:
    """Every file below `root` but the manifest, links and special files too."""
    for path in sorted(root.rglob("*")):
        if (path.is_symlink() or not path.is_dir()) and path != root / MANIFEST:
            yield path


def write_manifest(root: Path, manifest: Manifest) -> None:
    with (root / MANIFEST).open("wb") as file:
        file.write(manifest.as_bytes())
        file.flush()
        os.fsync(file.fileno())


def read_manifest(root: Path) -> Manifest:
    """Raises BackupRefused where there is no whole manifest."""
    try:
        raw = (root / MANIFEST).read_bytes()
        content = json.loads(raw)
        fields = {name: content[name] for name in ("made_at", "label", "mode", "version", "keys")}
        manifest = Manifest(**fields, files=tuple(Entry(**entry) for entry in content["files"]))
        whole = manifest.as_bytes() == raw
    except FileNotFoundError as missing:
        raise BackupRefused(f"{root} 不是完整的备份：没有清单 {MANIFEST}。请换一份备份。") from missing
    except (ValueError, KeyError, TypeError, OSError) as broken:
        raise BackupRefused(f"备份清单 {root / MANIFEST} 已损坏，请换一份备份。") from broken
    if not whole:
        raise BackupRefused(f"备份清单 {root / MANIFEST} 被改动过，请换一份备份。")
    return manifest


def problems(root: Path) -> list[str]:
    """What is wrong with a backup, in words; empty when every byte is as it was."""
    try:
        manifest = read_manifest(root)
    except BackupRefused as refused:
        return [str(refused)]
    listed = {entry.path: entry for entry in manifest.files}
    there = {path.relative_to(root).as_posix(): path for path in files_in(root)}
    found = [f"缺少文件 {name}" for name in sorted(listed.keys() - there.keys())]
    found += [f"多出文件 {name}" for name in sorted(there.keys() - listed.keys())]
    for name in sorted(listed.keys() & there.keys()):
        found += _changed(root, there[name], listed[name])
    if not any(name in listed for name in (SQLITE, POSTGRESQL)):
        found.append("备份里没有数据库")
    return found or _lost_files(root, listed)


def _changed(root: Path, path: Path, entry: Entry) -> list[str]:
    if path.is_symlink() or not path.is_file():
        return [f"{entry.path} 不是普通文件"]
    if path.stat().st_size != entry.size:
        return [f"{entry.path} 大小不对"]
    return [] if entry_of(root, path) == entry else [f"{entry.path} 内容被改动过"]


def _lost_files(root: Path, listed: dict[str, Entry]) -> list[str]:
    """Files the database knows but the backup does not hold (SQLite only: a dump cannot be asked)."""
    if SQLITE not in listed:
        return []
    with closing(sqlite3.connect(f"file:{root / SQLITE}?mode=ro&immutable=1", uri=True)) as database:
        if database.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            return ["备份里的数据库结构已损坏"]
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "common_storedfile" not in tables:
            return []
        digests = [digest for (digest,) in database.execute("SELECT digest FROM common_storedfile")]
    wanted = [f"files/{digest[:2]}/{digest[2:]}" for digest in digests]
    return [f"数据库里登记的文件 {name} 不在备份里" for name in wanted if name not in listed]


def place(root: Path, home: Path, *, database: Path, stamp: str) -> str:
    """Put files, log checkpoints and (SQLite) the database of a verified backup where the site expects them.

    What stood there goes into `home/replaced-<stamp>/`, nothing is deleted. Returns a sentence when the checkpoints
    that were there are newer than those of the backup: these are kept, so that the turning back stays visible.
    """
    aside = home / f"replaced-{stamp}"
    home.mkdir(parents=True, exist_ok=True)
    newer = _newer_checkpoints(root, home)
    beside = [database.with_name(database.name + ending) for ending in ("", "-wal", "-shm")]
    for path in (home / "files", home / "audit", *beside):
        if path.exists():
            aside.mkdir(exist_ok=True)
            shutil.move(path, aside / path.name)
    for path in files_in(root):
        name = path.relative_to(root).as_posix()
        if name != POSTGRESQL:
            _copy(path, database if name == SQLITE else home / name)
    if newer is None:
        return ""
    _write(home / CHECKPOINTS, newer)
    return (
        "操作日志的签名点比这份备份新，恢复后 luoshi audit verify 会指出倒退。"
        "核对后请用 luoshi audit accept-restore --reason 说明原因。"
    )


def _newer_checkpoints(root: Path, home: Path) -> bytes | None:
    present = (home / CHECKPOINTS).read_bytes() if (home / CHECKPOINTS).exists() else b""
    kept = (root / CHECKPOINTS).read_bytes() if (root / CHECKPOINTS).exists() else b""
    return present if len(present) > len(kept) and present.startswith(kept) else None


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
