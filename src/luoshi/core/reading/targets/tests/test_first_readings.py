"""Rules learnt from texts read for the first time, in sentences of our own."""

from __future__ import annotations

import pytest

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.reading import read
from luoshi.core.reading.targets import Comparator, TargetContext, find_targets, heading_reports

CITY = TargetContext(year=2026, plan_period=(2026, 2030), issuer_level="city")
TOLD = TargetContext(year=2026, issuer_level="city", reported=True, report="told")


def _read(text: str, context: TargetContext = CITY) -> list[tuple[str, int | float | None, Comparator]]:
    return [(target.text, target.quantity, target.comparator) for target in find_targets(text, context)]


@pytest.mark.parametrize(
    "text",
    [
        "生师比高达26：1。",
        "估算总投资7.3亿元（见附件4）。",
        "出现重大事故1起的一票否决。",
        "该规划提出，2026年起力争年培训工匠30万人左右。",
        "联合9家单位印发通知。",
        "学员食宿费每人每天260元，余款8%次年付清。",
        "按成交金额的4%缴纳保证金。",
        "培训完成率108%；考证完成率113%。",
        "校园占地160亩，校舍6.8万平方米，建有实训室51间，藏书14万册。",
        "8月底前未报到的视为放弃。",
        "到2035年，学校布局更加优化。",
        "2026年：启动建设。",
        "完善教师全员轮训制度。",
        "培养期4年。",
        "兄弟市提出到2027年要建4所技师学院，我们现在是1所。",
        "省里要求比例不低于60%，我们还差7个多百分点。",
        "全县6所职业学校参加测评。",
        "上一轮（2023—2025）实际投入3600万元。",
        "有下列情形之一的一票否决：（一）违规招生3起以上；（二）被通报2次。",
        "合格率达到92%，得6分。",
        "按人均1300元标准核增绩效，良好的为900元。",
        "末位6%的专业限期整改。",
        "牵头人现场述职12分钟。",
        "开考20分钟后不得入场，结束前10分钟提醒。",
        "补考费每人90元。",
        "住宿费700至1100元。",
        "学校设有校区，占地760亩，教师310人。",
        "5月，督导组对全市进行了督导，抽查学校9所，访谈师生310人。",
        "县级投入不足，欠拨1600万元。",
        "占地不到25平方米的学校有86所。",
        "专家分3组评审。",
        "按40%进入决赛，每队讲解9分钟，参赛费每队200元。",
        "完成率达到90%为合格。",
        "我们的做法有三条。",
        "今年再干四件大事。",
        "四、年底前完成",
    ],
)
def test_what_informs_is_no_target(text: str) -> None:
    assert _read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新开设智能焊接等专业方向至少2个。", [("新开设智能焊接等专业方向至少2个", 2, Comparator.AT_LEAST)]),
        ("对接制茶、竹编、旅游打造3个骨干专业。", [("打造3个骨干专业", 3, Comparator.EXACT)]),
        ("将市区8所职校合并为5所。", [("市区8所职校合并为5所", 5, Comparator.EXACT)]),
        ("新进教师须完成2年企业实践。", [("新进教师须完成2年", 2, Comparator.EXACT)]),
        ("学徒学习期限一般为2—3年。", [("学徒学习期限一般为2—3年", 2, Comparator.RANGE)]),
        ("民办园按不低于500元的标准给予补助。", [("不低于500元的标准给予补助", 500, Comparator.AT_LEAST)]),
        ("学生违纪率为零。", [("学生违纪率为零", 0, Comparator.EXACT)]),
        ("减少重复设置专业30个，新增急需专业12个。",
         [("减少重复设置专业30个", 30, Comparator.EXACT), ("新增急需专业12个", 12, Comparator.EXACT)]),
        ("引进教材须全部报市教育局备案。", [("引进教材须全部报市教育局备案", None, Comparator.ALL)]),
        ("主干专业均成立建设指导委员会。", [("主干专业均成立建设指导委员会", None, Comparator.ALL)]),
        ("所有班级全面推行导师制。", [("所有班级全面推行导师制", None, Comparator.ALL)]),
        ("全体教师均须参加培训。", [("全体教师均须参加培训", None, Comparator.ALL)]),
        ("教龄4年以内的教师全员参加结对。", [("教龄4年以内的教师全员参加结对", None, Comparator.ALL)]),
        ("11月动工，2027年8月主体完工。",
         [("11月动工", None, Comparator.BY_DATE), ("2027年8月主体完工", None, Comparator.BY_DATE)]),
        ("新校区明年9月1日必须开学。", [("明年9月1日必须开学", None, Comparator.BY_DATE)]),
        ("家访做到一户不漏。", [("家访做到一户不漏", None, Comparator.ALL)]),
        ("青年教师人人持证上岗。", [("青年教师人人持证上岗", None, Comparator.ALL)]),
        ("6所学校全部达到设置标准。", [("6所学校全部达到设置标准", None, Comparator.ALL)]),
        ("每个专业起码要有3名师傅。", [("起码要有3名师傅", 3, Comparator.AT_LEAST)]),
        ("平台故障时间不超过24小时。", [("平台故障时间不超过24小时", 24, Comparator.AT_MOST)]),
        ("新生军训6天。", [("新生军训6天", 6, Comparator.EXACT)]),
        ("投档比例不超过1:1.1。", [("投档比例不超过1:1.1", 1.1, Comparator.AT_MOST)]),
        ("贯通专业比例从12%提至30%。", [("贯通专业比例从12%提至30%", 30, Comparator.REACH)]),
        ("2027年底前完成总任务的60%。", [("完成总任务的60%", 60, Comparator.EXACT)]),
        ("事故为0。", [("事故为0", 0, Comparator.EXACT)]),
        ("9月底前应改尽改。", [("9月底前应改尽改", None, Comparator.BY_DATE)]),
        ("2027年8月前停招会计专业。", [("2027年8月前停招会计专业", None, Comparator.BY_DATE)]),
        ("各县4月10日前选定试点企业。", [("4月10日前选定试点企业", None, Comparator.BY_DATE)]),
        ("2027年9月接受省级中期评估。", [("2027年9月接受省级中期评估", None, Comparator.BY_DATE)]),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_a_target(
    text: str, expected: list[tuple[str, int | float | None, Comparator]]
) -> None:
    assert _read(text) == expected


