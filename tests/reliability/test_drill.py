"""A drill brings a backup back in a scratch place, says what came of it, and leaves the site as it was.

On the database of this run, PostgreSQL too: restoring there is proved by the first of them.
"""

import hashlib
import json
import sqlite3

import psycopg
import pytest

from luoshi.commands.drill import _sample
from luoshi.commands.tests.running import run
from tests.reliability.site import Site

pytestmark = pytest.mark.django_db  # so that the run on PostgreSQL takes these tests too
STEPS = ["恢复", "升级数据库", "核对数据", "核验日志", "抽查文件"]


@pytest.fixture(scope="module")
def world(untouched, tmp_path_factory):
    """The test world with its imports' files, never started."""
    return Site(tmp_path_factory.mktemp("drill") / "home", like=untouched)


def databases(world):
    if "LUOSHI_DATABASE_URL" not in world.settings:
        return []
    with psycopg.connect(world.settings["LUOSHI_DATABASE_URL"]) as server:
        return server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'luoshi_drill%'").fetchall()


def test_a_good_backup_passes_every_step_and_nothing_is_left_behind(world):
    made = world.in_turn(("audit", "checkpoint"), ("backup", "create"))
    assert [done.returncode for done in made] == [0, 0]
    before = world.rows("SELECT count(*) FROM common_auditevent")
    done = world.command("backup", "drill", "--json")
    verdict = json.loads(done.stdout)
    assert (done.returncode, verdict["ok"], [step["name"] for step in verdict["steps"]]) == (0, True, STEPS)
    assert verdict["seconds"] > 0
    assert world.rows("SELECT count(*) FROM common_auditevent") == before
    assert databases(world) == []


@pytest.mark.once
def test_a_log_that_was_changed_before_the_backup_fails_the_drill(world):
    change = "UPDATE common_auditevent SET action = 'x' WHERE sequence = 2"
    if "LUOSHI_DATABASE_URL" in world.settings:
        with psycopg.connect(world.settings["LUOSHI_DATABASE_URL"], autocommit=True) as database:
            database.execute("ALTER TABLE common_auditevent DISABLE TRIGGER USER")
            database.execute(change)
    else:
        with sqlite3.connect(world.home / "luoshi.sqlite3") as database:
            database.execute("DROP TRIGGER common_auditevent_no_update")
            database.execute(change)
    path = world.command("backup", "create").stdout.strip()
    done = world.command("backup", "drill", path)
    assert (done.returncode, "没有通过  核验日志" in done.stdout, "抽查文件" in done.stdout) == (
        1,
        True,
        False,
    )
    assert "另做一份备份" in done.stdout


@pytest.mark.skipif("'postgres' in os.environ.get('LUOSHI_DATABASE_URL', '')", reason="asks for no database")
def test_what_cannot_be_drilled_is_said(tmp_path):
    none = run(tmp_path, "backup", "drill")
    assert (none.returncode, "还没有备份可以演练" in none.stderr) == (2, True)
    nowhere = run(tmp_path, "backup", "drill", str(tmp_path / "nowhere"))
    assert (nowhere.returncode, "没有找到备份目录" in nowhere.stderr) == (2, True)
    (tmp_path / "half").mkdir()
    half = run(tmp_path, "backup", "drill", str(tmp_path / "half"))
    assert (half.returncode, "没有清单" in half.stderr) == (1, True)


def test_a_file_whose_bytes_are_not_those_of_its_name_is_found_by_the_sample(tmp_path):
    for content in (b"one", b"two"):
        digest = hashlib.sha256(content).hexdigest()
        place = tmp_path / "files" / digest[:2] / digest[2:]
        place.parent.mkdir(parents=True)
        place.write_bytes(content)
    assert _sample(tmp_path) == (True, "共 2 个文件，抽查 2 个，0 个与登记的不符。")
    place.write_bytes(b"other")
    assert _sample(tmp_path)[0] is False
