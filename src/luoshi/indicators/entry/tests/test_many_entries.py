"""Very many entries are confirmed, taken back, checked and returned by the worker, some at a time; figures follow each
time, what could not be done is named, and what was cut off goes on where it stopped.
"""

from html import unescape

import pytest

from luoshi.common import jobs
from luoshi.common.actor import system_actor
from luoshi.common.errors import Busy
from luoshi.common.models import AuditEvent, Job
from luoshi.indicators import verifying
from luoshi.indicators.actions import record
from luoshi.indicators.entry import due
from luoshi.indicators.entry.actions import computing
from luoshi.indicators.figures import Figure, Part
from luoshi.indicators.queries import contributions_of
from luoshi.notices.models import Notice
from luoshi.registers import actions as registers
from luoshi.registers.actions import PutRow, many
from luoshi.registers.invariants import INVARIANTS
from luoshi.registers.jobs import apply, prepare
from luoshi.registers.models import Entry, EntryRun
from luoshi.registers.views import many as pages

from .test_computing import shown

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAMES = [f"示例{each}" for each in "甲乙丙丁戊己庚"]


@pytest.fixture(autouse=True)
def long(monkeypatch):
    """Three entries are many, and three are moved at a time."""
    monkeypatch.setattr(pages, "FEW", 3)
    monkeypatch.setattr(many, "AT_ONCE", 3)


@pytest.fixture
def drafts(there):
    rows = [PutRow(None, {"name": name, "dual": at % 2 == 0}) for at, name in enumerate(NAMES)]
    put = registers.put_entries(register=there.people, organisation=there.school, rows=rows, by=there.office)
    return list(put.added)


@pytest.fixture
def office(there, signed_in):
    return signed_in(there.posts["office"])


def press(client, there, what="confirm", **said):
    return client.post(f"/registers/{there.people.public_id}/{what}/", {"all": "1", **said})


def work(times=99):
    while times and jobs.run_next():
        times -= 1


def states():
    return "".join(each[:2] for each in Entry.objects.order_by("pk").values_list("state", flat=True))


def text(answer):
    return unescape(answer.content.decode())


def faults():
    return [each for invariant in INVARIANTS for each in invariant.check()]


def test_they_are_confirmed_some_at_a_time_and_figures_follow_each_time(there, office, drafts):
    sent = [press(office, there, _once="the-same-form") for _ in range(2)]
    run = EntryRun.objects.get()
    assert {answer.status_code for answer in sent} == {302}
    assert sent[0].url == f"/registers/runs/{run.public_id}/"
    assert (states(), run.total, len(run.rows), faults()) == ("dr" * 7, 7, 7, [])
    assert office.get(f"{sent[0].url}progress/").headers.get("HX-Refresh") is None
    assert "正在确认" in text(office.get(sent[0].url))
    assert "成批确认，已办 0 / 7 条" in text(office.get(f"/registers/{there.people.public_id}/"))
    again = press(office, there)
    assert (again.status_code, "请等它办完" in text(again)) == (422, True)
    seen = []
    for _ in range(6):
        work(1)
        figure = shown(there, "teachers")
        seen.append((states().count("co"), figure.numerator if figure and figure.observation else None))
    assert seen == [(3, None), (3, 3), (6, 3), (6, 6), (7, 6), (7, 7)]
    assert (shown(there, "dual").numerator, shown(there, "dual").denominator) == (40, 70)
    assert not jobs.run_next()
    run.refresh_from_db()
    assert (run.state, run.done, run.failed, run.due, faults()) == ("done", 7, [], [], [])
    page = office.get(f"{sent[0].url}progress/")
    assert page.headers["HX-Refresh"] == "true"
    assert "全部办完" in text(office.get(sent[0].url))
    assert Notice.objects.filter(title__contains="确认完成 7 条").count() == 1
    moved = AuditEvent.objects.filter(action="registers.move_some")
    assert [event.user for event in moved] == [there.posts["office"].user.public_id] * 3


