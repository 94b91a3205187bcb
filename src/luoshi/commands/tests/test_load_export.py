"""`luoshi load` and `luoshi export` as people run them: what they print, their exit status, and nothing half done."""

import json
from pathlib import Path

import pytest

import luoshi.packs

from .running import run

PACKS = Path(luoshi.packs.__path__[0])
SITE, PLAN = PACKS / "sites/yichang.yaml", PACKS / "plans/yichang-2021.yaml"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An empty production site, then with both shipped packs in it."""
    made = tmp_path_factory.mktemp("home") / "site"
    seen = run(made, "load", SITE, "--dry-run", "--json")
    assert (seen.returncode, json.loads(seen.stdout)["packs"][0]["loaded"]) == (0, False)
    done = run(made, "load", SITE, PLAN, "--json")
    assert done.returncode == 0, done.stderr
    counts = [pack["counts"] for pack in json.loads(done.stdout)["packs"]]
    assert counts[0] == json.loads(seen.stdout)["packs"][0]["counts"]  # looking had changed nothing
    assert all(each["added"] and not each["changed"] for each in counts)
    return made


def test_a_second_load_finds_nothing_to_do_and_says_so_in_words(home):
    done = run(home, "load", SITE, PLAN)
    assert done.returncode == 0
    assert done.stdout.count("已装载，新增 0，更改 0，撤下 0，冲突 0（保留本站）") == 2


def test_what_is_exported_is_what_was_loaded(home, tmp_path):
    assert run(home, "export", "yichang-2021", "--as-loaded", "--to", tmp_path / "plan.yaml").returncode == 0
    assert (tmp_path / "plan.yaml").read_bytes() == PLAN.read_bytes()
    shown = run(home, "export", "--site", "yichang")
    assert shown.returncode == 0
    assert shown.stdout.encode() == SITE.read_bytes()


def test_a_pack_with_a_slip_is_told_with_its_line_and_changes_nothing(home, tmp_path):
    slip = tmp_path / "slip.yaml"
    slip.write_text(PLAN.read_text("utf-8").replace("issuer: yichang", "issuer: nobody-here", 1), "utf-8")
    done = run(home, "load", slip)
    assert (done.returncode, done.stdout) == (1, "")
    assert "slip.yaml 第" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["load", "nowhere.yaml"], "请核对路径"),
        (["export", "nowhere"], "没有"),
        (["export", "yichang-2021", "--to", "/nowhere/plan.yaml"], "请换一个位置"),
    ],
)
def test_what_cannot_be_done_exits_with_2_and_says_what_to_do(home, words, said):
    done = run(home, *words)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
