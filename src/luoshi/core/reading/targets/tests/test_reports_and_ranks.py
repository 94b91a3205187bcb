"""What was done is no target; a rank, a rate in a hundred thousand and a yearly average are."""

from __future__ import annotations

import pytest

from luoshi.core.reading.targets import Comparator, FoundTarget, TargetContext, find_targets

CITY = TargetContext(year=2022, issuer_level="city")


def only(text: str, context: TargetContext = CITY) -> FoundTarget:
    targets = find_targets(text, context)
    assert len(targets) == 1, [target.text for target in targets]
    return targets[0]


@pytest.mark.parametrize(
    "text",
    [
        "经专家评审，拟立项18个教学资源库，现予以公示",
        "截至10月底，全市招生12360人",
        "截至2022年10月底，全市建成基地12个",
        "据统计，全省职业院校每年输送20万名毕业生",
        "过去五年，在校生从3.2万人增加到5.1万人",
        "会议听取了11个单位的汇报",
        "出席会议的有11所学校校长",
        "组织培训86期，占年度任务的54%",
        "任务书共分7章、32节",
        "附支撑材料清单1份",
        "本标准适用于设置满3年的学校",
        "对综合排名前10名的学校予以通报表扬",
        "考核不合格的，减少招生计划20%",
        "低于85%不得分",
        "95%—98%得8分",
        "重点整治校园周边200米范围内的摊点",
        "组建一支由专家组成的督导队伍",
        "学校占地200亩，建筑面积8.6万平方米，教职工310人",
        "共有学校1268所，比上年减少12所；在校生86.4万人",
        "上述12所学校为试点单位",
        "由5所国家级重点学校牵头",
        "推广8个品牌的经验做法",
        "按设备投入额的20%给予补助，单个项目最高不超过200万元",
        "根据普查结果，平均受教育年限为9.87年",
        "基本建成“15分钟健身圈”",
        "2022年前三季度，各县市完成招生任务的比例分别为96%、88%",
        "每个批次可填报5个平行志愿",
        "落实“两个只增不减”",
        "现将2022年立项的36个项目名单予以公布",
        "累计两次取消当年评优资格",
        "用房面积达到2万平方米、设备总值突破5000万元的学校，可优先立项",
        "发生食物中毒30人以上的事件",
        "第三阶段（2026年）：全面提升。",
        "为2025年全面完成规划任务打下坚实基础",
    ],
)
def test_what_was_done_or_merely_told_is_no_target(text: str) -> None:
    assert [target.text for target in find_targets(text, CITY)] == []


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("截至2025年底前，全市建成基地12个", 12),
        ("现有基地3个增加到5个", 5),
        ("据统计目前有3所达标，力争年底达到9所", 9),
        ("经学校评审，每校推荐2个项目", 2),
        ("具有3年以上企业工作经历的教师比例不低于五成", 50),
        ("最低录取控制线为总分的40%", 40),
        ("务工规模不低于去年，公益性岗位稳定在3200个左右", 3200),
        ("上年度主营业务收入不低于2亿元", 200000000),
        ("参加一次不少于90学时的提高培训", 90),
        ("引进人员比例不低于当年招聘总数的三分之一", 33.33),
    ],
)
def test_words_that_look_ahead_or_bind_win_over_a_report(text: str, quantity: float) -> None:
    assert [target.quantity for target in find_targets(text, CITY)] == [quantity]


@pytest.mark.parametrize(
    ("text", "place", "unit"),
    [
        ("综合实力进入全省前五", 5, "位"),
        ("综合实力稳居全省前3名", 3, "名"),
        ("获奖数量跻身全国前10位", 10, "位"),
        ("获奖数量进入全省前10%", 10, "%"),
    ],
)
def test_a_rank_to_be_reached_is_at_most_that_place(text: str, place: int, unit: str) -> None:
    target = only(text)
    assert (target.quantity, target.unit, target.comparator) == (place, unit, Comparator.AT_MOST)


@pytest.mark.parametrize(
    ("text", "quantity", "unit"),
    [("15个工作日内作出答复", 15, "工作日"), ("在2个月内完成方案制定", 2, "月"), ("2小时内上报", 2, "小时")],
)
def test_a_limit_of_time_is_a_threshold(text: str, quantity: int, unit: str) -> None:
    target = only(text)
    assert (target.quantity, target.unit, target.comparator) == (quantity, unit, Comparator.AT_MOST)