def test_what_changed_meanwhile_stays_as_it_is_and_is_named_with_the_reason(there, office, drafts):
    press(office, there)
    first, second = drafts[4], drafts[5]
    values = {"name": NAMES[4], "title": "senior"}
    registers.change_entry(entry=first, values=values, by=there.office, version=first.version)
    registers.confirm_entries(register=there.people, entries=[second], by=there.office)
    work()
    run = EntryRun.objects.get()
    assert (run.state, run.done, len(run.failed), faults()) == ("done", 5, 2, [])
    assert states() == "co" * 4 + "dr" + "co" * 2
    page = text(office.get(f"/registers/runs/{run.public_id}/"))
    assert all(f">{NAMES[at]}</a>" in page for at in (4, 5))
    assert ("刚刚有改动，没有确认" in page, "现在是“已确认”，不能确认" in page) == (True, True)
    assert Notice.objects.filter(title__contains="2 条没有办").count() == 1
    assert shown(there, "teachers").numerator == 6


def test_who_left_stops_it_and_another_one_goes_on_where_it_stopped(there, office, signed_in, drafts):
    press(office, there)
    work(2)
    Job.objects.filter(state="queued").update(membership_id=None)
    work()
    run = EntryRun.objects.get()
    here = f"/registers/runs/{run.public_id}/"
    assert (run.state, run.done, len(run.rows), states()) == ("stopped", 3, 4, "co" * 3 + "dr" * 4)
    head = signed_in(there.posts["head"])
    page = text(head.get(here))
    assert ("已不在原岗位" in page, "接着办剩下的" in page) == (True, True)
    for client, status in ((signed_in(there.posts["other"]), 404), (signed_in(there.posts["county"]), 404)):
        assert client.post(f"{here}resume/", {"_version": run.version}).status_code == status
    assert head.post(f"{here}resume/", {"_version": run.version}).status_code == 302
    work()
    run.refresh_from_db()
    assert (run.state, run.done, states(), shown(there, "teachers").numerator) == ("done", 7, "co" * 7, 7)
    late = head.post(f"{here}resume/", {"_version": run.version})
    assert (late.status_code, "不能接着办" in text(late)) == (422, True)


def test_a_step_that_a_dead_worker_left_is_done_once_however_often_it_comes(there, office, drafts):
    press(office, there)
    step = Job.objects.get(state="queued")
    actor = prepare(step, lambda *said: None)
    work(1)
    apply(step, actor)  # the one thought dead comes back with what it had prepared
    run = EntryRun.objects.get()
    assert (run.done, states().count("co"), run.version, faults()) == (
        3,
        3,
        EntryRun.objects.get().version,
        [],
    )
    Job.objects.filter(state="queued").update(state="running", attempts=jobs.MAX_ATTEMPTS + 1)
    Job.objects.filter(state="running").update(state="queued")
    work()
    run.refresh_from_db()
    assert (run.state, run.due, run.message[:4]) == ("stopped", [there.school.pk], "多次尝试")
    office.post(f"/registers/runs/{run.public_id}/resume/", {"_version": run.version})
    work(1)
    assert shown(there, "teachers").numerator == 3, "figures that had not followed come first"
    work()
    assert (states(), shown(there, "teachers").numerator) == ("co" * 7, 7)


def test_figures_counted_ahead_are_counted_anew_where_something_moved(there, office, drafts, monkeypatch):
    press(office, there)
    work(1)
    counted = []
    anew = computing.compute
    monkeypatch.setattr(computing, "compute", lambda **given: counted.append(1) or anew(**given))
    work(3)
    assert (counted, shown(there, "teachers").numerator) == ([], 6), "the act only writes"
    work(1)
    step = Job.objects.get(state="queued")
    kind = jobs.KINDS[step.kind]
    ahead = kind.prepare(step, lambda *said: None)
    gone = Entry.objects.get(pk=drafts[0].pk)
    registers.end_entry(
        entry=gone, kind="left", on=gone.created_at.date(), by=there.office, version=gone.version
    )
    counted.clear()
    kind.apply(step, ahead)
    assert (counted, shown(there, "teachers").numerator) == ([1], 6)


