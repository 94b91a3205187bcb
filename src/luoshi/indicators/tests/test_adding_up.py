"""However figures come, go and move: the stored sums are those of a naive count; making them anew changes nothing."""

from __future__ import annotations

import datetime as dt
import json
import random
from types import SimpleNamespace

import pytest

from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.models import Organisation
from luoshi.accounts.organisations import (
    close_organisation,
    found_organisation,
    place_organisation,
    split_organisation,
)
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.core.rollup import LARGEST_SUM, Share
from luoshi.indicators import actions, bulk, queries, rebuilding, verifying
from luoshi.indicators.figures import Figure
from luoshi.indicators.models import NOW_VALID, Discrepancy, IdentityCount, Observation, Rollup, Seat

from .helping import MOVED, Site, people

pytestmark = pytest.mark.django_db


def place(school, parent, day):
    school.refresh_from_db()
    return place_organisation(
        organisation=school, parent=parent, start=day, by=system_actor(), version=school.version
    )


def merge(old, into, day):
    old.refresh_from_db()
    return merge_organisations(
        organisation=old, others=[], into=into, on=day, by=system_actor(), version=old.version
    )


def undo(change):
    change.refresh_from_db()
    return undo_organisation_change(change=change, by=system_actor(), version=change.version)


def nothing_differs():
    assert list(verifying.differences()) == []
    empty = Rollup.objects.filter(reported=0, missing=0).count()  # as good as none
    done = rebuilding.rebuild(by=system_actor())
    assert (done.written, done.removed, done.seats) == (0, empty, 0)
    right = sorted(Rollup.objects.values_list("organisation", "period", "indicator", *Share._fields))
    Rollup.objects.all().delete()  # from nothing they are written another way
    assert rebuilding.rebuild(by=system_actor()).written == len(right)
    assert sorted(Rollup.objects.values_list("organisation", "period", "indicator", *Share._fields)) == right
    return True


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.prove) for seed in range(2, 40))])
def test_a_hundred_things_that_happen(site: Site, seed: int):
    """Figures, corrections, drafts, people of several schools, take-backs, moves, mergers, some of them undone."""
    chance = random.Random(seed)
    plain, once = site.indicator("ratio"), site.indicator("ratio", once=True)
    changes = []
    for step in range(40):
        schools = list(Organisation.objects.filter(kind="school", closed_on=None))
        school, quarter = chance.choice(schools), chance.choice(site.quarters)
        what = chance.random()
        if what < 0.35:
            names = chance.sample("abcdefgh", chance.randint(0, 4))
            parts = people(*names, dual="".join(chance.sample("abcdefgh", 4)), checked=chance.randint(0, 8))
            site.record(Figure(once, school, quarter, parts=parts))
        elif what < 0.7:
            status = chance.choice(["filled", "submitted", "approved"])
            given = {"missing": "没有"} if chance.random() < 0.2 else {"numerator": step, "denominator": 60}
            where = chance.choice([school, school, chance.choice(site.counties)])
            site.record(Figure(plain, where, quarter, status=status, **given))
        elif what < 0.78 and Observation.objects.filter(NOW_VALID).exists():
            rows = list(Observation.objects.filter(NOW_VALID).order_by("pk"))
            actions.take_back(observations=[chance.choice(rows)], by=system_actor())
        elif what < 0.9:
            day = MOVED + dt.timedelta(days=chance.randint(-150, 190))
            try:
                changes.append(place(school, chance.choice([*site.counties, site.city]), day))
            except RuleBroken:  # it stands there already, or another move is later
                continue
        elif len(schools) > 4 and what < 0.95:
            other = chance.choice([each for each in schools if each.pk != school.pk])
            changes.append(merge(school, other, MOVED + dt.timedelta(days=chance.randint(-150, 190))))
        elif changes:
            undo(changes.pop())
    assert Rollup.objects.filter(reported__gt=0).exists()
    assert nothing_differs()


