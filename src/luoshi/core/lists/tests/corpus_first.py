"""Seven lists of registers other than the teachers', as such lists are kept. Everything in them is invented."""

# ruff: noqa: E501 (a row of a list on one line reads as the list does)

from __future__ import annotations

import datetime as dt

from openpyxl.worksheet.worksheet import Worksheet

from .making import ASK, Case, book, fill, truths, wanted

_MENTORS = wanted(
    [
        ("name", "text", "姓名", {"required": True}),
        ("company", "text", "企业名称"),
        ("post", "text", "岗位（职务）"),
        ("from", "month", "聘期开始"),
        ("to", "month", "聘期结束"),
        ("hours", "integer", "年授课学时", "学时"),
        ("paid", "money", "劳务费", "元"),
        ("phone", "text", "联系电话"),
    ],
    ["name"],
)


def mentors() -> Case:
    """Industry mentors: a group heading that was not merged, the term in one cell for two fields."""
    rows = [
        ["2023-2024学年产业导师聘任一览表"],
        [None, None, None, None, "聘期", None, "年授课", "劳务费", None],
        ["序号", "姓　名", "所在企业", "职务", "起", "止", "学时", "（元）", "联系电话"],
        [1, "胡 一 凡", "宜昌船柴配件有限公司", "高级工程师", "2023.9", "2024.8", 36, 3600, 13800000001],
        [2, "向明", "枝江酒业股份公司", "车间主任", dt.datetime(2023, 9, 1), dt.datetime(2024, 8, 31), "48学时", "4,800", "138 0000 0002"],
        [3, "覃 涛", "兴山昭君旅游公司", "导游部经理", "２０２３年９月", "２０２４年８月", "约40", "4000元", "０７１７-2500123"],
        [4, "田 小 雨", "土家织锦合作社", "非遗传承人", 202309, 202408, "六", 600, "1380000004"],
        ["合计", None, None, None, None, None, 130, 13000],
        ["填表人：周老师　　　　审核人：　　　　2023年10月8日"],
    ]  # fmt: skip
    base = {"from": "2023-09", "to": "2024-08"}
    truth = truths(
        "导师",
        {
            4: base | {"name": "胡一凡", "company": "宜昌船柴配件有限公司", "post": "高级工程师", "hours": 36, "paid": 360000, "phone": "13800000001"},
            5: base | {"name": "向明", "company": "枝江酒业股份公司", "post": "车间主任", "hours": 48, "paid": 480000, "phone": "13800000002"},
            6: base | {"name": "覃涛", "company": "兴山昭君旅游公司", "post": "导游部经理", "hours": ASK, "paid": 400000, "phone": "0717-2500123"},
            7: base | {"name": "田小雨", "company": "土家织锦合作社", "post": "非遗传承人", "hours": 6, "paid": 60000, "phone": ASK},
        },
    )  # fmt: skip
    return Case("产业导师.xlsx", book(("导师", rows)), _MENTORS, truth)


_BASES = wanted(
    [
        ("group", "choice", "所属专业大类", ("装备制造大类", "旅游大类", "农林牧渔大类")),
        ("name", "text", "实训基地名称", {"required": True}),
        ("area", "decimal", "建筑面积", "平方米"),
        ("value", "money", "设备总值", "万元"),
        ("places", "integer", "工位数", "个"),
        ("joint", "yes_no", "校企共建"),
        ("built", "year", "建成年份"),
        ("partner", "text", "合作企业"),
    ],
    ["name"],
)