def test_parts_compared_ahead_are_compared_anew_where_another_figure_stands_by_then(there, office, drafts):
    press(office, there)
    work(3)
    step = Job.objects.get(state="queued")
    kind = jobs.KINDS[step.kind]
    ahead = kind.prepare(step, lambda *said: None)
    between = Part("f" * 64, 1, 1, "someone")  # somebody records another one in between
    figure = Figure(
        there.indicators["teachers"], there.school, shown(there, "teachers").period, parts=[between]
    )
    record(figures=[figure], by=system_actor())
    kind.apply(step, ahead)
    figure = shown(there, "teachers")
    assert (figure.numerator, contributions_of(figure.observation).count()) == (6, 6)
    assert list(verifying.differences()) == []


def test_taken_back_checked_and_returned_in_the_same_way(there, office, signed_in, drafts):
    press(office, there)
    work()
    county = signed_in(there.posts["county"])
    query = f"?organisation={there.school.public_id}"
    back = county.post(f"/registers/{there.people.public_id}/return/{query}", {"all": "1"})
    assert (back.status_code, "退回要写明理由" in text(back)) == (422, True)
    assert press(county, there, "check").status_code == 302
    assert (
        office.get(f"/registers/runs/{EntryRun.objects.get(action__contains='check').public_id}/").status_code
        == 404
    )
    work()
    assert states() == "ch" * 7
    Entry.objects.update(state="confirmed")
    press(county, there, "return", reason="证书没有附")
    work()
    assert (states(), set(Entry.objects.values_list("returned_words", flat=True))) == (
        "dr" * 7,
        {"证书没有附"},
    )
    assert (shown(there, "teachers").numerator, faults()) == (None, [])
    press(office, there)
    work()
    assert press(office, there, "take-back").status_code == 302
    work()
    assert (states(), shown(there, "teachers").numerator) == ("dr" * 7, None)


def test_of_a_school_with_long_lists_the_worker_counts_and_the_act_only_says_so(
    there, office, drafts, monkeypatch
):
    monkeypatch.setattr(due, "MANY", 3)
    monkeypatch.setattr(computing, "MANY", 3)
    figures = []
    read = due.figures
    for place in (due, computing):
        monkeypatch.setattr(place, "figures", lambda *given: figures.append(1) or read(*given))
    for entry in drafts[:2]:
        registers.confirm_entries(register=there.people, entries=[entry], by=there.office)
    waiting = Job.objects.filter(kind="indicator_entry.follow_school", state="queued")
    assert (figures, waiting.count(), shown(there, "teachers").numerator) == ([], 1, None)
    page = f"/indicators/{there.indicators['teachers'].public_id}/figure/"
    work()
    assert (shown(there, "teachers").numerator, waiting.count()) == (2, 0)
    assert "正在后台计算" not in text(office.get(page))
    registers.confirm_entries(register=there.people, entries=drafts[2:3], by=there.office)
    assert "正在后台计算" in text(office.get(page))
    step = waiting.get()
    kind = jobs.KINDS[step.kind]
    ahead = kind.prepare(step, lambda *said: None)
    registers.confirm_entries(register=there.people, entries=drafts[3:4], by=there.office)
    with pytest.raises(Busy):
        kind.apply(step, ahead)  # something changed meanwhile: it is counted anew before the act
    work()
    assert shown(there, "teachers").numerator == 4
    assert list(verifying.differences()) == []


def test_what_the_worker_could_not_count_is_told_to_who_changed_the_list(there, drafts, monkeypatch):
    monkeypatch.setattr(computing, "MANY", 3)
    registers.confirm_entries(register=there.people, entries=drafts[:1], by=there.office)
    Job.objects.update(membership_id=there.office.membership_id, attempts=jobs.MAX_ATTEMPTS)
    work()
    [told] = Notice.objects.filter(title__contains="指标没有跟着算出来")
    assert ("重新计算" in told.body, shown(there, "teachers").numerator) == (True, None)
