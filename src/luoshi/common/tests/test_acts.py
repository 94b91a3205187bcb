"""One act: one key, one version, one transaction, one event."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory

from luoshi.common import acts
from luoshi.common.errors import Busy, OnceConflict, RuleBroken, Stale
from luoshi.common.models import AuditEvent, Job, OnceReceipt

from .acting import CHEN, LIN, WANG, ask, ask_and_change, change, change_other

pytestmark = pytest.mark.django_db


def once(key="k1", **body):
    return acts.Once.of(RequestFactory().post("/ask/", {"_once": key, **body}))


def test_a_repeat_with_the_same_key_answers_as_before_and_writes_nothing():
    first = ask(kind="a", by=CHEN, once=once())
    second = ask(kind="a", by=CHEN, once=once())
    assert second == first
    assert (Job.objects.count(), AuditEvent.objects.count()) == (1, 1)


def test_the_same_key_with_another_body_is_a_conflict():
    ask(kind="a", by=CHEN, once=once(title="一"))
    with pytest.raises(OnceConflict):
        ask(kind="a", by=CHEN, once=once(title="二"))
    assert Job.objects.count() == 1


def test_the_same_key_for_another_act_is_a_conflict():
    job = ask(kind="a", by=CHEN, once=once())
    with pytest.raises(OnceConflict):
        change(job=job, message="x", by=CHEN, version=1, once=once())


def test_two_people_may_use_the_same_key():
    assert ask(kind="a", by=CHEN, once=once()) != ask(kind="a", by=LIN, once=once())


def test_a_refused_act_gives_its_key_back():
    with pytest.raises(RuleBroken):
        ask(kind="a", fail=True, by=CHEN, once=once())
    assert OnceReceipt.objects.count() == 0
    assert ask(kind="a", by=CHEN, once=once()).kind == "a"


def test_the_key_covers_files_and_every_value_but_the_token():
    post = RequestFactory().post
    plain = acts.Once.of(post("/x/", {"_once": "k", "a": ["1", "2"], "csrfmiddlewaretoken": "t1"}))
    other_token = acts.Once.of(post("/x/", {"_once": "k", "a": ["1", "2"], "csrfmiddlewaretoken": "t2"}))
    other_order = acts.Once.of(post("/x/", {"_once": "k", "a": ["2", "1"]}))
    elsewhere = acts.Once.of(post("/y/", {"_once": "k", "a": ["1", "2"]}))
    assert plain == other_token
    assert len({plain.body_hash, other_order.body_hash, elsewhere.body_hash}) == 3
    assert acts.Once.of(post("/x/", {})) is None


def test_a_stale_version_is_refused_and_shows_the_row_as_it_is():
    job = ask(kind="a", by=CHEN)
    change(job=job, message="第一", by=CHEN, version=1)
    with pytest.raises(Stale) as refused:
        change(job=Job.objects.get(), message="第二", by=LIN, version=1)
    assert refused.value.current.message == "第一"
    assert (Job.objects.get().message, Job.objects.get().version) == ("第一", 2)


def test_a_form_without_version_is_refused():
    with pytest.raises(Stale):
        change(job=ask(kind="a", by=CHEN), message="x", by=CHEN)


def test_a_row_changed_along_with_another_gets_a_new_version_too():
    job, other = ask(kind="a", by=CHEN), ask(kind="b", by=CHEN)
    change_other(job=job, other=other, by=CHEN, version=1)
    assert Job.objects.get(pk=job.pk).version == 2
    assert Job.objects.get(pk=other.pk).version == other.version == 2
    with pytest.raises(Stale):
        change(job=other, message="x", by=LIN, version=1)


def test_an_act_inside_an_act_is_one_transaction_and_one_event():
    ask_and_change(kind="a", by=CHEN)
    event = AuditEvent.objects.get()
    assert event.action == "test.ask_and_change"
    assert [(c["field"], c["after"]) for c in event.changes][-1] == ("message", "改过")


def test_a_rule_broken_leaves_no_row_but_a_refusal_in_the_log():
    with pytest.raises(RuleBroken):
        ask(kind="a", fail=True, by=CHEN)
    event = AuditEvent.objects.get()
    assert Job.objects.count() == 0
    assert (event.action, event.result, event.changes) == ("test.ask", "refused", [{"refused": "rule"}])


def test_who_may_not_is_refused_and_logged_in_the_own_chain():
    with pytest.raises(PermissionDenied):
        ask(kind="a", by=WANG)
    event = AuditEvent.objects.get()
    assert (event.chain, event.user, event.changes) == ("other", "wang", [{"refused": "forbidden"}])
    assert Job.objects.count() == 0


def test_the_event_says_who_for_whom_what_and_what_changed():
    job = ask(kind="a", by=CHEN)
    change(job=job, message="后", by=CHEN, version=1)
    event = AuditEvent.objects.order_by("id").last()
    assert (event.chain, event.sequence, event.role) == ("bureau", 2, "clerk")
    assert (event.object_type, event.object_id) == ("common.job", job.public_id)
    assert event.changes == [
        {"type": "common.job", "id": job.public_id, "field": "message", "before": "", "after": "后"}
    ]


def test_without_its_event_an_act_does_not_happen(monkeypatch):
    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(acts.audit.AuditEvent, "save", full)
    with pytest.raises(OperationalError), transaction.atomic():
        ask(kind="a", by=CHEN)
    assert Job.objects.count() == 0


def test_two_who_make_the_same_thing_at_once_get_a_sentence_not_an_error():
    @acts.act("test.same", who=lambda actor, target: True)
    def same(*, public_id, by):
        return acts.create(Job, kind="a", object_id="x", public_id=public_id)

    del acts.REGISTRY["test.same"]
    same(public_id="one", by=CHEN)
    with pytest.raises(RuleBroken, match="刚才有人"):
        same(public_id="one", by=LIN)
    assert AuditEvent.objects.filter(result="refused").count() == 1


def test_a_lock_that_does_not_come_in_time_is_busy():
    @acts.act("test.locked", who=lambda actor, target: True)
    def locked(*, by):
        raise OperationalError("canceling statement due to lock timeout")

    del acts.REGISTRY["test.locked"]
    with pytest.raises(Busy) as refused:
        locked(by=CHEN)
    assert refused.value.status == 503


def test_a_refusal_whose_line_waits_for_a_lock_in_vain_is_busy():
    @acts.act("test.locked", who=lambda actor, target: True)
    def refused(*, by):
        raise RuleBroken("不行。")

    def held(execute, sql, params, many, context):
        if sql.startswith("INSERT") and AuditEvent._meta.db_table in sql:
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    del acts.REGISTRY["test.locked"]
    with connection.execute_wrapper(held), pytest.raises(Busy):
        refused(by=CHEN)
    with pytest.raises(RuleBroken):
        refused(by=CHEN)


def test_notices_wait_for_the_commit(django_capture_on_commit_callbacks):
    told = []

    @acts.act("test.tell", who=lambda actor, target: True)
    def tell(*, by, fail):
        transaction.on_commit(lambda: told.append("ok"))
        if fail:
            raise RuleBroken("不行。")

    del acts.REGISTRY["test.tell"]
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(RuleBroken):
            tell(by=CHEN, fail=True)
        tell(by=CHEN, fail=False)
        assert told == []
    assert told == ["ok"]


def test_rows_are_written_inside_an_act_only():
    with pytest.raises(RuntimeError):
        acts.create(Job, kind="a", object_id="x")


def in_parallel(number, do):
    """Run `do(i)` in threads that start together; their answers or errors in no order."""
    barrier, answers = threading.Barrier(number), []

    def one(i):
        barrier.wait()
        try:
            answers.append(do(i))
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(i,)) for i in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_many_times_at_once_has_one_effect():
    answers = in_parallel(6, lambda i: ask(kind="a", by=CHEN, once=once("double")).public_id)
    assert len(set(answers)) == 1
    assert (Job.objects.count(), AuditEvent.objects.count(), OnceReceipt.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_save_the_same_version_one_wins_and_the_others_are_told():
    job = ask(kind="a", by=CHEN)
    answers = in_parallel(
        6, lambda i: change(job=Job.objects.get(pk=job.pk), message=str(i), by=CHEN, version=1)
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Job"] + ["Stale"] * 5
    assert Job.objects.get().version == 2
    sequences = list(AuditEvent.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, 8))
