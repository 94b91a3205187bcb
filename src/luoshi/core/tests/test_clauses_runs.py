"""Numbered runs inside one paragraph: 一是…；二是…, （1）…；（2）…, ①…②…"""

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.reading.clauses import Clause, read_clauses
from luoshi.core.reading.reading import read

from .documents import document_of

HEAD = "临江市教育局关于加强职业教育的意见\n各县市教育局：\n一、重点任务\n"


def clauses_of(text: str) -> list[Clause]:
    return list(read_clauses(document_of(HEAD + text)).clauses)


def texts_below(text: str, number: str) -> list[tuple[str, str]]:
    """Number and text of the clauses below the one of this number."""
    found = clauses_of(text)
    above = next(clause for clause in found if clause.number == number)
    return [(clause.number, clause.text) for clause in found if clause.parent == above.id]


def test_points_inside_a_paragraph_are_clauses_below_it():
    text = "（一）加强队伍建设。主要做好：一是培养双师型教师200名；二是聘请兼职教师50名。"
    assert texts_below(text, "一（一）") == [
        ("一（一）一是", "培养双师型教师200名；"),
        ("一（一）二是", "聘请兼职教师50名。"),
    ]
    above = next(clause for clause in clauses_of(text) if clause.number == "一（一）")
    assert (above.heading, above.text) == ("加强队伍建设", "加强队伍建设。主要做好：")


def test_bracketed_and_circled_numbers_inside_a_paragraph_are_clauses_too():
    bracketed = "（一）建设基地，做到（1）新建基地3个；（2）改造实训室10间。"
    assert [number for number, _ in texts_below(bracketed, "一（一）")] == ["一（一）（1）", "一（一）（2）"]
    circled = "（一）建设基地：①新建基地3个；②改造实训室10间。"
    assert [number for number, _ in texts_below(circled, "一（一）")] == ["一（一）①", "一（一）②"]
    decimal = "（一）建设基地。1.新建基地3个。2.改造实训室10间。"
    assert [number for number, _ in texts_below(decimal, "一（一）")] == ["一（一）1", "一（一）2"]


def test_a_run_inside_a_part_of_a_run_stands_below_that_part():
    text = "（一）建设基地。一是分级建设，①校级1个；②市级2个。二是加强管理。"
    assert [number for number, _ in texts_below(text, "一（一）一是")] == ["一（一）一是①", "一（一）一是②"]


def test_each_part_knows_its_place():
    text = "（一）建设基地。要求如下：\n一是新建基地3个。\n二是改造实训室10间。\n1.经费。由市里负担。"
    found = {clause.number: clause.place.paragraph for clause in clauses_of(text)}
    assert (found["一（一）一是"], found["一（一）二是"], found["一（一）1"]) == (5, 6, 7)
    (above,) = (clause for clause in clauses_of(text) if clause.number == "一（一）")
    assert above.text == "建设基地。要求如下："


def test_the_units_named_at_the_end_hold_for_the_whole_clause():
    text = "（一）建设基地。一是新建基地3个；二是改造实训室10间。（责任单位：市教育局、市财政局）"
    found = {clause.number: [unit.name for unit in clause.units] for clause in clauses_of(text)}
    assert found["一（一）"] == ["市教育局", "市财政局"]
    assert found["一（一）二是"] == []


def test_what_numbers_no_parts_of_the_clause_stays_whole():
    for text in (
        "（一）要求。一是加强领导，二是落实经费，三是强化督查。",  # one sentence
        "（一）要求。一要学；二要看；三要干。",  # a saying
        "（一）要求。一是加强组织领导；三是强化督查落实。",  # a gap
        "（一）要求。按照第（1）项和第（2）项办理。",  # references
        "（一）要求。报送材料（一是申报书原件；二是佐证材料原件）。",  # in brackets
        "（一）要求。一是加强组织领导。",  # alone
        "（一）要求。一是加强组织领导；二是强化督查。\n一是落实经费来源；二是改善办学条件。",  # two runs
    ):
        assert texts_below(text, "一（一）") == [], text


def test_targets_stand_in_the_part_and_keep_what_the_lead_says():
    text = HEAD + "（一）队伍。到2025年：一是全市培养双师型教师200名；二是每校建设2个工作室。"
    result = read([document_of(text)]).to_json()
    by_id = {clause["id"]: clause for clause in result["clauses"]}
    found = [(by_id[target["clause"]], target) for target in result["targets"]]
    assert [(clause["number"], target["quantity"], target["due"]) for clause, target in found] == [
        ("一（一）一是", 200, "2025"),
        ("一（一）二是", 2, "2025"),
    ]
    assert all(clause["text"][slice(*target["span"])] == target["text"] for clause, target in found)


def test_a_differing_part_of_a_second_file_is_asked_about_alone():
    text = HEAD + "（一）队伍。一是培养教师200名；二是建设基地3个。"
    first, second = document_of(text, "一.txt"), document_of(text.replace("3个", "4个"), "二.txt")
    reading = read([first, second])
    asked = [finding.message for finding in reading.findings if finding.code == "clause-differs"]
    assert len(asked) == 1
    assert "一（一）二是" in asked[0]
    numbers = [(target.found.quantity, target.place.file) for target in reading.targets]
    assert numbers == [(200, "一.txt"), (3, "一.txt"), (4, "二.txt")]


PIECES = st.sampled_from(
    [
        "一是",
        "二是",
        "三是",
        "（1）",
        "（2）",
        "①",
        "②",
        "1.",
        "2.",
        "建设3个基地",
        "。",
        "；",
        "，",
        "\n",
        "（",
        "）",
        "到2025年",
    ]
)


@given(st.lists(PIECES, max_size=24))
def test_however_it_is_numbered_nothing_is_lost_and_spans_hold(pieces: list[str]):
    document = document_of(HEAD + "（一）任务。" + "".join(pieces))
    result = read([document]).to_json()
    by_id = {clause["id"]: clause for clause in result["clauses"]}
    for target in result["targets"]:
        assert by_id[target["clause"]]["text"][slice(*target["span"])] == target["text"]
    ids = [clause["id"] for clause in result["clauses"]]
    assert len(ids) == len(set(ids))
    assert all(clause["parent"] in (None, *ids) for clause in result["clauses"])
    printed = sum("建设3个基地" in piece for piece in pieces)
    assert sum(clause["text"].count("建设3个基地") for clause in result["clauses"]) == printed
