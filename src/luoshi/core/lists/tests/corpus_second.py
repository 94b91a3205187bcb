"""Seven more lists: a Word table, delimited text, two halves beside each other, ticks over several columns."""

# ruff: noqa: E501 (a row of a list on one line reads as the list does)

from __future__ import annotations

import datetime as dt
import io

import docx
from openpyxl.worksheet.worksheet import Worksheet

from .making import ASK, Case, book, fill, truths, wanted

_PART_TIME = wanted(
    [
        ("name", "text", "姓名", {"required": True}),
        ("gender", "choice", "性别", ("男", "女")),
        ("id", "text", "身份证号", {"personal": True}),
        ("from", "text", "来源单位"),
        ("since", "date", "聘用开始日期"),
        ("hours", "integer", "周课时", "课时"),
        ("certified", "yes_no", "是否具有技能等级证书"),
    ],
    ["name", "id"],
)


def part_time() -> Case:
    """Part-time teachers as .csv of a Chinese Windows, with identity numbers as programs leave them."""
    lines = [
        "姓名,性别,身份证号码,来源单位,聘用开始,每周课时,是否有技能等级证书",
        "贺春,男,42050119800101001X,某某汽修厂,2022年9月1日,6,有",
        '贺夏,女,="420501198502020022",某某医院,2022/9/1,４,无',
        "贺秋,女,4.20501E+17,某某幼儿园,2022-09-01,8节,有",
        "贺 冬,男,420501 19900303 0035,某某软件公司,2022.9,10,高级工",
        "",
        "制表：教务处,,,,,,",
    ]
    truth = truths("", {
        2: {"name": "贺春", "gender": "c0", "id": "42050119800101001X", "from": "某某汽修厂", "since": "2022-09-01", "hours": 6, "certified": True},
        3: {"name": "贺夏", "gender": "c1", "id": "420501198502020022", "from": "某某医院", "since": "2022-09-01", "hours": 4, "certified": False},
        4: {"name": "贺秋", "gender": "c1", "id": ASK, "from": "某某幼儿园", "since": "2022-09-01", "hours": 8, "certified": True},
        5: {"name": "贺冬", "gender": "c0", "id": "420501199003030035", "from": "某某软件公司", "since": ASK, "hours": 10, "certified": ASK},
    })  # fmt: skip
    return Case("兼职教师.csv", "\r\n".join(lines).encode("gb18030"), _PART_TIME, _with_check(truth))


def _with_check(truth: dict[tuple[str, int], dict[str, object]]) -> dict[tuple[str, int], dict[str, object]]:
    """Identity numbers whose last sign does not fit are asked about."""
    from luoshi.core.lists.persons import check_sign

    for values in truth.values():
        number = str(values.get("id", ""))
        if len(number) == 18 and check_sign(number[:17]) != number[17]:
            values["id"] = ASK
    return truth


_COURSES = wanted(
    [
        ("level", "choice", "级别", ("国家级", "省级", "市级", "校级")),
        ("name", "text", "课程名称", {"required": True}),
        ("lead", "text", "负责人"),
        ("hours", "integer", "学时", "学时"),
        ("on", "month", "认定时间"),
        ("number", "text", "文号"),
        ("site", "text", "网址"),
    ],
    ["name"],
)


