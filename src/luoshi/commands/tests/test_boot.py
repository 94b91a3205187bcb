"""Which site starts in which mode, and what refuses to start: exit status 2 and a sentence that says what to do."""

import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from luoshi.config.environment import BadSetting, read_environment, refuse_bad_serving

from .running import environment, free_port, run

CHINESE = "请"


def refused(done, *words):
    assert done.returncode == 2, done.stdout + done.stderr
    assert CHINESE in done.stderr
    assert "Traceback" not in done.stderr
    assert all(word in done.stderr for word in words), done.stderr


@pytest.fixture(scope="module")
def production_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home") / "production"
    assert run(home, "audit", "verify").returncode == 0
    return home


def test_an_empty_home_becomes_a_production_site_by_other_commands(production_home):
    refused(run(production_home, "demo", "--stage", "matrix"), "正式站点")


def test_the_stored_mode_wins_and_another_one_is_refused(production_home):
    refused(run(production_home, "audit", "verify", LUOSHI_MODE="demo"), "production", "demo")
    assert run(production_home, "audit", "verify", LUOSHI_MODE="production").returncode == 0


def tables(home, name="luoshi.sqlite3"):
    with closing(sqlite3.connect(home / name)) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_before_the_tables_of_an_existing_home_change_there_is_a_backup_or_nothing_changes(
    production_home, tmp_path
):
    home = tmp_path / "home"
    shutil.copytree(production_home, home)
    assert run(home, "manage", "migrate", "rounds", "zero").returncode == 0  # as an older version left it
    older = tables(home)
    (home / "backups").write_text("in the way")
    refused(run(home, "audit", "verify"), "升级前没有备份成功，数据没有改动", str(home / "backups"))
    assert tables(home) == older
    (home / "backups").unlink()
    done = run(home, "audit", "verify")
    (made,) = (home / "backups").iterdir()
    assert (done.returncode, f"升级前已备份到 {made}" in done.stderr) == (0, True)
    assert "before-migration" in made.name
    assert tables(home) > older == tables(made, "database.sqlite3")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LUOSHI_MODE", "toy"),
        ("LUOSHI_PORT", "eighty"),
        ("LUOSHI_DATABASE_URL", "mysql://x/y"),
        ("LUOSHI_PASSWORD_PROFILE", "weak"),
    ],
)
def test_a_bad_setting_is_refused_before_anything_is_written(tmp_path, name, value):
    done = run(tmp_path / "home", "audit", "verify", **{name: value})
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()


def test_a_damaged_database_is_named_with_the_way_on(tmp_path):
    (tmp_path / "luoshi.sqlite3").write_bytes(b"not a database" * 100)
    refused(run(tmp_path, "audit", "verify"), "backup restore")


def test_damaged_keys_are_refused(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "site.json").write_text("{}")
    refused(run(tmp_path, "audit", "verify"), "副本")


@pytest.mark.parametrize(
    ("command", "settings", "word"),
    [
        ("serve", {}, "https"),
        ("serve", {"LUOSHI_BASE_URL": "https://a.example", "LUOSHI_CLOCK_FILE": "/x"}, "LUOSHI_CLOCK_FILE"),
        ("serve", {"LUOSHI_BASE_URL": "https://a.example", "DJANGO_DEBUG": "1"}, "调试"),
        ("up", {"LUOSHI_BASE_URL": "https://a.example"}, "演示站点"),
    ],
)
def test_a_server_refuses_what_is_unsafe_and_writes_nothing(tmp_path, command, settings, word):
    refused(run(tmp_path / "home", command, LUOSHI_PORT=free_port(), **settings), word)
    assert not (tmp_path / "home").exists()


