"""Two at once on applications: the last place, the end of a call, a number, two buttons; and a form that is still
coming when the end is there. LUOSHI_PROVE makes the rounds many.
"""

from __future__ import annotations

import datetime as dt
import re
import socket
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.invariants import check_all
from luoshi.common.models import AuditEvent
from luoshi.papers.tests.test_races import ROUNDS, at_once
from luoshi.selection.actions import close_call
from luoshi.selection.applying import actions
from luoshi.selection.applying.actions import ranking
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.tests import helping
from luoshi.selection.models import Call

pytestmark = pytest.mark.django_db(transaction=True)
TWENTY = 20
ONE_PLACE = {"applicant": "school", "quota": {"by": "school", "number": 1}, "statements": [], "materials": []}


def test_of_two_that_want_the_last_place_or_the_last_instant_one_wins(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    there = helping.start(yichang, rules=ONE_PLACE)
    there.office = helping.office_of(there, "zhijiang")
    drafts = [helping.filled(there, "zhijiang", number=number) for number in range(2)]
    for _ in range(ROUNDS):
        _the_last_place(there, drafts)
    for _ in range(ROUNDS):
        _the_end_against_a_sending(there, drafts[0])
    _numbers_of_two_schools(there, drafts[0])
    assert check_all()["violations"] == []


def doing(act: Any, row: Application, by: Any, **said: Any) -> Any:
    """On a copy of the row as another page would have it."""
    copy = Application.objects.get(pk=row.pk)
    return partial(act, application=copy, by=by, version=copy.version, **said)


def _the_last_place(there: Any, drafts: list[Application]) -> None:
    by = there.actor(there.office)
    said = at_once(*(doing(actions.send_application, row, by) for row in drafts))
    assert sorted(said) == ["done", "rule"]
    sent = [row for row in map(helping.fresh, drafts) if row.state == "sent"]
    assert len(sent) == 1
    assert sent[0].sequence == helping.fresh(there.call).received
    helping.do(actions.recall_application, sent[0], by)


@pytest.mark.prove
def test_of_twenty_that_want_the_last_place_one_wins(yichang, settings, tmp_path):
    """Controls CC-03: 20 at once for the school's last place, never over."""
    settings.LUOSHI_HOME = tmp_path
    there = helping.start(yichang, rules=ONE_PLACE)
    there.office = helping.office_of(there, "zhijiang")
    drafts = [helping.filled(there, "zhijiang", number=number) for number in range(TWENTY)]
    for _ in range(ROUNDS):
        by = there.actor(there.office)
        said = at_once(*(doing(actions.send_application, row, by) for row in drafts))
        sent = list(Application.objects.filter(call=there.call, state="sent"))
        assert (len(sent), said.count("done")) == (1, 1), said
        assert set(said) <= {"done", "rule", "busy"}, said
        helping.do(actions.recall_application, sent[0], by)
    assert check_all()["violations"] == []


def _the_end_against_a_sending(there: Any, draft: Application) -> None:
    """What had come at the last instant, and the officer who closes then. Whoever has the call first: what was sent
    lies in it with its receipt, or is told that it is closed.
    """
    by, now = there.actor(there.office), clock.now()
    Call.objects.filter(pk=there.call.pk).update(until=now)
    call = helping.fresh(there.call)
    close = partial(close_call, call=call, by=there.actor(there.officer), version=call.version)
    said = at_once(doing(actions.send_application, draft, by, arrived=now), close)
    row = helping.fresh(draft)
    assert (said[1], helping.fresh(there.call).state) == ("done", "checking")
    assert (said[0], row.state, row.receipt is not None) in (("done", "sent", True), ("rule", "draft", False))
    both = ("applying.send_application", "selection.close_call")
    last = AuditEvent.objects.filter(action__in=both, result="done").latest("id")
    assert last.action == "selection.close_call", "nothing is taken behind it"
    again = {"state": "open", "closed_at": None, "until": there.call.until}
    Call.objects.filter(pk=there.call.pk).update(**again)
    if row.state == "sent":
        helping.do(actions.recall_application, row, by)


def _numbers_of_two_schools(there: Any, draft: Application) -> None:
    """Each gets its own, none is left out."""
    other = helping.filled(there, "xingshan", number=5)
    before = helping.fresh(there.call).received
    theirs = there.actor(there.offices["xingshan"])
    both = [
        doing(actions.send_application, draft, there.actor(there.office)),
        doing(actions.send_application, other, theirs),
    ]
    assert at_once(*both) == ["done", "done"]
    numbers = sorted(helping.fresh(row).sequence for row in (draft, other))
    assert numbers == [before + 1, before + 2]


def test_a_county_never_ranks_more_than_its_places_and_of_pass_and_return_one_wins(
    yichang, settings, tmp_path
):
    settings.LUOSHI_HOME = tmp_path
    rules = {**ONE_PLACE, "group_titles": [], "quota": {"by": "county", "number": 1}}
    there = helping.start(yichang, rules=rules)
    school = next(each for each in there.schools if each.key == "zhijiang")
    clerks = [there.post("county_officer", helping.county_of(school).key) for _ in range(2)]
    rows = [_at_county(there, number) for number in range(2)]
    for _ in range(ROUNDS):
        _two_orders(there, clerks, rows)
    assert Application.objects.filter(rank__isnull=False).count() == 1
    assert check_all()["violations"] == []


def _at_county(there: Any, number: int) -> Application:
    row = helping.filled(there, "zhijiang", number=number)
    row = helping.do(actions.send_application, row, there.actor(there.offices["zhijiang"]))
    return helping.do(actions.pass_application, row, helping.holder(there, row.approval.current))


def _two_orders(there: Any, clerks: list[Any], rows: list[Application]) -> None:
    """Each clerk puts another one first, from the list as both saw it."""
    seen = ranking.seen_of(ranking.to_rank(there.actor(clerks[0]), there.call))
    Application.objects.filter(pk__in=[row.pk for row in rows]).update(rank=None)

    def order(clerk: Any, row: Application) -> Any:
        given = {"call": helping.fresh(there.call), "order": [helping.fresh(row)], "seen": seen}
        return partial(actions.rank_applications, by=there.actor(clerk), **given)

    said = at_once(*(order(clerk, row) for clerk, row in zip(clerks, rows, strict=True)))
    assert sorted(said) == ["done", "stale"]


def test_what_is_still_arriving_at_the_end_is_late(yichang, settings, tmp_path, live_server, signed_in):
    """完整收到 at or before T: the last byte counts, not the first; where all had come at T it is in time."""
    settings.LUOSHI_HOME, settings.ALLOWED_HOSTS = tmp_path, ["*"]
    there = helping.start(yichang, rules=ONE_PLACE)
    office, draft = helping.office_of(there, "zhijiang"), helping.filled(there, "zhijiang")
    until, written = helping.fresh(there.call).until, dict(draft.answer.values)
    settings.CLOCK_FILE = str(tmp_path / "clock")
    late = until + dt.timedelta(microseconds=1)

    def it_is(moment: dt.datetime) -> None:
        (tmp_path / "clock").write_text(moment.isoformat())

    it_is(until)
    browser = signed_in(office)
    shown = browser.get(reverse("apply-page", args=[draft.public_id])).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)[1]
    for name, then, status in (
        ("apply-form", late, 422),
        ("apply-send", late, 422),
        ("apply-send", until, 302),
    ):
        row = helping.fresh(draft)
        fields = (
            {"summary": "迟到的做法", "students": "1", "contact": "10000000001"}
            if name == "apply-form"
            else {}
        )
        fields |= {"csrfmiddlewaretoken": token, "_version": row.version}
        it_is(until)
        path = reverse(name, args=[draft.public_id])
        assert _slowly(live_server, browser, path, fields, partial(it_is, then)) == status, name
        row = helping.fresh(draft)
        in_time = ("sent", until, 1) if status == 302 else ("draft", None, None)
        assert (row.state, row.sent_at, row.sequence) == in_time
        assert row.answer.values == written


def _slowly(server: Any, browser: Any, path: str, fields: dict[str, Any], meanwhile: Any) -> int:
    """Half of the form is sent; something happens; the rest is sent. The status of the answer."""
    body, host, port = urlencode(fields).encode(), server.thread.host, server.thread.port
    cookies = "; ".join(f"{each.key}={each.value}" for each in browser.cookies.values())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookies}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((host, port), timeout=60) as line, line.makefile("rb") as answer:
        line.sendall(head.encode() + body[: len(body) // 2])
        meanwhile()
        line.sendall(body[len(body) // 2 :])
        return int(answer.readline().split()[1])
