"""Whole documents in the forms offices use: a circular with its plan attached, a regulation in articles."""

import pytest

from luoshi.core.reading.clauses import ClauseKind, ClauseReading, Role, read_clauses
from luoshi.core.reading.clauses.facts import addressees_of, date_of, document_number, organisation_names
from luoshi.core.tests.documents import document_of

CIRCULAR = """
湖滨省教育厅等三部门文件

湖教职〔2023〕 12 号

湖滨省教育厅 湖滨省财政厅 湖滨省人社厅
关于印发《湖滨省职业教育提升行动计划
（2023—2025年）》的通知

各市（州）教育局、财政局，各职业院校：
现将《湖滨省职业教育提升行动计划（2023—2025年）》印发给你们，请结合实际认真贯彻落实。

附件：1. 重点任务分工
2. 指标表

湖滨省教育厅    湖滨省财政厅
2023 年 4 月 6 日

（此件主动公开）

湖滨省职业教育提升行动计划
（2023—2025年）

目  录
一、总体要求…………………1
二、重点任务…………………2

为推动职业教育高质量发展，制定本计划。
一、总体要求
（一）指导思想  坚持以人民为中心，坚持服务发展，坚持改革创新，推动高质量发展。
（二）主要目标
到2025年，建成10所高水平高职学校。具体目标：
——规模更加合理。职普比大体相当。
二、重点任务
1.优化布局。支持各市建设1所以上优质中职学校。（省教育厅、各市政府负责）
2.深化改革
（1）推进招生改革；
（2）推进评价改革。
本计划自印发之日起施行。

附件1
重点任务分工
序号\t任务\t责任单位
1\t建成10所高水平高职学校\t省教育厅

附件2
指标表
指标\t2022年基数\t2025年目标
高水平学校\t2\t10

湖滨省教育厅办公室    2023年4月7日印发
"""

REGULATION = """
东山县职业学校实习管理办法（试行）
第一章  总  则
第一条　为规范学生实习，依据《职业学校学生实习管理规定》第五条，结合我县实际，制定本办法。
第二章 组织
第二条 学校应当成立实习工作领导小组，履行以下职责：
（一）制定实习方案；
（二）审核实习单位：
1、资质
2、安全条件
（三）其他。
第三条 有第二条第（二）项情形的，按照
第二十条处理。
第四条【考核】实习成绩不少于2学分。
"""


@pytest.fixture(scope="module")
def circular() -> ClauseReading:
    return read_clauses(document_of(CIRCULAR))


@pytest.fixture(scope="module")
def regulation() -> ClauseReading:
    return read_clauses(document_of(REGULATION))


def test_a_circular_of_several_offices_has_its_head(circular):
    assert circular.title == "关于印发《湖滨省职业教育提升行动计划（2023—2025年）》的通知"
    assert circular.issuer == "湖滨省教育厅、湖滨省财政厅、湖滨省人社厅"
    assert (circular.number, circular.date) == ("湖教职〔2023〕12号", "2023-04-06")
    assert circular.addressees == ("各市（州）教育局", "财政局", "各职业院校")
    assert [annex.title for annex in circular.annexes] == ["重点任务分工", "指标表"]
    assert circular.plan_period == (2023, 2025)


def test_the_plan_attached_to_a_circular_is_a_part_of_its_own(circular):
    plan = next(clause for clause in circular.clauses if clause.kind is ClauseKind.ANNEX)
    assert plan.heading == "湖滨省职业教育提升行动计划（2023—2025年）"
    assert plan.text.endswith("为推动职业教育高质量发展，制定本计划。")
    under_plan = [clause.number for clause in circular.clauses if clause.parent == plan.id]
    assert under_plan == ["一", "二"]


def test_annexes_that_are_only_tables_keep_their_place_in_the_tree(circular):
    annexes = [
        clause.number for clause in circular.clauses if clause.kind is ClauseKind.ANNEX and clause.number
    ]
    assert annexes == ["附件1", "附件2"]


def test_a_table_of_contents_opens_no_clauses(circular):
    contents = [other.line.text for other in circular.others if other.role is Role.CONTENTS]
    assert len(contents) == 3
    assert [clause.number for clause in circular.clauses].count("一") == 1
    assert circular.findings == ()


def test_a_heading_may_be_set_off_by_a_blank(circular):
    clause = circular.by_number("一（一）")
    assert clause is not None
    assert clause.heading == "指导思想"


def test_the_imprint_belongs_to_no_clause(circular):
    assert circular.others[-1].role is Role.NOTE
    assert all("办公室" not in clause.text for clause in circular.clauses)


def test_a_regulation_has_articles_items_and_points(regulation):
    assert [clause.number for clause in regulation.clauses] == [
        "第一章", "第一条", "第二章", "第二条", "第二条（一）", "第二条（二）", "第二条（二）1", "第二条（二）2",
        "第二条（三）", "第三条", "第四条",
    ]  # fmt: skip
    assert regulation.findings == ()


def test_an_article_named_inside_a_cut_sentence_opens_no_article(regulation):
    third = regulation.by_number("第三条")
    assert third is not None
    assert third.text == "有第二条第（二）项情形的，按照第二十条处理。"
    assert [reference.text for reference in third.references] == ["第二条第（二）项", "第二十条"]
    assert third.references[0].target == regulation.by_number("第二条（二）").id


def test_an_article_heading_stands_in_brackets(regulation):
    fourth = regulation.by_number("第四条")
    assert fourth is not None
    assert fourth.heading == "考核"


def test_the_issuer_may_stand_only_in_the_title():
    reading = read_clauses(document_of("临江市教育局等三部门关于加强实习管理的意见\n一、管好实习。做好。"))
    assert reading.issuer == "临江市教育局"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("临教发〔2021〕5号", "临教发〔2021〕5号"),
        ("临教发[2021]05号", "临教发〔2021〕5号"),
        ("临教 发 （2021） 第 5 号", "临教发〔2021〕5号"),
        ("临教函【2021】5 号", "临教函〔2021〕5号"),
        ("根据教育部教职成〔2020〕7号文件要求，制定本方案", None),
    ],
)
def test_a_document_number_is_known_by_its_form(text, number):
    assert document_number(text) == number


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021年3月1日", "2021-03-01"),
        ("二〇二一年三月一日", "2021-03-01"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("（2021年3月）", "2021-03"),
        ("2021-03-01", "2021-03-01"),
        ("2021年13月1日", None),
        ("2021年3月1日召开会议", None),
    ],
)
def test_a_date_is_read_in_figures_and_characters(text, date):
    assert date_of(text) == date


def test_names_printed_with_gaps_are_closed_up():
    assert organisation_names("临 江 市 教 育 局") == ["临江市教育局"]
    assert organisation_names("临江市教育局 临江市财政局文件") == ["临江市教育局", "临江市财政局"]


def test_a_line_that_announces_something_is_no_address():
    assert addressees_of("各校要做到以下几点。具体如下：") is None
    assert addressees_of("主要目标：") is None
    assert addressees_of("各县区教育局：") == ["各县区教育局"]


def test_numbering_that_begins_anew_after_the_signature_needs_no_title():
    reading = read_clauses(
        document_of(
            "关于做好实习工作的通知\n一、总体要求\n做好。\n二、组织保障\n做好。\n"
            "附件：实习要求\n临江市教育局\n2022年3月1日\n一、时间\n三月。\n二、地点\n校内。"
        )
    )
    assert [clause.number for clause in reading.clauses] == ["一", "二", "附件", "附件一", "附件二"]
    assert reading.by_number("附件").heading == "实习要求"
    assert reading.findings == ()
