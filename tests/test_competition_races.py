"""Two at once into two selections of one competition: what one person enters is counted over both (two persons, two
processes). LUOSHI_PROVE makes the rounds many.
"""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from luoshi.papers.tests.test_races import ROUNDS, at_once
from luoshi.selection.applying import actions
from luoshi.selection.applying.models import Application, Person
from luoshi.selection.applying.tests import helping
from luoshi.selection.models import Call

pytestmark = pytest.mark.django_db(transaction=True)
ONE_EACH = {
    "team": {"least": 1, "most": 4},
    "materials": [],
    "conditions": [
        {
            "key": "one",
            "words": "每人一件",
            "about": "person",
            "test": {"field": "works", "op": "le", "value": 1},
            "veto": True,
        }
    ],
}


def test_two_sent_at_once_into_two_selections_of_one_competition_are_counted_together(
    yichang: Any, settings: Any, tmp_path: Any
) -> None:
    settings.LUOSHI_HOME = tmp_path
    there = helping.start(yichang, rules=ONE_EACH)
    other = SimpleNamespace(
        **{**vars(there), "call": helping.open_call(there, there.kind, title="另一次遴选")}
    )
    above = helping.open_call(there, there.kind, title="上一级遴选")
    Call.objects.filter(pk__in=[there.call.pk, other.call.pk]).update(parent=above)
    drafts = [helping.filled(there, "zhijiang", people=1), helping.filled(other, "zhijiang", people=1)]
    assert len(set(Person.objects.values_list("known_as", flat=True))) == 1
    posts = [helping.office_of(there, "zhijiang"), there.post("office", "zhijiang")]
    Application.objects.filter(pk=drafts[1].pk).update(
        owner=posts[1]
    )  # two persons: one alone waits for himself
    actors = [there.actor(post) for post in posts]
    for _ in range(ROUNDS):
        copies = [Application.objects.get(pk=row.pk) for row in drafts]
        said = at_once(
            *(
                partial(actions.send_application, application=row, by=by, version=row.version)
                for row, by in zip(copies, actors, strict=True)
            )
        )
        assert sorted(said) == ["done", "rule"]
        [(sent, by)] = [
            (row, by)
            for row, by in zip(map(helping.fresh, drafts), actors, strict=True)
            if row.state == "sent"
        ]
        helping.do(actions.recall_application, sent, by)
