"""The Yichang opinions and their annex, read whole from the files as they reached us."""

import time
from collections import Counter
from pathlib import Path

import pytest

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.reading import Reading, read

TEXT, WORD, EXCEL = "yichang-2021-opinions.txt", "yichang-2021-opinions.docx", "yichang-2021-annex.xlsx"
pytestmark = pytest.mark.shared


def reading_of(shared_input: Path, *names: str) -> Reading:
    return read([open_document(name, (shared_input / name).read_bytes()) for name in names])


def undertaken(reading: Reading, *, accepted: bool = False) -> dict[str, set[str]]:
    return {
        task.key: set(task.undertaken_by) | (set(task.proposed_by) if accepted else set())
        for task in reading.tasks
    }


def test_the_damaged_text_shows_96_and_proposes_three(shared_input: Path) -> None:
    reading = reading_of(shared_input, TEXT)
    assert len(reading.tasks) == 16
    assert sum(len(task.undertaken_by) for task in reading.tasks) == 96
    assert {task.key: task.proposed_by for task in reading.tasks if task.proposed_by} == {
        "4.1": ("现代",),
        "4.4": ("现代",),
        "4.5": ("现代",),
    }
    assert [finding.code for finding in reading.findings].count("clipped-column") == 3
    assert undertaken(reading)["4.2"] == {"三峡中专", "宜都", "兴山"}
    assert not reading.has_errors


@pytest.mark.parametrize("name", [WORD, EXCEL])
def test_the_office_files_show_99_and_ask_nothing_about_marks(shared_input: Path, name: str) -> None:
    reading = reading_of(shared_input, name)
    assert sum(len(task.undertaken_by) for task in reading.tasks) == 99
    assert "clipped-column" not in [finding.code for finding in reading.findings]


def test_all_three_agree_once_the_proposals_are_accepted(shared_input: Path) -> None:
    text, word, excel = (reading_of(shared_input, name) for name in (TEXT, WORD, EXCEL))
    assert undertaken(text, accepted=True) == undertaken(word) == undertaken(excel)


def test_the_text_and_the_word_file_have_the_same_clauses_and_targets(shared_input: Path) -> None:
    text, word = reading_of(shared_input, TEXT), reading_of(shared_input, WORD)
    assert [(c.number, c.heading, c.text) for c in text.clauses] == [
        (c.number, c.heading, c.text) for c in word.clauses
    ]
    assert [target.found for target in text.targets] == [target.found for target in word.targets]


def test_head_clauses_and_annex_are_read(shared_input: Path) -> None:
    reading = reading_of(shared_input, WORD)
    (head,) = reading.heads
    assert head.title == "关于全面推进全市中职学校提质培优行动计划的实施意见"
    assert head.issuer == "宜昌市教育局"
    assert head.addressees == ("各县市教育局", "各中职学校")
    assert head.plan_period == (2020, 2023)
    numbers = "一 二 二（一） 二（二） 二（三） 二（四） 三 三（一） 三（二） 三（三） 三（四） 三（五）"
    assert [c.number for c in reading.clauses if c.number][:12] == numbers.split()
    cut = head.by_number("三（二）")
    assert cut is not None
    assert "示范性职工培训基地、示范性继续教育基地、社区教育示范基地" in cut.text


def test_text_and_table_are_held_against_each_other(shared_input: Path) -> None:
    findings = reading_of(shared_input, TEXT).findings

    def tasks(code: str) -> list[object]:
        return [finding.proposal["task"] for finding in findings if finding.code == code and finding.proposal]

    assert tasks("task-without-clause") == ["6", "51", "54"]
    assert tasks("binds-all-table-fewer") == ["23", "36.2"]
    unspoken = [finding for finding in findings if finding.code == "target-subject-unspoken"]
    assert len(unspoken) == 1
    assert "专业教师中“双师型”教师占比超过50%" in unspoken[0].message


def test_targets_of_the_text_and_totals_of_the_nation(shared_input: Path) -> None:
    reading = reading_of(shared_input, TEXT)
    by_text = {target.found.text: target for target in reading.targets if target.clause}
    share = by_text["专业教师中“双师型”教师占比超过50%"].found
    assert (share.comparator, share.quantity, share.unit) == ("more_than", 50, "%")
    teams = by_text["创建1—3个市级及以上教师教学创新团队"].found
    assert (teams.quantity, teams.upper, teams.comparator) == (1, 3, "range")
    assert (teams.level, teams.and_above, teams.scope) == ("市", True, "each_school")
    totals = [
        target for target in reading.targets if target.clause is None and target.found.comparator == "about"
    ]
    assert len(totals) == 11
    assert {target.found.scope for target in totals} == {"national"}


def test_three_files_together_are_one_reading(shared_input: Path) -> None:
    together, alone = reading_of(shared_input, WORD, EXCEL, TEXT), reading_of(shared_input, WORD)
    assert undertaken(together) == undertaken(alone)
    assert [clause.id for clause in together.clauses] == [clause.id for clause in alone.clauses]
    assert len(together.targets) == len(alone.targets)
    questions = Counter(finding.code for finding in together.findings if finding.severity == "ask")
    assert questions == Counter(finding.code for finding in alone.findings if finding.severity == "ask")


def test_the_word_file_is_read_in_half_a_second(shared_input: Path) -> None:
    reading_of(shared_input, WORD)
    begun = time.process_time()
    reading_of(shared_input, WORD)
    assert time.process_time() - begun < 0.5
