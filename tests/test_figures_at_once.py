"""Many report at the same instant: no sum is lost, nobody waits in a circle, whoever is shared counts once."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.accounts.models import Organisation
from luoshi.accounts.organisations import place_organisation
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.models import SiteState
from luoshi.core import periods
from luoshi.core.rollup import Share
from luoshi.indicators import verifying
from luoshi.indicators.figures import Figure
from luoshi.indicators.models import Observation
from luoshi.indicators.periods import rows_of
from luoshi.indicators.simulated import plant
from luoshi.indicators.tests.helping import Site, people
from luoshi.undertakings.tests.test_change_request_races import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 3  # schools in one race


@pytest.fixture
def site(settings, tmp_path) -> Site:
    settings.LUOSHI_HOME = tmp_path
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test"})
    last = periods.period_before(periods.period_of(periods.QUARTER, clock.today()))
    return Site(plant(11), rows_of([last]))


def test_no_sum_is_lost_and_a_shared_teacher_counts_once(site: Site):
    """Each round: schools of several counties report plain figures in differing orders, and teachers they share."""
    quarter = site.quarters[0]
    plain = [site.indicator() for _ in range(2)]
    once = site.indicator("ratio", once=True)

    def report(place: int, turn: int):
        """Its plain figures in one act, its teachers in another: nothing but their own rows orders the latter."""
        school, number = site.schools[place], turn * 10 + place
        figures = [Figure(row, school, quarter, number) for row in (plain if place % 2 else reversed(plain))]
        teachers = people("ab"[place % 2], chr(100 + turn), dual="abd")
        return (
            lambda: site.record(*figures),
            lambda: site.record(Figure(once, school, quarter, parts=teachers)),
        )

    for turn in range(ROUNDS):
        acts = [act for place in range(AT_ONCE) for act in report(place, turn)]
        assert at_once(*acts) == ["done"] * len(acts)
        total = sum(turn * 10 + place for place in range(AT_ONCE))
        for row in plain:
            assert site.share(row, site.top) == Share(total, reported=AT_ONCE)
        assert site.share(once, site.top).denominator == 3, "a, b and the one of this round"
        assert site.share(once, site.top).removed_denominator == 2 * AT_ONCE - 3
    assert list(verifying.differences()) == []


def test_a_school_that_reports_while_it_moves_counts_where_it_stands_in_the_end(site: Site):
    indicator, quarter = site.indicator("ratio", once=True), site.quarters[0]
    school = site.schools[0]
    for turn in range(max(2, ROUNDS // 4)):
        school = Organisation.objects.get(pk=school.pk)
        parent = site.counties[1 + turn % 2]
        day = quarter.ends - dt.timedelta(days=40 - turn % 30)

        def move(school=school, parent=parent, day=day):
            place_organisation(
                organisation=school, parent=parent, start=day, by=system_actor(), version=school.version
            )

        parts = people("a", chr(98 + turn % 20), dual="a")
        figure = Figure(indicator, school, quarter, parts=parts)
        said = at_once(move, lambda figure=figure: site.record(figure))
        assert said == ["done", "done"]
        assert site.share(indicator, parent).denominator == 2
    assert site.share(indicator, site.counties[0]).denominator == 0
    assert Observation.objects.filter(superseded_at=None).count() == 1
    assert list(verifying.differences()) == []
