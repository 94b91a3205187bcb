"""Rules learnt from twenty-four documents that a further reader chose, wrote and annotated; in sentences of our own."""

from __future__ import annotations

import pytest

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.reading import read
from luoshi.core.reading.targets import Comparator, TargetContext, dated_by, find_targets, heading_foretells

CITY = TargetContext(year=2026, plan_period=(2026, 2030), issuer_level="city")


def _read(text: str, context: TargetContext = CITY) -> list[tuple[int | float | None, str | None]]:
    return [(target.quantity, target.unit) for target in find_targets(text, context) if target.quantity]


def _dues(text: str) -> list[tuple[int | float | None, str | None]]:
    return [(target.quantity, target.due or target.period) for target in find_targets(text, CITY)]


@pytest.mark.parametrize(
    "text",
    [
        "坚持公办、民办两条腿走路。",
        "统筹国内国际两个市场、两种资源。",
        '打造"四队两社"（四队即：鼓号队、田径队、舞蹈队、航模队；两社即：文学社、书画社）。',
        '落实"六个一"要求。',
        "加快机电学校三期建设。",
        "建设15分钟学习圈。",
        "严守八项规定精神。",
        "报名人数超过计划的130%时，由电脑派位。",
        "校车不得超员10%。",
        "相当于每户每年减少支出1300元。",
        "此次培训共9天。",
        "全市有小学260所（72所民办），初中41所。",
        "资金已全部到位。",
        "2022年以来，引进人才130名。",
        "充分发挥6所名校、3个集团的引领作用。",
        "决赛分4个赛区进行。",
        "按参赛人数的8%、16%、24%设一、二、三等奖。",
        "新校区占地130亩、建筑面积4.6万平方米。",
        "对完成任务85%以上的学校，按每生400元奖励。",
        "60人以上的班级应配备副班主任。",
        "任教满6年者可申报。",
        "我市是全国首批40个试点市之一。",
        "按现有规模，学位缺口达7000个。",
        "人均培训成本约900元。",
        "参照省里1.2万元的标准测算。",
        "以12所学校为样本开展调研。",
        "试点分布在6个县。",
        "一个学分对应16至18学时。",
        "贷款最高额度30万元，贷款期限最长4年。",
        "出席座谈的有6名校长、9名教师。",
        "纸型为A3幅面。",
        "从90名教师中选拔。",
        "评审采取网评（占55%）与会评（占45%）相结合的方式。",
        "本届竞赛设个人赛9项、团体赛5项。",
        "遴选范围为全市31所职校。",
        "其中约束性指标5项、预期性指标9项。",
        "涉及全市8个县区、90多个乡镇。",
        "名次列第4位，较上年上升3位。",
        "总投资4.6亿元的产教融合园开工。",
        "参加人数近3000人，收到良好效果。",
        "做到“两个不低于”：招生不低于上年。",
    ],
)
def test_a_number_that_belongs_to_a_phrase_binds_nobody(text: str) -> None:
    assert [target.text for target in find_targets(text, CITY)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("专委会每年至少举行3次全体会议。", [(3, "次")]),
        ("市委七届四次全会召开以后，建设分中心6个。", [(6, "个")]),
        ("新投用普惠园7所，升级实训室90间。", [(7, "所"), (90, "间")]),
        ("加装护栏36处，更换电脑450台。", [(36, "处"), (450, "台")]),
        ("保证学完要求的16个学分。", [(16, "学分")]),
        ("选修课不低于4个学分。", [(4, "学分")]),
        ("对2023年以来引进的人才开展评估，优良率100%。", [(100, "%")]),
        ("集团由4个增加到7个，覆盖率由35%提升到70%。", [(7, "个"), (70, "%")]),
        ("二期校舍投用后，新增学位1300个。", [(1300, "个")]),
        ("短训班开办6期，每期80人。", [(6, "期"), (80, "人")]),
        ("课时不低于国家规定占总课时8%的下限。", [(8, "%")]),
        ("外聘教师原则上不超过62岁。", [(62, "岁")]),
        ("招生指标55%以上分配到初中。", [(55, "%")]),
        ("申请专利40项，到账经费700万元。", [(40, "项"), (7_000_000, "元")]),
        ("配备PLC 12套。", [(12, "套")]),
        ("按1：1.4的比例推荐入围，最终遴选14个。", [(14, "个")]),
        ("招募志愿者90名，其中教师40名。", [(90, "名"), (40, "名")]),
        ("小区配建1所9班幼儿园。", [(1, "所")]),
        ("到账收入三年翻一番。", [(2, "倍")]),
        ("落地项目14个，吸纳就业2100人。", [(14, "个"), (2100, "人")]),
        ("发展党员70名，储备干部40名。", [(70, "名"), (40, "名")]),
        ("清理无证机构11家，移交线索6条。", [(11, "家"), (6, "条")]),
        ("实现“三个90%”：参与率90%、利用率90%、更新率90%。", [(90, "%"), (90, "%"), (90, "%")]),
        ("惠及学生30余万名，带动就业20多万人。", [(300_000, "名"), (200_000, "人")]),
    ],
)
def test_a_number_that_binds(text: str, expected: list[tuple[float, str]]) -> None:
    assert _read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026、2027、2028年分别招收310人、420人和530人。", [(310, "2026"), (420, "2027"), (530, "2028")]),
        ("比例分别于2027年、2029年达到45%和70%，建成基地6个。", [(45, "2027"), (70, "2029"), (6, "2029")]),
        ("2026至2028年的主要目标是：培训900人次；开发课程30门。", [(900, "2026-2028"), (30, "2026-2028")]),
    ],
)
def test_each_number_has_its_date(text: str, expected: list[tuple[float, str]]) -> None:
    assert _dues(text) == expected