def bases() -> Case:
    """Training bases: 万元 in a line above the table, a merged column, sums by formula, a sum under the head."""

    def make(sheet: Worksheet) -> None:
        fill(sheet, [
            ["实训基地基本情况（截至2023年底）"],
            [None, None, None, None, None, None, "单位：万元"],
            ["专业大类", "基地名称", "建筑面积（㎡）", "设备总值", "工位数", "是否校企共建", "建成时间", "合作企业"],
            ["总计", None, "=SUM(C5:C9)", "=SUM(D5:D9)", "=SUM(E5:E9)"],
            ["装备制造", "数控加工实训基地", 1200, 560.5, 80, "√", 2015, "宜昌长机"],
            [None, "焊接实训基地", "800㎡", "320", "60个", "×", "2018年", None],
            [None, "工业机器人实训基地", 650.5, "４２０", 40, "是", "2020.6", "某某智能（宜昌）有限公司"],
            ["旅游", "导游模拟实训室", 200, "35万元", 50, None, "2019年9月", "/"],
            [None, "茶艺实训室", 150, "12.345", "40余", "有", dt.date(2021, 3, 1), "无"],
        ])  # fmt: skip
        sheet.merge_cells("A5:A7")
        sheet.merge_cells("A8:A9")
        sheet.merge_cells("A1:H1")

    truth = truths(
        "Sheet1",
        {
            5: {"group": "c0", "name": "数控加工实训基地", "area": "1200", "value": 560500000, "places": 80, "joint": True, "built": "2015", "partner": "宜昌长机"},
            6: {"group": "c0", "name": "焊接实训基地", "area": "800", "value": 320000000, "places": 60, "joint": False, "built": "2018"},
            7: {"group": "c0", "name": "工业机器人实训基地", "area": "650.5", "value": 420000000, "places": 40, "joint": True, "built": "2020", "partner": "某某智能（宜昌）有限公司"},
            8: {"group": "c1", "name": "导游模拟实训室", "area": "200", "value": 35000000, "places": 50, "built": "2019"},
            9: {"group": "c1", "name": "茶艺实训室", "area": "150", "value": 12345000, "places": ASK, "joint": True, "built": "2021", "partner": "无"},
        },
    )  # fmt: skip
    return Case("实训基地.xlsx", book(("Sheet1", make)), _BASES, truth)


_CERTIFICATES = wanted(
    [
        ("name", "text", "证书名称", {"required": True}),
        ("level", "choice", "证书等级", ("初级", "中级", "高级")),
        ("sat", "integer", "参加考核人数", "人"),
        ("passed", "integer", "通过人数", "人"),
        ("share", "percent", "通过率", {"places": 1}),
        ("on", "date", "考核日期"),
        ("issuer", "text", "发证机构"),
    ],
    ["name", "level", "on"],
)


_NOTES = [["填报要求"], ["一、数据截至2022年底。"], ["二、由教务处核对后报送。"]]


def certificates() -> Case:
    """1+X certificates: a sheet for each specialty, shares as numbers, a hidden row, a sheet that is no list."""

    def make(rows: list[list[object]], hidden: int = 0) -> object:
        def filled(sheet: Worksheet) -> None:
            fill(
                sheet,
                [
                    ["1+X证书试点情况"],
                    ["证书名称", "等级", "参考人数", "通过人数", "通过率", "考核时间", "发证单位"],
                    *rows,
                ],
            )
            for row in range(3, sheet.max_row + 1):
                if isinstance(sheet.cell(row, 5).value, float):
                    sheet.cell(row, 5).number_format = "0.0%"
            if hidden:
                sheet.row_dimensions[hidden].hidden = True

        return filled  # fmt: skip

    cars = make([
        ["汽车运用与维修", "中级", 40, "36人", 0.9, dt.date(2022, 12, 3), "某某教育科技公司"],
        ["智能新能源汽车", "中", 30, 24, "80%", "2022-12-03", "同上"],
        ["汽车运用与维修", "初级", "五十", 50, 1.0, "2021年11月20日", "某某教育科技公司"],
    ], hidden=5)  # fmt: skip
    care = make([
        ["老年照护", "初级", 50, 45, "90％", 44896, "某某康养集团"],
        ["幼儿照护", "中级", None, None, None, "2022年12月", "某某康养集团"],
        ["合计", None, 50, 45, 0.9],
    ])  # fmt: skip
    truth = truths("汽车", {
        3: {"name": "汽车运用与维修", "level": "c1", "sat": 40, "passed": 36, "share": "90", "on": "2022-12-03", "issuer": "某某教育科技公司"},
        4: {"name": "智能新能源汽车", "level": "c1", "sat": 30, "passed": 24, "share": "80", "on": "2022-12-03", "issuer": "某某教育科技公司"},
        5: {"name": "汽车运用与维修", "level": "c0", "sat": 50, "passed": 50, "share": "100", "on": "2021-11-20", "issuer": "某某教育科技公司"},
    }) | truths("护理", {
        3: {"name": "老年照护", "level": "c0", "sat": 50, "passed": 45, "share": "90", "on": "2022-12-01", "issuer": "某某康养集团"},
        4: {"name": "幼儿照护", "level": "c1", "on": ASK, "issuer": "某某康养集团"},
    })  # fmt: skip
    return Case("证书.xlsx", book(("汽车", cars), ("护理", care), ("说明", _NOTES)), _CERTIFICATES, truth)


