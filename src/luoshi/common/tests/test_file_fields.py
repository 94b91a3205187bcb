"""Several files in one form field, whichever form it stands in."""

from __future__ import annotations

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common.file_fields import FilesField


def big_ones(files):
    return [f"“{file.name}”太大。" for file in files if file.size > 3]


def field(**given):
    return FilesField(refusals=big_ones, accept=".pdf", error_messages={"required": "请选择文件。"}, **given)


def upload(name, size):
    return SimpleUploadedFile(name, b"x" * size)


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(forms.ValidationError) as refused:
        field().clean([upload("甲.pdf", 9), upload("乙.pdf", 1), upload("丙.pdf", 9)])
    assert refused.value.messages == ["“甲.pdf”太大。", "“丙.pdf”太大。"]


@pytest.mark.parametrize("data", [None, [], [None]])
def test_without_a_file_it_says_so_only_where_one_is_required(data):
    assert field(required=False).clean(data) == []
    with pytest.raises(forms.ValidationError, match="请选择文件"):
        field().clean(data)


def test_one_file_is_a_list_of_one():
    one = upload("甲.pdf", 1)
    assert field().clean(one) == [one]


def test_the_browser_may_choose_several_of_the_offered_kinds():
    shown = field().widget.render("files", None)
    assert ("multiple" in shown, 'accept=".pdf"' in shown, 'type="file"' in shown) == (True, True, True)
