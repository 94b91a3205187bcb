"""A backup is whole or is not one; any byte that changed is found."""

import json
import os
import random
import shutil

import pytest
from django.db import connection, transaction

from luoshi.common import audit, backup_files, backups, checkpoints, files
from luoshi.common.backup_files import BackupRefused

from .acting import CHEN

pytestmark = pytest.mark.django_db(transaction=True)
DAMAGES = 60


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path / "home"
    settings.LUOSHI_HOME.mkdir()
    return settings.LUOSHI_HOME


@pytest.fixture
def backup(home):
    for content in (b"one", b"two" * 1000):
        files.put([content])
    act()
    checkpoints.Ledger().write()
    return backups.create()


def act():
    with transaction.atomic():
        audit.record("test.act", by=CHEN)


def test_a_fresh_backup_is_whole_and_holds_database_files_and_checkpoints(backup):
    assert backup_files.problems(backup) == []
    names = {entry.path for entry in backup_files.read_manifest(backup).files}
    assert len([name for name in names if name.startswith("files/")]) == 2
    assert backup_files.CHECKPOINTS in names
    assert names & {backup_files.SQLITE, backup_files.POSTGRESQL}


def test_the_keys_are_not_inside_only_their_fingerprint(backup, settings):
    held = b"".join(path.read_bytes() for path in backup.rglob("*") if path.is_file())
    assert not any(key in held for key in settings.KEYS.values())
    assert backup_files.read_manifest(backup).keys == backup_files.key_fingerprint(settings.KEYS)


def damage(rng, root):
    """One random harm; returns what it was."""
    victim = rng.choice([path for path in sorted(root.rglob("*")) if path.is_file()])
    raw = bytearray(victim.read_bytes())
    kind = rng.choice(["flip", "truncate", "append", "remove", "extra"])
    if kind == "flip":
        raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    elif kind == "truncate":
        del raw[rng.randrange(len(raw)) :]
    elif kind == "append":
        raw.append(rng.randrange(256))
    victim.write_bytes(raw)
    if kind == "remove":
        victim.unlink()
    elif kind == "extra":
        victim.with_name(f"extra{rng.random()}").write_bytes(b"x")
    return kind, victim.name


def test_every_random_damage_is_found(backup, tmp_path):
    rng, missed = random.Random(20261123), []
    for trial in range(DAMAGES):
        copy = tmp_path / f"copy{trial}"
        shutil.copytree(backup, copy)
        what = damage(rng, copy)
        if not backup_files.problems(copy):
            missed.append((trial, what))
        shutil.rmtree(copy)
    assert missed == []


def test_a_file_swapped_for_a_link_is_found(backup, tmp_path):
    victim = next(iter((backup / "files").rglob("??*/*")))
    shutil.move(victim, tmp_path / "elsewhere")
    victim.symlink_to(tmp_path / "elsewhere")
    assert backup_files.problems(backup) == [f"{victim.relative_to(backup).as_posix()} 不是普通文件"]


def test_a_manifest_rewritten_to_fit_the_damage_is_found(backup):
    manifest = json.loads((backup / "manifest.json").read_bytes())
    manifest["files"] = manifest["files"][1:]
    (backup / "manifest.json").write_text(json.dumps(manifest))
    assert "被改动过" in backup_files.problems(backup)[0]


@pytest.mark.parametrize(
    "moment", ["_write_checkpoints", "_copy_database", "_copy_files", "_sync_everything"]
)
def test_a_backup_that_breaks_off_leaves_nothing_that_looks_like_one(home, backup, monkeypatch, moment):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, moment, full)
    with pytest.raises(OSError, match="No space"):
        backups.create()
    assert os.listdir(backups.folder()) == [backup.name]
    assert backup_files.problems(backup) == []


def test_what_happens_after_the_backup_is_not_in_it(backup):
    files.put([b"later"])
    assert backup_files.problems(backup) == []


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_file_the_database_knows_but_the_folder_lost_is_found(home):
    files.path_of(files.put([b"gone"]).digest).unlink()
    assert "不在备份里" in backup_files.problems(backups.create())[0]


def test_restoring_moves_what_was_there_aside(backup, tmp_path):
    target = tmp_path / "new"
    (target / "files").mkdir(parents=True)
    (target / "files" / "mine").write_bytes(b"mine")
    assert backup_files.place(backup, target, database=target / "db.sqlite3", stamp="now") == ""
    assert (target / "replaced-now" / "files" / "mine").read_bytes() == b"mine"
    assert (target / backup_files.CHECKPOINTS).read_bytes() == checkpoints.path().read_bytes()
    assert (target / "db.sqlite3").exists() is (connection.vendor == "sqlite")


def test_newer_checkpoints_are_kept_so_that_turning_back_shows(backup, home):
    act()
    checkpoints.Ledger().write()
    newer = checkpoints.path().read_bytes()
    warning = backup_files.place(backup, home, database=home / "db.sqlite3", stamp="now")
    assert "accept-restore" in warning
    assert checkpoints.path().read_bytes() == newer


def test_a_folder_that_is_no_backup_is_refused_in_words(tmp_path):
    with pytest.raises(BackupRefused, match="没有清单"):
        backup_files.read_manifest(tmp_path)
