"""`kill -9` while a document is being sent: nothing of it is there; sent again it is there once."""

from __future__ import annotations

import socket

import pytest

from tests.reliability.site import Browser, NoAnswer, Site

pytestmark = pytest.mark.once  # what is killed here are files; kills of acts run on both databases
OFFICER, BOUNDARY = "city-officer", "示例-boundary".encode().hex()
DOCUMENT = ("关于示例工作的通知\n" + "一、建设示例基地 3 个。\n" * 60_000).encode()


def body_of(token: str, once: str) -> bytes:
    """The form of a new import with a document of some megabytes."""
    fields = {"csrfmiddlewaretoken": token, "_once": once, "plan": "new", "title": "示例计划"}
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="uploads"; filename="a.txt"\r\n\r\n'.encode()
    )
    return b"".join([*parts, head, DOCUMENT, f"\r\n--{BOUNDARY}--\r\n".encode()])


def begin(browser: Browser, body: bytes, upto: int) -> socket.socket:
    """Send the head and the first bytes of the body, and wait for nothing."""
    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in browser.cookies.values())
    head = (
        f"POST /imports/new/ HTTP/1.1\r\nHost: 127.0.0.1:{browser.port}\r\nCookie: {cookies}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection(("127.0.0.1", browser.port), timeout=30)
    connection.sendall(head.encode() + body[:upto])
    return connection


def answer(browser: Browser, body: bytes) -> int:
    with begin(browser, body, len(body)) as connection:
        line = connection.makefile("rb").readline()
    if not line:
        raise NoAnswer
    return int(line.split()[1])


def count(site: Site) -> tuple[int, int]:
    (imports,), (files,) = (
        site.rows(f"SELECT count(*) FROM {table}")[0] for table in ("policies_reading", "common_storedfile")
    )
    return imports, files


def test_a_document_whose_sending_was_cut_by_a_kill_is_there_once_after_sending_again(site: Site) -> None:
    browser, before = Browser(site.port).sign_in(OFFICER), count(site)
    for number, share in enumerate((0.5, 1.0), 1):  # half way, and just sent
        browser.look("/imports/new/")
        body = body_of(browser.token, f"upload-{number}")
        connection = begin(browser, body, int(len(body) * share))
        site.kill()
        connection.close()
        if share < 1:
            assert count(site) == before
        site.up()
        assert [answer(browser, body), answer(browser, body)] == [302, 302]  # and once more: the same form
        assert count(site) == (before[0] + number, before[1] + 1)  # the same bytes lie there once
    site.is_whole()
