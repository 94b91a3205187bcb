"""The clause tree of documents as offices write them."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.reading.clauses import ClauseKind, ClauseReading, Role, read_clauses
from luoshi.core.reading.clauses.lines import lines_and_tables
from luoshi.core.reading.clauses.numbering import find_marker
from luoshi.core.reading.structure import Paragraph, Place, Table
from luoshi.core.tests.documents import document_of, paragraphs_of

OPINION = """
临江市教育局文件
临教发[2022]7号

关于实施中职学校强基计划
（2022-2025 年）的意见

各县（区）教育局、市直各中职学校：

为落实上级部署，制定本意见。

一、总体要求
坚持立德树人，办好职业教育。
二、主要任务
（一）**建好专业**。每校建成2个特色专业，推动课程建设与产业需求
对接，形成机制。
本项由市教育局牵头，市财政局配合。
（二）建强队伍
1.培养教师。各校“双师型”教师占比达到60%。（市教育局、市人社局负责）
2．完善制度。按照第一部分和本意见第二部分第（一）项执行，见附件2。
三、组织保障
(一)加强领导。责任单位：各县（区）教育局；配合单位：市财政局、市人社局。

附件：1.任务分工表
      2.评分细则

临江市教育局
二〇二二年三月十五日
（此件公开发布）

附件1
任务分工表

序号\t任务\t学校
1\t建专业\t一中专

