"""A file still coming when the end of a call is there: the last byte counts, as with a form (controls DN-01)."""

from __future__ import annotations

import datetime as dt
import re
import socket
from collections.abc import Callable
from typing import Any

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from luoshi.selection.applying.tests import helping, made

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def test_a_file_still_arriving_at_the_end_is_late(yichang, settings, tmp_path, live_server, signed_in):
    settings.LUOSHI_HOME, settings.ALLOWED_HOSTS = tmp_path, ["*"]
    there = helping.start(yichang)
    office, draft = helping.office_of(there, "zhijiang"), helping.filled(there, "zhijiang")
    until = helping.fresh(there.call).until
    settings.CLOCK_FILE = str(tmp_path / "clock")

    def it_is(moment: dt.datetime) -> None:
        (tmp_path / "clock").write_text(moment.isoformat())

    it_is(until)
    browser = signed_in(office)
    shown = browser.get(reverse("apply-page", args=[draft.public_id])).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)[1]
    upload = tmp_path / "补充.pdf"
    upload.write_bytes(made.pdf("more"))
    for then, status, number in ((until + dt.timedelta(microseconds=1), 422, 1), (until, 302, 2)):
        it_is(until)
        row = helping.fresh(draft)
        with upload.open("rb") as file:
            said = {"csrfmiddlewaretoken": token, "_version": row.version, "item": "report", "files": file}
            body = encode_multipart(BOUNDARY, said)
        path = reverse("apply-add-materials", args=[draft.public_id])
        assert _slowly(live_server, browser, path, body, lambda then=then: it_is(then)) == status
        assert draft.materials.count() == number


def _slowly(server: Any, browser: Any, path: str, body: bytes, meanwhile: Callable[[], None]) -> int:
    """Half of it is sent; something happens; the rest is sent. The status of the answer."""
    host, port = server.thread.host, server.thread.port
    cookies = "; ".join(f"{each.key}={each.value}" for each in browser.cookies.values())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookies}\r\nConnection: close\r\n"
        f"Content-Type: {MULTIPART_CONTENT}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((host, port), timeout=60) as line, line.makefile("rb") as answer:
        line.sendall(head.encode() + body[: len(body) // 2])
        meanwhile()
        line.sendall(body[len(body) // 2 :])
        return int(answer.readline().split()[1])
