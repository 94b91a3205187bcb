"""The Yichang annex of 2021 as facts: eleven schools, sixteen tasks, 99 undertakings; dressed two ways."""

from __future__ import annotations

from luoshi.core.reading.structure import Cell, Place, SourceDocument, Table

from .making import document_of, text_table

SCHOOLS = ["三峡中专", "机电", "宜都", "枝江", "当阳", "远安", "兴山", "秭归", "长阳", "五峰", "现代"]
# page, number, inner number, task, marks in the order of the schools
ROWS = [
    (1, "4", "4.1", "培训 10000 名左右德育骨干管理人员、思政课专任教师", "11111111111"),
    (1, "", "4.2", "遴选 100 个左右思政课教师研修基地", "10100010000"),
    (1, "", "4.3", "分级培育遴选 1000 个左右思想政治课教学创新团队", "11111111100"),
    (1, "", "4.4", "10000 个左右思想政治课示范课堂", "11111111111"),
    (1, "", "4.5", "10000 个左右具有职业教育特点的课程思政教育案例", "11111111111"),
    (1, "6", "", "中职学校教学条件基本达标", "11110111111"),
    (2, "18", "", "遴选 200 个左右示范性继续教育基地", "10000011100"),
    (2, "", "", "2000 门左右优质继续教育网络课程", "11101111100"),
    (2, "", "", "遴选 500 个左右社区教育示范基地和老年大学示范校", "10111110110"),
    (2, "22", "", "依托国有企业、大型民企建立 1000 个左右示范性教师企业实践流动站", "11111111100"),
    (2, "23", "", "打造 500 个左右实体化运行的示范性职教集团（联盟）", "10000010000"),
    (3, "25", "", "推动建设 300 个左右高水平专业化产教融合实训基地", "11100011010"),
    (3, "36", "", "36.1 实施新一周期“全国职业院校教师素质提高计划”", "00000000000"),
    (3, "", "", "36.2 专业教师中“双师型”教师占比超过 50%", "10000001000"),
    (4, "51", "", "支持职业学校到国(境)外办学, 培育一批“鲁班工坊”", "00000010000"),
    (4, "54", "", "推进“中文+职业技能”项目", "10010100010"),
]
KEYS = [
    "4.1",
    "4.2",
    "4.3",
    "4.4",
    "4.5",
    "6",
    "18-1",
    "18-2",
    "18-3",
    "22",
    "23",
    "25",
    "36.1",
    "36.2",
    "51",
    "54",
]


def as_text() -> SourceDocument:
    """Four page parts; the joined heading lost a column, so rows 4.1 to 4.5 are moved right and cut."""
    heading = "\t".join(["序号", "工作任务", "承接数量", *SCHOOLS])
    tables = []
    for page in range(1, 5):
        lines = [heading]
        for _, number, inner, task, marks in (row for row in ROWS if row[0] == page):
            lead = [number, inner, task] if inner else [number, task]
            cells = [*lead, str(marks.count("1")), *("√" if mark == "1" else "" for mark in marks)]
            lines.append("\t".join(cells[:14]))
        tables.append(text_table(lines, page, "a.txt"))
    return document_of("宜昌市中等职业教育提质培优行动计划任务承接情况一览表", *tables, name="a.txt")


def as_sheet() -> SourceDocument:
    """One table with joined headings and the inner number column, as the printed annex has it."""
    cells = [Cell("序号", 1, 1), Cell("工作任务", 1, 2, 1, 2), Cell("承接数量", 1, 4)]
    cells += [Cell(name, 1, 5 + index) for index, name in enumerate(SCHOOLS)]
    for line, (_, number, inner, task, marks) in enumerate(ROWS, 2):
        span = 1
        while number and line - 2 + span < len(ROWS) and not ROWS[line - 2 + span][1]:
            span += 1
        cells += [Cell(number, line, 1, span)] if number else []
        cells += [Cell(inner, line, 2), Cell(task, line, 3)] if inner else [Cell(task, line, 2, 1, 2)]
        cells.append(Cell(str(marks.count("1")), line, 4))
        cells += [Cell("√" if mark == "1" else "", line, 5 + i) for i, mark in enumerate(marks)]
    place = Place("a.xlsx", sheet="承接情况一览表", table=1)
    return SourceDocument("a.xlsx", "xlsx", (Table(place, tuple(cells)),))
