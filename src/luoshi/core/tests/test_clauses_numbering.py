"""Numbers at the start of a line, in every dress they are printed in."""

import pytest

from luoshi.core.reading.clauses.numbering import find_marker, han_value

NUMBERS = [
    ("一、总体要求", "han", 1, "一", "总体要求"),
    ("十二、附则", "han", 12, "十二", "附则"),
    ("二．工作目标", "han", 2, "二", "工作目标"),
    ("（三）制定方案。各校要", "paren_han", 3, "（三）", "制定方案。各校要"),
    ("(三) 制定方案", "paren_han", 3, "（三）", "制定方案"),
    ("㈡建设目标", "paren_han", 2, "（二）", "建设目标"),
    ("1.校园建设：占地", "decimal", 1, "1", "校园建设：占地"),
    ("1．校园建设", "decimal", 1, "1", "校园建设"),
    ("１、校园建设", "decimal", 1, "1", "校园建设"),
    ("⒊校园建设", "decimal", 3, "3", "校园建设"),
    ("（1）师资", "paren_decimal", 1, "（1）", "师资"),
    ("2）师资", "paren_decimal", 2, "（2）", "师资"),
    ("⑴师资", "paren_decimal", 1, "（1）", "师资"),
    ("①打造联合体", "circled", 1, "①", "打造联合体"),
    ("㉑第二十一项", "circled", 21, "㉑", "第二十一项"),
    ("第一章 总则", "chapter", 1, "第一章", "总则"),
    ("第三节 程序", "section", 3, "第三节", "程序"),
    ("第十二条 学校应当公开。", "article", 12, "第十二条", "学校应当公开。"),
    ("第二条　规范办学", "article", 2, "第二条", "规范办学"),
    ("第（三）款 经费", "item", 3, "第（三）项", "经费"),
    ("第二部分 任务", "part", 2, "第二部分", "任务"),
    ("3.1 课程建设", "dotted2", 1, "3.1", "课程建设"),
    ("3.1.2课程标准", "dotted3", 2, "3.1.2", "课程标准"),
    ("A.课程", "letter", 1, "A", "课程"),
]
NO_NUMBERS = [
    "2021年建成一批基地。",
    "2021、2022年分两批遴选。",
    "3.5万人参加培训",
    "1.5 亿元",
    "10:30 开会",
    "第三条、第四条规定的情形",
    "第三条规定的情形",
    "第二部分的要求",
    "一、二、三等奖若干",
    "一是加强领导",
    "“三全育人”改革",
    "（联盟）建设",
    "(2021)5号",
    "1+X证书",
    "",
]


@pytest.mark.parametrize(("line", "kind", "ordinal", "shown", "rest"), NUMBERS)
def test_a_number_is_found_with_its_kind_ordinal_and_text(line, kind, ordinal, shown, rest):
    marker = find_marker(line)
    assert marker is not None
    assert (marker.kind, marker.ordinal, marker.shown, marker.rest) == (kind, ordinal, shown, rest)


@pytest.mark.parametrize("line", NO_NUMBERS)
def test_a_figure_or_a_reference_at_the_start_is_no_number(line):
    assert find_marker(line) is None


@pytest.mark.parametrize(
    ("sign", "value"), [("十", 10), ("十五", 15), ("二十", 20), ("一百零二", 102), ("7", 7)]
)
def test_chinese_ordinals_have_their_value(sign, value):
    assert han_value(sign) == value
