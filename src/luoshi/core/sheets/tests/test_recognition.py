"""How well templates are recognised.

Twelve of our own, which the reader was made with: all of it (a fit, no estimate). Six others (`others.py`), planned
from what offices send, were counted once before anything was changed for them: 75 of 97 things said (77 %), and 75 of
the 94 that it gave were right (80 %). What was lost: a form with three tables in one grid (an empty corner of headings,
cells struck out), a block of form numbers taken for headings, 得分 and 课时 taken for words. After mending: 95 of 97.
Six more (`sloppy.py`), planned from how people make such files, were counted once after that: 59 of 76 (78 %), and 59
of the 66 that it gave were right (89 %): one file without any line drawn was not read at all. After mending all of it.
"""

from luoshi.core.sheets import Arrangement, Certainty, Shape, read_template

from .books import plain_book
from .corpus import SCHOOLS, XLSX
from .documents import DOCX
from .others import OTHERS
from .scoring import score
from .sloppy import SLOPPY


def test_every_template_that_the_reader_was_made_with_is_read_whole() -> None:
    astray = {}
    for name, (make, truth) in {**XLSX, **DOCX, **SLOPPY}.items():
        found = score(read_template(name, make(), SCHOOLS), truth)
        if found.missed or found.false:
            astray[name] = found
    assert astray == {}


def test_templates_of_other_offices_are_read_but_for_the_kind_of_two_lines() -> None:
    scores = [score(read_template(name, make(), SCHOOLS), truth) for name, (make, truth) in OTHERS.items()]
    assert sum(each.wanted for each in scores) == 97
    assert sum(each.right for each in scores) >= 95
    assert sum(len(each.false) for each in scores) <= 2


def test_a_printed_school_that_was_not_asked_is_a_question_with_a_proposal() -> None:
    data = plain_book(["学校名称", "学生数"], [["云岭市职业教育中心"], ["青石县中职校"]])
    template = read_template("表.xlsx", data, SCHOOLS)
    questions = {f.code: f for f in template.findings}
    assert template.tables[0].rows[1].school == ""
    assert questions["row-without-school"].proposal == {
        "table": "t1",
        "row": "r4",
        "school": "青石县中等职业技术学校",
        "reason": "名称相近。",
    }
    assert "白河县职业高级中学" in " ".join(
        f.message for f in template.findings if f.code == "school-without-row"
    )


def test_a_table_with_a_school_column_and_empty_rows_is_asked_about() -> None:
    data = plain_book(["序号", "学校名称", "项目名称", "投资额（万元）"], [[1], [2], [3]])
    template = read_template("表.xlsx", data, SCHOOLS)
    assert (template.tables[0].shape, template.certainty) == (Shape.LIST, Certainty.CERTAIN)
    [question] = [f for f in template.findings if f.code == "shape-unsure"]
    assert question.proposal is not None
    assert (question.proposal["shape"], question.proposal["other"]) == ("list", "schools")


def test_two_schools_of_one_other_name_are_never_guessed() -> None:
    from luoshi.core.sheets import SchoolName

    twins = [SchoolName("甲市职业学校", ("一职",)), SchoolName("乙市职业学校", ("一职",))]
    template = read_template("表.xlsx", plain_book(["学校", "学生数"], [["一职"]]), twins)
    assert template.tables[0].rows[0].school == ""


def test_a_file_without_anything_to_fill_says_so() -> None:
    template = read_template("通知.xlsx", plain_book(["一"], [["关于开展检查的通知"]]), SCHOOLS)
    assert [f.code for f in template.findings] == ["nothing-to-fill"]
    assert template.arrangement is Arrangement.FORM


def test_headings_say_what_belongs_to_what() -> None:
    make, _ = XLSX["规模统计表.xlsx"]
    [table] = read_template("规模统计表.xlsx", make(), SCHOOLS).tables
    assert [(c.key, c.unit, c.part_of) for c in table.asked][:3] == [
        ("t1_c3", "人", ""),
        ("t1_c4", "人", "t1_c3"),
        ("t1_c5", "人", "t1_c3"),
    ]
    assert table.title == "2026年秋季学期中等职业学校办学规模统计表"