def test_a_taken_port_is_said(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused(run(tmp_path / "home", "up", LUOSHI_PORT=taken.getsockname()[1]), "端口", "LUOSHI_PORT")


def test_an_unknown_command_and_a_wrong_word_are_refused_in_chinese(tmp_path):
    assert run(tmp_path, "fly").returncode == 2
    done = run(tmp_path, "audit", "sing")
    assert done.returncode == 2
    assert "写法" in done.stderr


def test_only_an_existing_database_knows_its_mode_and_the_test_clock_needs_mode_test():
    given = {"LUOSHI_CLOCK_FILE": "/tmp/clock"}
    assert read_environment({**given, "LUOSHI_MODE": "test"}).clock_file == "/tmp/clock"
    assert read_environment({**given, "LUOSHI_MODE": "demo"}).clock_file == ""


def test_production_answers_only_under_its_own_name():
    given = {"LUOSHI_BASE_URL": "https://jy.example.cn", "LUOSHI_MODE": "production"}
    assert read_environment(given).hosts == ["jy.example.cn"]
    refuse_bad_serving(read_environment(given), given)
    with pytest.raises(BadSetting):
        refuse_bad_serving(read_environment({"LUOSHI_MODE": "production"}), {})


@pytest.mark.parametrize(
    "given",
    [
        {"LUOSHI_BASE_URL": "https://*", "LUOSHI_MODE": "production"},
        {"LUOSHI_BASE_URL": "https://*.example.cn", "LUOSHI_MODE": "production"},
        {"LUOSHI_BASE_URL": "https://.example.cn", "LUOSHI_MODE": "production"},
        {"LUOSHI_BASE_URL": "https://[bad", "LUOSHI_MODE": "production"},
        {"LUOSHI_BASE_URL": "http://jy.example.cn", "LUOSHI_MODE": "test"},
        {"LUOSHI_PORT": "²"},
        {"LUOSHI_PROXIES": "9" * 5000},
        {"LUOSHI_LOCAL_TARGETS": "ja"},
    ],
)
def test_a_setting_that_opens_the_site_or_makes_no_sense_is_refused_in_chinese(given):
    with pytest.raises(BadSetting, match="LUOSHI_"):
        refuse_bad_serving(read_environment(given), given)


@pytest.mark.parametrize(
    "given", ["http://localhost:9", "http://[::1]:9", "https://luoshi_1.example.cn:8443"]
)
def test_a_test_site_may_stand_on_this_machine_or_under_https(given):
    wanted = {"LUOSHI_BASE_URL": given, "LUOSHI_MODE": "test"}
    environment = read_environment(wanted)
    refuse_bad_serving(environment, wanted)
    assert environment.base_url == given


def of_another_version(home):
    """A home as a version with other tables would have left it."""
    with closing(sqlite3.connect(home / "luoshi.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('plans', '0009_unknown', '2026-01-01')"
        )
    return (home / "luoshi.sqlite3").read_bytes()


def as_up_starts(home):
    """What `luoshi up` does first."""
    script = "from luoshi.commands.boot import start; start(new_mode='demo', older_aside=True)"
    command = [sys.executable, "-c", script]
    return subprocess.run(command, env=environment(home), capture_output=True, text=True, timeout=120)


def test_demo_data_of_another_version_is_put_aside_by_up_and_made_anew(tmp_path):
    assert run(tmp_path, "audit", "verify", LUOSHI_MODE="demo").returncode == 0
    (tmp_path / "files").mkdir(exist_ok=True)
    (tmp_path / "files" / "kept").write_text("x")
    before = of_another_version(tmp_path)
    refused(run(tmp_path, "audit", "verify"), "另一个版本", "没有改动")
    assert (tmp_path / "luoshi.sqlite3").read_bytes() == before
    said = as_up_starts(tmp_path).stderr
    (aside,) = tmp_path.glob("older-*")
    assert (aside / "luoshi.sqlite3").read_bytes() == before
    assert (aside / "files" / "kept").read_text() == "x"
    assert str(aside) in said


def test_a_real_site_of_another_version_is_never_put_aside(production_home):
    before = of_another_version(production_home)
    done = as_up_starts(production_home)
    assert done.returncode == 1
    assert "另一个版本" in done.stderr
    assert (production_home / "luoshi.sqlite3").read_bytes() == before
    assert list(production_home.glob("older-*")) == []
