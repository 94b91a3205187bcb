"""`luoshi load` and `luoshi export`: what an operator reads, and the exit codes that scripts go by."""

import argparse
import json

from luoshi.commands import export, load
from luoshi.home.loading import BUNDLED

PLAN = BUNDLED / "plans/yichang-2021.yaml"


def loaded(path, **more):
    return load.run(argparse.Namespace(files=[path], **({"dry_run": False, "json": False} | more)))


def exported(key, **more):
    said = {"key": key, "site": False, "as_loaded": True, "to": None} | more
    return export.run(argparse.Namespace(**said))


def test_a_pack_is_loaded_and_comes_back_and_a_bad_one_is_refused_with_its_line(
    yichang, monkeypatch, tmp_path, capsys
):
    monkeypatch.setenv("LUOSHI_HOME", str(tmp_path))
    monkeypatch.setenv("LUOSHI_MODE", "test")
    assert loaded(PLAN, json=True) == 0
    pack = json.loads(capsys.readouterr().out)["packs"][0]
    assert (pack["key"], pack["loaded"], pack["counts"]["added"]) == ("yichang-2021", True, 0)
    assert exported("yichang-2021") == 0
    assert capsys.readouterr().out == PLAN.read_text("utf-8")
    broken = tmp_path / "错.yaml"
    broken.write_text(PLAN.read_text("utf-8").replace("basis: own", "basis: nobody", 1), "utf-8")
    assert loaded(broken) == 1
    refused = capsys.readouterr()
    assert (refused.out, refused.err.startswith("错.yaml 第")) == ("", True)
    assert loaded(tmp_path / "没有.yaml") == 2
    assert "没有.yaml（没有这个文件）" in capsys.readouterr().err
    assert exported("nothing") == 2
    assert "代号为“nothing”的包，请核对代号" in capsys.readouterr().err
