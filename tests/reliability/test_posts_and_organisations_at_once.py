"""Two act on the same people or organisations at the same instant: one goes through, nothing is half done."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from luoshi.accounts import holding, leaving
from luoshi.accounts.actions import add_person, set_up_organisation
from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.models import Handover, ListUpload, Membership, Organisation
from luoshi.accounts.queries import actor_for
from luoshi.accounts.uploads import send_list
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import Refusal
from luoshi.common.invariants import check_all
from luoshi.common.models import SiteState

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 60 if os.environ.get("LUOSHI_PROVE") else 3
BY = system_actor()


def at_once(*works: Callable[[], Any]) -> list[str]:
    """Each in a thread with a connection of its own; what became of it: done, or why not."""
    answers, gate = [""] * len(works), threading.Barrier(len(works))

    def run(place: int) -> None:
        try:
            gate.wait()
            works[place]()
            answers[place] = "done"
        except Refusal as refusal:
            answers[place] = refusal.code
        except PermissionDenied:
            answers[place] = "forbidden"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def organisation(name: str, parent: Organisation | None, kind: str) -> Organisation:
    made: Organisation = set_up_organisation(parent=parent, names=[], name=name, short=name, kind=kind, by=BY)
    return made


@pytest.fixture
def city(db: None) -> Organisation:
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test"})
    return organisation("市局", None, "city_bureau")


def test_of_two_mergers_of_one_school_one_goes_through(city: Organisation) -> None:
    for number in range(ROUNDS):
        school, one, other = (organisation(f"{n}{number}校", city, "school") for n in "甲乙丙")
        add_person(name="示例", mobile=f"1000000{number:04d}", organisation=school, role="office", by=BY)

        def merge(into: int, key: int = school.pk, seen: int = school.version) -> None:
            merge_organisations(
                organisation=Organisation.objects.get(pk=key),
                others=[],
                into=Organisation.objects.get(pk=into),
                on=clock.today(),
                by=BY,
                version=seen,
            )

        answers = at_once(lambda key=one.pk: merge(key), lambda key=other.pk: merge(key))
        assert Counter(answers) == {"done": 1, "stale": 1}
        held = Membership.objects.filter(user__mobile_index__isnull=False, end__isnull=True)
        assert held.filter(organisation__in=(one, other)).count() == 1
    assert check_all()["violations"] == []


def test_what_comes_to_a_post_while_it_is_left_passes_on_or_is_refused(city: Organisation) -> None:
    """A list sent in at the instant its sender leaves: with the successor, or not there; never with who is gone."""
    for number in range(ROUNDS):
        school = organisation(f"戊{number}校", city, "school")
        gone, stays = (
            add_person(
                name=f"示例{word}",
                mobile=f"10000{code}{number:05d}",
                organisation=school,
                role="office",
                by=BY,
            )
            for word, code in (("走", "1"), ("留", "2"))
        )
        chosen = [leaving.Leaving(gone, gone.version, stays)]

        def leave(chosen: Any = chosen, gone: Membership = gone) -> None:
            leaving.leave_posts(user=gone.user, leavings=chosen, on=clock.today(), reason="调任", by=BY)

        def send(gone: Membership = gone, school: Organisation = school) -> None:
            send_list(organisation=school, file_name="名单.xlsx", content={}, by=actor_for(gone))

        answers = at_once(leave, send)
        assert answers[0] == "done"
        assert answers[1] in ("done", "forbidden")
        gone.refresh_from_db()
        assert (gone.end, holding.of_post(gone)) == (clock.today(), [])
        sent = ListUpload.objects.filter(organisation=school)
        assert [upload.post_id for upload in sent] == ([stays.pk] if answers[1] == "done" else [])
    assert Handover.objects.count() == ROUNDS
    assert check_all()["violations"] == []
