"""A Chromium window on a live server that shows the components page."""

from pathlib import Path

import pytest

CHROMIUM = "/usr/bin/chromium-headless-shell"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000  # milliseconds: two busy cores must not turn a slow page into a failed test


@pytest.fixture(scope="module")
def chromium():
    """One browser per module. Playwright's loop runs in this thread; Django must be told that this is meant."""
    from playwright.sync_api import expect, sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def components_site(settings):
    """The urls of these tests, their one template, and plain static files."""
    settings.ROOT_URLCONF = "luoshi.common.tests.urls"
    engine = settings.TEMPLATES[0]
    folder = str(Path(__file__).parent / "templates")
    settings.TEMPLATES = [{**engine, "DIRS": [*engine.get("DIRS", []), folder]}]
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture
def window(chromium, components_site, live_server):
    """Opens pages: `window("/", width=390, dark=True)`. What the browser complains about fails the test."""
    contexts, complaints = [], []

    def open_page(path, width=1440, dark=False):
        scheme = "dark" if dark else "light"
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None
        )
        page.goto(live_server.url + path)
        page.complaints = complaints
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
