"""Numbers that bind nobody, one construction a line; and those beside them that do bind."""

from __future__ import annotations

import pytest

from luoshi.core.reading.targets import TargetContext, find_targets, report_by_title

CITY = TargetContext(year=2022, issuer_level="city")


@pytest.mark.parametrize(
    "text",
    [
        "办学规模小于1200人、占地面积不足60亩的学校，予以调整",
        "大班额比例超过5%、查实2起以上的，当年不得评优",
        "执行率低于50%的暂停安排下一年度资金",
        "超过工资总额8%的部分，准予结转扣除",
        "随班就读学生5人以上的学校设立资源教室",
        "在校生规模因素占50%，办学质量因素占30%",
        "订单班学生占比达20%以上得5分",
        "以16—18学时计为1个学分",
        "学校规模以3000人为基数",
        "预计2025年学龄人口将达到18.6万人",
        "鼓励有条件的县提前达到100%",
        "较去年增加1500万元，增幅23.1%",
        "我市技能人才占比低12个百分点",
        "学费标准：普通专业每生2800元，艺术类专业4600元",
        "补贴标准为初级1000元、中级1500元、高级2000元",
        "第一档中央承担80%，第二档60%",
        "对排名前3的学校，每年增加经费50万元",
        "4项指标全部达标的6所，占40%",
        "党的建设、教学改革、社会服务3个一级指标",
        "审计发现，有5所学校挪用资金共计260万元",
        "本标准第4.2条为强制性条款",
        "2年内不得申报同类项目",
        "满一年组织中期评估",
    ],
)
def test_no_target_is_read(text: str) -> None:
    assert [target.text for target in find_targets(text, CITY)] == []


@pytest.mark.parametrize(
    ("text", "quantity", "comparator"),
    [
        ("总学时数不低于3000", 3000, "at_least"),
        ("每个专业至少应配备具有中级以上职务的专任教师2人", 2, "at_least"),
        ("推荐限额为中职学校每校2人", 2, "at_most"),
        ("可跨校组队1支", 1, "at_most"),
        ("受表彰的可提高到25%", 25, "at_most"),
        ("将不低于80%的招生计划分配到校", 80, "at_least"),
        ("技能成绩所占权重不低于50%", 50, "at_least"),
        ("每百名学生拥有计算机不少于15台", 15, "at_least"),
        ("撤销招生规模低于200人的教学点3个", 3, "exact"),
        ("配建1所6班以上幼儿园", 1, "exact"),
        ("专业课教师占比2024年达到50%", 50, "reach"),
        ("已下达资金支付率6月底前达到100%", 100, "reach"),
    ],
)
def test_what_binds_beside_them_is_read(text: str, quantity: float, comparator: str) -> None:
    assert [(t.quantity, t.comparator) for t in find_targets(text, CITY)] == [(quantity, comparator)]


def test_a_named_deadline_holds_for_the_whole_entry() -> None:
    (target,) = find_targets("新增专业群2个；牵头单位：职成科；完成时限：2023年12月", CITY)
    assert (target.quantity, target.due) == (2, "2023-12")


def test_both_numbers_of_a_bound_are_bound() -> None:
    targets = find_targets("座位数应分别按不低于专任教师总数的20%和学生总数的10%设置", CITY)
    assert [(t.quantity, t.comparator) for t in targets] == [(20, "at_least"), (10, "at_least")]


@pytest.mark.parametrize(
    ("title", "report"),
    [
        ("东湾中专2021年度质量报告", "told"),
        ("职教工作简报第9期（总第117期）", "told"),
        ("关于专项督导情况的通报", "mixed"),
        ("关于做好质量年度报告编制工作的通知", ""),
        ("职业教育工作总结及下一年计划", ""),
    ],
)
def test_a_title_says_whether_a_document_tells_what_was(title: str, report: str) -> None:
    assert report_by_title(title) == report
