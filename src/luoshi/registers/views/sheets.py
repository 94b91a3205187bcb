"""A register as a workbook: its list, and an empty one to fill in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.downloads import hand_out
from luoshi.common.pages import find
from luoshi.common.routes import policy

from .. import permissions, sheets
from ..listing import Narrowing, is_several
from ..queries import registers_visible_to
from .entry import KEEPERS
from .lists import READERS


@policy(f"{READERS}：下载台账清单的 Excel，不含个人信息")
def register_list(request: HttpRequest, register: str) -> HttpResponse:
    found = find(registers_visible_to(request.actor), register)
    rows = Narrowing(found, request.actor, request.GET).rows()
    rows = rows.order_by("organisation__order", "organisation", "pk")
    content, count = sheets.listed(found, rows, several=is_several(request.actor))
    name = f"{found.title}台账 {clock.today():%Y-%m-%d}.xlsx"
    return hand_out(request, content, name, action="registers.fetch_list", about=found, rows=count)


@policy(f"{KEEPERS}：下载登记表，已登记的写在上面，填好传回；不含个人信息")
def register_template(request: HttpRequest, register: str) -> HttpResponse:
    found = find(registers_visible_to(request.actor), register)
    require(permissions.can_keep(request.actor, found))
    school = Organisation.objects.get(pk=request.actor.organisation_id)
    content, count = sheets.to_fill_in(found, school)
    name = f"{found.title}登记表.xlsx"
    return hand_out(request, content, name, action="registers.fetch_template", about=found, rows=count)
