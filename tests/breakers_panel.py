"""A panel on a loaded site, and what would break each of its invariants; see `test_invariants`."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.selection.panel.models import Assigned, Conflict, Discipline, DisciplineText, Draw, Expert, Seat
from luoshi.selection.panel.tests import helping

from .breakers_applying import arrive
from .breakers_papers import post


def make_panel() -> None:
    """Two applications, three experts, a confirmed draw, one commitment signed."""
    keys = iter(range(1, 100))
    schools = list(Organisation.objects.filter(kind="school").order_by("order", "id"))
    site = SimpleNamespace(
        bureau=Organisation.objects.get(key="yichang"),
        schools=schools,
        post=lambda *where: a_post(next(keys), *where),
    )
    there = helping.panel_of(site, applications=2, experts=3)
    arrive(there.call)
    seats = helping.seated(there)
    helping.confirmed(there, need=1)
    helping.signed(there, seats[0])


def a_post(number: int, role: str, organisation: str = "yichang") -> Any:
    from luoshi.accounts.actions import add_person
    from luoshi.common.actor import system_actor

    return add_person(
        name=f"示例评审{number}",
        mobile=f"1000077{number:04d}",
        organisation=Organisation.objects.get(key=organisation),
        role=role,
        by=system_actor(),
    )


def _held() -> Assigned:
    return Assigned.objects.filter(void_at__isnull=True).order_by("pk")[0]


def bar_what_is_held() -> None:
    task = _held()
    Conflict.objects.create(expert=task.seat.expert, application=task.application, kind="set", reason="亲属")


def lower_the_load() -> None:
    task = _held()
    other = Assigned.objects.exclude(application=task.application).order_by("pk")[0]
    Assigned.objects.create(
        seat=task.seat, application=other.application, reason="第三人", given_at=clock.now()
    )
    Seat.objects.filter(pk=task.seat_id).update(most=1)


def leave_with_it() -> None:
    Seat.objects.filter(pk=_held().seat_id).update(left_at=clock.now(), reason="出差")


def give_from_another_selection() -> None:
    task = _held()
    there = SimpleNamespace(bureau=task.seat.call.organisation, officer=post("city-officer"))
    call = helping.a_call(there, dict(task.seat.call.rules), "另一次遴选")
    Seat.objects.filter(pk=task.seat_id).update(call=call)


def change_the_seed() -> None:
    Draw.objects.update(seed="another")


def sign_another_text() -> None:
    school = Organisation.objects.filter(kind="school")[0]
    text = DisciplineText.objects.create(organisation=school, number=1, words="别家的")
    Discipline.objects.update(text=text)


def put_another_behind_it() -> None:
    seat = Seat.objects.filter(left_at__isnull=True).order_by("pk")[0]
    Expert.objects.filter(pk=seat.expert_id).update(membership=a_post(90, "expert"))


def witness_it_oneself() -> None:
    draw = Draw.objects.filter(started_by__isnull=False)[0]
    Draw.objects.filter(pk=draw.pk).update(witnessed_by=draw.started_by)


def give_many_by_hand() -> None:
    call = Draw.objects.filter(started_by__isnull=False)[0].call
    rows = Assigned.objects.filter(seat__call=call)
    for paper in {row.application for row in rows}:
        for seat in Seat.objects.filter(call=call).exclude(assigned__application=paper):
            Assigned.objects.create(seat=seat, application=paper, reason="改派", given_at=clock.now())


BREAKERS = {
    "panel-conflict": bar_what_is_held,
    "panel-load": lower_the_load,
    "panel-left": leave_with_it,
    "panel-task": give_from_another_selection,
    "panel-draw": change_the_seed,
    "panel-commitment": sign_another_text,
    "panel-person": put_another_behind_it,
    "panel-two": witness_it_oneself,
    "panel-hands": give_many_by_hand,
}
