"""First administrators, backup and restore, doctor: a production site's life on the command line."""

import io
import json
import os
import random
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from luoshi.accounts.models import User

from .running import run, run_in_turn

pytestmark = pytest.mark.skipif(
    "postgresql" in os.environ.get("LUOSHI_DATABASE_URL", ""), reason="the site brings its own database"
)
THREE = (
    "--organisation",
    "示例市教育局",
    "--system-admin",
    "示例甲:10000008001",
    "--security-admin",
    "示例乙:10000008002",
    "--log-admin",
    "示例丙:10000008003",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A production site with its three administrators and one checkpoint."""
    home = tmp_path_factory.mktemp("site") / "home"
    address = {"LUOSHI_BASE_URL": "https://jy.example.cn"}
    made, signed = run_in_turn(home, ("admin", "create", *THREE), ("audit", "checkpoint"), **address)
    assert (made.returncode, signed.returncode) == (0, 0), made.stderr + signed.stderr
    assert len(set(re.findall(r"https://jy\.example\.cn/tickets/([\w-]{32})/", made.stdout))) == 3
    return home


def rows(home, question):
    database = sqlite3.connect(home / "luoshi.sqlite3")
    try:
        return database.execute(question).fetchall()
    finally:
        database.close()


def test_the_three_administrators_are_three_people_without_passwords(home):
    assert rows(home, "SELECT count(*), count(DISTINCT user_id) FROM accounts_membership") == [(3, 3)]
    assert all(password.startswith("!") for (password,) in rows(home, "SELECT password FROM accounts_user"))


def test_names_and_numbers_lie_sealed_in_the_log(home):
    assert "10000008001" not in str(rows(home, "SELECT changes FROM common_auditevent"))
    assert "示例甲" not in str(rows(home, "SELECT changes FROM common_auditevent"))


def test_a_second_time_changes_nothing(home):
    done = run(home, "admin", "create", *THREE)
    assert done.returncode == 1
    assert "已经建立过" in done.stderr
    assert rows(home, "SELECT count(*) FROM accounts_user") == [(3,)]


@pytest.mark.django_db
def test_what_is_missing_is_said_and_nothing_is_made(command, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    nobody, no_number = (), ("--system-admin", "甲")
    one_twice, no_bureau = (*THREE[:-1], THREE[3]), THREE[2:]
    told = {nobody: "请", no_number: "请", one_twice: "手机号不能相同", no_bureau: "请"}
    for words, said in told.items():
        assert command("admin", "create", *words) == 2
        assert said in capsys.readouterr().err, words
        assert not User.objects.exists()


def test_on_the_server_an_administrator_gets_a_link_and_the_log_says_where_it_came_from(home):
    asked = [("admin", "reset", "--mobile", number) for number in ("10000008002", "10000008009")]
    done, nobody = run_in_turn(home, *asked, LUOSHI_BASE_URL="https://jy.example.cn")
    assert (done.returncode, "示例乙" in done.stdout) == (0, True)
    assert re.search(r"https://jy\.example\.cn/tickets/[\w-]{32}/", done.stdout)
    newest = "SELECT action, role FROM common_auditevent ORDER BY id DESC LIMIT 1"
    assert rows(home, newest) == [("accounts.issue_ticket", "system")]
    assert (nobody.returncode, "没有用这个手机号登记的管理员" in nobody.stderr) == (1, True)


def test_a_backup_comes_back_in_another_place_and_its_log_holds(home, tmp_path):
    backup = json.loads(run(home, "backup", "create", "--to", str(tmp_path), "--json").stdout)["path"]
    there = tmp_path / "there"
    asked = ("backup", "verify", backup), ("backup", "restore", backup, "--to", str(there))
    assert [done.returncode for done in run_in_turn(home, *asked)] == [0, 0]
    assert rows(there, "SELECT * FROM accounts_user") == rows(home, "SELECT * FROM accounts_user")
    assert json.loads(run(there, "audit", "verify", "--json").stdout)["ok"] is True
    assert oct((there / "keys/site.json").stat().st_mode & 0o777) == "0o600"


def test_a_damaged_backup_is_not_restored(home, tmp_path):
    backup = run(home, "backup", "create", "--to", str(tmp_path)).stdout.strip()
    database = tmp_path / backup / "database.sqlite3"
    raw = bytearray(database.read_bytes())
    raw[random.Random(1).randrange(len(raw))] ^= 1
    database.write_bytes(raw)
    asked = ("backup", "verify", backup), ("backup", "restore", backup, "--to", str(tmp_path / "there"))
    assert [done.returncode for done in run_in_turn(home, *asked)] == [1, 1]
    assert not (tmp_path / "there").exists()


def test_a_home_with_data_a_foreign_mode_and_missing_keys_are_refused(home, tmp_path):
    backup = run(home, "backup", "create", "--to", str(tmp_path)).stdout.strip()
    assert "--force" in run(home, "backup", "restore", backup).stderr
    stranger = tmp_path / "stranger"
    assert run(stranger, "audit", "verify", LUOSHI_MODE="test").returncode == 0
    done = run(stranger, "backup", "restore", backup, "--force")
    assert (done.returncode, "不能互相覆盖" in done.stderr) == (2, True)
    done = run(tmp_path / "fresh", "backup", "restore", backup)
    assert (done.returncode, "密钥" in done.stderr) == (2, True)
    assert not (tmp_path / "fresh").exists()


def test_turning_a_site_back_is_seen_until_somebody_signs_it_off(home, tmp_path):
    home = Path(shutil.copytree(home, tmp_path / "home"))
    one_more_event = "audit", "export", "--to", str(tmp_path / "log.jsonl")
    made, *_ = run_in_turn(
        home, ("backup", "create", "--to", str(tmp_path / "b")), one_more_event, ("audit", "checkpoint")
    )
    done = run(home, "backup", "restore", made.stdout.strip(), "--force")
    assert done.returncode == 0
    assert "accept-restore" in done.stderr
    signing_off = "audit", "accept-restore", "--reason", "磁盘损坏"
    asked = ("audit", "verify", "--json"), signing_off, ("audit", "verify")
    before, signed, after = run_in_turn(home, *asked)
    assert (before.returncode, json.loads(before.stdout)["ok"]) == (1, False)
    assert (signed.returncode, after.returncode) == (0, 0)


def test_a_lost_checkpoint_file_is_told_and_nothing_signs_over_it(home):
    file = home / "audit/checkpoints.jsonl"
    kept = file.read_bytes()
    for leave in (lambda: file.unlink(), lambda: file.write_bytes(b"")):
        leave()
        verified, signed = run_in_turn(home, ("audit", "verify"), ("audit", "checkpoint"))
        assert (verified.returncode, "签名点文件不见了或是空的" in verified.stdout) == (1, True)
        assert (signed.returncode, "签名点文件不见了或是空的" in signed.stderr) == (1, True)
    file.write_bytes(kept)
    assert run(home, "audit", "verify").returncode == 0


def test_doctor_names_what_is_bad(home):
    done = run(home, "doctor", "--json", LUOSHI_BASE_URL="https://jy.example.cn")
    report = json.loads(done.stdout)
    assert (done.returncode, report["ok"]) == (0, True), report
    (home / "keys/site.json").chmod(0o644)
    done = run(home, "doctor", LUOSHI_BASE_URL="https://jy.example.cn")
    (home / "keys/site.json").chmod(0o600)
    assert done.returncode == 1
    assert "chmod 600" in done.stdout
