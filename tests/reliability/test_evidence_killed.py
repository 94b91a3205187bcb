"""`kill -9` while evidence comes in parts and is added: after it the file is there whole and once."""

from __future__ import annotations

import hashlib
import json
import os
import random
import socket
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.reliability.site import Browser, Site

pytestmark = pytest.mark.once  # what is killed here are files; kills of acts run on both databases
LARGE = bool(os.environ.get("LUOSHI_PROVE"))
SEED = int(os.environ.get("LUOSHI_SEED", "20261126"))
FILES, KILLS = 20 if LARGE else 1, 5  # of each file
TEACHER, BOUNDARY = "teacher", "示例-boundary".encode().hex()
PART, PARTS = 300_000, 8
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def multipart(fields: dict[str, Any], part: bytes) -> bytes:
    lines = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="part"; filename="part"\r\n\r\n'
    return b"".join([*lines, head.encode(), part, f"\r\n--{BOUNDARY}--\r\n".encode()])


def begun(browser: Browser, name: str, size: int) -> tuple[str, int]:
    """Begin, or go on: the id and how much the server has."""
    status, text = browser.ask("POST", "/evidence/uploads/", {"name": name, "size": size, "mark": "m"})
    assert status == 200, text
    found = json.loads(text)
    return found["id"], found["received"]


def body_of_part(browser: Browser, offset: int, data: bytes) -> bytes:
    part = data[offset : offset + PART]
    fields = {"csrfmiddlewaretoken": browser.token, "offset": offset}
    return multipart({**fields, "digest": hashlib.sha256(part).hexdigest()}, part)


def cut_off(site: Site, browser: Browser, path: str, kind: str, body: bytes, share: float) -> None:
    """The server dies when so much of the body has been sent (at 1.0: while it works on it), and comes up again."""
    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in browser.cookies.values())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{browser.port}\r\nCookie: {cookies}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", browser.port), timeout=30) as connection:
        connection.sendall(head.encode() + body[: int(len(body) * share)])
        site.kill()
    site.up()


def count(site: Site) -> int:
    [(pieces,)] = site.rows("SELECT count(*) FROM evidence_evidence WHERE file_name LIKE 'killed-%'")
    return int(pieces)


def come_in_parts(site: Site, browser: Browser, rng: random.Random, name: str, data: bytes) -> str:
    """All parts of the file, some of them cut off by a kill; the id of the upload."""
    key, received = begun(browser, name, len(data))
    kills = set(rng.sample(range(PARTS), KILLS - 1))
    for turn in range(PARTS * 3):
        if received == len(data):
            break
        path, body = f"/evidence/uploads/{key}/", body_of_part(browser, received, data)
        if turn in kills:
            cut_off(site, browser, path, MULTIPART, body, rng.choice([rng.random(), 1.0]))
        else:
            browser.insist_raw(path, body, MULTIPART)
        again, received = begun(browser, name, len(data))
        assert again == key
    assert received == len(data)
    return key


def test_a_file_whose_parts_were_cut_by_kills_is_there_whole_and_once(site: Site) -> None:
    rng, browser = random.Random(SEED), Browser(site.port).sign_in(TEACHER)
    browser.look("/evidence/new/")
    for number in range(FILES):
        name, data = f"killed-{number}.pdf", b"%PDF-1.4 " + rng.randbytes(PART * PARTS)
        key, before = come_in_parts(site, browser, rng, name, data), count(site)
        form = {"_once": f"add-{number}", "uploads": key, "happened_on": "2026-01-01"}
        body = urlencode({**form, "csrfmiddlewaretoken": browser.token}).encode()
        cut_off(site, browser, "/evidence/new/", "application/x-www-form-urlencoded", body, 1.0)
        status = browser.insist("/evidence/new/", form)
        assert count(site) == before + 1
        assert status in (302, 422)  # 422: it was added before the kill, the parts are gone
        [(digest,)] = site.rows(
            "SELECT s.digest FROM common_storedfile s JOIN evidence_evidence e ON e.stored_id = s.id "
            f"WHERE e.file_name = '{name}'"
        )
        assert digest == hashlib.sha256(data).hexdigest()
        assert (site.home / "files" / digest[:2] / digest[2:]).read_bytes() == data
    site.is_whole()


WHOLE = 500 * 1024 * 1024
SOME_PARTS = 4 * 1024 * 1024  # as the page sends them


def bytes_at(offset: int) -> bytes:
    """The film, part by part, made anew whenever it is wanted: half a gigabyte is held nowhere."""
    made = random.Random(f"{SEED}:{offset}").randbytes(min(SOME_PARTS, WHOLE - offset))
    return made if offset else b"\0\0\0\x18ftypmp42" + made[12:]


@pytest.mark.prove
def test_a_film_of_500_megabytes_comes_whole_through_three_kills(site: Site) -> None:
    rng, browser = random.Random(SEED), Browser(site.port).sign_in(TEACHER)
    browser.look("/evidence/new/")
    name, whole = "killed-film.mp4", hashlib.sha256()
    key, received = begun(browser, name, WHOLE)
    kills, sent, begins = {1, rng.randrange(20, 60), rng.randrange(70, 120)}, 0, time.monotonic()
    while received < WHOLE:
        part = bytes_at(received)
        said = {"csrfmiddlewaretoken": browser.token, "offset": received}
        body = multipart({**said, "digest": hashlib.sha256(part).hexdigest()}, part)
        path, sent = f"/evidence/uploads/{key}/", sent + 1
        if sent in kills:
            cut_off(site, browser, path, MULTIPART, body, rng.random())
        else:
            browser.insist_raw(path, body, MULTIPART)
        _, received = begun(browser, name, WHOLE)
    assert sent <= WHOLE // SOME_PARTS + len(kills), "a cut costs one part at most"
    form = {"_once": "add-film", "uploads": key, "happened_on": "2026-01-01"}
    assert browser.insist("/evidence/new/", form) == 302
    print(f"{WHOLE:,} bytes in {time.monotonic() - begins:.0f} s, {sent} parts")
    for offset in range(0, WHOLE, SOME_PARTS):
        whole.update(bytes_at(offset))
    [(digest, size)] = site.rows(
        "SELECT s.digest, s.size FROM common_storedfile s JOIN evidence_evidence e ON e.stored_id = s.id "
        f"WHERE e.file_name = '{name}'"
    )
    assert (digest, size) == (whole.hexdigest(), WHOLE)
    assert (site.home / "files" / digest[:2] / digest[2:]).stat().st_size == WHOLE
    assert not list((site.home / "uploads").glob("*.part"))
    site.is_whole()
