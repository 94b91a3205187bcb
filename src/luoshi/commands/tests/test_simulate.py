"""The made-up country: the same for the same seed, adds up, says what it is, and stays out of real sites."""

from __future__ import annotations

import pytest

from luoshi.accounts.models import Organisation
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import SiteState
from luoshi.indicators import rebuilding, verifying
from luoshi.indicators.models import IdentityCount, Observation, Rollup
from luoshi.indicators.simulating import simulate


@pytest.mark.django_db
def test_a_country_of_forty_schools_adds_up_and_is_made_once(settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    asked = {"schools": 40, "indicators": 4, "quarters": 2, "by": system_actor(), "told": lambda words: None}
    country = simulate(seed=7, **asked)
    done = rebuilding.rebuild(by=system_actor())
    assert Observation.objects.count() == 40 * 3 * 2 + 40
    assert done.rows == Rollup.objects.count() > 0
    assert list(verifying.differences()) == []
    top = Rollup.objects.get(organisation=country.top.pk, indicator__order=4)
    assert (top.denominator, top.removed_denominator) == (400, 40), (
        "each school shares one teacher with the next"
    )
    assert IdentityCount.objects.filter(organisation=country.top.pk).count() == 40
    assert all("模拟" in name for name in Organisation.objects.values_list("name", flat=True))
    with pytest.raises(RuleBroken, match="已经有模拟数据"):
        simulate(seed=7, **asked)


@pytest.mark.once
@pytest.mark.django_db
def test_a_site_that_is_no_demo_takes_no_made_up_country(command, capsys):
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test"})
    assert command("simulate", "--schools", "5") == 2
    assert "不能装入演示数据" in capsys.readouterr().err
    for name, said in (
        ("schools", "0"), ("schools", "１０"), ("indicators", "1.5"), ("periods", "401"), ("seed", "x"),
    ):  # fmt: skip
        assert command("simulate", f"--{name}", said) == 2
    assert not Organisation.objects.exists()
