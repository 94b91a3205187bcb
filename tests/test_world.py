"""The test world: its canaries, cities and pages. That no canary reaches a stranger is shown in tests/access."""

import json
from collections import Counter

import pytest
from django.apps import apps
from django.db import transaction

from luoshi.accounts import leaving
from luoshi.accounts.demo import CAST
from luoshi.accounts.invariants import nothing_points_to_a_post_that_is_gone
from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.accounts.roles import SEPARATED
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.invariants import check_all
from luoshi.home.world import make_world
from tests.access.people import undone
from tests.test_posts_are_handed_over import HISTORY

pytestmark = pytest.mark.django_db


@pytest.fixture
def _django_db_helper(world):
    """In place of pytest-django's own transaction: what a test writes is taken back, the world stays."""
    with undone():
        yield


PUBLIC = (
    "public_notice",
    "public_announcement",
    "reported_call",
    "drawn_call",
    "drawn",
)  # open to everybody, signed in or not


@pytest.mark.once
def test_every_canary_is_unique_and_every_seer_a_principal(world):
    canaries = [canary for thing in world["objects"] for canary in thing["canaries"]]
    assert len(canaries) == len(set(canaries)) > 200
    keys = {principal["key"] for principal in world["principals"]}
    assert {key for thing in world["objects"] for key in thing["visible_to"]} <= keys
    alone = {"school-monitor"}  # the monitor of the city stands for him
    assert {member.key for member in CAST} - alone <= keys


@pytest.mark.once
def test_the_two_cities_share_nothing_but_the_names_of_organisations(world):
    apart = [
        thing
        for thing in world["objects"]
        if thing["type"] not in ("organisation", "change", "person", *PUBLIC)
    ]
    east, west = "city-officer", "city-officer-west"
    assert not [thing["type"] for thing in apart if {east, west} <= set(thing["visible_to"])]
    assert {thing["type"] for thing in apart if west in thing["visible_to"]} >= {
        "plan",
        "task",
        "duty",
        "reading",
    }


@pytest.mark.once
def test_a_second_run_changes_nothing_and_another_seed_is_refused(world):
    from luoshi.common.errors import RuleBroken

    assert json.loads(make_world(7).read_text()) == world
    with pytest.raises(RuleBroken, match="空目录"):
        make_world(8)


def test_all_invariants_hold_in_the_world_and_whoever_leaves_is_named_by_nothing_open(world):
    """Everybody who has a colleague leaves, each for himself: what still names the post afterwards is history."""
    assert check_all()["violations"] == []
    keys, passed = keys_to_posts(), Counter()
    for post in memberships_today().exclude(role__in=SEPARATED):
        colleague = memberships_today().filter(organisation=post.organisation).exclude(user=post.user).first()
        if colleague is None:
            continue
        with transaction.atomic():
            named = [key[0]._meta.label for key in keys if open_rows(*key, post)]
            if not named:
                continue
            passed.update(named)
            left = [leaving.Leaving(post, post.version, colleague)]
            leaving.leave_posts(
                user=post.user, leavings=left, on=clock.today(), reason="x", by=system_actor()
            )
            assert [(key, rows) for key in keys if (rows := open_rows(*key, post))] == []
            assert list(nothing_points_to_a_post_that_is_gone()) == []
            transaction.set_rollback(True)
    assert {"papers.Approval", "papers.Brief", "rounds.Application", "undertakings.ChangeRequest"} <= set(
        passed
    )


RECORDED = HISTORY | {  # who did it or was told, by a post that may be gone
    "accounts.Handover.leaving",
    "notices.Delivery.membership",  # what waits reaches the successor beside it: notices/tests/test_hand_over
    "papers.Delegation.principal",  # lapses with either post
    "papers.Delegation.delegate",
    "papers.Delegation.made_by",
    "papers.Delegation.revoked_by",
    "papers.Entry.by",
    "papers.Entry.leader",
    "papers.Objection.by",
    "papers.Route.made_by",
    "papers.Urge.by",
}
CLOSED = {
    *(
        "passed",
        "approved",
        "applied",
        "recalled",
        "withdrawn",
        "confirmed",
        "filed",
        "superseded",
        "accepted",
    ),
}


def keys_to_posts():
    """(model, field) of every key to a post that is not merely a record."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Membership and f"{model._meta.label}.{field.name}" not in RECORDED
    ]


def open_rows(model, name, post):
    """Rows that name the post and are under way, or have no state at all."""
    rows = model.objects.filter(**{name: post})
    return [row for row in rows if getattr(row, "state", "") not in CLOSED]


@pytest.mark.once
def test_the_worlds_imports_and_plans_open_on_every_tab_and_as_files(client, world):
    client.post("/sign-in/as/city-officer/")
    mine = {kind: [t["id"] for t in world["objects"] if t["type"] == kind] for kind in ("reading", "plan")}
    tabs = ("findings", "matrix", "targets", "clauses")
    paths = [f"/imports/{each}/?tab={tab}" for each in mine["reading"] for tab in tabs]
    paths += [f"/plans/{each}/versions/current.yaml" for each in mine["plan"]]
    answers = sorted(client.get(path).status_code for path in paths)
    assert answers == [200] * 9 + [404] * 9  # half of them belong to the other city