_COMPANIES = wanted(
    [
        ("name", "text", "企业名称", {"required": True}),
        ("code", "text", "统一社会信用代码"),
        ("type", "choice", "企业类型", ("国有企业", "民营企业", "外资企业", "其他")),
        ("signed", "yes_no", "是否签订合作协议"),
        ("since", "month", "合作开始时间"),
        ("students", "integer", "接收实习学生数", "人"),
    ],
    ["code"],
)


def companies() -> Case:
    """Partner enterprises: a head printed again on the second page, credit codes, days as Excel's numbers."""
    head = [
        "序号",
        "企业全称",
        "统一社会信用代码",
        "企业类型",
        "是否签订协议",
        "合作起始时间",
        "接收学生数/人",
        "联系人及电话",
    ]
    rows = [
        ["合作企业台账"],
        head,
        [1, "宜昌某某化工集团", "91420500MA4900001X", "国企", "有", 43709, 120, "王主任13900000001"],
        [2, "三峡某某酒店", "91420500ma4900002y", "民营企业", "无", 44075, "35", "李经理"],
        [3, "长阳某某清江画廊旅游公司", 914205287000001234, "民营", "已签", 44440, "２０", None],
        ["合作企业台账"],
        head,
        [4, "五峰某某茶业公司", "91420529 MA490 0004W", "民营企业", "Y", "2021/9", "8人", "张总"],
        [5, "华中某某汽车（枝江）公司", "914205837000005678", "其它", "1", "2018年起", 0, "赵"],
        [6, None, None, None, None, None, None, None],
        [7, None, None, None, None, None, None, None],
        ["注：1.企业类型按营业执照填写；2.协议以存档为准。"],
    ]  # fmt: skip
    truth = truths("台账", {
        3: {"name": "宜昌某某化工集团", "code": "91420500MA4900001X", "type": "c0", "signed": True, "since": "2019-09", "students": 120},
        4: {"name": "三峡某某酒店", "code": "91420500ma4900002y", "type": "c1", "signed": False, "since": "2020-09", "students": 35},
        5: {"name": "长阳某某清江画廊旅游公司", "code": ASK, "type": "c1", "signed": True, "since": "2021-09", "students": 20},
        8: {"name": "五峰某某茶业公司", "code": "91420529MA4900004W", "type": "c1", "signed": True, "since": "2021-09", "students": 8},
        9: {"name": "华中某某汽车（枝江）公司", "code": "914205837000005678", "type": "c3", "signed": True, "since": ASK, "students": 0},
    })  # fmt: skip
    return Case("企业.xlsx", book(("台账", rows)), _COMPANIES, truth)


_TRAININGS = wanted(
    [
        ("name", "text", "教师姓名", {"required": True}),
        ("training", "text", "培训项目名称", {"required": True}),
        ("level", "choice", "培训级别", ("国家级", "省级", "市级", "县级", "校级")),
        ("on", "date", "培训时间"),
        ("hours", "decimal", "学时", "学时", {"places": 1}),
        ("certificate", "text", "证书编号"),
        ("money", "money", "培训经费", "元"),
    ],
    ["name", "training", "on"],
)


