"""The shipped Yichang packs say what the document says; the facts lie in data/annex.tsv."""

import csv
import os
from collections import Counter
from pathlib import Path

import docx
import pytest

from luoshi.core.packs import check_pack, dump_pack, pack_data, snapshot

from .conftest import PACKS

HERE = Path(__file__).parent
ROOT = HERE.parents[4]
SHARED = Path(os.environ.get("LUOSHI_SHARED", ROOT.parent / "shared"))

MARKS_BY_SCHOOL = {
    "三峡中专": 14,
    "机电": 8,
    "宜都": 10,
    "枝江": 8,
    "当阳": 7,
    "远安": 9,
    "兴山": 13,
    "秭归": 10,
    "长阳": 9,
    "五峰": 7,
    "现代": 4,
}


def annex_facts():
    with (HERE / "data/annex.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def undertaken_names(plan, site, task):
    names = {row["key"]: row["short"] for row in site.data["organisations"]}
    return [names[key] for key in plan.data["undertakings"][task]]


def annex_tasks(plan):
    return [task for task in plan.data["tasks"] if task["source"] == "annex"]


def test_both_packs_are_faultless(yichang_plan, yichang_site):
    assert check_pack(yichang_site) == []
    assert check_pack(yichang_plan, site=yichang_site) == []


def test_the_files_are_written_as_an_export_writes_them(yichang_plan, yichang_site):
    for pack, path in ((yichang_site, "sites/yichang.yaml"), (yichang_plan, "plans/yichang-2021.yaml")):
        text = (PACKS / path).read_text(encoding="utf-8")
        assert dump_pack(pack_data(pack.data["pack"], snapshot(pack.data))) == text


def test_every_cell_of_the_annex_is_in_the_pack_and_no_other(yichang_plan, yichang_site):
    facts = annex_facts()
    tasks = annex_tasks(yichang_plan)
    assert [task["key"] for task in tasks] != []
    assert {task["key"] for task in tasks} == {row["key"] for row in facts}
    for row in facts:
        marked = [name for name in MARKS_BY_SCHOOL if row[name] == "√"]
        assert undertaken_names(yichang_plan, yichang_site, row["key"]) == marked, row["key"]


def test_declared_counts_and_titles_are_those_of_the_annex(yichang_plan):
    tasks = {task["key"]: task for task in annex_tasks(yichang_plan)}
    for row in annex_facts():
        assert (tasks[row["key"]]["title"], tasks[row["key"]]["declared"]) == (
            row["title"],
            int(row["declared"]),
        )


def test_there_are_99_undertakings_and_each_school_has_its_number(yichang_plan, yichang_site):
    names = {row["key"]: row["short"] for row in yichang_site.data["organisations"]}
    counted = Counter(names[key] for keys in yichang_plan.data["undertakings"].values() for key in keys)
    assert counted == MARKS_BY_SCHOOL
    assert counted.total() == 99
    assert yichang_plan.data["undertakings"]["36.1"] == []


@pytest.mark.shared
def test_the_pack_agrees_with_the_printed_table(yichang_plan, yichang_site):
    tables = docx.Document(str(SHARED / "input/yichang-2021-opinions.docx")).tables
    printed = [[cell.text for cell in row.cells] for table in tables for row in table.rows[1:]]
    schools = [cell.text for cell in tables[0].rows[0].cells][4:]
    keys = [row["key"] for row in annex_facts()]
    assert len(printed) == len(keys) == 16
    tasks = {task["key"]: task for task in annex_tasks(yichang_plan)}
    for key, row in zip(keys, printed, strict=True):
        assert tasks[key]["code"] in (row[0], row[1], row[1].split()[0])
        assert row[2].endswith(tasks[key]["title"])
        assert tasks[key]["declared"] == int(row[3])
        marked = [school for school, mark in zip(schools, row[4:], strict=True) if mark]
        assert undertaken_names(yichang_plan, yichang_site, key) == marked


@pytest.mark.shared
def test_no_summary_repeats_the_official_sentences(yichang_plan):
    official = (SHARED / "input/yichang-2021-opinions.txt").read_text(encoding="utf-8")
    for clause in yichang_plan.data["clauses"]:
        assert clause["words"].rstrip("。") not in official
        longest = max(len(part) for part in clause["words"].replace("。", "，").split("，"))
        assert longest < 40


def test_part_three_has_its_43_tasks_and_part_four_the_bureaus_own(yichang_plan):
    by_clause = Counter(t["clauses"][0] for t in yichang_plan.data["tasks"] if t["source"] == "clause")
    assert {key: by_clause[key] for key in ("3.1", "3.2", "3.3", "3.4", "3.5")} == {
        "3.1": 9,
        "3.2": 11,
        "3.3": 9,
        "3.4": 8,
        "3.5": 6,
    }
    of_part_four = [t for t in yichang_plan.data["tasks"] if t["clauses"][:1] in (["4.1"], ["4.2"], ["4.3"])]
    assert {task["basis"] for task in of_part_four} == {"own"}
    assert len(of_part_four) == 8


def test_rows_6_51_and_54_alone_have_no_clause(yichang_plan):
    assert [task["key"] for task in yichang_plan.data["tasks"] if not task["clauses"]] == ["6", "51", "54"]


def test_national_totals_are_context_and_double_qualified_is_strictly_more_than_half(yichang_plan):
    targets = yichang_plan.data["targets"]
    national = [t for t in targets if t["scope"] == "national"]
    assert {t["comparator"] for t in national} == {"about", "some"}
    assert sorted(t["quantity"] for t in national if t["quantity"]) == [
        100, 200, 300, 500, 500, 1000, 1000, 2000, 10000, 10000, 10000
    ]  # fmt: skip
    halves = [t for t in targets if t["unit"] == "%"]
    assert [(t["task"], t["comparator"], t["quantity"]) for t in halves] == [
        ("36.2", "more_than", 50),
        ("c3.3-7", "more_than", 50),
    ]


def test_one_to_three_teams_are_a_range_at_city_level_and_above_for_each_school(yichang_plan):
    (teams,) = [t for t in yichang_plan.data["targets"] if t["comparator"] == "range"]
    assert (teams["quantity"], teams["upper"], teams["level"], teams["and_above"], teams["scope"]) == (
        1,
        3,
        "市",
        True,
        "each_school",
    )


def test_every_basis_names_whom_it_binds_or_who_leads(yichang_plan):
    sections = {
        "required": "required",
        "cultivated": "cultivated",
        "own": "own",
        "undertaken": "undertakings",
    }
    for basis, section in sections.items():
        tasks = [task["key"] for task in yichang_plan.data["tasks"] if task["basis"] == basis]
        assert list(yichang_plan.data[section]) == tasks
        assert len(tasks) == {"required": 23, "cultivated": 19, "own": 9, "undertaken": 16}[basis]
    assert set(yichang_plan.data["required"].values()) == {"all_schools"}
    assert None not in yichang_plan.data["own"].values()


def test_eleven_schools_eight_under_their_county_bureau(yichang_site):
    schools = [row for row in yichang_site.data["organisations"] if row["kind"] == "school"]
    assert len(schools) == 11
    assert Counter(row.get("owner") for row in schools) == {"county": 8, "city": 2, None: 1}
    for school in schools:
        if school.get("owner") == "county":
            assert school["parent"] == f"{school['key']}-bureau"


def test_doubtful_names_are_marked_and_the_second_name_is_known(yichang_site):
    by_short = {row["short"]: row for row in yichang_site.data["organisations"]}
    doubtful = [name for name in MARKS_BY_SCHOOL if by_short[name].get("to_verify")]
    assert doubtful == ["宜都", "枝江", "远安", "兴山", "五峰", "现代"]
    assert {"name": "湖北三峡技师学院", "kind": "second"} in by_short["机电"]["names"]
