"""交什么: materials with their limits; commitments, opinion pages, the school's own selection, the formal check."""

from __future__ import annotations

from luoshi.core.fields import ROW, Field, Form, Values
from luoshi.core.selection import MATERIAL_KINDS

from ..models import Kind
from .parts import Data, Section, choices_of, given, if_yes, rows_in, table, whole

FILES = {
    "pdf": "PDF",
    "docx": "Word",
    "xlsx": "Excel",
    "jpg": "照片（JPG）",
    "png": "图片（PNG）",
    "mp4": "视频（MP4）",
    "zip": "压缩包",
}
assert set(FILES) == set(MATERIAL_KINDS)


def _material_form(kind: Kind) -> Form:
    columns = (
        Field("title", "text", "材料名称", required=True, length=60),
        Field("required", "yes_no", "必交"),
        Field("kinds", "choices", "文件类型", required=True, choices=choices_of(FILES)),
        whole("most", "最多几份", 200),
        whole("megabytes", "每份最大", 2000, "MB"),
        whole("pages", "最多页数", 100_000, "页"),
        whole("words", "最多字数", 100_000, "字"),
        whole("minutes", "最长时间", 1000, "分钟"),
        Field("open", "yes_no", "只给形式审查看"),
    )
    return Form(
        (
            table(
                "materials",
                "申报材料",
                columns,
                most=60,
                help="申报书在“申报书”一节里填写，不用写在这里。页数、字数、时间不填就不限。“只给形式审查看”的，盲评时专家看不到。",
            ),
        )
    )


def _stored_materials(data: Data) -> Values:
    rows = rows_in(
        data["materials"],
        title=lambda row: row["title"],
        required=lambda row: row["required"],
        kinds=lambda row: [kind for kind in FILES if kind in row["kinds"]],
        most=lambda row: row["most"],
        megabytes=lambda row: row["megabytes"],
        pages=lambda row: row["pages"] or None,
        words=lambda row: row["words"] or None,
        minutes=lambda row: -(-row["seconds"] // 60) or None,
        open=lambda row: not row["blind"],
    )
    return given(materials=rows)


def _merged_materials(data: Data, said: Values) -> Data:
    before = {row["key"]: row for row in data["materials"]}
    return data | {"materials": [_material(row, before.get(row[ROW])) for row in said.get("materials", [])]}


def _material(row: Values, before: Data | None) -> Data:
    """A time in seconds that rounds to the minutes said stays as it was."""
    seconds = row.get("minutes", 0) * 60
    if before is not None and -(-before["seconds"] // 60) * 60 == seconds:
        seconds = before["seconds"]
    return {
        "key": row[ROW],
        "title": row["title"],
        "required": row.get("required", False),
        "kinds": row["kinds"],
        "most": row.get("most") or 1,
        "megabytes": row.get("megabytes") or 20,
        "pages": row.get("pages", 0),
        "words": row.get("words", 0),
        "seconds": seconds,
        "blind": not row.get("open", False),
    }


MATERIALS = Section(
    "materials",
    "申报材料",
    "申报书以外要交的文件，每一种的份数和大小。",
    _material_form,
    _stored_materials,
    _merged_materials,
)


def _paper_form(kind: Kind) -> Form:
    worded = (
        Field("title", "text", "名称", required=True, length=60),
        Field("words", "long_text", "内容", length=1000),
    )
    return Form(
        (
            Field("own_selection", "yes_no", "学校要先组织校内评选并公示", section="校内评选"),
            whole("own_notice_days", "校内公示不少于", 60, "个工作日", shown_if=if_yes("own_selection")),
            table("statements", "承诺", worded, most=20, section="承诺和意见", help="报送时逐项确认。"),
            table("opinions", "意见页", worded, most=20, help="打印、签字盖章后传回。"),
            table(
                "checks",
                "形式审查项",
                (Field("title", "text", "审查什么", required=True, length=100),),
                most=40,
                section="形式审查",
                help="对每份申报逐项审查，不符合的可以退回补正。",
            ),
            whole("correction_days", "补正时间", 60, "个工作日"),
        )
    )


def _stored_papers(data: Data) -> Values:
    titled = {"title": lambda row: row["title"], "words": lambda row: row["words"]}
    return given(
        own_selection=data["own_selection"],
        own_notice_days=data["own_notice_days"] if data["own_selection"] else None,
        statements=rows_in(data["statements"], **titled),
        opinions=rows_in(data["opinions"], **titled),
        checks=rows_in(data["checks"], title=lambda row: row["title"]),
        correction_days=data["correction_days"],
    )


def _merged_papers(data: Data, said: Values) -> Data:
    def worded(name: str) -> list[Data]:
        return [
            {"key": row[ROW], "title": row["title"], "words": row.get("words", "")}
            for row in said.get(name, [])
        ]

    return data | {
        "own_selection": said.get("own_selection", False),
        "own_notice_days": said.get("own_notice_days", data["own_notice_days"]),
        "statements": worded("statements"),
        "opinions": worded("opinions"),
        "checks": [{"key": row[ROW], "title": row["title"]} for row in said.get("checks", [])],
        "correction_days": said.get("correction_days", 0),
    }


PAPERS = Section(
    "papers",
    "校内评选、承诺和形式审查",
    "报送前学校要做的，收到后逐项审查的。",
    _paper_form,
    _stored_papers,
    _merged_papers,
)
