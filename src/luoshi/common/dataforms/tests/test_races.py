"""Two at once: of two first answers, and of two changes of one answer, exactly one is kept."""

import threading

import pytest
from django.db import connection

from luoshi.common.dataforms.models import Answer
from luoshi.common.errors import Refusal
from luoshi.common.models import AuditEvent

from .conftest import answer_form
from .samples import VALUES

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Runs the calls at the same moment; how many were refused in words."""
    refused, barrier = [], threading.Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            call()
        except Refusal as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)


def test_of_two_at_once_one_is_kept_and_one_is_told(definition, school):
    def saving(students, version):
        return lambda: answer_form(
            version_of_form=definition.current,
            about=None,
            values={**VALUES, "students": students},
            answer_version=version,
            by=school,
        )

    assert at_once(saving(1, 0), saving(2, 0)) == 1
    assert Answer.objects.get().version == 1
    for round_number in range(1, 4):
        assert at_once(saving(10, round_number), saving(20, round_number)) == 1
        answer = Answer.objects.get()
        assert answer.version == round_number + 1
        assert answer.cells.get(path="students").number == answer.values["students"] * 10_000
    assert AuditEvent.objects.filter(action="test.answer", result="done").count() == 4
