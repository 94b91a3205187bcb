"""The language of targets, one construction a line."""

from __future__ import annotations

import pytest

from luoshi.core.reading.targets import Comparator, FoundTarget, TargetContext, find_targets

CITY = TargetContext(year=2021, issuer_level="city", plan_period=(2020, 2023))


def only(text: str, context: TargetContext = CITY) -> FoundTarget:
    targets = find_targets(text, context)
    assert len(targets) == 1, [target.text for target in targets]
    return targets[0]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("创建1—3个团队", 1, 3, "个"),
        ("创建1-3个团队", 1, 3, "个"),
        ("创建１－３个团队", 1, 3, "个"),
        ("创建1至3个团队", 1, 3, "个"),
        ("创建一到三个团队", 1, 3, "个"),
        ("创建1个至3个团队", 1, 3, "个"),
        ("建设6~8所学校", 6, 8, "所"),
        ("建设6～8所学校", 6, 8, "所"),
        ("打造三至五个品牌专业", 3, 5, "个"),
        ("遴选两三个试点专业", 2, 3, "个"),
        ("占比保持在30%—40%", 30, 40, "%"),
        ("占比保持在30%至40%", 30, 40, "%"),
        ("占比保持在百分之三十至百分之四十", 30, 40, "%"),
        ("培训1—2万人", 10000, 20000, "人"),
    ],
)
def test_a_range_keeps_both_numbers(text: str, low: int, high: int, unit: str) -> None:
    target = only(text)
    assert (target.quantity, target.upper, target.unit) == (low, high, unit)
    assert target.comparator is Comparator.RANGE


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("培训教师15万名", 150000, "名"),
        ("安排专项经费300万元", 3000000, "元"),
        ("投入1.5亿元建设基地", 150000000, "元"),
        ("培训10,000名教师", 10000, "名"),
        ("培训 1 万名教师", 10000, "名"),
        ("培训五千名教师", 5000, "名"),
        ("培训5千名教师", 5000, "名"),
        ("遴选一百二十个案例", 120, "个"),
        ("建设两所学校", 2, "所"),
        ("双师型教师占比达到百分之八十五", 85, "%"),
        ("双师型教师占比达到三分之一", 33.33, "%"),
        ("双师型教师占比达到八成", 80, "%"),
        ("双师型教师占比达到一半", 50, "%"),
        ("双师型教师占比达到2/3", 66.67, "%"),
        ("在校生规模翻一番", 2, "倍"),
        ("在校生规模翻两番", 4, "倍"),
        ("培训规模达到2020年的2倍", 2, "倍"),
        ("巩固率提高5个百分点", 5, "百分点"),
        ("总学时达到两千八百学时", 2800, "学时"),
    ],
)
def test_a_number_is_read_in_base_units(text: str, value: float, unit: str) -> None:
    target = only(text)
    assert (target.quantity, target.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("建设基地不少于5个", "at_least"),
        ("建设基地不得少于5个", "at_least"),
        ("专任教师不低于60人", "at_least"),
        ("建设5个以上基地", "at_least"),
        ("建设5个及以上基地", "at_least"),
        ("建设基地5个（含）以上", "at_least"),
        ("至少建设5个基地", "at_least"),
        ("占比≥50%", "at_least"),
        ("占比>=50%", "at_least"),
        ("占比达到50%以上", "at_least"),
        ("年限不短于5年", "at_least"),
        ("占比超过50%", "more_than"),
        ("占比突破50%", "more_than"),
        ("占比大于50%", "more_than"),
        ("占比高于50%", "more_than"),
        ("占比＞50%", "more_than"),
        ("双师型教师占比过半", "more_than"),
        ("占比达到50%", "reach"),
        ("占比达50%", "reach"),
        ("占比提高到50%", "reach"),
        ("占比增至50%", "reach"),
        ("占比实现50%", "reach"),
        ("建设50个左右基地", "about"),
        ("建设约50个基地", "about"),
        ("建设近50个基地", "about"),
        ("建设大约50个基地", "about"),
        ("占比达到50%左右", "about"),
        ("班额不超过45人", "at_most"),
        ("班额控制在45人以内", "at_most"),
        ("每班45人以内", "at_most"),
        ("比例不高于30%", "at_most"),
        ("推荐限额3个", "at_most"),
        ("最多推荐3个项目", "at_most"),
        ("比例≤30%", "at_most"),
        ("近视率降至30%以下", "less_than"),
        ("大班额比例低于2%", "less_than"),
        ("建设5个基地", "exact"),
        ("力争建设5个基地", "exact"),
    ],
)
def test_the_words_around_a_number_bind_it(text: str, comparator: str) -> None:
    assert only(text).comparator == comparator


