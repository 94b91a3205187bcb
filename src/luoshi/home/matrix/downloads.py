"""Downloads of the matrix. What a file shows is what the page shows to the same person under the same filters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from luoshi.common import clock
from luoshi.common.downloads import hand_out
from luoshi.common.pages import find
from luoshi.common.rendering.annex import FILES
from luoshi.common.routes import policy
from luoshi.plans.queries import plans_visible_to

from .filters import Wanted
from .printed import printed_table
from .table import read_matrix


@policy("计划发布单位及其下属单位的人员：下载承接情况一览表")
def download(request: HttpRequest, plan: str, kind: str) -> HttpResponse:
    found = find(plans_visible_to(request.actor), plan)
    wanted = Wanted.of(request.GET).for_file()
    table = printed_table(read_matrix(request.actor, found, wanted, whole=True))
    content, name = FILES[kind](table), f"{found.short}承接情况一览表{clock.today():%Y%m%d}.{kind}"
    return hand_out(request, content, name, action="home.fetch_matrix", about=found, rows=len(table.rows))