def courses() -> Case:
    """Courses as a table in a Word file, its first column merged down, 认定 split over two lines."""
    document = docx.Document()
    document.add_paragraph("附件：在线精品课程认定情况")
    rows = [
        ["级\n别", "课程名称", "课程\n负责人", "学 时", "认定时间", "认定文号", "平台网址"],
        [
            "省级",
            "汽车发动机构造",
            "陈 平",
            "64",
            "2022年12月",
            "鄂教职成函〔2022〕15号",
            "https://example.org/a",
        ],
        ["", "导游基础", "李 想", "32学时", "2021.6", "鄂教职成函〔2021〕3号", "example.org/b"],
        ["市级", "茶叶加工", "覃 芳", "四十八", "二〇二三年五月", "宜教职〔2023〕8号", ""],
        ["市级", "学前卫生学", "向 红（主持）", "36-40", "2023", "宜教职〔2023〕8号", "无"],
    ]
    table = document.add_table(rows=len(rows), cols=7)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    merged = table.cell(1, 0).merge(table.cell(2, 0))
    merged.text = "省级"
    document.add_paragraph("")
    out = io.BytesIO()
    document.save(out)
    truth = truths("表1", {
        2: {"level": "c1", "name": "汽车发动机构造", "lead": "陈平", "hours": 64, "on": "2022-12", "number": "鄂教职成函〔2022〕15号", "site": "https://example.org/a"},
        3: {"level": "c1", "name": "导游基础", "lead": "李想", "hours": 32, "on": "2021-06", "number": "鄂教职成函〔2021〕3号", "site": "example.org/b"},
        4: {"level": "c2", "name": "茶叶加工", "lead": "覃芳", "hours": 48, "on": "2023-05", "number": "宜教职〔2023〕8号"},
        5: {"level": "c2", "name": "学前卫生学", "lead": ASK, "hours": ASK, "on": ASK, "number": "宜教职〔2023〕8号", "site": "无"},
    })  # fmt: skip
    return Case("课程.docx", out.getvalue(), _COURSES, truth)


_PRACTICE = wanted(
    [
        ("name", "text", "姓名", {"required": True}),
        ("place", "text", "实践单位"),
        ("from", "date", "开始时间"),
        ("to", "date", "结束时间"),
        ("months", "decimal", "累计月数", "月", {"places": 1}),
        ("result", "choice", "考核结果", ("优秀", "良好", "合格", "不合格")),
    ],
    ["name", "from"],
)


def practice() -> Case:
    """Enterprise practice: begin and end under one heading, months by formula, a second table below."""

    def make(sheet: Worksheet) -> None:
        fill(sheet, [
            ["教师企业实践情况"],
            ["教师姓名", "实践单位", "实践时间", None, "累计时长", "考核结果"],
            [None, None, "起", "止", None, None],
            ["杜 鹃", "某某船厂", dt.date(2022, 7, 1), dt.date(2022, 8, 31), "2个月", "优秀"],
            ["宋 词", "某某船厂", "2022.7.1", "2022.8.15", 1.5, "合格"],
            ["元 曲", "某某酒店", "22.7.1", "22.7.30", "30天", "良"],
            ["唐 诗", "某某酒店", "7月1日", "7月30日", "一个月", "合格"],
            ["小 计：4人", None, None, None, None, None],
            ["二、公共课教师企业考察"],
            ["姓名", "考察企业", "起", "止", "时长（月）"],
            ["楚 辞", "某某药业", "2022-07-05", "2022-07-06", 0.1],
        ])  # fmt: skip
        sheet.merge_cells("C2:D2")
        for column in "ABEF":
            sheet.merge_cells(f"{column}2:{column}3")

    truth = truths("实践", {
        4: {"name": "杜鹃", "place": "某某船厂", "from": "2022-07-01", "to": "2022-08-31", "months": "2", "result": "c0"},
        5: {"name": "宋词", "place": "某某船厂", "from": "2022-07-01", "to": "2022-08-15", "months": "1.5", "result": "c2"},
        6: {"name": "元曲", "place": "某某酒店", "from": ASK, "to": ASK, "months": ASK, "result": "c1"},
        7: {"name": "唐诗", "place": "某某酒店", "from": ASK, "to": ASK, "months": "1", "result": "c2"},
        11: {"name": "楚辞", "place": "某某药业", "from": "2022-07-05", "to": "2022-07-06", "months": "0.1"},
    })  # fmt: skip
    return Case("实践.xlsx", book(("实践", make)), _PRACTICE, truth)


_TEAMS = wanted(
    [
        ("name", "text", "团队名称", {"required": True}),
        ("lead", "text", "带头人"),
        ("level", "choice", "级别", ("国家级", "省级", "市级", "校级")),
        ("members", "integer", "成员人数", "人"),
        ("dual", "percent", "双师型教师占比", {"places": 1}),
        ("senior", "percent", "高级职称占比", {"places": 1}),
        ("partner", "text", "合作企业"),
        ("number", "text", "立项文号"),
    ],
    ["name"],
)