@pytest.mark.parametrize("number", ["4000余名", "40余万名", "40多万名", "三十余名"])
def test_so_many_and_some_are_more_than_so_many(number: str) -> None:
    assert [target.comparator for target in find_targets(f"补充教师{number}。", CITY)] == [
        Comparator.MORE_THAN
    ]


def test_whom_a_number_counts_for_ends_with_its_part() -> None:
    found = find_targets("每个骨干专业至少对接4家企业；校企共建车间7个。", CITY)
    assert [target.scope for target in found] == ["each_specialty", "city"]


def test_an_aim_that_is_announced_is_no_report_though_a_plan_was_drawn_up() -> None:
    text = "日前，市里编制了规划，明确2026至2030年的目标为：开展培训4万人次以上；新增公共实训基地30个。"
    assert _read(text) == [(40000, "人次"), (30, "个")]


def test_straight_quotes_are_quotes_and_inches_are_not() -> None:
    assert _read('落实"三个百分百"，建设"厂中校"7个。') == [(7, "个")]
    assert [target.text for target in find_targets('每间教室配86"触控屏1台。', CITY)] == [
        '教室配86"触控屏1台'
    ]


@pytest.mark.parametrize("words", ["9月底前", "9月", "9月30日", "三季度"])
def test_a_column_of_deadlines_needs_no_year_and_no_other_word(words: str) -> None:
    assert (dated_by(words, CITY).announced[0] or "").startswith("2026-09")


def test_a_ratio_in_a_cell_may_have_a_fraction() -> None:
    found = find_targets("16.5:1", TargetContext(year=2026, header="生师比 2028年"))
    assert [(target.quantity, target.unit, target.comparator) for target in found] == [
        (16.5, "生/师", Comparator.EXACT)
    ]


def _cells(text: str) -> list[tuple[str, float | None, str | None, str | None]]:
    found = [target.found for target in read([open_document("a.txt", text.encode())]).targets]
    return [(f"{f.subject or ''}", f.quantity, f.unit, f.due or f.period) for f in found]


def test_a_heading_that_names_a_time_dates_what_stands_below_it() -> None:
    text = """河西县职业教育重点工作
一、2027年目标
新增学位900个。
二、保障措施
招聘教师60名。
"""
    assert _cells(text) == [("学位", 900, "个", "2027"), ("教师", 60, "名", None)]


def test_a_label_before_a_colon_is_what_is_counted() -> None:
    text = "主要指标：\n（1）在校生规模：4.5万人；\n（2）就业率：≥96%；\n（3）专业群：4—6个。"
    assert [cell[0] for cell in _cells(text)] == ["在校生规模", "就业率", "专业群"]


def test_full_width_bars_part_cells_and_a_short_cell_may_be_the_whole_aim() -> None:
    text = """考核项目｜目标值｜权重｜完成时限
招生人数｜900人｜15%｜2027年9月
校企合作企业｜5家｜10%｜2027年12月
责任事故｜0起｜10%｜2027年12月
"""
    assert [cell[1:] for cell in _cells(text)] == [
        (900, "人", "2027-09"),
        (5, "家", "2027-12"),
        (0, "起", "2027-12"),
    ]


