"""From the print to the stamped copy with real clicks; the pages at two widths, with ugly data, before axe."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from luoshi.common.tests import looking
from luoshi.common.tests.looking import faults_at
from luoshi.core.scans.tests.making import photographed, scanned
from luoshi.home.matrix.tests.conftest import chromium, window
from luoshi.papers.filed import actions
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.tests.conftest import actor, cast, come_back, do_jobs, frozen, prepared, texts
from luoshi.papers.filed.tests.test_journey import sheets_of

__all__ = ["cast", "chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "三峡现代职业教育与区域先进制造业产教深度融合高质量发展协同创新示范实训基地建设管理中心（筹）"


def stamp(sheet: Image.Image) -> None:
    """A red seal."""
    x, y = sheet.width * 0.6, sheet.height * 0.45
    pen = ImageDraw.Draw(sheet)
    pen.ellipse((x, y, x + 250, y + 250), outline=(200, 20, 30), width=9)
    pen.polygon(
        [(x + 125, y + 75), (x + 155, y + 165), (x + 78, y + 110), (x + 172, y + 110), (x + 95, y + 165)],
        fill=(200, 20, 30),
    )


def photo(name: str, data: bytes) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def test_an_office_sends_photos_claims_one_by_hand_and_gets_the_stamped_copy(cast, window) -> None:
    paper = actions.freeze(prepared=prepared(cast.office, pages=3), by=actor(cast.office))
    first, second, third = sheets_of(paper)
    stamp(second)
    third.paste("white", (0, 0, third.width, 200))
    third.paste("white", (0, third.height - 200, third.width, third.height))  # its codes are cut away
    page = window(cast.office, f"/filed/{paper.public_id}/")
    expect(page.get_by_text("下一步：下载打印稿")).to_be_visible()
    page.set_input_files(
        "input[type=file]",
        [
            photo("一二.jpg", photographed([first, second], size=(2400, 1800), angle=184)),
            photo("三.jpg", scanned(third, angle=2)),
        ],
    )
    page.get_by_role("button", name="上传并识别").click()
    expect(page.get_by_text("正在识别").first).to_be_visible()
    assert do_jobs() == 1
    expect(page.get_by_text("1 页要处理")).to_be_visible()  # the page goes on by itself
    looking.picture(page, "filed-batch-flow", full_page=True)
    page.get_by_role("link", name="处理这一页").click()
    page.get_by_label("从还缺的页里选").select_option(f"{paper.code}-3")
    page.get_by_role("button", name="归到这一页").click()
    expect(page.get_by_text("已归到")).to_be_visible()
    assert do_jobs() == 1
    page.goto(page.url.split("/scans/")[0] + f"/filed/{paper.public_id}/")
    expect(page.get_by_text("盖章件已合成")).to_be_visible()
    expect(page.get_by_text("没有看到红色印章")).to_be_hidden()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载盖章件").click()
    assert download.value.suggested_filename.endswith("（盖章件）.pdf")
    looking.picture(page, "filed-paper")


@pytest.mark.prove
def test_the_pages_fit_the_window_and_axe_finds_nothing_serious(cast, window, axe_source) -> None:
    papers = [frozen(cast.office, pages=12, title=LONG * 3)]
    papers += [frozen(cast.office, kind=f"k{at}", title=f"第{at}份材料") for at in range(40)]
    pages = come_back(cast.office, texts(papers[0], 1), texts(papers[1], 1), texts(papers[0], 1), ())
    page = window(cast.office, "/filed/")
    paths = {
        "list": "/filed/",
        "paper": f"/filed/{papers[0].public_id}/",
        "scans": "/scans/",
        "new": "/scans/new/",
        "batch": f"/scans/{pages[0].file.batch.public_id}/",
        "claim": "/scans/pages/",
        "page": f"/scans/pages/{pages[3].public_id}/",
        "duplicate": f"/scans/pages/{pages[2].public_id}/",
    }
    assert faults_at(page, "filed", axe_source, paths) == []
    assert FiledPaper.objects.count() == 41
