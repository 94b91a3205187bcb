"""The test world, and a sweep for canaries: nobody finds one on any page who is not listed for it."""

import io
import json
import zipfile

import pytest

from luoshi.accounts.demo import CAST
from luoshi.common.models import SiteState
from luoshi.common.routes import routes
from luoshi.home.world import make_world

pytestmark = pytest.mark.django_db
SWEEPERS = (
    "anonymous",
    "city-officer",
    "city-officer-west",
    "county-officer",
    "county-officer-neighbour",
    "school-head",
    "other-school-head",
    "enterprise",
    "system-admin",
    "log-admin",
)


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


def pages_for_everybody():
    return [route["path"] for route in routes() if not route["params"] and "GET" in route["methods"]]


def texts_of(response):
    """Body and headers, unpacked where the answer is a zipped document."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    yield str(response.headers)
    yield body.decode("utf-8", "ignore")
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            for name in parts.namelist():
                yield parts.read(name).decode("utf-8", "ignore")


@pytest.mark.parametrize("key", SWEEPERS)
def test_no_page_shows_a_canary_of_somebody_else(client, world, key):
    if key != "anonymous":
        assert client.post(f"/sign-in/as/{key}/").status_code == 302
    foreign = {c: t["type"] for t in world["objects"] if key not in t["visible_to"] for c in t["canaries"]}
    own = {c for t in world["objects"] if key in t["visible_to"] for c in t["canaries"]}
    leaks, seen, broken = set(), set(), set()
    for path in [*pages_for_everybody(), *(url for thing in world["objects"] for url in thing["urls"])]:
        response = client.get(path)
        if response.status_code >= 500 and path != "/healthz":
            broken.add((path, response.status_code))
        for text in texts_of(response):
            leaks |= {(path, kind, canary) for canary, kind in foreign.items() if canary in text}
            seen |= {canary for canary in own if canary in text}
    assert (broken, leaks) == (set(), set())
    if key not in ("anonymous", "enterprise", "system-admin", "log-admin"):
        assert seen, "the sweep must find what it may see, or it proves nothing"


def test_the_worlds_imports_and_plans_open_on_every_tab_and_as_files(client, world):
    client.post("/sign-in/as/city-officer/")
    mine = {kind: [t["id"] for t in world["objects"] if t["type"] == kind] for kind in ("reading", "plan")}
    tabs = ("findings", "matrix", "targets", "clauses")
    paths = [f"/imports/{each}/?tab={tab}" for each in mine["reading"] for tab in tabs]
    paths += [f"/plans/{each}/versions/current.yaml" for each in mine["plan"]]
    answers = sorted(client.get(path).status_code for path in paths)
    assert answers == [200] * 9 + [404] * 9  # half of them belong to the other city
