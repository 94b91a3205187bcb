from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.checklists.difference import Known, difference
from luoshi.core.checklists.matching import Candidate, common_words, match
from luoshi.core.checklists.model import Item
from luoshi.core.checklists.reader import checklist_of, read_checklist
from luoshi.core.checklists.wanted import parts_of
from luoshi.core.reading.formats import open_document
from luoshi.core.reading.structure import Unreadable

from .corpus import CORPUS, THREE_LEVELS, book, word


def as_lines(items: tuple[Item, ...]) -> list[str]:
    return [f"{each.level}|{each.number}|{each.text}|{each.wanted if each.asks else '-'}" for each in items]


@pytest.mark.parametrize(("name", "data", "expected"), CORPUS, ids=[name for name, _, _ in CORPUS])
def test_a_checklist_is_read_as_a_person_reads_it(name, data, expected) -> None:
    read = checklist_of(open_document(name, data))
    assert as_lines(read.items) == [line.strip() for line in expected.strip().splitlines()]


def test_points_notes_and_places_come_along() -> None:
    name, data, _ = THREE_LEVELS
    made = read_checklist([(name, data)], {"shown_as": name})
    assert made["title"] == "中等职业学校提质培优行动计划验收指标"
    item = next(each for each in made["items"] if each["number"] == "1.1.2")
    assert (item["points"], item["note"], item["place"]) == (
        "3", "责任处室：教务处；备注：师生比", "工作表“指标”第4行",
    )  # fmt: skip


def test_what_is_no_checklist_is_refused_in_words() -> None:
    for data, name in (
        (word("通知", lines=["请参加会议。"]), "a.docx"),
        (book(("s", [["甲", "乙"]], [])), "a.xlsx"),
    ):
        with pytest.raises(Unreadable, match="没有读出清单"):
            checklist_of(open_document(name, data))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("①甲②乙③丙", ["甲", "乙", "丙"]),
        ("1.甲；2.乙。", ["甲", "乙"]),
        ("（1）甲\n（2）乙", ["甲", "乙"]),
        ("会议记录\n活动照片", ["会议记录", "活动照片"]),
        ("甲；乙", ["甲", "乙"]),
        ("2023年1.5万元预算", ["2023年1.5万元预算"]),
        ("", []),
    ],
)
def test_several_things_in_one_cell_are_told_apart(text, parts) -> None:
    assert parts_of(text) == parts


@given(st.text(max_size=200))
def test_any_cell_gives_parts_that_stand_in_it(text) -> None:
    for part in parts_of(text):
        assert part in text
        assert part.strip()


PIECES = [
    Candidate("a", "校企共建数控实训基地协议", "校企合作办"),
    Candidate("b", "实训基地照片", ""),
    Candidate("c", "2022年德育工作总结", "学生处"),
    Candidate("d", "2023年德育工作总结", "学生处"),
    Candidate("e", "食堂采购合同", "引用：三教改革 活页式教材"),
    Candidate("f", "党组织会议记录（2023年）", ""),
]


def test_pieces_are_found_by_words_and_it_says_which() -> None:
    wanted = [
        "与企业共建实训基地的协议",
        "2023年德育工作总结",
        "党组织会议记录",
        "活页式教材样书",
        "乘风破浪",
    ]
    found = match(wanted, PIECES)
    assert found[0][0].key == "a"
    assert "“实训基地”" in found[0][0].why
    assert [each.key for each in found[1]][:2] == ["d", "c"]
    assert found[1][0].strong
    assert not found[1][1].strong  # another year
    assert found[2][0].key == "f"
    assert [each.key for each in found[4]] == []


def test_words_that_say_nothing_bring_nothing_together() -> None:
    assert match(["学校有关工作材料", "相关佐证材料复印件"], PIECES) == [[], []]


@given(st.lists(st.text(max_size=30), max_size=8), st.lists(st.text(max_size=30), max_size=8))
def test_matching_is_bounded_and_names_only_pieces_there_are(wanted, titles) -> None:
    candidates = [Candidate(str(at), title) for at, title in enumerate(titles)]
    for matches in match(wanted, candidates):
        assert all(0 < each.score <= 1 for each in matches)
        assert {each.key for each in matches} <= {each.key for each in candidates}


def test_common_words_are_the_longest_runs_that_both_have() -> None:
    assert common_words("深化产教融合实训基地", "产教融合型企业的实训基地") == ["产教融合", "实训基地"]


def known(*lines: str) -> list[Known]:
    return [
        Known(str(at), number, text)
        for at, (number, _, text) in enumerate(line.partition(" ") for line in lines)
    ]


def test_a_changed_checklist_keeps_what_stands_moved_or_was_reworded() -> None:
    old = known("1.1 党组织会议制度", "1.2 思政课教师花名册", "1.3 德育工作计划", "1.4 食堂卫生许可")
    new = known("1.1 德育工作计划", "1.2 党组织会议制度及记录", "1.3 思政课教师花名册", "1.5 消防演练记录")
    found = difference(old, new)
    assert dict(found.pairs) == {0: "2", 1: "0", 2: "1"}
    assert (found.came, found.gone) == ((3,), ("3",))


@given(st.lists(st.text(max_size=12), max_size=8), st.lists(st.text(max_size=12), max_size=8))
def test_every_line_is_in_the_difference_once(one, other) -> None:
    old, new = ([Known(str(at), "", text) for at, text in enumerate(texts)] for texts in (one, other))
    found = difference(old, new)
    assert sorted([at for at, _ in found.pairs] + list(found.came)) == list(range(len(new)))
    assert sorted([key for _, key in found.pairs] + list(found.gone)) == sorted(each.key for each in old)


@given(st.text("甲乙丙丁a1。", max_size=40), st.text("甲乙丙丁a1。", max_size=40))
def test_common_words_are_those_that_trying_all_sizes_finds(one, other) -> None:
    def by_trying_all(run: str) -> list[str]:
        found, at = [], 0
        while at < len(run):
            size = next((size for size in range(len(run) - at, 1, -1) if run[at : at + size] in other), 0)
            found += [run[at : at + size]] if size else []
            at += max(size, 1)
        return found

    expected = [word for run in re.findall("[甲乙丙丁]+|[a1]+", one) for word in by_trying_all(run)]
    assert common_words(one, other) == sorted(dict.fromkeys(expected), key=lambda word: -len(word))


def test_the_end_of_an_endless_line_chooses_no_piece() -> None:
    pieces = [Candidate("e1", "实训基地台账")]
    assert match(["实训基地台账"], pieces) != [[]]
    assert match(["甲" * 1_000 + "实训基地台账"], pieces) == [[]]
