"""Both databases carry the suite: what a test writes is gone afterwards, what protects the log is still there."""

import pytest
from django.db import DatabaseError, connection, transaction

from luoshi.common import audit
from luoshi.common.actor import anonymous_actor
from luoshi.common.models import AuditEvent


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_begins_with_an_empty_log_that_refuses_changes(turn: int) -> None:
    assert AuditEvent.objects.count() == 0
    with transaction.atomic():
        audit.record("tests.look", by=anonymous_actor("", ""))
    for statement in ("UPDATE common_auditevent SET action = 'x'", "DELETE FROM common_auditevent"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert AuditEvent.objects.get().action == "tests.look"