@pytest.mark.parametrize(
    ("text", "value", "comparator"),
    [
        ("师生比达到1:20", 20, "at_most"),
        ("师生比达到1：20", 20, "at_most"),
        ("师生比不低于1:20", 20, "at_most"),
        ("生师比不高于18:1", 18, "at_most"),
        ("生师比达到18:1", 18, "at_most"),
        ("师生比为1:20", 20, "exact"),
    ],
)
def test_a_teacher_ratio_counts_pupils_to_a_teacher(text: str, value: int, comparator: str) -> None:
    target = only(text)
    assert (target.quantity, target.unit, target.comparator) == (value, "生/师", comparator)
    assert target.text == text


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("毛入学率提高5个百分点", "increase", 5),
        ("投入增长10%以上", "increase", 10),
        ("能耗下降13%", "decrease", 13),
        ("规模年均增长6%", "per_year", 6),
        ("规模翻一番", "multiple", 2),
        ("占比提高到60%", "level", 60),
    ],
)
def test_growth_is_told_from_level(text: str, measure: str, value: int) -> None:
    target = only(text)
    assert (target.measure, target.quantity) == (measure, value)


@pytest.mark.parametrize(
    ("text", "due", "period"),
    [
        ("到2023年，建成5个基地", "2023", None),
        ("2025年底前建成5个基地", "2025", None),
        ("2022年6月底前建成5个基地", "2022-06", None),
        ("于2022年6月30日前建成5个基地", "2022-06-30", None),
        ("2022年上半年建成5个基地", "2022-06", None),
        ("年底前建成5个基地", "2021", None),
        ("3年内建成5个基地", "2024", None),
        ("“十四五”期间建成5个基地", None, "2021-2025"),
        ("到“十四五”末建成5个基地", "2025", None),
        ("2021—2023年建成5个基地", None, "2021-2023"),
        ("2021年至2023年，建成5个基地", None, "2021-2023"),
        ("2022、2023年分两批建成5个基地", None, "2022-2023"),
        ("行动计划期内建成5个基地", None, "2020-2023"),
        ("建成5个基地，2023年底前完成", "2023", None),
        ("建成5个基地", None, None),
    ],
)
def test_dates_are_read(text: str, due: str | None, period: str | None) -> None:
    target = only(text)
    assert (target.due, target.period) == (due, period)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("每年培训500人", "每年"),
        ("每学期举办2次讲座", "每学期"),
        ("定期遴选10个案例", "定期"),
        ("分批遴选10个案例", "分批"),
        ("分三批遴选10个案例", "分批"),
        ("逐年增加10个学位", "逐年"),
        ("每5年完成不少于6个月的企业实践", "每5年"),
    ],
)
def test_a_cadence_is_read(text: str, word: str) -> None:
    assert only(text).recurrence == word


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("每校建设2个基地", "each_school"),
        ("各校建设2个基地", "each_school"),
        ("每所学校建设2个基地", "each_school"),
        ("每所中职学校配备2名专职教师", "each_school"),
        ("每个重点特色专业建设2个基地", "each_specialty"),
        ("每县建成2所示范校", "each_county"),
        ("各县（市、区）建成2所示范校", "each_county"),
        ("每千名学生配备4名教师", "each_thousand"),
        ("每名教师完成30学时培训", "each_teacher"),
        ("每个乡镇建设2所幼儿园", "each_township"),
        ("全省建设2个基地", "province"),
    ],
)
def test_a_stated_scope_is_read(text: str, scope: str) -> None:
    target = only(text)
    assert (target.scope, target.scope_basis) == (scope, "stated")


