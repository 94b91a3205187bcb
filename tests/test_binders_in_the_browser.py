"""A binder by a checklist with real clicks, from the dropped file to the archive; its pages at two widths, ugly too."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from luoshi.common import clock
from luoshi.common.tests.looking import faults_at
from luoshi.core.checklists.tests.corpus import THREE_LEVELS
from luoshi.evidence import actions
from luoshi.evidence.binders.actions import Lying, Place, add_contents, ask_for, begin_binder, set_aside
from luoshi.evidence.binders.models import Binder, Folder
from luoshi.evidence.binders.tests.test_checklist import do_binders
from luoshi.evidence.tests.conftest import actor, cast, piece, town
from luoshi.home.matrix.tests.conftest import chromium, window
from tests.test_evidence_in_the_browser import LONG, chosen

__all__ = ["cast", "chromium", "town", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ugly(cast: Any) -> Binder:
    """Pieces, long names everywhere, one withdrawn, one set aside, one asked for."""
    rows = [
        piece(cast.office, LONG if number % 3 == 0 else f"第{number}件", source=LONG) for number in range(48)
    ]
    actions.withdraw_evidence(evidence=rows[0], reason=LONG, by=actor(cast.office), version=1)
    old = (Lying(evidence=rows[0].pk, note=LONG),)
    lying = [tuple(Lying(evidence=each.pk) for each in rows[at : at + 2]) for at in range(0, 48, 2)]
    places = [
        Place("a", LONG, number="一", asks=False),
        Place("b", LONG * 2, level=1, number="1.1.1", wanted=LONG * 3, contents=old),
        *(Place(f"c{n}", f"第{n}项 {LONG}", level=2, contents=each) for n, each in enumerate(lying)),
        *(Place(f"d{n}", f"空的第{n}项", level=1) for n in range(40)),
    ]
    made: Binder = begin_binder(
        organisation=cast.office.organisation,
        about=cast.office.organisation,
        title=LONG * 2,
        source_words=LONG,
        places=places,
        by=actor(cast.office),
    )
    some = {folder.key: folder for folder in made.folders.all()}
    set_aside(folder=some["d1"], reason=LONG, by=actor(cast.office), version=1)
    due = clock.today() + dt.timedelta(days=2)
    ask_for(folder=some["d2"], owner=cast.teacher, due=due, by=actor(cast.office), version=1)
    add_contents(folder=some["b"], pieces=rows[20:], by=actor(cast.office))
    return made


def fill_from_the_phone(phone: Any) -> None:
    phone.get_by_role("link", name="去补").first.click()
    phone.get_by_role("link", name="上传文件").click()
    phone.locator("input[name=files]").set_input_files([chosen("计划.jpg", 30)])
    phone.get_by_role("button", name="上传并收入").click()
    expect(phone.get_by_text("收入这一项 1 件")).to_be_visible()


def test_a_checklist_is_dropped_in_filled_from_the_phone_and_fetched(
    cast, window, tmp_path, axe_source
) -> None:
    piece(cast.teacher, "思政课教师花名册（2026年）")
    dropped = tmp_path / THREE_LEVELS[0]
    dropped.write_bytes(THREE_LEVELS[1])
    page = window(cast.office, "/binders/")
    assert (
        faults_at(page, "binder", axe_source, {"none": "/binders/", "new": "/binders/new/checklist/"}) == []
    )
    page.get_by_label("清单文件").set_input_files(dropped)
    page.get_by_role("button", name="读取清单").click()
    expect(page.get_by_text("正在读取清单")).to_be_visible()
    do_binders()
    page.reload()
    expect(page.get_by_text("读出要材料的 7 项，其中 1 项")).to_be_visible()
    assert faults_at(page, "binder", axe_source, {"read": page.url[page.url.index("/binder-") :]}) == []
    page.get_by_role("button", name="按这份清单编排").click()
    page.get_by_role("button", name=re.compile(r"收入这 \d+ 件")).click()
    expect(page.get_by_text(re.compile(r"用词很接近的 \d+ 件已收入"))).to_be_visible()
    page.get_by_role("link", name="德育工作计划").first.click()
    page.get_by_label("谁来补").select_option(label=f"{cast.teacher.user.name}（教师）")
    page.get_by_label("补齐日期").fill((clock.today() + dt.timedelta(days=5)).isoformat())
    page.get_by_role("button", name="安排并通知").click()
    expect(page.get_by_text(f"已请 {cast.teacher.user.name} 补")).to_be_visible()
    fill_from_the_phone(window(cast.teacher, "/desk/", width=390))
    page.goto(page.url.split("/binder-folders/")[0] + f"/binders/{Binder.objects.get().public_id}/")
    page.get_by_role("button", name="生成压缩文件").click()
    expect(page.get_by_text("正在生成材料包")).to_be_visible()
    do_binders()
    page.reload()
    with page.expect_download() as fetched:
        page.get_by_role("button", name="下载压缩文件").click()
    assert fetched.value.suggested_filename == "中等职业学校提质培优行动计划验收指标.zip"
    with zipfile.ZipFile(io.BytesIO(Path(fetched.value.path()).read_bytes())) as archive:
        assert archive.testzip() is None
        assert any(each.endswith("01 计划.jpg") for each in archive.namelist())


@pytest.mark.prove
def test_the_pages_of_a_large_and_ugly_binder_fit(cast, window, axe_source) -> None:
    made = ugly(cast)
    full, asked = (Folder.objects.get(binder=made, key=key).public_id for key in ("b", "d2"))
    page = window(cast.office, "/binders/")
    paths = {
        "ugly": f"/binders/{made.public_id}/",
        "folder": f"/binder-folders/{full}/",
        "gap": f"/binder-folders/{asked}/",
        "add": f"/binder-folders/{asked}/add/",
    }
    assert faults_at(page, "binder", axe_source, paths) == []
