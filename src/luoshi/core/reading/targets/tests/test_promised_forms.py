"""What the reader was promised to understand, each form as it was written down; and what it must leave alone."""

from __future__ import annotations

import pytest

from luoshi.core.reading.targets import FoundTarget, TargetContext, find_targets

CITY = TargetContext(year=2021, issuer_level="city", plan_period=(2020, 2023))


def only(text: str) -> FoundTarget:
    (target,) = find_targets(text, CITY)
    return target


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("每校建设1—3个创新团队", (1, 3, "个", "range", "each school")),
        ("各校遴选1至3个示范专业", (1, 3, "个", "range", "each school")),
        ("每个重点特色专业建成一到三个实训基地", (1, 3, "个", "range", "each specialty")),
        ("全市建设6~8所优质学校", (6, 8, "所", "range", "city")),
        ("全市培训教师2万人次", (20000, None, "人次", "exact", "city")),
        ("全市投入1.2亿元", (120000000, None, "元", "exact", "city")),
        ("双师型教师占比达到一半", (50, None, "%", "reach", None)),
        ("就业率提高5个百分点", (5, None, "百分点", "exact", None)),
        ("培训规模翻一番", (2, None, "倍", None, None)),
        ("建设10个左右基地", (10, None, "个", "about", None)),
        ("建设约10个基地", (10, None, "个", "about", None)),
        ("建设近10个基地", (10, None, "个", "about", None)),
        ("建设基地不少于10个", (10, None, "个", "at_least", None)),
        ("比例不低于10%", (10, None, "%", "at_least", None)),
        ("建设10个以上基地", (10, None, "个", "at_least", None)),
        ("至少建设10个基地", (10, None, "个", "at_least", None)),
        ("比例超过50%", (50, None, "%", "more_than", None)),
        ("比例突破50%", (50, None, "%", "more_than", None)),
        ("比例达到50%", (50, None, "%", "reach", None)),
        ("班额不超过45人", (45, None, "人", "at_most", None)),
        ("班额45人以内", (45, None, "人", "at_most", None)),
        ("班额控制在45人以内", (45, None, "人", "at_most", None)),
        ("教师每年实践不低于32学时", (32, None, "学时", "at_least", None)),
        ("每队企业教师不超过1名", (1, None, "名", "at_most", None)),
        ("建设10个基地", (10, None, "个", "exact", None)),
        ("每校推荐限额3个", (3, None, "个", "at_most", "each school")),
    ],
)
def test_a_promised_form_is_read(text: str, wanted: tuple[object, ...]) -> None:
    target = only(text)
    quantity, upper, unit, comparator, scope = wanted
    assert (target.quantity, target.upper, target.unit) == (quantity, upper, unit)
    assert comparator is None or target.comparator == comparator
    assert scope is None or scope == str(target.scope).replace("_", " "), target.scope


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("到2023年建成5个基地", "due", "2023"),
        ("2025年底前建成5个基地", "due", "2025"),
        ("3年内建成5个基地", "due", "2024"),
        ("每年培训500名教师", "recurrence", "每年"),
        ("定期遴选5个案例", "recurrence", "定期"),
        ("分批建设5个基地", "recurrence", "分批"),
        ("年均培训500名教师", "measure", "per_year"),
        ("投入增长10%", "measure", "increase"),
        ("建设5个市级及以上基地", "and_above", True),
        ("建设5个市级及以上基地", "level", "市"),
    ],
)
def test_dates_cadence_measure_and_level(text: str, field: str, value: object) -> None:
    found = getattr(only(text), field)
    assert getattr(found, "value", found) == value


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("打造一批典型学校", "some"),
        ("全部专业开设劳动教育课", "all"),
        ("全面推行学徒制", None),
    ],
)
def test_words_instead_of_numbers(text: str, comparator: str | None) -> None:
    found = find_targets(text, CITY)
    assert [target.comparator.value for target in found] == ([comparator] if comparator else [])


def test_several_targets_in_one_sentence_share_verb_year_and_scope() -> None:
    found = find_targets("到2023年，每校建成2个基地、3个工作室和1个团队", CITY)
    assert [(target.quantity, target.due, str(target.scope)) for target in found] == [
        (number, "2023", str(found[0].scope)) for number in (2, 3, 1)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "根据鄂教职成〔2021〕5号文件", "2021年", "（三）加强领导", "落实职教20条", "推进1+X证书制度试点",
        "落实三全育人", "编制十四五规划", "联系电话：0717-6051234", "见第12页", "2019年为45%",
        "35岁以下的教师", "近3年内未发生安全事故的学校", "每生补贴500元", "实现双百目标，打造千亿产业",
        "以下五项任务", "现有学校11所",
    ],
)  # fmt: skip
def test_what_was_promised_to_be_no_target_is_none(text: str) -> None:
    assert [target.text for target in find_targets(text, CITY)] == []


def test_an_old_value_is_left_beside_the_new_one() -> None:
    target = only("就业率由原来的30%提高到60%")
    assert (target.quantity, target.subject, target.comparator.value) == (60, "就业率", "reach")


def test_a_target_whose_subject_is_unspoken_is_asked_about_with_a_proposal() -> None:
    target = only("专业教师中“双师型”教师占比超过50%")
    assert (target.scope, target.scope_basis, bool(target.ask)) == ("each_school", "inferred", True)
    target = only("每校限报3项")
    assert (target.subject, bool(target.ask)) == (None, True)