def trainings() -> Case:
    """Training records: names spaced out, ranges of days, a row twice, the same person twice."""
    rows = [
        ["附件2"],
        ["教师培训登记表"],
        ["序号", "教师", "培训项目", "级别", "培训起止时间", "学时", "证书编号", "经费（万元）"],
        [1, "吴 　敏", "信息化教学能力提升", "省级", "2022.7.11-7.20", 80, "鄂培2022-0001", 0.35],
        [2, "吴 　敏", "双师型教师研修", "国家级", "2022年8月1日", "90", 2022080012, "0.5"],
        [3, "郑文", "双师型教师研修", "国培", "20220801", "90.0", "0020220800", "５０００元"],
        [3, "郑文", "双师型教师研修", "国培", "20220801", "90.0", "0020220800", "５０００元"],
        [4, "Smith John", "国际化课程开发", "市级", "2022/10/8", "16课时", "/", None],
        [5, "刘芳、刘英", "班主任培训", "县级", "2022-11-05", 8, None, None],
    ]
    truth = truths("Sheet1", {
        4: {"name": "吴敏", "training": "信息化教学能力提升", "level": "c1", "on": ASK, "hours": "80", "certificate": "鄂培2022-0001", "money": 350000},
        5: {"name": "吴敏", "training": "双师型教师研修", "level": "c0", "on": "2022-08-01", "hours": "90", "certificate": "2022080012", "money": 500000},
        6: {"name": "郑文", "training": "双师型教师研修", "level": "c0", "on": "2022-08-01", "hours": "90", "certificate": "0020220800", "money": 500000},
        8: {"name": "Smith John", "training": "国际化课程开发", "level": "c2", "on": "2022-10-08", "hours": "16"},
        9: {"name": ASK, "training": "班主任培训", "level": "c3", "on": "2022-11-05", "hours": "8"},
    })  # fmt: skip
    return Case("培训.xlsx", book(("Sheet1", rows)), _TRAININGS, truth)


_TEXTBOOKS = wanted(
    [
        ("course", "text", "课程名称"),
        ("title", "text", "教材名称", {"required": True}),
        ("isbn", "text", "书号"),
        ("editor", "text", "主编"),
        ("publisher", "text", "出版社"),
        ("on", "month", "出版时间"),
        (
            "type",
            "choice",
            "教材类型",
            ("国家统编教材", "国家规划教材", "省级规划教材", "校本教材", "其他"),
        ),
        ("price", "money", "单价", "元"),
        ("copies", "integer", "选用数量", "册"),
        ("national", "yes_no", "是否国家规划教材"),
    ],
    ["title", "isbn"],
)


def textbooks() -> Case:
    """Textbooks: headings between the rows, subtotals, book numbers as numbers, prices, a price by formula."""
    rows = [
        ["2023年秋季教材选用清单"],
        ["课程", "教材名称", "书号（ISBN）", "主编", "出版社", "出版年月", "教材类型", "单价（元）", "选用册数", "是否国规"],
        ["一、公共基础课"],
        ["语文", "语文（基础模块）上册", 9787040600001, "某某", "高等教育出版社", "2023-07", "国家统编", 18.5, 300, "是"],
        ["数学", "数学(基础模块)", "978-7-04-060000-2", "某某", "高等教育出版社", "2021年8月第1版", "国规", "22.00", "300本", "√"],
        ["小计", 2, None, None, None, None, None, None, 600, None],
        ["二、专业课"],
        ["机械制图", "机械制图", "9787111600003", "张某、李某", "机械工业出版社", 43313, "十四五国规", "=40*0.8", 120, "是"],
        ["茶艺", "茶艺基础（校本）", "—", "本校", "—", "2022.10", "校本", "—", "50", "否"],
        ["小计", 2, None, None, None, None, None, None, 170, None],
        ["合计", 4, None, None, None, None, None, None, 770, None],
    ]  # fmt: skip
    truth = truths("Sheet1", {
        4: {"course": "语文", "title": "语文（基础模块）上册", "isbn": "9787040600001", "editor": "某某", "publisher": "高等教育出版社", "on": "2023-07", "type": "c0", "price": 1850, "copies": 300, "national": True},
        5: {"course": "数学", "title": "数学(基础模块)", "isbn": "978-7-04-060000-2", "editor": "某某", "publisher": "高等教育出版社", "on": "2021-08", "type": "c1", "price": 2200, "copies": 300, "national": True},
        8: {"course": "机械制图", "title": "机械制图", "isbn": "9787111600003", "editor": "张某、李某", "publisher": "机械工业出版社", "on": "2018-08", "type": "c1", "price": ASK, "copies": 120, "national": True},
        9: {"course": "茶艺", "title": "茶艺基础（校本）", "editor": "本校", "on": "2022-10", "type": "c3", "copies": 50, "national": False},
    })  # fmt: skip
    return Case("教材.xlsx", book(("Sheet1", rows)), _TEXTBOOKS, truth)


CASES = (mentors, bases, certificates, companies, trainings, textbooks)
