"""A signed-in Chromium window for the pages of the matrix."""

import pytest

from luoshi.common.tests.conftest import PATIENCE, chromium

__all__ = ["chromium"]


@pytest.fixture
def window(chromium, live_server, signed_in, settings):
    """`window(membership, path, width=1440)` → a page; what the browser complains about fails the test."""
    settings.ALLOWED_HOSTS = ["*"]
    contexts, complaints = [], []

    def open_page(membership, path, width=1440):
        session = signed_in(membership).cookies[settings.SESSION_COOKIE_NAME]
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        page.complaints = complaints
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
