"""The test world: its canaries, cities and pages. That no canary reaches a stranger is shown in tests/access."""

import json

import pytest

from luoshi.accounts.demo import CAST
from luoshi.common.models import SiteState
from luoshi.home.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    settings.LUOSHI_MODE = "test"
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test"})
    return json.loads(make_world(7).read_text())


def test_every_canary_is_unique_and_every_seer_a_principal(world):
    canaries = [canary for thing in world["objects"] for canary in thing["canaries"]]
    assert len(canaries) == len(set(canaries)) > 200
    keys = {principal["key"] for principal in world["principals"]}
    assert {key for thing in world["objects"] for key in thing["visible_to"]} <= keys
    assert {member.key for member in CAST} <= keys


def test_the_two_cities_share_nothing_but_the_names_of_organisations(world):
    apart = [thing for thing in world["objects"] if thing["type"] not in ("organisation", "change", "person")]
    east, west = "city-officer", "city-officer-west"
    assert not [thing["type"] for thing in apart if {east, west} <= set(thing["visible_to"])]
    assert {thing["type"] for thing in apart if west in thing["visible_to"]} >= {
        "plan",
        "task",
        "duty",
        "reading",
    }


def test_a_second_run_changes_nothing_and_another_seed_is_refused(world):
    from luoshi.common.errors import RuleBroken

    assert json.loads(make_world(7).read_text()) == world
    with pytest.raises(RuleBroken, match="空目录"):
        make_world(8)


def test_all_invariants_hold_in_the_world(world):
    from luoshi.common.invariants import check_all

    assert check_all()["violations"] == []


def test_the_worlds_imports_and_plans_open_on_every_tab_and_as_files(client, world):
    client.post("/sign-in/as/city-officer/")
    mine = {kind: [t["id"] for t in world["objects"] if t["type"] == kind] for kind in ("reading", "plan")}
    tabs = ("findings", "matrix", "targets", "clauses")
    paths = [f"/imports/{each}/?tab={tab}" for each in mine["reading"] for tab in tabs]
    paths += [f"/plans/{each}/versions/current.yaml" for each in mine["plan"]]
    answers = sorted(client.get(path).status_code for path in paths)
    assert answers == [200] * 9 + [404] * 9  # half of them belong to the other city
