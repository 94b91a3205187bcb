"""A second round: a draw of its own, begun on the page while the first is read."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.selection.models import Call
from luoshi.selection.panel.models import Draw

from .helping import actions, confirmed, do, seated, solve

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ROUNDS = [
    {"key": "net", "title": "网评", "weight": "0.6"},
    {"key": "defence", "title": "答辩", "weight": "0.4"},
]


def test_a_second_round_is_drawn_on_its_page_while_the_first_is_read(there: Any, signed_in: Any) -> None:
    """Issue 6 §4: rounds online, in a meeting, in defence; each has its seed, its witness and its readers."""
    rules = {**there.call.rules, "method": {"rounds": ROUNDS}}
    Call.objects.filter(pk=there.call.pk).update(rules=rules)
    seated(there)
    first = confirmed(there, round="net")
    here, client = f"/panels/{there.call.public_id}/", signed_in(there.officer)
    start = f"{here}draw/"
    assert f'href="{start}"' in client.get(here).content.decode()
    again = client.post(start, {"round": "net", "need": "3", "_once": "a"})
    assert (again.status_code, "这一轮已经有抽取" in again.content.decode()) == (422, True)
    assert client.post(start, {"round": "defence", "need": "3", "_once": "b"}).status_code == 302
    second = Draw.objects.get(round="defence")
    assert (second.number, second.round_title, second.commitment != first.commitment) == (1, "答辩", True)
    do(actions.close_pool, second, there.officer, on="draw")
    answer = solve([], {"problem": second.problem, "seconds": 60})
    do(actions.note_drawn, second, there.officer, on="draw", **answer)
    do(actions.witness_draw, second, there.monitor, on="draw")
    do(actions.confirm_draw, second, there.officer, on="draw")
    given = [second.assigned.filter(round="defence").count(), first.assigned.filter(round="net").count()]
    assert given == [3 * len(there.applications), 2 * len(there.applications)]
    assert f'href="{start}"' not in client.get(here).content.decode(), "no round is left"
    page = client.get(f"{here}hands/").content.decode()
    assert ["网评" in page, "答辩" in page] == [True, True]
