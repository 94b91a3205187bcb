"""`luoshi read`: what people and programs get from it at the terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from luoshi.cli import main

OPINION = """临江市教育局关于实施强基计划的意见

各学校：
一、主要任务
（一）建好课程。各校每年建成2门精品课程。
（二）建强队伍。完善兼职教师聘任办法。

附件：任务承接情况一览表

任务承接情况一览表
序号\t工作任务\t承接数量\t一中专\t二中专
1\t建成精品课程\t1\t√\t
2\t完善兼职教师聘任办法\t2\t√\t√
"""
STRAY_MARK = OPINION.replace("建成精品课程\t1\t√\t", "建成精品课程\t1\t√\t\t\t√")


@pytest.fixture
def opinion(tmp_path: Path) -> Path:
    return written(tmp_path, OPINION)


def written(folder: Path, text: str, name: str = "意见.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as leaving:
        main(["read", *map(str, words)])
    return int(leaving.value.code or 0)


def test_a_document_is_shown_in_plain_chinese(opinion, capsys):
    assert run(opinion) == 0
    shown = capsys.readouterr().out
    assert "《临江市教育局关于实施强基计划的意见》" in shown
    assert "一（一）  建好课程" in shown
    assert "1 建成精品课程：一中专" in shown
    assert "合计：任务2项，承接3项，待确认0项。" in shown
    assert "[请确认] 表1第2行第2列：" in shown


def test_json_alone_stands_on_stdout(opinion, capsys):
    assert run(opinion, "--json") == 0
    captured = capsys.readouterr()
    reading = json.loads(captured.out)
    assert [task["undertaken_by"] for task in reading["tasks"]] == [["一中专"], ["一中专", "二中专"]]
    assert reading["documents"][0]["name"] == "意见.txt"
    assert captured.err == ""


def test_an_error_in_the_document_gives_exit_code_one(tmp_path, capsys):
    assert run(written(tmp_path, STRAY_MARK), "--json") == 1
    severities = {finding["severity"] for finding in json.loads(capsys.readouterr().out)["findings"]}
    assert "error" in severities


def test_an_unreadable_file_gives_exit_code_two_and_says_what_to_do(tmp_path, capsys):
    broken = tmp_path / "意见.docx"
    broken.write_bytes(b"PK\x03\x04" + b"\x00" * 40)
    assert run(broken, "--json") == 2
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {"error": captured.err.strip()}
    assert "请" in captured.err


def test_what_is_no_plain_file_or_too_large_is_refused_before_it_is_read(tmp_path, capsys):
    pipe, large = tmp_path / "管道.docx", tmp_path / "很大.txt"
    os.mkfifo(pipe)
    with large.open("wb") as file:
        file.truncate((50 << 20) + 1)
    for path, words in ((pipe, "不是普通文件"), ("/dev/zero", "不是普通文件"), (large, "超过 50 MB")):
        assert run(path) == 2
        assert words in capsys.readouterr().err


@pytest.mark.parametrize(("name", "words"), [("没有.txt", "找不到文件"), (".", "是文件夹")])
def test_a_path_that_is_no_file_is_refused_in_words(tmp_path, capsys, name, words):
    assert run(tmp_path / name) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err


def test_several_files_are_one_reading_even_with_the_same_name(tmp_path, capsys):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    text, table = OPINION.split("附件：")
    first = written(tmp_path / "a", text)
    second = written(tmp_path / "b", table)
    assert run(first, second, "--json") == 0
    reading = json.loads(capsys.readouterr().out)
    assert [document["name"] for document in reading["documents"]] == [str(first), str(second)]
    assert len(reading["tasks"]) == 2
    assert {clause["number"] for clause in reading["clauses"]} >= {"一", "一（一）"}


def test_several_files_are_told_apart_in_the_findings(tmp_path, capsys):
    text, table = OPINION.split("附件：")
    assert run(written(tmp_path, text), written(tmp_path, table, "附表.txt")) == 0
    assert "[请确认] 附表.txt 表1第2行" in capsys.readouterr().out


def test_the_command_starts_without_the_web_framework():
    probe = "import sys, luoshi.cli, luoshi.commands.read; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