def test_a_move_counts_from_the_periods_that_end_after_it(site: Site):
    indicator, school = site.indicator(), site.schools[0]
    old, new = site.counties[0], site.counties[-1]
    site.record(*(Figure(indicator, school, quarter, 5) for quarter in site.quarters))
    seat = Seat.objects.get(organisation=school, period=site.quarters[1])
    change = place(school, new, MOVED)
    assert [site.share(indicator, old, number).numerator for number in range(4)] == [5, 0, 0, 0]
    assert [site.share(indicator, new, number).numerator for number in range(4)] == [0, 5, 5, 5]
    assert [site.share(indicator, site.city, number).numerator for number in range(4)] == [5] * 4
    assert queries.figure(indicator, old, site.quarters[0]).expected == 4
    assert queries.figure(indicator, old, site.quarters[1]).expected == 3
    assert school in [row.organisation for row in queries.children(indicator, old, site.quarters[0]).rows]
    assert school not in [row.organisation for row in queries.children(indicator, old, site.quarters[1]).rows]
    assert queries.figure(indicator, old, site.quarters[1], as_of=seat.recorded_at).numerator == 5
    undo(change)
    assert [site.share(indicator, old, number).numerator for number in range(4)] == [5] * 4
    assert nothing_differs()


def test_who_was_merged_counts_no_more_from_that_period_on_and_again_when_it_is_undone(site: Site):
    indicator, (old, new) = site.indicator(), site.schools[:2]
    site.record(*(Figure(indicator, old, quarter, 5) for quarter in site.quarters[:2]))
    change = merge(old, new, MOVED)
    assert [site.share(indicator, site.city, number).numerator for number in range(2)] == [5, 0]
    assert [queries.figure(indicator, site.city, each).expected for each in site.quarters[:2]] == [11, 10]
    undo(change)
    assert [site.share(indicator, site.city, number).numerator for number in range(2)] == [5, 5]
    assert nothing_differs()


def test_a_new_school_that_reported_cannot_be_taken_back_before_its_figures(site: Site):
    old = site.schools[0]
    old.refresh_from_db()
    change = merge_organisations(
        organisation=old,
        others=[site.schools[1]],
        into=None,
        name="新示例学校",
        short="新示例",
        on=MOVED,
        by=system_actor(),
        version=old.version,
    )
    row = site.record(Figure(site.indicator(), change.organisation, site.quarters[1], 5)).rows[0]
    with pytest.raises(RuleBroken, match="请先收回"):
        undo(change)
    actions.take_back(observations=[row], by=system_actor())
    undo(change)
    assert nothing_differs()


