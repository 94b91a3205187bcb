"""An expert who hands over his post takes nothing from anybody and leaves nothing to his successor (controls BL-07)."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.accounts.leaving import hand_over
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock
from luoshi.selection.panel.models import Assigned, Seat
from luoshi.selection.panel.queries import assigned_to, own_seats

from .helping import confirmed, seated, signed

pytestmark = pytest.mark.django_db


def test_what_was_given_to_an_expert_is_not_his_successor_s(there: Any) -> None:
    expert = seated(there)[0].expert
    confirmed(there)
    signed(there, there.call.seats.get(expert=expert))
    leaving, successor = expert.membership, there.post("expert")
    tasks = set(Assigned.objects.filter(seat__expert=expert, void_at=None).values_list("pk", flat=True))
    assert tasks == set(assigned_to(actor_for(leaving)).values_list("pk", flat=True)) != set()
    leaving.refresh_from_db()
    admin = actor_for(there.post("security_admin"))
    passing = {"leaving": leaving, "successor": successor, "on": clock.today(), "reason": "退休"}
    hand_over(**passing, by=admin, version=leaving.version)
    assert not memberships_today().filter(pk=leaving.pk).exists()
    assert not assigned_to(actor_for(successor)).exists()
    assert not own_seats(actor_for(successor)).exists()
    expert.refresh_from_db()
    assert expert.membership == leaving, "the person himself: the officer gives his tasks to another"
    assert (
        set(Assigned.objects.filter(seat__expert=expert, void_at=None).values_list("pk", flat=True)) == tasks
    )
    assert Seat.objects.get(call=there.call, expert=expert).held_by in (None, leaving)
