"""Two at once: one effect, the other told, nothing half. A few rounds here, many under `make prove`."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from luoshi.common.errors import Busy, Refusal
from luoshi.common.invariants import check_all
from luoshi.undertakings import actions
from luoshi.undertakings.models import ChangeRequest, Duty

from .requests import act, drafted, fresh, passed, sent

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 200 if os.environ.get("LUOSHI_PROVE") else 12
TRIES = 20


def at_once(*acts: Callable[[], Any], tries: int = TRIES) -> list[str]:
    """Each in a thread of its own, started together: `done`, or the code of the refusal; `busy` after so many tries."""
    start, said = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int) -> None:
        try:
            start.wait(timeout=30)
            said[place] = patiently(acts[place], tries)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return said


def patiently(action: Callable[[], Any], tries: int) -> str:
    for _ in range(tries):
        try:
            action()
        except Busy:
            continue
        except Refusal as refusal:
            return refusal.code
        except PermissionDenied:
            return "forbidden"
        return "done"
    return "busy"


def on(request: ChangeRequest, action: Any, by: Any, **said: Any) -> Callable[[], Any]:
    copy = ChangeRequest.objects.get(pk=request.pk)
    return lambda: action(change_request=copy, by=by, version=copy.version, **said)


def test_two_requests_on_one_duty_are_never_both_under_way(there):
    office, head = there.actor("office"), there.actor("head")
    for _ in range(ROUNDS):
        one, other = drafted(there, "withdraw"), drafted(there, "withdraw", by="head")
        said = at_once(on(one, actions.send_request, office), on(other, actions.send_request, head))
        assert said.count("done") == 1, said
        assert ChangeRequest.objects.filter(state="running").count() == 1
        for each, by in ((one, office), (other, head)):
            if fresh(each).state == "running":
                act(actions.recall_request, each, by)
    assert check_all()["violations"] == []


def test_the_last_consent_and_a_change_of_the_duty_or_of_the_request_never_both_win(there):
    section, officer, office = (there.actor(name) for name in ("section", "officer", "office"))
    for number in range(ROUNDS):
        request = passed(there, sent(there, "quantity", quantity=number + 1), "head", "county", "leader")
        duty = Duty.objects.get(pk=there.duty.pk)
        said = at_once(
            on(request, actions.pass_request, section),
            on(request, actions.return_request, section, comment="请改"),
            lambda duty=duty: actions.note_quantity(duty=duty, quantity=99, by=officer, version=duty.version),
        )
        tidy(said, request, number + 1, section, office, officer)
    assert check_all()["violations"] == []


def tidy(
    said: list[str], request: ChangeRequest, wanted: int, section: Any, office: Any, officer: Any
) -> None:
    """Whatever came first, the request is in force with its quantity once, or it is not and the duty has the other."""
    row, duty = fresh(request), Duty.objects.get(pk=request.duty_id)
    assert Counter(said[:2])["done"] <= 1, said
    assert (row.state == "applied") == (said[0] == "done"), said
    if row.state == "applied":
        assert duty.quantity == (99 if said[2] == "done" else wanted), said
    elif said[2] == "done":
        assert duty.quantity == 99, said
    if row.state == "running":
        act(actions.return_request, row, section, comment="情况有变")
    if fresh(row).state == "returned":
        act(actions.withdraw_request, row, office, reason="不办了")
    actions.note_quantity(duty=duty, quantity=None, by=officer, version=duty.version)