@pytest.mark.parametrize(
    ("text", "level", "above"),
    [
        ("创建3个市级及以上团队", "市", True),
        ("创建3个省级以上团队", "省", True),
        ("创建3个国家级团队", "国家", False),
        ("创建3个校级团队", "校", False),
        ("创建3个团队", None, False),
    ],
)
def test_a_level_is_read(text: str, level: str | None, above: bool) -> None:
    target = only(text)
    assert (target.level, target.and_above) == (level, above)


@pytest.mark.parametrize(
    "text",
    [
        "根据教职成〔2020〕7号文件精神，制定本方案",
        "对照职教 20 条，推进1+X证书制度试点",
        "推进“三全育人”，坚持五育并举",
        "增强“四个意识”，坚定四个自信，做到两个维护",
        "十四五时期是重要的机遇期",
        "联系电话：0717-6440000，邮编443000",
        "见第35页第3条",
        "现有学校12所，专任教师1300人",
        "目前，双师型教师占比达到45%",
        "已建成12所示范学校",
        "截至2020年底，全市建成12个基地",
        "组织35岁以下的青年教师参加培训",
        "聘请具有5年以上工作经验的技术人员任教",
        "近三年获得过省级奖励",
        "过去5年没有发生安全事故",
        "每人补助500元",
        "对获评学校给予20万元奖励",
        "以下六项任务由各校承担",
        "从三个方面推进改革",
        "实施四大工程",
        "教育是百年大计",
        "坚持五位一体总体布局",
        "推行一校一策",
        "课程分五类开设",
        "本办法有效期5年",
    ],
)
def test_what_binds_nobody_is_no_target(text: str) -> None:
    assert [target.text for target in find_targets(text, CITY)] == []


def test_an_old_value_is_left_and_the_new_one_taken() -> None:
    target = only("双师型教师占比由2020年的45%提高到60%")
    assert (target.quantity, target.comparator, target.due) == (60, Comparator.REACH, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("双师型教师占比由45%提高到60%", 60),
        ("证书通过率从45%提升至60%", 60),
        ("学校数量由18所整合到12所", 12),
        ("民办学校占比由现在的8%提高到12%", 12),
        ("在建成12所的基础上再建成5所示范校", 5),
    ],
)
def test_a_baseline_is_no_target(text: str, value: int) -> None:
    assert only(text).quantity == value


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("证书通过率达到60%", "证书通过率"),
        ("覆盖率达到60%", "覆盖率"),
        ("培训规模达到60人次", "培训规模"),
        ("建设培训基地5个", "培训基地"),
        ("培训教师100名", "教师"),
        ("推动高中阶段毛入学率达到95%", "高中阶段毛入学率"),
        ("建成5个市级示范基地", "示范基地"),
        ("到2025年，“双师型”教师占比达到60%", "“双师型”教师占比"),
    ],
)
def test_the_noun_is_what_is_counted(text: str, subject: str) -> None:
    assert only(text).subject == subject


def test_targets_of_a_sentence_share_its_date() -> None:
    first, second = find_targets("到2025年，建成300所左右标杆学校，带动建设1000所左右特色学校", CITY)
    assert (first.quantity, second.quantity) == (300, 1000)
    assert (first.due, second.due) == ("2025", "2025")
    assert (first.subject, second.subject) == ("标杆学校", "特色学校")