def test_a_column_heading_makes_a_length_of_time_an_aim() -> None:
    heading = TargetContext(header="平均受教育年限（年）2030年")
    assert _read("11.5", heading) == [("11.5", 11.5, Comparator.EXACT)]
    assert _read("3年", TargetContext(header="内容")) == []


@pytest.mark.parametrize("word", ["主要", "重要", "适应", "供应"])
def test_a_sign_inside_another_word_does_not_end_a_report(word: str) -> None:
    assert _read(f"{word}指标全部完成。建成基地12个。", TOLD) == []
    assert _read("今后应加强。建成基地12个。", TOLD) != []


@pytest.mark.parametrize(
    "heading",
    [
        "背景分析",
        "发展基础和面临的形势",
        "工作成效与经验",
        "存在的差距",
        "基本现状",
        "上半年工作",
        "上年资金执行情况",
    ],
)
def test_headings_that_tell(heading: str) -> None:
    assert heading_reports(heading) is True


def test_a_report_goes_on_through_a_plan_that_is_named_by_its_number() -> None:
    assert _read("第三期行动计划期间新建校舍12栋。", TOLD) == []


def _documents(text: str) -> list[str]:
    return [target.found.text for target in read([open_document("a.txt", text.encode())]).targets]


def test_bullets_and_banners_part_a_plan_without_numbers() -> None:
    text = """柳河区产教融合行动计划（2026—2028）
【目标】
• 到2028年，培养技师2100人以上
• 本地就业率提升至45%
【现状】
• 职业院校6所，在校生1.2万人，产业学院9个
【行动】
• 校企共建“厂中校”5个
• 聘任产业教授20—30名
"""
    assert _documents(text) == [
        "培养技师2100人以上", "本地就业率提升至45%", "校企共建“厂中校”5个", "聘任产业教授20—30名",
    ]  # fmt: skip