def teams() -> Case:
    """Teams: the level as a tick in one of four columns; members in one cell; strict share."""

    def make(sheet: Worksheet) -> None:
        fill(sheet, [
            ["教师教学创新团队一览"],
            ["团队名称", "带头人", "团队级别", None, None, None, "成员数", "双师占比", "高级职称比例(%)", "合作企业", "立项文号"],
            [None, None, "国家", "省", "市", "校", None, None, None, None, None],
            ["数控技术应用教学团队", "龚 老师", None, "√", None, None, 12, 0.75, 41.7, "有", "鄂教〔2021〕9号"],
            ["护理教学团队", "孙玉", None, None, "√", None, "10人", "60%", "30%", "某某医院", "宜教〔2022〕1号"],
            ["旅游教学团队", "钱 江", None, None, None, "√", 8, 0.5, 25, None, "无"],
        ])  # fmt: skip
        sheet.merge_cells("C2:F2")
        for column in "ABGHIJK":
            sheet.merge_cells(f"{column}2:{column}3")

    truth = truths("团队", {
        4: {"name": "数控技术应用教学团队", "lead": "龚老师", "level": "c1", "members": 12, "dual": ASK, "senior": "41.7", "partner": "有", "number": "鄂教〔2021〕9号"},
        5: {"name": "护理教学团队", "lead": "孙玉", "level": "c2", "members": 10, "dual": "60", "senior": "30", "partner": "某某医院", "number": "宜教〔2022〕1号"},
        6: {"name": "旅游教学团队", "lead": "钱江", "level": "c3", "members": 8, "dual": ASK, "senior": "25", "number": "无"},
    })  # fmt: skip
    return Case("团队.xlsx", book(("团队", make)), _TEAMS, truth)


_STATIONS = wanted(
    [
        ("name", "text", "站点名称", {"required": True}),
        ("lead", "text", "负责人"),
        ("trained", "integer", "年培训人次", "人次"),
    ],
    ["name"],
)


def stations() -> Case:
    """Community sites printed in two halves beside each other, to save paper."""
    rows = [
        ["社区（老年）教育站点名单"],
        ["序号", "站点名称", "负责人", "年培训人次", "序号", "站点名称", "负责人", "年培训人次"],
        [1, "东山社区学习中心", "何 东", 1200, 4, "城北老年学校", "何 北", "８００"],
        [2, "西坝社区学习中心", "何西", "1,500", 5, "夷陵社区学校", "何 陵", 600],
        [3, "南湖老年学校", "何 南", "950人次", None, None, None, None],
    ]
    truth = truths("Sheet1", {
        3: {"name": "东山社区学习中心", "lead": "何东", "trained": 1200},
        4: {"name": "西坝社区学习中心", "lead": "何西", "trained": 1500},
        5: {"name": "南湖老年学校", "lead": "何南", "trained": 950},
    }) | truths("Sheet1#2", {
        3: {"name": "城北老年学校", "lead": "何北", "trained": 800},
        4: {"name": "夷陵社区学校", "lead": "何陵", "trained": 600},
    })  # fmt: skip
    return Case("站点.xlsx", book(("Sheet1", rows)), _STATIONS, truth)


_REGULATIONS = wanted(
    [
        ("title", "text", "制度名称", {"required": True}),
        ("group", "choice", "制度类别", ("章程", "教师管理", "教学管理", "学生管理", "其他")),
        ("body", "text", "通过机构"),
        ("on", "date", "通过日期"),
        ("number", "text", "文号"),
        ("edition", "text", "版本"),
        ("in_force", "yes_no", "是否现行有效"),
        ("office", "text", "责任处室"),
    ],
    ["title"],
)


_ABOVE = [
    ["某某职业教育中心"],
    ["规章制度汇总表"],
    ["填报说明：1. 每项制度一行；2. 现行有效的填“是”。"],
    [],
    ["部门：办公室", None, None, "填报时间：2023年11月"],
    [],
]


