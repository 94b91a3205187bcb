"""领导一页纸: on a phone, and as one printed A4."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator

from luoshi.common.downloads import as_download
from luoshi.common.pages import find, page_of
from luoshi.common.rendering.paper import Heading, Paper, Table, Words
from luoshi.common.rendering.pdf import print_paper
from luoshi.common.routes import policy
from luoshi.core.days import day_in_words
from luoshi.indicators.alerts.models import WeekPage
from luoshi.indicators.alerts.queries import weeks_visible_to

from .scope import day_of
from .views import READERS, may_read

NUMBERS = "一二三四五六"
ROOM = ((5, 120), (3, 90), (2, 70), (1, 50))  # lines of each part, characters of each line: tried in turn


@policy(f"{READERS}自己单位的领导一页纸")
def weeks(request: HttpRequest) -> HttpResponse:
    may_read(request.actor)
    page = page_of(request, weeks_visible_to(request.actor))
    return render(request, "home/cockpit/weeks.html", {"page_obj": page, "crumbs": _crumbs()})


def _crumbs(last: str = "") -> list[tuple[str, str]]:
    rows = [("驾驶舱", reverse("cockpit-now")), ("领导一页纸", reverse("weeks") if last else "")]
    return [*rows, (last, "")] if last else rows


@policy("本单位看填报内容的人：一周的领导一页纸")
def week_page(request: HttpRequest, week_page: str) -> HttpResponse:
    found: WeekPage = find(weeks_visible_to(request.actor), week_page)
    context = {
        "page": found,
        "facts": [
            ("这一周从", day_in_words(found.monday)),
            ("生成", f"{day_in_words(day_of(found.created_at))}，是当时的情况，以后不再改动"),
        ],
        "sections": found.content.get("sections", []),
        "figures": found.content.get("figures", []),
        "pdf_url": reverse("week-pdf", args=[found.public_id]),
        "live_url": reverse("cockpit", args=[found.plan.public_id]),
        "crumbs": _crumbs(day_in_words(found.monday)),
    }
    return render(request, "home/cockpit/week.html", context)


@policy("本单位看填报内容的人：一周的领导一页纸，PDF")
def week_pdf(request: HttpRequest, week_page: str) -> HttpResponse:
    found: WeekPage = find(weeks_visible_to(request.actor), week_page)
    return as_download(one_sheet(found), f"{found.title} {found.monday:%Y-%m-%d}.pdf")


def one_sheet(page: WeekPage) -> bytes:
    """With as many lines of each part, and as much of each line, as one A4 takes."""
    for most, length in ROOM:
        printed = print_paper(_paper(page, most, length))
        if printed.pages == 1:
            break
    return printed.pdf


def _paper(page: WeekPage, most: int, length: int) -> Paper:
    figures = page.content.get("figures", [])
    blocks: list[Any] = [
        Table(
            [each["label"] for each in figures],
            [[f"{each['shown']}{each['unit']}" for each in figures], [each["words"] for each in figures]],
            middle=tuple(range(len(figures))),
        )
    ]
    for number, section in zip(NUMBERS, page.content.get("sections", []), strict=False):
        blocks.append(Heading(f"{number}、{section['title']}"))
        lines = section["lines"][:most] or [{"text": "没有。"}]
        blocks += [Words(Truncator(line["text"]).chars(length)) for line in lines]
    return Paper(
        title=page.title,
        blocks=blocks,
        signed=page.organisation.name,
        date=day_in_words(day_of(page.created_at)),
    )
