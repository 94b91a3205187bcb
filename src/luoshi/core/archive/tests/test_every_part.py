"""Whatever part of a true package is left out, emptied or doubled, and signed anew: verification fails, or it says by
name which part was not there and does not count it among what it has checked.
"""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from luoshi.core.archive import layout
from luoshi.core.archive.contents import LISTS
from luoshi.core.archive.verifying import Report, verify

from . import made

ALL = {"抽取", "名额", "得分", "名次", "等次", "公示", "回执", "公布文件", "证书", "推荐上报"}
MAY_BE_EMPTY = {
    "quota_basis": ("限额不是按登记的数测算的，没有重新测算", "名额"),
    "extensions": ("里面没有延期", ""),
    "proposals": ("里面没有没有同意的提请", ""),
    "objections": ("里面没有异议", ""),
    "announcements": ("里面没有公布文件，登记了不出公布文件的理由", "公布文件"),
    "awards": ("里面登记认定的有 0 件", "证书"),
    "upper": ("里面没有上级结果", ""),
}  # in an honest package: what is said of it, and what is no longer among what was checked
PLACES = sorted({(each.path, each.name) for each in LISTS} | {(layout.RULES, "quota_basis")})


@cache
def whole() -> dict[str, Any]:
    return made.files()


def checked(folder: Path, every: dict[str, Any]) -> Report:
    return verify(made.as_zip(folder / "a.zip", made.signed(every)), made.KEY.public_key())


def test_a_true_package_has_every_part_and_each_was_compared(tmp_path: Path) -> None:
    report = checked(tmp_path, whole())
    assert (report.faults, report.notes, set(report.checked)) == ((), (), ALL)
    assert all(whole()[path][name] for path, name in PLACES), "what is empty here is tested by nothing below"
    listed = {
        (path, name)
        for path, content in whole().items()
        if isinstance(content, dict) and path in vars(layout).values()
        for name, rows in content.items()
        if isinstance(rows, list) and rows and isinstance(rows[0], dict)
    }
    assert listed <= set(PLACES), "a list that nobody counts"


@pytest.mark.parametrize("path", sorted(made.files()))
def test_a_file_left_out_is_missed(tmp_path: Path, path: str) -> None:
    assert checked(tmp_path, {name: each for name, each in whole().items() if name != path}).faults != ()


@pytest.mark.parametrize(("path", "name"), PLACES)
def test_a_part_left_out_is_missed(tmp_path: Path, path: str, name: str) -> None:
    every = copy.deepcopy(whole())
    del every[path][name]
    assert checked(tmp_path, every).faults != ()


@pytest.mark.parametrize(("path", "name"), PLACES)
def test_a_part_emptied_is_a_fault_or_said_by_name(tmp_path: Path, path: str, name: str) -> None:
    every = copy.deepcopy(whole())
    every[path][name] = type(every[path][name])()
    report = checked(tmp_path, every)
    if name not in MAY_BE_EMPTY:
        assert report.faults != ()
        needed = {each.words for each in LISTS if (each.path, each.name, each.needed) == (path, name, True)}
        assert {f"里面没有{words}，档案包不完整。" for words in needed} <= set(report.faults)
        return
    words, part = MAY_BE_EMPTY[name]
    assert (report.faults, any(words in each for each in report.notes)) == ((), True), report.notes
    assert set(report.checked) == ALL - {part}


@pytest.mark.parametrize(("path", "name"), [each for each in PLACES if each[1] != "quota_basis"])
def test_a_row_that_stands_twice_is_found(tmp_path: Path, path: str, name: str) -> None:
    for place in (0, -1):
        every = copy.deepcopy(whole())
        every[path][name].append(copy.deepcopy(every[path][name][place]))
        assert any("列了两次" in each for each in checked(tmp_path, every).faults)


def test_what_comes_after_the_end_is_said_where_it_has_not_come(tmp_path: Path) -> None:
    """A package made the day after the publication is an honest one, and promises nothing of what is not in it."""
    every = copy.deepcopy(whole())
    every[layout.ANNOUNCEMENTS] = {"announcements": [], "without": None}
    every[layout.AWARDS] = {"awards": []}
    every[layout.RECOMMENDATIONS] = {"recommendations": [], "upper": []}
    every[layout.RULES]["call"]["outcome"] = "recommend"
    for path in [each for each in every if each.endswith((".jwt", ".docx"))]:
        del every[path]
    report = checked(tmp_path, every)
    assert (report.faults, set(report.checked)) == ((), ALL - {"公布文件", "证书", "推荐上报"})
    said = ("里面没有上级结果", "里面没有公布文件，也没有登记", "里面没有推荐函")
    assert [words for words in said if not any(words in each for each in report.notes)] == []