附件2
评分细则
一、评分办法
满分100分。
"""


def read(text: str) -> ClauseReading:
    return read_clauses(document_of(text))


def numbers(reading: ClauseReading) -> list[str]:
    return [clause.number for clause in reading.clauses]


def clause(reading: ClauseReading, number: str):
    found = reading.by_number(number)
    assert found is not None, (number, numbers(reading))
    return found


def test_the_head_gives_title_issuer_number_date_and_addressees():
    reading = read(OPINION)
    assert reading.title == "关于实施中职学校强基计划（2022-2025年）的意见"
    assert reading.issuer == "临江市教育局"
    assert reading.number == "临教发〔2022〕7号"
    assert reading.date == "2022-03-15"
    assert reading.addressees == ("各县（区）教育局", "市直各中职学校")
    assert reading.plan_period == (2022, 2025)


def test_the_tree_follows_the_numbers_and_the_annex_has_its_own():
    assert numbers(read(OPINION)) == [
        "",
        "一",
        "二",
        "二（一）",
        "二（二）",
        "二（二）1",
        "二（二）2",
        "三",
        "三（一）",
        "",
        "附件1",
        "附件2",
        "附件2一",
    ]


def test_annexes_are_listed_with_number_and_title():
    assert [(annex.number, annex.title) for annex in read(OPINION).annexes] == [
        (1, "任务分工表"),
        (2, "评分细则"),
    ]


def test_a_cut_paragraph_is_joined_and_a_new_one_begins_a_line():
    text = clause(read(OPINION), "二（一）").text
    assert text.split("\n") == [
        "建好专业。每校建成2个特色专业，推动课程建设与产业需求对接，形成机制。",
        "本项由市教育局牵头，市财政局配合。",
    ]


def test_headings_are_read_alone_on_a_line_and_run_in():
    reading = read(OPINION)
    assert clause(reading, "一").heading == "总体要求"
    assert clause(reading, "一").text == "总体要求\n坚持立德树人，办好职业教育。"
    assert clause(reading, "二（一）").heading == "建好专业"
    assert clause(reading, "二（二）1").heading == "培养教师"


def test_a_line_that_ends_in_a_colon_is_the_heading_of_what_follows():
    reading = read("办法\n一、条件\n（一）师资队伍：\n1、有骨干教师；\n2、有兼职教师。")
    assert clause(reading, "一（一）").heading == "师资队伍"
    assert clause(reading, "一（一）1").heading == ""


def test_units_are_named_with_their_role():
    reading = read(OPINION)

    def units(number):
        return [(unit.role, unit.name) for unit in clause(reading, number).units]

    assert units("二（一）") == [("lead", "市教育局"), ("cooperating", "市财政局")]
    assert units("二（二）1") == [("responsible", "市教育局"), ("responsible", "市人社局")]
    assert units("三（一）") == [
        ("responsible", "各县（区）教育局"),
        ("cooperating", "市财政局"),
        ("cooperating", "市人社局"),
    ]


def test_references_find_the_clause_they_mean():
    reading = read(OPINION)
    references = clause(reading, "二（二）2").references
    assert [(reference.text, reference.target) for reference in references] == [
        ("第一部分", clause(reading, "一").id),
        ("第二部分第（一）项", clause(reading, "二（一）").id),
        ("附件2", clause(reading, "附件2").id),
    ]


def test_a_reference_into_another_law_is_not_ours():
    reading = read("办法\n第一条 依据《职业教育法》第二条制定。\n第二条 学校适用第一条。")
    assert clause(reading, "第一条").references == ()
    assert [reference.target for reference in clause(reading, "第二条").references] == ["c1"]


def test_articles_stand_under_chapters_and_are_cited_without_them():
    reading = read(
        "试点办法\n第一章 总则\n第一条 为规范管理，制定本办法。\n本办法适用于全市。\n第二章 职责\n"
        "第二条 学校履行下列职责：\n（一）公开信息；\n（二）接受监督。\n第三条 本办法自印发之日起施行。"
    )
    assert numbers(reading) == [
        "第一章",
        "第一条",
        "第二章",
        "第二条",
        "第二条（一）",
        "第二条（二）",
        "第三条",
    ]
    assert clause(reading, "第二条").parent == clause(reading, "第二章").id
    assert clause(reading, "第一条").text.endswith("\n本办法适用于全市。")
    assert reading.findings == ()


def test_documents_may_begin_with_any_kind_of_number():
    for first, second, inner in (("1.", "2.", "（1）"), ("①", "②", "1."), ("（一）", "（二）", "1.")):
        reading = read(f"要点\n{first}抓专业。做好。\n{inner}分项。做好。\n{second}抓队伍。做好。")
        assert [c.parent for c in reading.clauses] == [None, "c1", None]


def test_a_kind_that_ranks_higher_goes_below_when_the_outer_numbering_goes_on():
    reading = read("要点\n1.抓专业\n（一）建设。做好。\n（二）评价。做好。\n2.抓队伍\n")
    assert numbers(reading) == ["1", "1（一）", "1（二）", "2"]


def test_a_kind_that_ranks_higher_closes_a_numbering_that_does_not_go_on():
    reading = read("要点\n（一）前提。做好。\n一、任务\n（一）建设。做好。\n二、保障\n")
    assert numbers(reading) == ["（一）", "一", "一（一）", "二"]


def test_dotted_numbers_stand_under_their_first_part():
    reading = read("规范\n一、任务\n1.课程\n1.1 标准。制定。\n1.2 资源。建设。\n2.教材\n2.1 选用。规范。")
    assert numbers(reading) == ["一", "一1", "一1.1", "一1.2", "一2", "一2.1"]


def test_numbers_that_word_makes_by_itself_count_like_printed_ones():
    place = Place("样本.docx", paragraph=1)
    reading = read_clauses(
        paragraphs_of(
            "工作方案",
            Paragraph("总体要求", place, label="一、"),
            Paragraph("建好专业。做好。", place, label="（一）"),
            Paragraph("公开信息。", place, label="•"),
        )
    )
    assert numbers(reading) == ["一", "一（一）"]
    assert clause(reading, "一（一）").text == "建好专业。做好。\n公开信息。"


def test_headings_without_numbers_open_clauses_by_their_level():
    place = Place("样本.docx", paragraph=1)
    reading = read_clauses(
        paragraphs_of(
            "工作方案",
            "为做好工作，制定本方案。",
            Paragraph("总体要求", place, heading_level=1),
            Paragraph("指导思想", place, heading_level=2),
            "坚持方向。",
            Paragraph("主要任务", place, heading_level=1),
        )
    )
    assert [(c.heading, c.parent) for c in reading.clauses] == [
        ("", None),
        ("总体要求", None),
        ("指导思想", "c1"),
        ("主要任务", None),
    ]


def test_jumps_and_repeats_in_the_numbering_are_noted_with_their_place():
    reading = read("要点\n一、甲。做好。\n三、乙。做好。\n三、丙。做好。")
    assert [(finding.code, finding.place.paragraph) for finding in reading.findings] == [
        ("clause-number-gap", 3),
        ("clause-number-gap", 4),
    ]
    assert "不连续" in reading.findings[0].message
    assert "重复" in reading.findings[1].message


def test_figures_that_run_on_through_the_parts_are_no_jump():
    reading = read("要点\n一、甲\n1.子。做好。\n2.丑。做好。\n二、乙\n3.寅。做好。\n")
    assert reading.findings == ()


def test_captions_notes_and_page_numbers_belong_to_no_clause():
    reading = read(
        "要点\n一、任务\n做好。\n— 3 —\n任务一览表\n单位：万元\n序号\t任务\n1\t甲\n注：以文件为准\n"
    )
    assert [(other.role, other.line.text) for other in reading.others] == [
        (Role.TITLE, "要点"),
        (Role.PAGE, "— 3 —"),
        (Role.CAPTION, "任务一览表"),
        (Role.CAPTION, "单位：万元"),
        (Role.NOTE, "注：以文件为准"),
    ]
    assert clause(reading, "一").text == "任务\n做好。"


def test_numbering_that_begins_anew_after_the_signature_is_an_annex():
    reading = read(
        "关于印发方案的通知\n各学校：\n现印发给你们，请遵照执行。\n特此通知。\n临江市教育局\n2022年3月1日\n"
        "强基工作方案\n一、目标\n做好。\n二、任务\n做好。"
    )
    assert [c.kind for c in reading.clauses] == [
        ClauseKind.PREAMBLE,
        ClauseKind.CLOSING,
        ClauseKind.ANNEX,
        ClauseKind.CLAUSE,
        ClauseKind.CLAUSE,
    ]
    assert reading.clauses[2].heading == "强基工作方案"
    assert reading.clauses[3].parent == reading.clauses[2].id
    assert reading.date == "2022-03-01"


def test_a_document_without_numbers_is_one_preamble():
    reading = read("情况说明\n我们做了很多工作。\n还要继续努力。")
    assert [(c.kind, c.text) for c in reading.clauses] == [
        (ClauseKind.PREAMBLE, "我们做了很多工作。\n还要继续努力。")
    ]


def test_an_empty_document_is_an_empty_reading():
    reading = read("")
    assert (reading.title, reading.clauses, reading.others) == ("", (), ())


LINE_STARTS = [
    "",
    "一、",
    "三、",
    "（一）",
    "（二）",
    "1.",
    "2.",
    "1.1 ",
    "（1）",
    "①",
    "第一条 ",
    "第一章 ",
    "附件1",
    "附件：",
]
LINES = st.builds(
    lambda start, body: start + body,
    st.sampled_from(LINE_STARTS),
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(["建好专业", "做好。再做好。", "甲，", "2021年3月1日", "临江市教育局", "子\t丑"]),
    ),
)


@given(st.lists(LINES, max_size=25))
def test_every_line_belongs_to_exactly_one_clause_or_margin(lines):
    document = document_of("\n".join(lines))
    reading = read_clauses(document)
    printed = [item for item in lines_and_tables(document) if not isinstance(item, Table)]
    assert Counter(reading.lines()) == Counter(printed)


@given(st.lists(LINES, max_size=25))
def test_ids_are_unique_parents_exist_and_come_first(lines):
    seen: set[str] = set()
    for clause_ in read_clauses(document_of("\n".join(lines))).clauses:
        assert clause_.id not in seen
        assert clause_.parent is None or clause_.parent in seen
        seen.add(clause_.id)


@given(st.lists(LINES, max_size=25))
def test_nothing_printed_is_missing_from_the_texts(lines):
    for clause_ in read_clauses(document_of("\n".join(lines))).clauses:
        for line in clause_.lines:
            marker = find_marker(line.printed) if line == clause_.lines[0] and clause_.number else None
            assert (marker.rest if marker else line.printed) in clause_.text