@pytest.mark.parametrize(
    ("text", "recurrence"),
    [
        ("每年开展活动周，参与企业不少于50家", "每年"),
        ("选派干部，每年选派100名教师，其中女教师不少于30名", "每年"),
        ("选派干部，每年选派100名教师，建设基地3个", None),
    ],
)
def test_a_cadence_that_opens_a_sentence_or_is_split_up_goes_on(text: str, recurrence: str | None) -> None:
    assert find_targets(text, CITY)[-1].recurrence == recurrence


def test_a_rate_keeps_what_it_is_measured_by_in_its_unit() -> None:
    target = only("孕产妇死亡率控制在10/10万以下")
    assert (target.quantity, target.unit, target.comparator) == (10, "/10万", Comparator.LESS_THAN)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("年均开展社区教育达到2万人次", "per_year"),
        ("年均到账经费超过100万元", "per_year"),
        ("细颗粒物年均浓度降至35微克/立方米", "level"),
    ],
)
def test_a_yearly_average_counts_by_the_year(text: str, measure: str) -> None:
    assert only(text).measure == measure


@pytest.mark.parametrize(
    ("plan", "due"), [((2023, 2025), "2025"), ((2024, 2026), "2026"), ((2021, 2025), "2025"), (None, "2025")]
)
def test_three_years_in_a_plan_of_three_years_end_with_it(plan: tuple[int, int] | None, due: str) -> None:
    context = TargetContext(year=2022, issuer_level="city", plan_period=plan)
    assert only("三年内建成基地12个", context).due == due


@pytest.mark.parametrize(
    ("text", "value", "comparator"),
    [
        ("校医与学生之比不低于1∶600", 600, "at_most"),
        ("生师比不高于16∶1", 16, "at_most"),
        ("生机比优于6∶1", 6, "at_most"),
        ("企业与财政投入比例达到1∶1", 1, "reach"),
    ],
)
def test_a_ratio_may_be_printed_with_its_own_sign(text: str, value: int, comparator: str) -> None:
    target = only(text)
    assert (target.quantity, target.comparator) == (value, comparator)


@pytest.mark.parametrize(
    ("text", "phrase", "subject"),
    [
        ("到2025年，“1+X”证书通过率达到80%", "“1+X”证书通过率达到80%", "“1+X”证书通过率"),
        ("推动“订单班”学生占比达到三成", "推动“订单班”学生占比达到三成", "“订单班”学生占比"),
        ("建设“优质专业”36个", "建设“优质专业”36个", "优质专业"),
        ("评审专家不少于5人", "评审专家不少于5人", "评审专家"),
        ("安排200万元职业教育专项经费", "安排200万元职业教育专项经费", "职业教育专项经费"),
        ("聘期不超过三年", "聘期不超过三年", "聘期"),
    ],
)
def test_a_phrase_and_its_noun_stay_whole(text: str, phrase: str, subject: str) -> None:
    target = only(text)
    assert (target.text, target.subject) == (phrase, subject)


def test_a_figure_without_a_unit_is_read_where_a_word_binds_it() -> None:
    target = only("容积率不大于0.8")
    assert (target.quantity, target.unit, target.comparator) == (0.8, None, Comparator.AT_MOST)


def test_a_bound_said_once_holds_for_the_list() -> None:
    first, second = find_targets("每县限推荐2所学校、4个专业", CITY)
    assert (first.comparator, second.comparator) == (Comparator.AT_MOST, Comparator.AT_MOST)


def test_an_hour_belongs_to_the_deadline() -> None:
    target = only("请于9月15日（星期四）17时前报送材料")
    assert (target.comparator, target.due) == (Comparator.BY_DATE, "2022-09-15")


def test_one_or_two_printed_as_words_are_a_range() -> None:
    target = only("建设产教融合实训基地一至二个")
    assert (target.quantity, target.upper, target.comparator) == (1, 2, Comparator.RANGE)


def test_a_share_of_the_entries_keeps_its_bound_without_a_joining_word() -> None:
    assert only("每组按不超过参赛作品40%的比例进入决赛").comparator is Comparator.AT_MOST


def test_all_may_be_paired_with_a_mentor() -> None:
    assert only("教龄3年以下的青年教师全部结对").comparator is Comparator.ALL
