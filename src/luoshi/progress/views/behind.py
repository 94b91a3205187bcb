"""What is late or stuck, of the own school and those below: for the school's leaders, the county and the city."""

from __future__ import annotations

import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.downloads import hand_out
from luoshi.common.pages import page_of
from luoshi.common.rendering import excel
from luoshi.common.routes import policy

from ..mine import Line, late_and_blocked, lines_of
from ..permissions import can_look_after
from ..sections import tabs

WHO = "学校领导、项目办、处室负责人，县局、市局"
ONLY = (("", "全部"), ("late", "逾期"), ("blocked", "受阻"))
MOST = 5000
COLUMNS = (
    *(("单位", 18), ("任务", 30), ("里程碑", 30), ("完成时间", 12), ("逾期天数", 9), ("进展", 9)),
    *(("责任人", 12), ("牵头处室", 14), ("最近的说明", 40)),
)


def _wanted(request: HttpRequest) -> tuple[str, str]:
    only = request.GET.get("only", "")
    return (only if only in dict(ONLY) else ""), request.GET.get("school", "").replace("\0", "")[:40]


def _rows(request: HttpRequest, only: str, school: str) -> Any:
    rows = late_and_blocked(request.actor, only=only)
    return rows.filter(workplan__organisation__public_id=school) if school else rows


@policy(f"{WHO}：本单位和下属单位逾期、受阻的里程碑")
def behind(request: HttpRequest) -> HttpResponse:
    require(can_look_after(request.actor))
    only, school = _wanted(request)
    page = page_of(request, _rows(request, only, school))
    schools = (
        late_and_blocked(request.actor)
        .order_by("workplan__organisation__order", "workplan__organisation_id")
        .values_list("workplan__organisation__public_id", "workplan__organisation__short")
        .distinct()
    )
    kept = {name: value for name, value in (("only", only), ("school", school)) if value}
    context = {
        "page_obj": page,
        "lines": lines_of(page.object_list),
        "tabs": tabs(request.actor, "behind"),
        "only": only,
        "only_options": ONLY,
        "school": school,
        "schools": list(schools),
        "narrowed": bool(kept),
        "excel_url": f"{reverse('behind-xlsx')}?{urlencode(kept)}",
    }
    return render(request, "progress/behind.html", context)


@policy(f"{WHO}：逾期、受阻的里程碑，Excel")
def behind_sheet(request: HttpRequest) -> HttpResponse:
    require(can_look_after(request.actor))
    lines = lines_of(_rows(request, *_wanted(request))[:MOST])
    place = Organisation.objects.get(pk=request.actor.organisation_id)
    content, name = _sheet(lines), f"逾期和受阻的里程碑 {clock.today():%Y-%m-%d}.xlsx"
    return hand_out(request, content, name, action="progress.fetch_behind", about=place, rows=len(lines))


def _sheet(lines: list[Line]) -> bytes:
    stream = io.BytesIO()
    with excel.new_workbook(stream) as book:
        sheet, styles = book.add_worksheet("逾期和受阻"), excel.styles(book)
        for column, (label, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            excel.write(sheet, 0, column, label, styles["head"])
        for at, line in enumerate(lines, 1):
            for column, text in enumerate(_cells(line)):
                excel.write(sheet, at, column, text, styles["words"])
        excel.ready_to_print(sheet, repeated=1, frozen=1)
    return stream.getvalue()


def _cells(line: Line) -> list[str]:
    row = line.row
    return [
        row.workplan.organisation.short,
        line.task,
        row.title,
        row.due.isoformat() if row.due else "",
        str(line.days_late) if line.days_late else "",
        line.shown["label"],
        row.owner.user.name if row.owner else "",
        row.department.short if row.department else "",
        line.update.words if line.update else "",
    ]
