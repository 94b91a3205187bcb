"""Measure words and units, with the words they must not be confused with."""

from __future__ import annotations

# Units of more than one sign first: 人次 before 人.
_LONG = (
    "微克/立方米 毫克/立方米 毫克/升 毫克 毫升 分贝 ℃ "
    "平方公里 平方千米 平方米 立方米 个百分点 百分点 个工作日 工作日 个自然日 个学时 学时 "
    "个课时 课时 个学期 学期 个学年 学年 个小时 小时 个月 学分 分钟 人次 人时 人日 "
    "人天 人月 台套 件套 校次 班次 场次 项次 课次 周岁 公里 千米 公顷 千瓦 千克 公斤 "
    "万元 美元 学位 工位 床位 座位 台(套) 人(次) 名(位) Mbps Gbps TB GB MB KB 教学班 标准班"
)

# One sign, and what may not follow it: 3部门 are not three pieces.
_SHORT = {
    "个": "性",
    "所": "有在属需",
    "名": "单额次列",
    "人": "才口均",
    "门": "类户",
    "项": "",
    "家": "庭长",
    "支": "持撑出付",
    "套": "餐",
    "册": "",
    "本": "科级",
    "部": "门",
    "件": "",
    "台": "账",
    "间": "",
    "座": "谈",
    "处": "于理",
    "场": "所地景馆",
    "次": "性数序",
    "期": "间内末限待满",
    "节": "约能日点",
    "堂": "",
    "道": "路德理",
    "讲": "话座师",
    "篇": "",
    "集": "团中体",
    "份": "额",
    "组": "织建团长",
    "户": "籍外",
    "栋": "",
    "幢": "",
    "条": "件款例文目",
    "位": "于置次居数一",
    "种": "",
    "届": "次",
    "轮": "训流值换岗次",
    "片": "区段面",
    "块": "",
    "枚": "",
    "株": "",
    "款": "",
    "例": "",
    "张": "",
    "辆": "",
    "段": "落时",
    "具": "有备体",
    "克": "服隆",
    "起": "来到步草点用止始码薪",
    "架": "构",
    "宗": "旨教",
    "艘": "",
    "席": "位",
    "幅": "度",
    "字": "样段体",
    "页": "面",
    "班": "主级子额组",
    "分": "之批级类别布校层步期年析工散数配管开为项段院享会",
    "岁": "",
    "年": "级制度龄轮代来间行规计均终限期",
    "周": "岁期边年末一二三四五六日",
    "天": "",
    "秒": "",
    "日": "常制",
    "元": "",
    "米": "",
    "亩": "",
    "吨": "",
    "倍": "",
    "%": "",
    "‰": "",
    "㎡": "",
    "M": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}

UNIT = "(?:{})".format(
    "|".join(
        [unit.replace("(", r"\(").replace(")", r"\)") for unit in _LONG.split()]
        + [f"{unit}(?![{barred}])" if barred else unit for unit, barred in _SHORT.items()]
    )
)

DURATIONS = frozenset(
    {"年", "学年", "学期", "月", "周", "天", "日", "工作日", "自然日", "小时", "分钟", "秒"}
)
MONEY = frozenset({"元", "美元"})
RATES = frozenset({"%", "‰", "百分点"})
_COUNTED = ("百分点", "工作日", "自然日", "学时", "课时", "学期", "学年", "小时", "月")
_SAME_UNIT = {
    "万元": ("元", 10_000),
    "㎡": ("平方米", 1),
    "台(套)": ("台套", 1),
    "人(次)": ("人次", 1),
    "名(位)": ("名", 1),
}


def base_unit(printed: str) -> tuple[str, int]:
    """The unit as we keep it and the factor to it: 万元 is 元 × 10000, 个学期 is 学期."""
    if printed.startswith("个") and printed[1:] in _COUNTED:
        return printed[1:], 1
    return _SAME_UNIT.get(printed, (printed, 1))
