"""Taking a confirmation back never undoes what others have built on it; a joint task never loses its leader unseen."""

from decimal import Decimal

import pytest

from luoshi.accounts.models import Organisation
from luoshi.common.errors import RuleBroken
from luoshi.undertakings.actions.duties import withdraw_duty
from luoshi.undertakings.models import Duty
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.models import RoundTask
from luoshi.undertakings.tests import requests

from . import helping
from .helping import applied, confirmed, do, judged
from .test_confirm import free

pytestmark = pytest.mark.django_db


def reopened(there, row):
    return do(actions.reopen_round, row, there.actor("officer"), reason="漏了一校")


def leave(there, duty):
    duty.refresh_from_db()
    withdraw_duty(duty=duty, reason="专业调整", by=there.actor("officer"), version=duty.version)


def joint(there):
    """Two schools on the first task together, sanxia leading."""
    row = free(there, "sanxia")
    Duty.objects.filter(task=row.task, organisation__key="yidu").delete()
    RoundTask.objects.filter(pk=row.pk).update(joint=True)
    leading = Organisation.objects.get(key="sanxia")
    for key in ("sanxia", "yidu"):
        judged(there, applied(there, key, led_by=leading))
    return row.task, leading


def test_a_quantity_changed_by_request_since_is_not_put_back(there, it_is):
    task = there.round.tasks.first().task
    judged(there, applied(there, "zhijiang"))
    made = confirmed(there, it_is)
    requests.passed(there, requests.sent(there, "quantity", task=task, quantity=Decimal(7)))
    duty = Duty.objects.get(task=task, organisation__key="zhijiang", basis="undertaken")
    assert duty.quantity == 7
    with pytest.raises(RuleBroken):
        reopened(there, made)
    duty.refresh_from_db()
    assert duty.quantity == 7


def test_a_duty_that_came_back_leaves_with_the_quantity_it_had(there, it_is):
    task = there.round.tasks.first().task
    duty = Duty.objects.filter(task=task, basis="undertaken", left_at=None).first()
    Duty.objects.filter(pk=duty.pk).update(quantity=9)
    leave(there, duty)
    judged(there, applied(there, duty.organisation.key))
    reopened(there, confirmed(there, it_is))
    duty.refresh_from_db()
    assert (duty.left_at is None, duty.quantity) == (False, 9)


def test_a_duty_another_confirmed_round_stands_on_is_not_taken_away(there, it_is):
    task = free(there, "sanxia").task
    judged(there, applied(there, "sanxia"))
    first = confirmed(there, it_is)
    there.round = helping.other_round(there)
    judged(there, applied(there, "sanxia", tasks=[there.round.tasks.get(task=task)]))
    second = confirmed(there, it_is)
    with pytest.raises(RuleBroken, match="请先撤销那一轮的确认"):
        reopened(there, first)
    mine = Duty.objects.filter(task=task, organisation__key="sanxia", basis="undertaken")
    assert mine.get().left_at is None
    reopened(there, second)
    assert mine.get().left_at is None
    reopened(there, first)
    assert mine.get().left_at is not None


def test_who_leads_does_not_leave_while_others_take_part(there, it_is):
    task, leading = joint(there)
    confirmed(there, it_is)
    with pytest.raises(RuleBroken):
        leave(there, Duty.objects.get(task=task, organisation=leading, basis="undertaken"))