def test_a_list_after_a_vague_number_gives_one_target_for_each_object() -> None:
    text = "培育一批市级及以上“三全育人”典型学校、名班主任工作室、德育特色工作典型案例。"
    targets = find_targets(text, CITY)
    assert [target.subject for target in targets] == [
        "“三全育人”典型学校",
        "名班主任工作室",
        "德育特色工作典型案例",
    ]
    assert {(t.comparator, t.level, t.and_above, t.quantity) for t in targets} == {
        (Comparator.SOME, "市", True, None)
    }
    assert [text[slice(*target.span)] for target in targets] == [target.text for target in targets]
    assert all(target.ask for target in targets)


def test_qualities_of_one_noun_are_no_list() -> None:
    assert only("打造一批理念先进、特色鲜明的示范学校").subject == "理念先进、特色鲜明的示范学校"


def test_the_inner_scope_holds_for_its_part_and_the_outer_one_goes_on() -> None:
    text = "各校每个重点特色专业要分批校企共建一个校级教师教学创新团队，创建1—3个市级及以上教师教学创新团队"
    first, second = find_targets(text, CITY)
    assert (first.scope, first.recurrence, first.quantity) == ("each_specialty", "分批", 1)
    assert (second.scope, second.recurrence, second.upper) == ("each_school", None, 3)


def test_a_share_that_names_nobody_is_asked_about() -> None:
    target = only("专业教师中“双师型”教师占比超过50%")
    assert (target.scope, target.scope_basis) == ("each_school", "inferred")
    assert target.ask is not None
    assert target.subject == "专业教师中“双师型”教师占比"


def test_a_number_without_a_noun_is_asked_about() -> None:
    target = only("每校限报3项")
    assert target.subject is None
    assert target.ask is not None


def test_a_national_task_counts_for_the_nation() -> None:
    target = only("培训 10000 名左右德育骨干管理人员", TargetContext(issuer_level="city", national=True))
    assert (target.scope, target.comparator, target.quantity) == ("national", Comparator.ABOUT, 10000)


def test_a_bare_date_is_a_target_of_its_own() -> None:
    target = only("各校于2022年6月底前完成方案备案")
    assert (target.comparator, target.due, target.quantity) == (Comparator.BY_DATE, "2022-06", None)


def test_one_date_for_each_number() -> None:
    first, second = find_targets("到2023年和2025年，双师型教师占比分别达到55%和60%", CITY)
    assert [(first.due, first.quantity), (second.due, second.quantity)] == [("2023", 55), ("2025", 60)]
    assert second.comparator is Comparator.REACH


def test_a_place_that_is_counted_lends_its_noun_to_the_unit() -> None:
    assert only("先在5个领域布局产教融合共同体").unit == "个领域"


def test_a_cell_takes_unit_year_and_name_from_its_column() -> None:
    target = only("≥40000", TargetContext(header="校园占地面积（平方米）"))
    assert (target.quantity, target.unit, target.comparator) == (40000, "平方米", Comparator.AT_LEAST)
    assert (target.subject, target.text) == ("校园占地面积", "≥40000")
    assert only("12所", TargetContext(header="2023年目标")).due == "2023"


def test_a_column_that_names_the_thing_leaves_nothing_to_ask() -> None:
    assert only("60", TargetContext(header="双师型教师占比（%）")).ask is None
    assert only("≥60%", TargetContext(header="2023年目标")).ask is not None


def test_a_bare_ratio_takes_its_meaning_from_its_column() -> None:
    target = only("18:1", TargetContext(header="生师比"))
    assert (target.quantity, target.unit, target.text) == (18, "生/师", "18:1")


def test_a_number_by_the_year_recurs() -> None:
    target = only("开展企业实践3项/年")
    assert (target.recurrence, target.unit) == ("每年", "项")


def test_a_column_of_old_values_has_no_targets() -> None:
    assert find_targets("12所", TargetContext(header="2020年现状值")) == []