def regulations() -> Case:
    """Regulations: same as above, a number that Excel made a date, versions, a head far down, a row struck."""
    rows = [
        *_ABOVE,
        ["制度名称", "类别", "通过会议", "通过日期", "文号", "版本", "现行有效", "责任部门"],
        ["甲", "乙", "丙", "丁", "1", "2", "3", "4"],
        ["示例：学校章程", "章程", "党委会", "2020-01-01", "校发〔2020〕1号", "V1.0", "是", "办公室"],
        [
            "学校章程",
            "章程",
            "教职工代表大会",
            dt.date(2019, 12, 20),
            "校发〔2019〕20号",
            "V2.0",
            "是",
            "办公室",
        ],
        [
            "兼职教师管理办法",
            "教师管理",
            "校长办公会",
            "2021年3月15日",
            dt.date(2021, 3, 2),
            "1.0",
            "√",
            "人事处",
        ],
        ["双师型教师认定办法", "〃", "〃", "2021-04-31", "校发〔2021〕8号", 1, "Y", "同上"],
        ["绩效工资分配方案", "人事", "党委会、教代会", "2022.12.30", "/", "V1.1(试行)", "废止", "人事处"],
    ]
    truth = truths("制度", {
        10: {"title": "学校章程", "group": "c0", "body": "教职工代表大会", "on": "2019-12-20", "number": "校发〔2019〕20号", "edition": "V2.0", "in_force": True, "office": "办公室"},
        11: {"title": "兼职教师管理办法", "group": "c1", "body": "校长办公会", "on": "2021-03-15", "number": ASK, "edition": "1.0", "in_force": True, "office": "人事处"},
        12: {"title": "双师型教师认定办法", "group": "c1", "body": "校长办公会", "on": ASK, "number": "校发〔2021〕8号", "edition": "1", "in_force": True, "office": "人事处"},
        13: {"title": "绩效工资分配方案", "group": ASK, "body": "党委会、教代会", "on": "2022-12-30", "edition": "V1.1(试行)", "in_force": ASK, "office": "人事处"},
    })  # fmt: skip
    return Case("制度.xlsx", book(("制度", rows)), _REGULATIONS, truth)


_SPECIALTIES = wanted(
    [
        ("code", "text", "专业代码"),
        ("name", "text", "专业名称", {"required": True}),
        ("years", "integer", "学制", "年"),
        ("since", "year", "开设年份"),
        ("students", "integer", "在校生数", "人"),
        ("first", "integer", "一年级人数", "人"),
        ("teachers", "integer", "专任教师数", "人"),
        ("key", "yes_no", "是否重点专业"),
    ],
    ["code"],
)


def specialties() -> Case:
    """Specialties: no title, code column headless, numbers with blanks, a hidden column, key by star."""

    def make(sheet: Worksheet) -> None:
        fill(sheet, [
            ["专业代码", "专业", "学制", "招生起始年份", "在校生数", "其中：一年级", "专任教师", "重点专业", "备注"],
            [710205, "大数据技术应用", "三年", "2021年", "1 20", 60, 8, "省级重点", None],
            ["660301", "机电技术应用", 3, 2005, 356, "１２０人", 22, "★", "骨干"],
            ["0720301", "护理", "3年", "1998.9", "1,024", 400, "35名", "是", None],
            [740101, "旅游服务与管理", "三", "２００１", "-", 0, 9, "否", "停招"],
        ])  # fmt: skip
        sheet.column_dimensions["I"].hidden = True

    truth = truths("专业", {
        2: {"code": "710205", "name": "大数据技术应用", "years": 3, "since": "2021", "students": ASK, "first": 60, "teachers": 8, "key": ASK},
        3: {"code": "660301", "name": "机电技术应用", "years": 3, "since": "2005", "students": 356, "first": 120, "teachers": 22, "key": ASK},
        4: {"code": "0720301", "name": "护理", "years": 3, "since": "1998", "students": 1024, "first": 400, "teachers": 35, "key": True},
        5: {"code": "740101", "name": "旅游服务与管理", "years": 3, "since": "2001", "first": 0, "teachers": 9, "key": False},
    })  # fmt: skip
    return Case("专业.xlsx", book(("专业", make)), _SPECIALTIES, truth)


CASES = (part_time, courses, practice, teams, stations, regulations, specialties)