def test_what_is_wrong_is_told_and_made_right(site: Site, command, capsys, monkeypatch):
    once, plain, quarter = site.indicator("ratio", once=True), site.indicator(), site.quarters[0]
    site.record(Figure(once, site.schools[0], quarter, parts=people(*"ab", dual="a")))
    site.record(Figure(once, site.schools[1], quarter, parts=people(*"bc", dual="b", checked=4)))
    site.record(Figure(plain, site.schools[2], quarter, 7))
    right = sorted(Rollup.objects.values_list("organisation", "indicator", *Share._fields))
    assert command("rollup", "verify", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "checked": 2, "found": 0, "differences": []}
    Rollup.objects.filter(organisation=site.city.pk, indicator=plain.pk).update(numerator=8)
    Rollup.objects.filter(organisation=site.top.pk).delete()
    Seat.objects.filter(organisation=site.schools[2]).update(path=site.top.path)
    IdentityCount.objects.filter(organisation=site.city.pk).update(references=3)
    Discrepancy.objects.all().delete()
    assert command("rollup", "verify", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert {each["what"] for each in told["differences"]} == {"rollup", "seat", "identity", "discrepancy"}
    assert site.city.public_id in {(each["organisation"] or {}).get("id") for each in told["differences"]}
    # PostgreSQL's own way and the portable one bring in the same
    monkeypatch.setattr(bulk, "connection", SimpleNamespace(vendor="another"))
    assert command("rollup", "rebuild", "--json") == 0
    assert json.loads(capsys.readouterr().out)["seats"] == 1
    assert sorted(Rollup.objects.values_list("organisation", "indicator", *Share._fields)) == right
    monkeypatch.undo()
    Rollup.objects.all().delete()
    rebuilding.rebuild(by=system_actor())
    assert sorted(Rollup.objects.values_list("organisation", "indicator", *Share._fields)) == right
    assert nothing_differs()


def test_a_rebuild_whose_sums_cannot_be_kept_exactly_changes_nothing(site: Site, monkeypatch):
    indicator, quarter = site.indicator(), site.quarters[0]
    site.record(*(Figure(indicator, school, quarter, 10**15) for school in site.schools))
    monkeypatch.setattr(
        rebuilding, "OWN", rebuilding.OWN.replace("0) ELSE", f"0) * {LARGEST_SUM // 10**15} ELSE")
    )
    with pytest.raises(RuleBroken, match="准确保存的范围"):
        rebuilding.rebuild(by=system_actor())
    assert site.share(indicator, site.city).numerator == 11 * 10**15


def test_what_was_known_of_a_county_that_moved_is_found_where_it_stood_then(site: Site):
    indicator, county = site.indicator(), site.counties[0]
    below = [school for school in site.schools if school.path.startswith(county.path)]
    site.record(*(Figure(indicator, school, site.quarters[1], 5) for school in below))
    known = Observation.objects.filter(indicator=indicator).latest("pk").recorded_at
    place(county, site.top, MOVED)
    then = queries.figure(indicator, county, site.quarters[1], as_of=known)
    assert (then.numerator, then.reported) == (5 * len(below), len(below))
    assert queries.figure(indicator, site.city, site.quarters[1], as_of=known).numerator == 5 * len(below)
    assert queries.figure(indicator, site.city, site.quarters[1]).numerator is None


def test_a_move_taken_back_later_is_read_as_of_then_where_it_stood_also_of_who_never_reported(site: Site):
    indicator, quarter, (one, *_, other) = site.indicator(), site.quarters[1], site.counties
    active, idle = [school for school in site.schools if school.path.startswith(one.path)][:2]
    site.record(Figure(indicator, active, quarter, 5))

    def told(as_of: dt.datetime | None = None) -> list[tuple[int | None, int]]:
        found = [queries.figure(indicator, each, quarter, as_of=as_of) for each in (one, other)]
        return [(each.numerator, each.expected) for each in found]

    before, instants = told(), [clock.now()]
    changes = []
    for school in (active, idle):
        changes.append(place(school, other, MOVED))
        instants.append(clock.now())
    moved = told()
    for change in reversed(changes):
        undo(change)
    assert told() == before == [(5, 4), (None, 3)]
    assert moved == [(None, 2), (5, 5)]
    assert [told(instant) for instant in instants] == [before, [(None, 3), (5, 4)], moved]


def test_a_school_made_by_a_merger_or_a_split_is_expected_from_then_on(site: Site):
    indicator, old = site.indicator(), site.schools[0]
    old.refresh_from_db()
    others = {"others": [site.schools[1]], "into": None, "name": "新示例学校", "short": "新示例"}
    change = merge_organisations(organisation=old, on=MOVED, by=system_actor(), version=old.version, **others)
    site.schools[2].refresh_from_db()
    part = split_organisation(
        organisation=site.schools[2], parts=[("又一所示例学校", "又一所")], on=MOVED, by=system_actor(),
        version=site.schools[2].version,
    )  # fmt: skip
    expected = [queries.figure(indicator, site.city, each).expected for each in site.quarters[:2]]
    assert expected == [11, 11], "eleven before; two became one, and one two"
    names = [row.organisation for row in queries.children(indicator, site.counties[0], site.quarters[0]).rows]
    assert change.organisation not in names
    undo(part)
    assert queries.figure(indicator, site.city, site.quarters[1]).expected == 10


def test_of_whom_it_was_expected_is_counted_as_was_known_at_that_instant(site: Site):
    indicator, quarter, by = site.indicator(), site.quarters[1], system_actor()
    moving, closing, old, into = site.schools[:4]
    one, other = site.counties[0], site.counties[-1]

    def expected(as_of: dt.datetime | None = None) -> list[int]:
        asked = (site.city, one, other)
        return [queries.figure(indicator, each, quarter, as_of=as_of).expected for each in asked]

    site.record(Figure(indicator, moving, quarter, 5))
    before, instants = expected(), [clock.now()]
    assert before == [11, 4, 3]
    found_organisation(parent=one, name="新示例学校", short="新示例", kind="school", on=MOVED, by=by)
    instants.append(clock.now())
    change = place(moving, other, MOVED)
    instants.append(clock.now())
    closing.refresh_from_db()
    close = close_organisation(organisation=closing, on=MOVED, by=by, version=closing.version)
    merged = merge(old, into, MOVED)
    instants.append(clock.now())
    now = expected()
    assert now != before
    for each in (merged, close, change):
        undo(each)
    told = [expected(instant) for instant in instants]
    assert told == [before, [12, 5, 3], [12, 4, 4], now]
    assert expected() == [12, 5, 3], "taken back, but for the new school"
