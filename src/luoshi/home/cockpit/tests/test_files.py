"""Workbooks, charts and pictures of the cockpit by themselves: without a site."""

import datetime as dt
import io
import re
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PIL import Image

from luoshi.accounts.models import Organisation
from luoshi.common.rendering.pdf import draw, typeset
from luoshi.common.tests.test_contrast import DARK, LIGHT, _contrast
from luoshi.home.cockpit.files import xlsx_bytes
from luoshi.home.cockpit.week_views import PHONE, phone_data
from luoshi.indicators.alerts.models import WeekPage
from luoshi.plans.models import Plan

HOME = Path(__file__).resolve().parents[2]
CSS = (HOME / "static/home/cockpit.css").read_text(encoding="utf-8")
PAGE = (HOME / "templates/home/cockpit/figure.html").read_text(encoding="utf-8")
CHART = (HOME / "templates/home/cockpit/_chart.html").read_text(encoding="utf-8")
pytestmark = pytest.mark.once


def test_a_code_that_looks_like_a_number_stays_as_it_is_written():
    rows = [["编号", "数"], ["4.10", "12.5"], ["007", "30"]]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes("表", rows))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)] == [
        ["4.10", 12.5],
        ["007", 30],
    ]


def test_the_lines_of_a_chart_are_told_apart_without_colour_and_seen_on_both_grounds():
    """Dashes tell actual, planned and forecast apart; every one has 3:1 on its ground in both themes (WCAG 1.4.11)."""
    rules = dict(re.findall(r"svg\.trend \.(\w+) \{ ([^}]*) \}", CSS))
    dashes = {}
    for name in ("line", "planned", "ahead"):
        said = dict(re.findall(r"([\w-]+): ([^;]+);", rules[name]))
        dashes[name] = said.get("stroke-dasharray", "")
        colour, solid = said["stroke"].removeprefix("var(--").removesuffix(")"), float(said.get("opacity", 1))
        for theme in (LIGHT, DARK):
            seen = _over(theme[colour], theme["surface"], solid)
            assert _contrast(seen, theme["surface"]) >= 3, (name, seen)
    assert len(set(dashes.values())) == 3
    assert dashes["line"] == ""
    words = PAGE.partition("走势</h2>")[2].partition("</section>")[0]
    assert all(each in words for each in ("实线是实际", "细虚线是按计划应完成", "粗虚线是预测"))
    assert all(f'class="{each}"' in CHART for each in ("line", "planned", "ahead"))


def _over(colour, ground, solid):
    """What is seen of a colour that lets its ground through."""
    parts = zip(*(re.findall("[0-9a-f]{2}", each) for each in (colour, ground)), strict=True)
    mixed = (round(int(one, 16) * solid + int(other, 16) * (1 - solid)) for one, other in parts)
    return "#" + "".join(f"{each:02x}" for each in mixed)


@pytest.mark.parametrize("lines", [0, 5])
def test_the_leaders_week_is_a_picture_for_a_phone_with_every_word_of_it(lines, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    long = "三峡现代职业教育与区域先进制造业产教深度融合高质量发展协同创新示范实训基地"
    said = [f"{long}：第{at}件，{'还没有说明打算，' * 9}受阻未解 {at} 天。" for at in range(1, lines + 1)]
    figures = [
        {"label": "按期", "shown": "1,234.5", "unit": "%", "words": f"{long}1,234 / 5,678 个里程碑"}
    ] * 5
    titles = ("上周办成的", "卡住的", "要定的", "可以问的")
    sections = [{"title": each, "lines": [{"text": text, "href": ""} for text in said]} for each in titles]
    page = WeekPage(
        organisation=Organisation(name=long, short=long[:8]),
        plan=Plan(title=long, short=long[:12]),
        monday=dt.date(2026, 11, 23),
        content={"figures": figures, "sections": sections},
    )
    data = phone_data(page)
    picture = Image.open(io.BytesIO(draw(PHONE.read_bytes(), data)))
    assert (picture.format, picture.width) == ("PNG", 1080)
    assert (1200 if not lines else 3000) < picture.height < 12000
    ink = picture.convert("L").point(lambda value: 255 if value < 140 else 0)
    left, upper, right, lower = ink.getbbox()
    assert (left >= 40, right <= 1040, upper >= 40, picture.height - lower >= 40) == (True,) * 4, (
        "nothing is cut"
    )
    printed = typeset(PHONE.read_bytes(), data)
    text = pypdfium2.PdfDocument(printed.pdf)[0].get_textpage().get_text_range()
    words = "".join(text.split())
    assert (printed.pages, printed.undrawn) == (1, "")
    assert all(words.count("".join(each.split())) == 4 for each in said)
    assert words.count("没有。") == (0 if lines else 4)
    assert all(each in words for each in (*titles, "1,234.5", "2026年11月23日"))
