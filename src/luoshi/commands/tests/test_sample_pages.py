"""Every page of workplans, progress, money, meetings, returns, burden, evidence, binders and the matrix on a demo site,
as its cast comes to them by links: none fails, none is wider than its window on the phone or in the office. A site with
a school's year of sample data takes minutes.
"""

import os
import re

import pytest

from luoshi.common.tests.conftest import chromium

from .running import free_port, run
from .test_up import started, stopped

__all__ = ["chromium"]
pytestmark = [
    pytest.mark.prove,
    pytest.mark.browser,
    pytest.mark.skipif(
        "postgresql" in os.environ.get("LUOSHI_DATABASE_URL", ""), reason="the site brings its own database"
    ),
]
OWN = re.compile(
    r"/(workplans|progress|money|meetings|matters|supervision|resolutions|roadmap|desk|tasks/\w+/steps"
    r"|returns|return-sheets|burden|evidence|binders|binder-folders|binder-checklists|duties"
    r"|plans/\w+/(roadmap|money|workplans|reports|matrix))"
)
NO_PAGE = re.compile(r"\.(xlsx|docx|pdf|png|svg|csv|zip)|/(files?|original|merged|notice|paper)/|/pages/\d")
FIRST = (
    *("/workplans/", "/roadmap/", "/progress/", "/progress/many/", "/progress/behind/", "/progress/reports/"),
    *("/money/", "/meetings/", "/matters/", "/supervision/", "/desk/"),
    *("/returns/", "/burden/", "/evidence/", "/evidence/gaps/", "/binders/", "/plans/matrix/"),
)
CAST = {
    "school-office": 17,
    "city-officer": 16,
    "county-officer": 16,
    "task-owner": 10,
}  # how many of FIRST at least
LIKE, MOST = 2, 90  # pages of one shape, pages of one person


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    home, port = tmp_path_factory.mktemp("sample") / "home", free_port()
    assert run(home, "demo", "--stage", "progress", seconds=400).returncode == 0
    running = started(home, port)
    yield f"http://127.0.0.1:{port}"
    assert stopped(running) == 0


def links(page):
    hrefs = page.eval_on_selector_all("main a[href]", "all => all.map(each => each.getAttribute('href'))")
    here = page.url.partition("//")[2].partition("/")[2].partition("?")[0]
    for href in hrefs:
        path = href.partition("#")[0]
        path = f"/{here}{path}" if path.startswith("?") else path
        if OWN.match(path) and not NO_PAGE.search(path):
            yield path


def walked(page, site):
    """Addresses that answered, and what is wrong with them."""
    todo, seen, shapes, wrong = list(FIRST), set(), {}, []
    while todo and len(seen) < MOST:
        path = todo.pop(0)
        shape = re.sub(r"/[a-z0-9]{20}/", "/*/", path)
        if path in seen or shapes.get(shape, 0) >= LIKE:
            continue
        shapes[shape] = shapes.get(shape, 0) + 1
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            answer = page.goto(site + path)
            if answer.status == 403 and path in FIRST:
                break
            if answer.status != 200 or page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append((path, width, answer.status))
        else:
            seen.add(path)
            todo += links(page)
    return seen, wrong


@pytest.mark.parametrize("cast", CAST)
def test_every_page_with_sample_data_stands_at_both_widths(chromium, site, cast):
    context = chromium.new_context()
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site}/sign-in/")
    page.locator(f'form[action="/sign-in/as/{cast}/"] button').click()
    seen, wrong = walked(page, site)
    context.close()
    assert (wrong, complaints) == ([], [])
    assert len(seen & set(FIRST)) >= CAST[cast]
    assert len(seen) > len(FIRST)