def test_measures_with_their_goals_by_year_are_read() -> None:
    text = """| 序号 | 工作举措 | 2027年度目标 | 2028年度目标 | 牵头单位 |
|:-:|:-|:-|:-|:-|
| 1 | 建设专业群 | 立项4个 | 立项7个 | 市教育局 |
| 2 | 培育企业 | 12家 | 24家以上 | 市发改委 |
"""
    assert _cells(text) == [
        ("建设专业群", 4, "个", "2027"),
        ("建设专业群", 7, "个", "2028"),
        ("培育企业", 12, "家", "2027"),
        ("培育企业", 24, "家", "2028"),
    ]


def test_measures_may_stand_in_one_column_with_what_they_are_to_bring() -> None:
    text = (
        "编号\t任务\t主要措施及预期成效\t牵头部门\t时间进度\n"
        "1\t整合资源\t撤并学校3所\t教育局\t2027年6月底\n"
        "2\t专业建设\t停办专业9个\t各职校\t2028年\n"
    )
    assert [cell[1:] for cell in _cells(text)] == [(3, "所", "2027-06"), (9, "个", "2028")]


def test_a_plan_by_year_has_its_unit_above_and_any_name_for_its_rows() -> None:
    text = """表2 年度培训计划（单位：人次）
工种 | 2027年 | 2028年
电工 | 450 | 550
焊工 | 250 | 330
"""
    assert _cells(text) == [
        ("电工", 450, "人次", "2027"),
        ("电工", 550, "人次", "2028"),
        ("焊工", 250, "人次", "2027"),
        ("焊工", 330, "人次", "2028"),
    ]


def test_quotas_of_each_unit_are_no_marks_of_undertaking() -> None:
    text = "推荐名额分配表（单位：人）\n单位\t分配名额\n城区学校\t11\n乡镇学校\t7\n职业学校\t4\n合计\t22\n"
    reading = read([open_document("a.txt", text.encode())])
    assert [target.found.quantity for target in reading.targets] == [11, 7, 4]
    assert not reading.tasks
    assert not reading.findings


def test_a_bound_may_stand_behind_whom_the_number_is_for() -> None:
    found = find_targets("生均校舍面积14平方米/生以上。", CITY)
    assert [(target.text, target.comparator) for target in found] == [
        ("生均校舍面积14平方米/生以上", Comparator.AT_LEAST)
    ]


def test_what_is_counted_may_be_a_quoted_word_with_a_number_in_it() -> None:
    found = find_targets("建设“六好食堂”11个、“四星宿舍”8栋。", CITY)
    assert [(target.subject, target.quantity) for target in found] == [("六好食堂", 11), ("四星宿舍", 8)]


def test_what_was_and_what_will_be_anyway_is_no_goal_though_the_text_has_no_date() -> None:
    text = """一、发展基础
“十三五”期间，职校由27所调整为19所，在校生达到2.4万人。
二、面临的形势和挑战
到2027年，制造业产值将突破2000亿元，国家要求比例不低于10%。
三、发展目标
到2027年，在校生稳定在3万人左右。
"""
    assert _cells(text) == [("在校生", 30000, "人", "2027")]


@pytest.mark.parametrize("heading", ["面临形势", "机遇与挑战", "发展环境分析", "形势和需求"])
def test_headings_that_foretell(heading: str) -> None:
    assert heading_foretells(heading)


@pytest.mark.parametrize("heading", ["形势与任务", "优化发展环境", "营商环境提升行动", "应对挑战的措施"])
def test_headings_that_ask(heading: str) -> None:
    assert not heading_foretells(heading)


@pytest.mark.parametrize("words", ["控制在1:18以内", "不超过1:18", "不高于1:18", "不低于1:18", "达到1:18"])
def test_nobody_asks_for_fewer_teachers(words: str) -> None:
    found = find_targets(f"师生比{words}。", CITY)
    assert [(target.quantity, target.comparator) for target in found] == [(18, Comparator.AT_MOST)]


def test_a_ratio_may_be_a_range() -> None:
    found = find_targets("教职工与幼儿之比控制在1:6至1:8。", CITY)
    assert [(target.quantity, target.upper, target.unit) for target in found] == [(6, 8, "生/师")]


def test_the_years_of_a_plan_named_in_the_text_do_not_date_the_text_itself() -> None:
    text = """技能工作文件摘编
一、培训计划
规划明确2026至2030年的目标为：培训40万人次以上。
二、线上行动
2025年，实现“三个一”目标：遴选40家以上平台，开展90万人次以上的培训。
三、现状
据统计，截至2025年底，全市技能人才超过30万人，占比近28%。
"""
    assert [cell[1] for cell in _cells(text)] == [400_000, 40, 900_000]
