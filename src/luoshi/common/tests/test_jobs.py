"""Queued work is done once, comes back after a crash, and fails with a sentence."""

import dataclasses
import datetime as dt

import pytest
from django.db import connection

from luoshi.common import clock, jobs
from luoshi.common.errors import Busy, RuleBroken
from luoshi.common.models import AuditEvent, Job

from .acting import CHEN, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    """A kind of work that notes what happened; `trouble` holds what `prepare` raises."""

    class Diary:
        trouble, applied, failed = [], [], []

    def prepare(job, report):
        report(1, 2, "一半")
        if Diary.trouble:
            raise Diary.trouble.pop(0)
        return f"{job.object_id} ready"

    Diary.trouble, Diary.applied, Diary.failed = [], [], []
    jobs.register(
        "test",
        jobs.Kind(
            prepare,
            lambda job, result: Diary.applied.append(result),
            lambda job, message: Diary.failed.append(message),
        ),
    )
    yield Diary
    del jobs.KINDS["test"]


def queue():
    return jobs.enqueue("test", object_id="paper", membership_id=None)


def test_an_empty_queue_says_so(kind):
    assert jobs.run_next() is False


def test_a_job_is_prepared_applied_and_done(kind):
    job = queue()
    assert jobs.run_next() is True
    job.refresh_from_db()
    assert kind.applied == ["paper ready"]
    assert (job.state, job.done, job.total, job.attempts) == ("done", 1, 2, 1)
    assert job.finished_at is not None
    assert jobs.run_next() is False


def test_what_can_wait_is_done_after_everything_else_in_its_own_order(kind, monkeypatch):
    monkeypatch.setitem(jobs.KINDS, "pictures", dataclasses.replace(jobs.KINDS["test"], later=True))
    for number in range(2):
        jobs.enqueue("pictures", object_id=f"picture {number}", membership_id=None)
    queue()
    while jobs.run_next():
        pass
    assert kind.applied == ["paper ready", "picture 0 ready", "picture 1 ready"]


def test_a_job_that_cannot_be_done_fails_with_its_sentence(kind):
    kind.trouble = [RuleBroken("文件里没有表格，请换一个文件。")]
    job = queue()
    jobs.run_next()
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", "文件里没有表格，请换一个文件。")
    assert kind.failed == ["文件里没有表格，请换一个文件。"]
    assert kind.applied == []
    assert AuditEvent.objects.get().changes == [{"refused": "rule"}]


def test_a_job_that_finds_the_database_busy_waits_for_its_next_turn(kind):
    kind.trouble = [Busy()]
    job = queue()
    jobs.run_next()
    job.refresh_from_db()
    assert (job.state, kind.failed) == ("queued", [])


def test_what_a_job_wrote_and_that_it_is_done_stand_or_fall_together(kind, monkeypatch):
    job = queue()

    def killed(*args):
        raise SystemExit

    monkeypatch.setitem(
        jobs.KINDS, "test", jobs.Kind(lambda j, r: None, lambda j, r: ask(kind="x", by=CHEN), None)
    )
    monkeypatch.setattr(jobs, "_finish", killed)
    with pytest.raises(SystemExit):
        jobs.run_next()
    assert Job.objects.filter(kind="x").count() == 0
    job.refresh_from_db()
    assert job.state == "running"


def test_a_job_that_breaks_off_is_tried_again_and_after_three_times_has_failed(kind, caplog):
    kind.trouble = [MemoryError(), OSError(), ZeroDivisionError(), None]
    job = queue()
    for _ in range(4):
        assert jobs.run_next() is True
    job.refresh_from_db()
    assert job.state == "failed"
    assert kind.failed == [job.message]
    assert "重新提交" in job.message
    assert jobs.run_next() is False


def test_a_job_that_broke_off_once_is_done_at_the_second_try(kind):
    kind.trouble = [OSError()]
    job = queue()
    jobs.run_next()
    jobs.run_next()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_job_under_way_is_not_taken_twice_before_its_lease_is_over(kind):
    job = queue()
    Job.objects.filter(pk=job.pk).update(state="running", lease_until=clock.now() + dt.timedelta(minutes=1))
    assert jobs.run_next() is False
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - dt.timedelta(seconds=1))
    assert jobs.run_next() is True
    assert kind.applied == ["paper ready"]


def test_a_fresh_worker_takes_back_at_once_what_a_killed_one_left(kind):
    job = queue()
    later = clock.now() + dt.timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(state="running", holder=jobs.holder(), lease_until=later)
    assert jobs.take_back_orphans() == 1
    assert jobs.run_next() is True
    assert kind.applied == ["paper ready"]


def test_what_another_machine_has_under_way_is_left_to_its_lease(kind):
    job = queue()
    later = clock.now() + dt.timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(state="running", holder="elsewhere:/data", lease_until=later)
    embedded = connection.vendor == "sqlite"  # it has no other machine
    assert jobs.take_back_orphans() == (1 if embedded else 0)
    assert jobs.run_next() is embedded


@pytest.mark.parametrize("trouble", [None, jobs.JobFailed("没有成功，请重新上传。"), OSError()])
def test_who_lost_a_job_to_another_worker_writes_nothing(kind, trouble):
    job = queue()

    def prepare(mine, report):
        Job.objects.filter(pk=job.pk).update(attempts=2, holder="elsewhere:/data")
        report(2, 2, "慢的一方")
        if trouble is not None:
            raise trouble
        return "late"

    jobs.KINDS["test"] = dataclasses.replace(jobs.KINDS["test"], prepare=prepare)
    assert jobs.run_next() is True
    job.refresh_from_db()
    assert (job.state, job.attempts, job.message, job.done) == ("running", 2, "", 0)
    assert (kind.applied, kind.failed) == ([], [])


def test_jobs_are_done_in_the_order_they_came(kind):
    for name in ("a", "b", "c"):
        jobs.enqueue("test", object_id=name, membership_id=None)
    while jobs.run_next():
        pass
    assert kind.applied == ["a ready", "b ready", "c ready"]


def test_work_of_a_kind_nobody_knows_fails_instead_of_staying(kind):
    job = jobs.enqueue("unknown", object_id="x", membership_id=None)
    jobs.run_next()
    job.refresh_from_db()
    assert job.state == "failed"
