"""The pictures of the readmes, from a running demo site: `.venv/bin/python tools/pictures.py ADDRESS DOCUMENT`.

ADDRESS   of a site made by `luoshi demo --stage selection`, e.g. http://127.0.0.1:8000
DOCUMENT  the printed policy that the import shows (.txt, .docx): a reading of it is left behind on the site
A folder named behind them takes the pictures instead of docs/screenshots.

Exit code: 0 all pictures made; 1 a page did not come as it should (the message says which).
"""

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium-headless-shell"
OFFICE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def main(address: str, document: str, folder: str = "") -> int:
    out = Path(folder) if folder else ROOT / "docs/screenshots"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=OFFICE, locale="zh-CN")
        page.goto(f"{address}/sign-in/")
        taken(page, out / "sign-in.png")
        page.locator('form[action="/sign-in/as/city-officer/"] button').click()
        expect(page.get_by_role("heading", name="工作台", level=1)).to_be_visible()
        taken(page, out / "desk.png")
        of_the_plan(page, address, out)
        of_the_import(page, address, Path(document), out)
        browser.close()
    return 0


def of_the_plan(page: Any, address: str, out: Path) -> None:
    """The matrix as the annex and on a phone, a duty that has come some way, the plan."""
    page.locator('main a[href$="/matrix/"]').first.click()
    matrix = page.url.partition("?")[0]
    page.goto(f"{matrix}?basis=undertaken")
    taken(page, out / "matrix.png", full_page=True)
    page.goto(matrix)
    duty = page.locator('a[data-basis="undertaken"][data-stage="running"][data-proof="complete"]').first
    page.goto(address + str(duty.get_attribute("href")).replace("/source/", "/"))
    taken(page, out / "duty.png", height=1010)
    page.goto(matrix.removesuffix("matrix/"))
    taken(page, out / "plan.png")
    page.set_viewport_size(PHONE)
    page.goto(matrix)
    taken(page, out / "matrix-phone.png", height=PHONE["height"], width=PHONE["width"])


def of_the_import(page: Any, address: str, document: Path, out: Path) -> None:
    """The wizard, as it asks about the first cell of the table that contradicts the rest."""
    page.set_viewport_size(OFFICE)
    page.goto(f"{address}/imports/")
    page.get_by_role("link", name="新建导入").first.click()
    page.get_by_label("新计划的名称").fill("提质培优行动计划（导入示例）")
    page.set_input_files("input[type=file]", document)
    page.get_by_role("button", name="开始读取").click()
    expect(page.locator(".finding-message")).to_be_visible(timeout=60_000)
    page.mouse.move(0, 0)
    taken(page, out / "import.png", height=1010)


def taken(page: Any, path: Path, width: int = 1440, height: int = 900, full_page: bool = False) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, full_page=full_page)
    print(path.name)


if __name__ == "__main__":
    if not 2 <= len(sys.argv) - 1 <= 3:
        print(__doc__, file=sys.stderr)
        raise SystemExit(2)
    raise SystemExit(main(*sys.argv[1:]))
