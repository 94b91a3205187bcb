"""The plan of the school as a .docx, and the way from the file to the questions."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common import files, jobs
from luoshi.core.reading.formats.tests.word import docx, p
from luoshi.core.reading.workplans.tests.making import rows, table
from luoshi.workplans.models import Workplan
from luoshi.workplans.reading import actions
from luoshi.workplans.reading.forms import CheckForm
from luoshi.workplans.reading.models import PlanReading
from luoshi.workplans.reading.sheet import sheet_of
from luoshi.workplans.reading.taking import taken_from
from luoshi.workplans.tests.helping import fresh, parts_of

HEAD = "任务编号 | 建设内容 | 主要举措 | 完成时限 | 责任人 | 牵头处室 | 预期成果"


def plan_of(there: Any, workplan: Workplan) -> bytes:
    """Two steps of the first task, nothing open; three of another name, with a date to ask and a stranger to name."""
    first = there.duty.task
    owner = there.owner.user.name
    steps = f"""{HEAD}
{first.code} | {first.title} | 组建团队 | 2021.12 | {owner} | | 文件
^ | ^ | 集体备课 | 每月一次 | {owner}、外聘专家 | | 记录
 | 智慧食堂 | 改造食堂 | 2023年6月前 | 龚不在 | 后勤办 | 验收单
"""
    money = f"""项目 | 来源 | 2022 | 2023 | 合计（万元）
{first.title} | 中央 | 20 | 10.5 | 31
{first.title} | 学校自筹 | 5 | | 5
"""
    return docx(
        p("一、建设基础")
        + p("学校有专业教师118人。")
        + p("二、建设内容")
        + p(f"（一）{first.title}")
        + p("主要举措：成立工作组。")
        + p("定期检查进展。")
        + p("预期成果：建成一支团队。")
        + p("三、进度安排")
        + table(rows(steps))
        + p("四、经费预算")
        + table(rows(money))
        + p("五、保障措施")
        + p("成立以校长为组长的领导小组。")
    )


def book_of(there: Any) -> bytes:
    """The same steps as a school keeps them in Excel: a merged title, a task once for its steps, ①② in one cell."""
    first, owner = there.duty.task, there.owner.user.name
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "任务分解"
    sheet.append(["示例学校任务分解表"])
    sheet.append(HEAD.split(" | "))
    sheet.append([first.code, first.title, "组建团队", "2021.12", owner, None, "文件"])
    sheet.append([None, None, "①修订制度 ②开展评选", "2022年6月底前", owner, None, "记录"])
    sheet.append([None, "智慧食堂", "改造食堂", "2023年6月前", "龚不在", "后勤办", "验收单"])
    sheet.merge_cells("A1:G1")
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("B3:B4")
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def upload(there: Any, workplan: Workplan, name: str = "方案.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, plan_of(there, workplan))


def started(there: Any, workplan: Workplan, data: bytes | None = None) -> PlanReading:
    stored = files.put([data or plan_of(there, workplan)])
    made: PlanReading = actions.start_reading(
        workplan=fresh(workplan), uploads=[(stored, "方案.docx")], by=there.actor("office")
    )
    return made


def read_in(there: Any, workplan: Workplan, data: bytes | None = None) -> PlanReading:
    made = started(there, workplan, data)
    assert jobs.run_next()
    return again(made)


def again(reading: PlanReading) -> PlanReading:
    rows = PlanReading.objects.select_related(
        "workplan__organisation", "workplan__plan__issuer", "workplan__form_version__definition", "job"
    )
    return rows.get(pk=reading.pk)


def answered(there: Any, reading: PlanReading, **more: str) -> dict[str, str]:
    """Every question answered: the unknown task is the second part, the rest as a careful person would."""
    sheet = sheet_of(reading)
    said = {question.name: question.choices[-1][0] for question in sheet.questions}
    second = parts_of(reading.workplan)[1].public_id
    said |= {question.name: second for question in sheet.tasks}
    said |= {f"in-{row.number}": "on" for row in sheet.steps if row.same is None}
    said |= {row.due.name: "take" for row in sheet.steps if row.due}
    said |= {f"same-{row.number}": "keep" for row in sheet.steps if row.same is not None}
    return {**said, "money": "keep", **more}


def taken(reading: PlanReading, said: dict[str, str]) -> actions.Taken:
    form = CheckForm(sheet=sheet_of(reading), data=said)
    assert form.is_valid(), form.errors
    return taken_from(form.sheet, form.cleaned_data)


def applied(there: Any, reading: PlanReading, said: dict[str, str], **more: Any) -> PlanReading:
    """Into the draft, as the page sends it."""
    given = taken(reading, said)
    workplan = fresh(reading.workplan)
    by = there.actor("office")
    actions.apply_reading(
        workplan=workplan, reading=reading, taken=given, by=by, version=workplan.version, **more
    )
    return again(reading)
