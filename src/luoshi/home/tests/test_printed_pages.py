"""The plan and the task on paper: what they say, without the frame of the screen, on few sheets."""

import io

import pypdfium2
import pytest

from luoshi.common.tests import looking
from luoshi.common.tests.conftest import chromium
from luoshi.home.matrix.tests.conftest import window
from luoshi.plans.models import Task

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def printed(page, name):
    """The text of each sheet; a picture of the whole as paper shows it."""
    page.emulate_media(media="print")
    looking.picture(page, f"printed-{name}", full_page=True)
    pdf = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    return [sheet.get_textpage().get_text_range() for sheet in pdf]


def test_plan_and_task_are_printed_without_menu_and_buttons_on_few_sheets(window, yichang):
    officer, task = yichang.post("city_officer"), Task.objects.get(key="4.2")
    page = window(officer, f"/plans/{yichang.plan.public_id}/", width=794)
    plan = printed(page, "plan")
    page.goto(page.url.split("/plans/")[0] + f"/tasks/{task.public_id}/")
    about = printed(page, "task")
    assert (len(plan) <= 3, len(about) <= 2) == (True, True)
    for text, words in (("".join(plan), yichang.plan.short), ("".join(about), task.title[:8])):
        assert words in text.replace("\r\n", "")
        assert [word for word in ("工作台", "退出登录", "搜索") if word in text] == []
