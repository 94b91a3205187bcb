"""What a school left empty of what it was asked, cell by cell."""

import pytest

from luoshi.core.fields.blanks import blanks_in, is_wanted
from luoshi.core.fields.model import Choice, Field, Form


@pytest.mark.parametrize(
    ("label", "help", "wanted"),
    [
        ("在校生数", "", True),
        ("备注", "", False),
        ("获奖情况（选填）", "", False),
        ("获奖情况", "如有请填", False),
        ("说明", "", True),
    ],
)
def test_what_is_asked_is_wanted_unless_its_words_say_otherwise(label, help, wanted):
    assert is_wanted(Field("a", "text", label, help=help)) is wanted
    assert is_wanted(Field("a", "text", label, help=help, required=True))


def test_every_empty_cell_is_named_once():
    number = Field("n", "integer", "人数")
    remark = Field("r", "text", "备注")
    fixed = Field("f", "table", "分类", columns=(number, remark), rows=(Choice("x", "男"), Choice("y", "女")))
    free = Field("l", "table", "明细", columns=(number, remark))
    form = Form((Field("a", "text", "校名"), Field("z", "integer", "总数"), fixed, free))
    assert blanks_in(form, {}) == ["校名", "总数", "分类 男 人数", "分类 女 人数", "明细（一行也没有）"]
    said = {"a": "甲校", "z": 0, "f": [{"_row": "x", "n": 0}], "l": [{"_row": "1"}, {"_row": "2", "n": 1}]}
    assert blanks_in(form, said) == ["分类 女 人数", "明细 第1行 人数"], "0 is an answer"
