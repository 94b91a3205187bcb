"""Each command explains itself, and what was written wrongly, in Chinese."""

import re

import pytest

from luoshi.cli import main


def said_by(capsys, *words):
    with pytest.raises(SystemExit) as left:
        main(words)
    told = capsys.readouterr()
    return left.value.code, told.out + told.err


@pytest.mark.parametrize(
    "words", [("read",), ("load",), ("backup",), ("backup", "restore"), ("audit", "verify")]
)
def test_help_has_no_english_words_of_its_own(capsys, words):
    code, told = said_by(capsys, *words, "--help")
    assert code == 0
    assert told.startswith(f"用法：luoshi {' '.join(words)}")
    assert not re.search(r"usage|positional|options:|show this|exit", told)


@pytest.mark.parametrize(
    ("words", "remark"),
    [
        (("read",), "缺少 文件"),
        (("backup", "verify", "a", "b"), "不认识 b"),
        (("export", "x", "--to"), "--to 后面要写内容"),
        (("audit", "undo"), "不能写 'undo'"),
    ],
)
def test_a_command_written_wrongly_is_told_in_chinese(capsys, words, remark):
    code, told = said_by(capsys, *words)
    assert code == 2
    assert remark in told
    assert not re.search(r"required|unrecognized|expected|invalid", told)
