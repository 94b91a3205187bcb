"""领导一页纸: on a phone, and as one printed A4."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common import sealed_files
from luoshi.common.downloads import hand_out
from luoshi.common.pages import find, page_of
from luoshi.common.rendering.paper import Heading, Paper, Table, Words
from luoshi.common.rendering.pdf import draw, print_paper
from luoshi.common.routes import policy
from luoshi.core.days import day_in_words
from luoshi.indicators.alerts.models import WeekPage
from luoshi.indicators.alerts.queries import weeks_visible_to

from .scope import day_of
from .views import READERS, may_read

NUMBERS = "一二三四五六"
PHONE = Path(__file__).with_name("phone.typ")


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
        "picture_url": reverse("week-picture", args=[found.public_id]),
        "pdf_url": reverse("week-pdf", args=[found.public_id]),
        "live_url": reverse("cockpit", args=[found.plan.public_id]),
        "crumbs": _crumbs(day_in_words(found.monday)),
    }
    return render(request, "home/cockpit/week.html", context)


@policy("本单位看填报内容的人：一周的领导一页纸，PDF")
def week_pdf(request: HttpRequest, week_page: str) -> HttpResponse:
    found: WeekPage = find(weeks_visible_to(request.actor), week_page)
    data = sealed_files.once(_kept_as("pdf", found), partial(one_sheet, found))
    name = f"{found.title} {found.monday:%Y-%m-%d}.pdf"
    return hand_out(request, data, name, action="home.fetch_week", about=found, rows=1)


@policy("本单位看填报内容的人：一周的领导一页纸，手机图片")
def week_picture(request: HttpRequest, week_page: str) -> HttpResponse:
    found: WeekPage = find(weeks_visible_to(request.actor), week_page)
    make = partial(draw, PHONE.read_bytes(), phone_data(found))
    picture = sealed_files.once(_kept_as("png", found), make)
    name = f"{found.title} {found.monday:%Y-%m-%d}.png"
    return hand_out(request, picture, name, action="home.fetch_week", about=found, rows=1)


def _kept_as(kind: str, page: WeekPage) -> str:
    """Printing takes seconds: what was printed is kept for a day under the digest of all that stands on it."""
    said = json.dumps([kind, page.public_id, phone_data(page)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def phone_data(page: WeekPage) -> dict[str, Any]:
    """Every line of it: a phone scrolls."""
    made = day_in_words(day_of(page.created_at))
    return {
        "title": page.title,
        "about": f"{page.organisation.name}　{day_in_words(page.monday)}这一周",
        "figures": page.content.get("figures", []),
        "sections": [
            {"title": section["title"], "lines": [line["text"] for line in section["lines"]]}
            for section in page.content.get("sections", [])
        ],
        "foot": f"{made}生成，是当时的情况。",
    }


def one_sheet(page: WeekPage) -> bytes:
    """All of it where one A4 takes it, first as an official paper, then set closely; else as many whole lines as it
    takes, the first of each part first.
    """
    most = sum(len(section["lines"]) for section in page.content.get("sections", []))
    for close in (False, True):
        printed = print_paper(_paper(page, most, close=close))
        if printed.pages == 1:
            return printed.pdf
    fits, low, high = None, 0, most - 1
    while low <= high:
        middle = (low + high) // 2
        printed = print_paper(_paper(page, middle, close=True))
        if printed.pages == 1:
            fits, low = printed, middle + 1
        else:
            high = middle - 1
    return (fits or printed).pdf


def _shares(sizes: list[int], most: int) -> list[int]:
    """How many lines of each part, of `most` in all: one of each in turn."""
    found = [0] * len(sizes)
    turns = sorted((line, at) for at, size in enumerate(sizes) for line in range(size))
    for _, at in turns[:most]:
        found[at] += 1
    return found


def _paper(page: WeekPage, most: int, *, close: bool) -> Paper:
    figures, sections = page.content.get("figures", []), page.content.get("sections", [])
    blocks: list[Any] = [
        Table(
            [each["label"] for each in figures],
            [[f"{each['shown']}{each['unit']}" for each in figures], [each["words"] for each in figures]],
            middle=tuple(range(len(figures))),
        )
    ]
    shares = _shares([len(section["lines"]) for section in sections], most)
    for number, section, share in zip(NUMBERS, sections, shares, strict=False):
        blocks.append(Heading(f"{number}、{section['title']}"))
        blocks += [Words(text) for text in _printed_lines([line["text"] for line in section["lines"]], share)]
    return Paper(
        title=page.title,
        blocks=blocks,
        signed=page.organisation.name,
        date=day_in_words(day_of(page.created_at)),
        close=close,
    )


def _printed_lines(lines: list[str], share: int) -> list[str]:
    """What has no room is told, never cut."""
    if not lines:
        return ["没有。"]
    left = len(lines) - share
    return [*lines[:share], *([f"（还有 {left} 条这一页放不下，见系统里的领导一页纸。）"] if left else [])]
