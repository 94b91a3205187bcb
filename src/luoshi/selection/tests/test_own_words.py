"""Words that differ with whose selection it is stand in one place: a school reads of its own meetings and posts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from luoshi.accounts.models import Organisation
from luoshi.selection import own_words
from luoshi.selection.models import Call
from luoshi.selection.own_words import CITY, COUNTY, SCHOOL, words_of
from luoshi.selection.recommendation.queries import names_the_meeting

HERE = Path(own_words.__file__).parent
A_BUREAU_S = re.compile("科长|本局|局党组|局长")
AUDIENCE = re.compile(
    "^(组织单位|本单位的|市局|下级遴选|本局能看|获认定单位|受邀|申报单位)"
)  # who a page is for; never printed


def texts(path: Path) -> Iterator[str]:
    """What the file may show: all strings but docstrings, policies of routes, and who may do a move."""
    tree = ast.parse(path.read_text())
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))
        if isinstance(node, ast.keyword) and node.arg == "who":
            left_out.update(map(id, ast.walk(node)))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "policy":
            left_out.update(map(id, ast.walk(node)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.value


def test_no_page_and_no_refusal_says_a_bureau_s_word_of_itself() -> None:
    found = [
        (path.name, line.strip()[:60])
        for path in sorted(HERE.rglob("*.html"))
        for line in path.read_text().splitlines()
        if A_BUREAU_S.search(line)
    ]
    for path in sorted(HERE.rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts) or path.name == "own_words.py":
            continue
        for text in texts(path):
            if A_BUREAU_S.search(text) and not AUDIENCE.match(text):
                found.append((path.name, text[:60]))
    assert found == []


@pytest.mark.parametrize(
    ("kind", "words", "meets", "does_not"),
    [
        ("school", SCHOOL, "校长办公会", "局党组会"),
        ("school", SCHOOL, "学校党委会", "专家委员会"),
        ("county_bureau", COUNTY, "局党组会", "专家委员会"),
        ("city_bureau", CITY, "局长办公会", "专家委员会"),
    ],
)
def test_whose_selection_it_is_says_which_meeting_decides(
    kind: str, words: own_words.OwnWords, meets: str, does_not: str
) -> None:
    call = Call(organisation=Organisation(kind=kind))
    assert call.own_words == words_of(call.organisation) == words
    assert (names_the_meeting(call, meets), names_the_meeting(call, does_not)) == (True, False)


def test_a_school_reads_of_its_own_house() -> None:
    said = " ".join([SCHOOL.others_publish, SCHOOL.has_to_decide, SCHOOL.leader, SCHOOL.bodies])
    assert not A_BUREAU_S.search(said)
    assert all(word in said for word in ("学校党委会", "校长办公会", "副校长", "项目办"))


def test_only_a_school_shows_its_results_to_its_own_people() -> None:
    assert (SCHOOL.public, SCHOOL.readers, SCHOOL.applicants) == ("本校人员", "本校人员", "申报人")
    assert "任何人" not in SCHOOL.anybody
    for words in (CITY, COUNTY):
        assert (words.public, words.readers) == ("公众", "各单位和公众")
        assert words.anybody == "任何人都可以下载"
