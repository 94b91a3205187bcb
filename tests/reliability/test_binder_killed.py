"""`kill -9` while a binder is made: after it the archive is there whole and once, and nothing half lies on the disk."""

from __future__ import annotations

import http.client
import io
import os
import random
import zipfile
from urllib.parse import urlencode

import pytest

from luoshi.commands.tests.running import wait_until
from tests.reliability.site import Browser, Site

pytestmark = [pytest.mark.django_db, pytest.mark.prove]
SEED, KILLS = int(os.environ.get("LUOSHI_SEED", "20261126")), 4
OFFICE = "school-office"


def fetched(site: Site, browser: Browser, key: str) -> bytes:
    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in browser.cookies.values())
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"csrfmiddlewaretoken": browser.token})
    connection.request("POST", f"/binder-files/{key}/", body, headers)
    answer = connection.getresponse()
    assert answer.status == 200
    data = answer.read()
    assert len(data) == int(answer.headers["Content-Length"])
    connection.close()
    return data


def test_a_binder_survives_kills_while_it_is_made(site: Site) -> None:
    rng = random.Random(SEED)
    browser = Browser(site.port).sign_in(OFFICE)
    binder = next(
        each["id"]
        for each in site.world["objects"]
        if each["type"] == "binder" and OFFICE in each["visible_to"]
    )
    of_school = [
        e["id"] for e in site.world["objects"] if e["type"] == "evidence" and OFFICE in e["visible_to"]
    ]
    folder = site.first("binder_folder", OFFICE)
    added = [
        browser.insist(f"/binder-folders/{folder}/add/", {"_once": f"add-{piece}", "pieces": piece})
        for piece in of_school
    ]
    assert 302 in added, "nothing that can be made"
    newest = "SELECT state, public_id FROM binders_making ORDER BY id DESC LIMIT 1"
    for number in range(KILLS):
        assert browser.insist(f"/binders/{binder}/make/", {"_once": f"make-{number}"}) == 302
        wait_until(lambda: site.rows(newest)[0][0] != "making", seconds=rng.uniform(0.05, 1.5))
        site.kill()
        site.up()
        assert (
            browser.insist(f"/binders/{binder}/make/", {"_once": f"make-{number}"}) == 302
        )  # the same once more
        assert wait_until(lambda: site.rows(newest)[0][0] == "ready", seconds=60)
        with zipfile.ZipFile(io.BytesIO(fetched(site, browser, site.rows(newest)[0][1]))) as archive:
            assert archive.testzip() is None
    [(made,)] = site.rows("SELECT count(*) FROM binders_making WHERE state = 'ready' AND size > 1000")
    assert made == KILLS
    assert not list((site.home / "made").glob(".*.part"))
    site.is_whole()
