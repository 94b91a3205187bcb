"""One reading has a largest size; what is beyond is refused in words before the dear steps."""

from itertools import count

import pytest

from luoshi.core.reading import limits
from luoshi.core.reading.reading import read_files
from luoshi.core.reading.structure import Unreadable

HEAD = "关于实施示例计划的通知\n各学校：\n一、重点任务\n"
ROWS = "".join(f"{number}\t建设基地\t2\t√\t√\n" for number in range(1, 8))
MATRIX = f"序号\t工作任务\t承接数量\t甲校\t乙校\n{ROWS}"


def refusal(text):
    with pytest.raises(Unreadable) as refused:
        read_files([("通知.txt", text.encode())], {})
    return str(refused.value)


def test_a_paragraph_beyond_measure_is_refused_with_its_place_before_its_targets_are_looked_for():
    said = refusal(HEAD + "建设1—3个、" * (limits.MOST_IN_ONE // 7 + 2))
    assert "“通知.txt”第4段超过" in said
    assert "请把它分成几段" in said


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("MOST_BLOCKS", HEAD + "学校要抓好落实。\n" * 12, "段落和表格超过 10 个"),
        ("MOST_CLAUSES", HEAD + "".join(f"（{n}）加强建设。\n" for n in "一二三四五六七八九十"), "条款超过 10 条"),
        ("MOST_TARGETS", HEAD + "各校建设2个基地。" * 11, "目标超过 10 个"),
        ("MOST_MARKS", MATRIX, "承接表超过 10 格"),
    ],
)  # fmt: skip
def test_each_measure_refuses_one_more_and_says_how_many_and_what_to_do(monkeypatch, name, text, words):
    assert read_files([("通知.txt", text.encode())], {})["documents"]
    monkeypatch.setattr(limits, name, 10)
    said = refusal(text)
    assert words in said
    assert "拆成几个文件" in said


def test_an_endless_source_is_asked_once_too_often_at_most():
    asked = []
    with pytest.raises(Unreadable):
        limits.at_most(5, "目标", "个", (asked.append(number) or number for number in count()))
    assert len(asked) == 6
