"""Many people at once and kill -9, through real HTTP, on the database of this run: one effect each, nothing half."""

from __future__ import annotations

import os
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.reliability.site import Browser, Site

pytestmark = pytest.mark.django_db  # so that the run on PostgreSQL takes these tests too
LARGE = bool(os.environ.get("LUOSHI_PROVE"))
ROUNDS, KILLS = (20, 10) if LARGE else (2, 2)
SEED = int(os.environ.get("LUOSHI_SEED", "20261123"))
SENDERS, EDITORS = 20, 10
OFFICER = "city-officer"


def test_twenty_identical_forms_at_once_have_one_effect_and_one_line_in_the_log(site: Site) -> None:
    browser, plan = Browser(site.port).sign_in(OFFICER), site.first("plan", OFFICER)
    for number in range(ROUNDS):
        form = {"name": f"领域{number}", "clause": "", "_once": f"race-{number}"}
        with ThreadPoolExecutor(SENDERS) as senders:
            answers = list(
                senders.map(
                    lambda _, form=form: browser.insist(f"/plans/{plan}/edit/areas/new/", form),
                    range(SENDERS),
                )
            )
        assert Counter(answers) == {302: SENDERS}
    made = site.rows("SELECT name FROM plans_area WHERE name LIKE '领域%'")
    assert len(made) == ROUNDS
    events = "SELECT count(*) FROM common_auditevent WHERE action = 'plans.add_area' AND result = 'done'"
    assert site.rows(events) == [(ROUNDS,)]
    site.is_whole()


@pytest.mark.prove
def test_of_ten_editors_on_one_version_one_wins_and_the_others_are_told(site: Site) -> None:
    area = site.first("area", OFFICER)
    browser = Browser(site.port).sign_in(OFFICER)
    for number in range(ROUNDS):
        [(version,)] = site.rows(f"SELECT version FROM plans_area WHERE public_id = '{area}'")
        names = [f"甲{number}-{editor}" for editor in range(EDITORS)]

        def save(name: str, version: int = version) -> int:
            form = {"name": name, "clause": "", "_once": name, "_version": version}
            return browser.insist(f"/areas/{area}/edit/", form)

        with ThreadPoolExecutor(EDITORS) as editors:
            answers = dict(zip(names, editors.map(save, names), strict=True))
        assert Counter(answers.values()) == {302: 1, 409: EDITORS - 1}
        winner = next(name for name, status in answers.items() if status == 302)
        assert site.rows(f"SELECT name, version FROM plans_area WHERE public_id = '{area}'") == [
            (winner, version + 1)
        ]
    site.is_whole()


def test_after_kills_every_form_that_was_sent_again_counts_once(site: Site) -> None:
    """A client that got no answer sends the same form again: done once, whether the first sending was or not."""
    browser, plan = Browser(site.port).sign_in(OFFICER), site.first("plan", OFFICER)
    rng, answered, stop = random.Random(SEED), [], threading.Event()
    progress = threading.Condition()

    def work() -> None:
        number = 0
        while not stop.is_set():
            form = {"name": f"领域{number}", "clause": "", "_once": f"kill-{number}"}
            status = browser.insist(f"/plans/{plan}/edit/areas/new/", form)
            with progress:
                answered.append((f"领域{number}", status))
                progress.notify_all()
            number += 1

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for _ in range(KILLS):
            with progress:
                goal = len(answered) + rng.randrange(2, 12)
                assert progress.wait_for(lambda goal=goal: len(answered) >= goal, timeout=60)
            site.kill()
            site.up()
    finally:
        stop.set()
        worker.join()
    assert {status for _, status in answered} == {302}
    stored = Counter(name for (name,) in site.rows("SELECT name FROM plans_area WHERE name LIKE '领域%'"))
    assert stored == Counter(name for name, _ in answered)
    site.is_whole()
