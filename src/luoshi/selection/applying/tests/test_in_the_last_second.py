"""What came whole in the last second counts, however long it waits then (controls DN-01): one moment for every path."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from luoshi.selection.applying import actions
from luoshi.selection.models import Call

from . import helping, made

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LATER, TOO_LATE = dt.timedelta(seconds=30), dt.timedelta(microseconds=1)
PAST = "截止"


class Clock:
    """The time, set by a file; `waiting(until)`: it is that time as the request comes, and half a minute later as soon
    as the first question is asked about an application or a call: while the act waits the end goes by."""

    def __init__(self, path: Any) -> None:
        self.path = path

    def is_at(self, moment: dt.datetime) -> None:
        self.path.write_text(moment.isoformat())

    def waiting(self, moment: dt.datetime) -> Any:
        self.is_at(moment)

        def late(execute: Any, sql: str, *rest: Any) -> Any:
            if "applying_application" in sql or "selection_call" in sql:
                self.is_at(moment + LATER)
            return execute(sql, *rest)

        return connection.execute_wrapper(late)


@pytest.fixture
def clock(settings, tmp_path):
    settings.CLOCK_FILE = str(tmp_path / "clock")
    return Clock(tmp_path / "clock")


def what_is_sent(row: Any, path: str) -> dict[str, Any]:
    """The name of the address and the fields of its form."""
    day = "2026-01-05"
    forms = {
        "apply-add-materials": {"item": "report", "files": SimpleUploadedFile("补.pdf", made.pdf("last"))},
        "apply-form": {"summary": "最后一秒的做法", "students": "1", "contact": "10000000001"},
        "apply-basics": {"title": "最后一秒的名称", "group": row.group},
        "apply-people": {"role": "member", "name": "示例末秒"},
        "apply-statements": {"statement": []},
        "apply-own-selection": {
            "decided_on": day, "words": "最后一秒", "notice_from": day, "notice_until": day, "outcome": "没有异议",
        },
        "apply-send": {},
    }  # fmt: skip
    return forms[path]


def as_it_lies(row: Any) -> Any:
    row = helping.fresh(row)
    return (row.version, row.state)


PATHS = ("add-materials", "form", "basics", "people", "statements", "own-selection", "send")


@pytest.mark.parametrize("path", [f"apply-{each}" for each in PATHS])
def test_what_came_by_the_end_and_had_to_wait_is_taken_and_a_moment_later_it_is_not(
    there, clock, signed_in, send, path
):
    row, until = helping.filled(there, "zhijiang"), there.call.until
    client, page = signed_in(there.office), reverse(path, args=[row.public_id])
    before = as_it_lies(row)
    clock.is_at(until + TOO_LATE)
    refused = send(client, page, row, **what_is_sent(row, path))
    assert (refused.status_code, PAST in refused.content.decode(), as_it_lies(row)) == (422, True, before)
    with clock.waiting(until):
        taken = send(client, page, row, **what_is_sent(row, path))
    assert (taken.status_code, as_it_lies(row) != before) == (302, True)


def test_a_new_application_begun_in_the_last_second_is_there(there, clock, signed_in, send):
    client, page = signed_in(there.office), reverse("apply-new", args=[there.call.public_id])
    clock.is_at(there.call.until + TOO_LATE)
    assert send(client, page, title="太晚的", group="思政").status_code == 422
    with clock.waiting(there.call.until):
        assert send(client, page, title="最后一秒的", group="思政").status_code == 302
    assert list(there.call.applications.values_list("title", flat=True)) == ["最后一秒的"]


@pytest.fixture
def to_mend(there, clock):
    """To be corrected by the end of a day in January; the call itself is long over."""
    Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "correction_days": 2})
    there.call.refresh_from_db()
    row, by = helping.written(there, "zhijiang", reached="received"), there.actor(there.officer)
    clock.is_at(dt.datetime.fromisoformat("2026-12-31T09:00:00+08:00"))
    row = helping.do(actions.check_application, row, by, lines={"whole": (False, "缺盖章页")})
    return helping.do(actions.ask_correction, row, by)


def test_a_file_and_the_correction_that_came_in_their_last_second_count(
    there, to_mend, clock, signed_in, send
):
    """A microsecond later neither does; what is taken lies there with a receipt of the moment it came."""
    row, until, client = to_mend, to_mend.correct_until, signed_in(there.office)
    file, correct = (
        reverse(f"apply-{each}", args=[row.public_id]) for each in ("add-materials", "send-correction")
    )

    def upload() -> dict[str, Any]:
        return what_is_sent(row, "apply-add-materials")

    clock.is_at(until + TOO_LATE)
    for page, said in ((file, upload()), (correct, {})):
        refused = send(client, page, helping.fresh(row), **said)
        assert (refused.status_code, "补正已于" in refused.content.decode()) == (422, True)
    assert (row.materials.count(), helping.fresh(row).state) == (1, "correcting")
    for page, said in ((file, upload()), (correct, {})):
        now = helping.fresh(row)
        with clock.waiting(until):
            assert send(client, page, now, **said).status_code == 302
    row = helping.fresh(row)
    assert (row.state, row.materials.count()) == ("received", 2)
    assert dt.datetime.fromisoformat(row.receipt["received_at"]) == until.replace(microsecond=0)
