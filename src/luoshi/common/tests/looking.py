"""Looking at a page: on the phone and on the office screen, with a picture of each, and with axe."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from zlib import crc32

SCREENSHOTS = Path(__file__).resolve().parents[4] / "tests/screenshots"
WIDTHS = (390, 1440)
SERIOUS = ("serious", "critical")
LARGE = bool(os.environ.get("LUOSHI_PROVE"))
WITH_PICTURES = LARGE or bool(os.environ.get("LUOSHI_PICTURES"))


def picture(of: Any, name: str, **given: Any) -> None:
    """A picture of a page or of a part of it, `tests/screenshots/<name>.png`, where somebody wants to look
    (LUOSHI_PICTURES=1, or `make prove`): it takes as long as the test itself.
    """
    if WITH_PICTURES:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        of.screenshot(path=SCREENSHOTS / f"{name}.png", **given)


def faults(page: Any, name: str, axe_source: str, never: str = "") -> list[tuple[str, ...]]:
    """What is wider than the window and what axe calls serious, at each width, of the page that is open.

    never  a JavaScript expression that must not hold either
    axe, the slowest of all, looks at a third of the pages at one of the widths each day (which, hangs on the name), in
    `make prove` at all and both.
    The pictures are `<name>-<width>.png`; the window is at the last width then.
    """
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe_source})
    found: list[tuple[str, ...]] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"{name}-{width}", full_page=True)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((name, str(width), "too wide"))
        if never and page.evaluate(never):
            found.append((name, str(width), never))
        if not (LARGE or crc32(name.encode()) % 6 == WIDTHS.index(width)):
            continue
        violations = page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
        found += [
            (name, str(width), one["id"], one["nodes"][0]["html"])
            for one in violations
            if one["impact"] in SERIOUS
        ]
    page.complaints[:] = [said for said in page.complaints if "style" not in said]  # axe itself sets styles
    return found


def faults_at(
    page: Any, kind: str, axe_source: str, paths: dict[str, str], never: str = ""
) -> list[tuple[str, ...]]:
    """`faults` of each of these pages of the site that is open; `paths`: name → path."""
    scheme, _, rest = page.url.partition("://")
    site = f"{scheme}://{rest.partition('/')[0]}"
    found: list[tuple[str, ...]] = []
    for name, path in paths.items():
        assert page.goto(site + path).status == 200, path
        found += faults(page, f"{name}-{kind}", axe_source, never)
    return found
