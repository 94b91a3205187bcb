"""Which days are worked: the calendar everybody reads, the site's table, and what a bureau adds of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.calendars import workdays_of
from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors
from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Refusal, RuleBroken
from luoshi.common.models import Holiday
from luoshi.common.routes import policy

from .. import actions, holidays
from ..forms import HolidaysForm


@dataclass(frozen=True, slots=True)
class Table:
    """Whose days are edited: the whole site's (no place), or those of one bureau."""

    place: str
    title: str
    words: str
    url: str
    act: Callable[..., int]


SITE = Table(
    "",
    "节假日表",
    "全站都按这张表计算工作日。国务院办公厅每年 11 月前后公布下一年安排。",
    "holidays",
    actions.set_holidays,
)


@policy("登录的人：查看本单位的工作日历", methods=("GET",))
def calendar(request: HttpRequest) -> HttpResponse:
    year = _year(request)
    above = Organisation.objects.filter(path__in=ancestors(request.actor.path)).order_by("path")
    places = list(above.values_list("public_id", "short"))
    own = set(
        Holiday.objects.exclude(organisation="").filter(day__year=year).values_list("organisation", flat=True)
    )
    table = workdays_of(request.actor.path)
    names = holidays.names_of(year, ["", *(key for key, _ in places)])
    context = {
        "months": holidays.months(year, table, names),
        "today": clock.today(),
        "added_by": [short for key, short in places if key in own],
        "may_set": request.actor.may("set_workdays"),
        "may_set_site": request.actor.may("manage_site"),
        **_years(year),
    }
    return render(request, "notices/workdays.html", context)


@policy("系统管理员：查看和导入节假日表", methods=("GET", "POST"))
def site_table(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("manage_site"))
    return _edit(request, SITE)


@policy("市局经办和科长、县局经办：登记本单位的放假和上班日", methods=("GET", "POST"))
def own_table(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("set_workdays"))
    words = (
        "只写与全站节假日表不同的日子，例如学校放假、运动会调休；没有写的按上级的算。"
        f"对{request.actor.organisation_name}和下属单位有效，提醒和期限都按它计算。"
    )
    own = Table(
        request.actor.organisation_public_id,
        "本单位的放假和上班日",
        words,
        "own-workdays",
        actions.set_own_days,
    )
    return _edit(request, own)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    known = text.isascii() and text.isdigit() and 2000 <= int(text[:4]) <= 2100
    return int(text[:4]) if known else clock.today().year


def _years(year: int) -> dict[str, Any]:
    told = {day.year for day in Holiday.objects.values_list("day", flat=True)}
    years = sorted({*told, clock.today().year, clock.today().year + 1, year})
    return {"year": year, "years": years, "warning": holidays.warning(clock.today())}


def _edit(request: HttpRequest, table: Table) -> HttpResponse:
    """Differences first; the same lines sent again with `_save` are carried out."""
    if request.method != "POST":
        year = _year(request)
        first = {"year": year, "lines": holidays.lines_of(year, table.place)}
        return _page(request, table, HolidaysForm(initial=first), year)
    form = HolidaysForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, table, form, clock.today().year, status=422)
    year = form.cleaned_data["year"]
    days, field, problems = _read(form)
    if problems:
        form.add_error(field, problems)
        return _page(request, table, form, year, status=422)
    if "_save" in request.POST and field == "lines":
        return _save(request, table, form, year, days)
    return _differences(request, table, form, year, days)


def _read(form: HolidaysForm) -> tuple[list[holidays.Day], str, list[str]]:
    """The days, the field they came from, and what is wrong with them."""
    given, year = form.cleaned_data["file"], form.cleaned_data["year"]
    if given is None:
        days, problems = holidays.parse(form.cleaned_data["lines"], year)
        return days, "lines", problems
    try:
        days, problems = holidays.read_file(given.name, given.read(), year)
    except RuleBroken as broken:
        return [], "file", [broken.message]
    return days, "file", problems


def _differences(
    request: HttpRequest,
    table: Table,
    form: HolidaysForm,
    year: int,
    days: list[holidays.Day],
    status: int = 200,
) -> HttpResponse:
    """What came in stands in the lines now, so that saving sends what was looked at."""
    again = {"year": year, "lines": holidays.as_lines(days), "seen": holidays.seen(year, table.place)}
    shown = HolidaysForm(again)
    for errors in form.errors.values():
        shown.add_error(None, list(errors))
    changes = holidays.differences(days, year, table.place)
    return _page(request, table, shown, year, status=status, changes=changes, previewed=True)


def _save(
    request: HttpRequest, table: Table, form: HolidaysForm, year: int, days: list[holidays.Day]
) -> HttpResponse:
    changed = len(holidays.differences(days, year, table.place))
    before = form.cleaned_data["seen"] or None
    try:
        table.act(year=year, days=days, before=before, by=request.actor, once=Once.of(request))
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _differences(request, table, form, year, days, refusal.status)
    messages.success(request, f"{year} 年的安排已保存，变化 {changed} 天。")
    return redirect(f"{reverse('workdays')}?year={year}")


def _page(
    request: HttpRequest, table: Table, form: HolidaysForm, year: int, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"table": table, "form": form, **_years(year), **more}
    return render(request, "notices/holidays.html", context, status=status)
