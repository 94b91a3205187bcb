"""Downloads of the matrix. What a file shows is what the page shows to the same person under the same filters."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from luoshi.common import clock
from luoshi.common.pages import find
from luoshi.common.rendering.annex import csv_bytes, docx_bytes, xlsx_bytes
from luoshi.common.routes import policy
from luoshi.core.matrix import PrintedTable
from luoshi.plans.queries import plans_visible_to

from .filters import Wanted
from .printed import printed_table
from .table import read_matrix

KINDS: dict[str, tuple[Callable[[PrintedTable], bytes], str]] = {
    "xlsx": (xlsx_bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": (docx_bytes, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "csv": (csv_bytes, "text/csv; charset=utf-8"),
}


@policy("计划发布单位及其下属单位的人员：下载承接情况一览表")
def download(request: HttpRequest, plan: str, kind: str) -> HttpResponse:
    found = find(plans_visible_to(request.actor), plan)
    make, media_type = KINDS[kind]
    wanted = Wanted.of(request.GET).for_file()
    content = make(printed_table(read_matrix(request.actor, found, wanted, whole=True)))
    name = f"{found.short}承接情况一览表{clock.today():%Y%m%d}.{kind}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition})
