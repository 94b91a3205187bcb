"""`luoshi check`: exit status 0, 1 or 2, plain words or JSON alone, and no need of a database."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import luoshi.packs
from luoshi.cli import main

PACKS = Path(luoshi.packs.__file__).parent
SITE, PLAN = PACKS / "sites/yichang.yaml", PACKS / "plans/yichang-2021.yaml"


@pytest.fixture
def check(capsys):
    """Run `luoshi check …` → (exit status, stdout, stderr)."""

    def run(*words):
        with pytest.raises(SystemExit) as left:
            main(["check", *map(str, words)])
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return run


def bent(tmp_path, old, new):
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_packs_are_good(check):
    status, out, err = check(PACKS)
    assert (status, err) == (0, "")
    assert "共核对 3 个文件，没有发现问题。" in out


def test_a_slip_is_told_with_file_line_and_remedy(check, tmp_path):
    plan = bent(tmp_path, "declared: 3", "declared: 4")
    line = plan.read_text(encoding="utf-8").splitlines().index("    declared: 4") + 1
    status, out, _ = check(plan, SITE)
    assert status == 1
    assert f"{plan} 第{line}行" in out
    assert "承接数量写 4，承接单位有 3 个" in out
    assert "有 1 处要改" in out


def test_json_stands_alone_on_stdout(check, tmp_path):
    status, out, err = check(bent(tmp_path, "sanxia, yidu", "sanxa, yidu"), SITE, "--json")
    answer = json.loads(out)
    assert (status, err, answer["ok"]) == (1, "", False)
    assert [pack["kind"] for pack in answer["packs"]] == ["plan", "site"]
    (problem,) = answer["problems"]
    assert problem["code"] == "missing-key"
    assert "是不是“sanxia”" in problem["remedy"]


def test_the_site_pack_beside_the_plan_is_found(check, tmp_path):
    (tmp_path / "sites").mkdir()
    (tmp_path / "plans").mkdir()
    shutil.copy(SITE, tmp_path / "sites")
    plan = bent(tmp_path / "plans", "sanxia, yidu", "sanxa, yidu")
    assert check(plan)[0] == 1


def test_a_plan_whose_site_pack_is_nowhere_is_checked_without_and_that_is_said(check, tmp_path):
    status, out, _ = check(bent(tmp_path, "sanxia, yidu", "sanxa, yidu"))
    assert status == 0
    assert "单位没有核对" in out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a: &a [x]\nb: *a\n", "引用符号"),
        ("计划".encode("gbk"), "UTF-8"),
        (b"pack: plan\n\tformat: 1\n", "制表符"),
        (b"[" * 100_000, "太深"),
        (b"", "空的"),
        (b"pack: plan\nsite: [1]\n", "缺少“plan”"),
        (b"pack: site\nsite: town\n", "应是一组内容"),
    ],
)
def test_a_hostile_or_broken_file_is_told_in_words(check, tmp_path, content, says):
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    status, out, err = check(path)
    assert (status, err) == (1, "")
    assert says in out
    assert "Traceback" not in out


def test_what_is_not_there_cannot_be_checked(check, tmp_path):
    status, out, err = check(tmp_path / "none.yaml")
    assert (status, out) == (2, "")
    assert "没有这个文件" in err
    status, out, _ = check(tmp_path / "none.yaml", "--json")
    assert (status, list(json.loads(out))) == (2, ["error"])


def test_a_folder_without_packs_cannot_be_checked(check, tmp_path):
    status, _, err = check(tmp_path)
    assert status == 2
    assert "没有包文件" in err


def test_checking_needs_no_django():
    code = "import sys, luoshi.commands.check; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