def test_a_number_apart_from_a_short_heading_is_a_clause_number() -> None:
    text = """机电学校专业建设规划
1 现状
1.1 布局
开设15个专业，在籍学生3900人。
2 目标
2.1 布局
专业调整为12个左右。
"""
    assert _documents(text) == ["专业调整为12个左右"]


def test_a_ledger_of_tasks_holds_goals_by_term_and_who_answers() -> None:
    text = """| 序号 | 攻坚项目 | 现状 | 三年目标 | 2027年任务 | 责任单位 |
| --- | --- | --- | --- | --- | --- |
| 1 | 扩大规模 | 在校生1900人 | 在校生达到3200人 | 招生1050人 | 教育局 |
| 2 | 打造专业 | 省级专业1个 | 省级专业3个 | 停办2个，新办4个 | 职校 |
"""
    reading = read([open_document("a.txt", text.encode())])
    assert [target.found.text for target in reading.targets] == [
        "在校生达到3200人", "招生1050人", "省级专业3个", "停办2个", "新办4个",
    ]  # fmt: skip
    assert [(row.task, row.owner) for row in reading.task_rows] == [
        ("扩大规模", "教育局"),
        ("打造专业", "职校"),
    ]


def test_a_table_of_goals_may_have_its_years_down() -> None:
    text = """合溪县2026—2028年人才培养计划
| 年度 | 培训（人次） | 认定（名） |
| --- | --- | --- |
| 2026 | 3300 | 700 |
| 2027 | 4100 | 900以上 |
"""
    found = [target.found for target in read([open_document("a.txt", text.encode())]).targets]
    assert [(f.quantity, f.unit, f.due, f.comparator.value) for f in found] == [
        (3300, "人次", "2026", "exact"),
        (4100, "人次", "2027", "exact"),
        (700, "名", "2026", "exact"),
        (900, "名", "2027", "at_least"),
    ]


def test_a_bare_row_of_numbers_is_asked_for_under_a_heading_that_plans() -> None:
    row = "中试基地3个（面积6000平方米），开放实验室11间，仪器36台。"
    assert len(_read(row, TargetContext(year=2026, planned=True))) == 4
    assert _read("教师260人，工位1900个，图书9万册。") == []


def test_a_report_ends_where_this_year_begins() -> None:
    text = "过去一年，新建校舍12栋。今年重点抓好以下工作：改造校舍9栋，入学率达97%。"
    assert [found[0] for found in _read(text)] == ["改造校舍9栋", "入学率达97%"]


def test_a_summary_is_known_by_its_title_above_its_writer() -> None:
    text = """2025年度全市职业教育工作总结
东溪市教育局职业教育科
一、主要工作及成效
（一）办学条件改善。新建校舍4.2万平方米，达标率提高到81%，9月份全部完成学籍注册。
二、2026年工作打算
招聘教师不少于150名。
"""
    assert _documents(text) == ["招聘教师不少于150名"]


def test_a_circular_on_results_tells_until_the_next_step() -> None:
    text = """东溪市2025年度职业教育工作情况通报
东溪市教育局办公室
现将2025年工作情况通报如下。
●引进教师37名，新组建产业学院4所。
下一步工作：
●产业学院总数达到15所。
"""
    assert _documents(text) == ["产业学院总数达到15所"]


def test_a_task_table_holds_contents_and_aims_in_one_column() -> None:
    text = """| 序号 | 任务名称 | 建设内容与目标 | 责任单位 | 时限 |
| --- | --- | --- | --- | --- |
| 1 | 优质专业 | 创建省级优质专业7个 | 职教科 | 2026年10月 |
| 2 | 名师工作室 | 遴选一批 | 人事科 | 2025年11月 |
| 3 | 校舍 | 竣工2.4万平方米，投用3栋 | 基建科 | 2025年8月 |
"""
    assert _documents(text) == ["创建省级优质专业7个", "遴选一批", "竣工2.4万平方米", "投用3栋"]
