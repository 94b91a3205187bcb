"""Numbers that only inform are no targets; the same words with a commitment are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from luoshi.core.reading.targets import Comparator, TargetContext, find_targets

CONTEXT = TargetContext(year=2026, issuer_level="city")


def _phrases(text: str, context: TargetContext = CONTEXT) -> list[str]:
    return [target.text for target in find_targets(text, context)]


@pytest.mark.parametrize(
    "text",
    [
        "依托28所乡镇农校开展送教下乡。",
        "本细则适用于14所公办、3所民办技工学校。",
        "紧盯现代纺织、智能家电等5个主导产业，调整专业结构。",
        "试评中有6所学校获评良好，共发现问题52个，问题整改率为88.4%。",
        "2025届毕业生对口就业率79.2%，升学612人。",
        "决赛预计参赛选手420人。",
        "现场汇报每校20分钟（展示12分钟、提问8分钟）。",
        "上一个五年共立项课题96项，结题率93%。",
        "购置服务器12台的项目已到货验收。",
        "生均用房16.2平方米，低于18平方米的标准，与全省平均相差近2平方米。",
        "登录密码为8位，正文采用1.5倍行距。",
        "于9月6日送达市民中心5号楼。",
        "不合格的项目扣回30%。",
        "会议指出，园区一期规划用地620亩，概算总投资18.4亿元。",
        "近日，我县派出88名选手参赛，斩获一等奖9个。",
        "本协议一式三份，甲乙双方各执一份，报主管部门1份。",
        "实习指导教师缺额约150人。",
        "督导组反馈问题3类16条。",
        "近三年招生不足80人的有4个。",
        "督导发现，2所学校师生比低于1:30。",
        "迟到10分钟以上不得入场。",
        "校服2套共360元。",
    ],
)
def test_what_only_informs_is_no_target(text: str) -> None:
    assert _phrases(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("利用现有3个平台，每年培训教师2万人次。", ["培训教师2万人次"]),
        ("设备利用率达到80%。", ["设备利用率达到80%"]),
        ("上年度考核优秀的县增加2个名额。", ["增加2个名额"]),
        ("到2028年就业率力争为95.5%。", ["就业率力争为95.5%"]),
        ("上年尚有4所未达标，10月前全部整改到位。", ["10月前全部整改到位"]),
        ("于9月6日前完成备案。", ["于9月6日前完成备案"]),
        ("5月底前完成剩余14户征迁。", ["5月底前完成剩余14户征迁"]),
        ("两年内补齐缺额的80%。", ["补齐缺额的80%"]),
        ("每个团体赛项限报1队。", ["团体赛项限报1队"]),
        ("较上年提高3个百分点", ["较上年提高3个百分点"]),
        ("两所民办学校各不少于300人。", ["两所民办学校各不少于300人"]),
        (
            "7月，招生1200人；11月底前，完成验收；全年新建学院2个。",
            ["招生1200人", "11月底前，完成验收", "新建学院2个"],
        ),
    ],
)
def test_a_commitment_beside_a_fact_stays(text: str, expected: list[str]) -> None:
    assert _phrases(text) == expected


def test_a_report_tells_of_its_own_year_until_it_commits() -> None:
    report = replace(CONTEXT, year=2025, reported=True, report="told")
    text = (
        "2025年，全市有中职学校20所，每校平均1200人。雇主满意度不低于95%的专业有38个。"
        "下一步将新增校舍3万平方米，2027年达到5万平方米。"
    )
    assert _phrases(text, report) == ["下一步将新增校舍3万平方米", "达到5万平方米"]


def test_under_a_heading_that_looks_back_even_bounds_are_facts() -> None:
    review = replace(CONTEXT, reported=True, report="told")
    assert _phrases("教师人均听课不少于20节，优良率92%以上。", review) == []
    assert _phrases("明年教师人均听课不少于20节。", review) == ["教师人均听课不少于20节"]


def test_a_school_describes_itself_even_where_the_document_has_no_year() -> None:
    text = "学校始建于1965年，占地面积246亩，建有实训基地1个。近五年就业率保持在98%以上。"
    assert _phrases(text, TargetContext(reported=True, report="told")) == []


def test_in_a_circular_on_an_inspection_bounds_bind() -> None:
    circular = replace(CONTEXT, reported=True, report="mixed")
    assert _phrases("抽查教案420份，合格率96.4%。", circular) == []
    assert _phrases("校长每周听课不少于2节。", circular) == ["校长每周听课不少于2节"]


@pytest.mark.parametrize(
    ("text", "comparator", "quantity"),
    [
        ("新增图书近万册。", Comparator.ABOUT, 10_000),
        ("各县限报教学团队3个。", Comparator.AT_MOST, 3),
        ("同一负责人限申报1项。", Comparator.AT_MOST, 1),
        ("实践学时约占总学时的三分之二。", Comparator.ABOUT, 66.67),
        ("实践学时占总学时的一半以上。", Comparator.AT_LEAST, 50),
        ("参与人数力争过5万人次。", Comparator.MORE_THAN, 50_000),
    ],
)
def test_how_such_numbers_bind(text: str, comparator: Comparator, quantity: float) -> None:
    assert [(t.comparator, t.quantity) for t in find_targets(text, CONTEXT)] == [(comparator, quantity)]


@pytest.mark.parametrize(
    ("header", "text", "comparator", "quantity"),
    [
        ("年招生规模（万人）2028年", "1.5左右", Comparator.ABOUT, 15_000),
        ("流失率（%）2028年", "2.8以下", Comparator.LESS_THAN, 2.8),
        ("到账经费（亿元）2028年", "≥1.2", Comparator.AT_LEAST, 120_000_000),
    ],
)
def test_a_cell_is_read_with_the_unit_of_its_heading(
    header: str, text: str, comparator: Comparator, quantity: float
) -> None:
    (target,) = find_targets(text, replace(CONTEXT, header=header))
    assert (target.comparator, target.quantity, target.text) == (comparator, quantity, text)
    assert target.span == (0, len(text))
