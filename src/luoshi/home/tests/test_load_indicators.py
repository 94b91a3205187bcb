"""Indicators in the site pack: out and back, three-way difference, earlier versions stay."""

import datetime as dt

import pytest

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.core.packs.checks import check_pack
from luoshi.core.packs.parsing import parse_pack
from luoshi.core.periods import period_of
from luoshi.home import loading
from luoshi.indicators.actions import record
from luoshi.indicators.definitions import definition_for
from luoshi.indicators.entry import actions
from luoshi.indicators.entry.definitions import current
from luoshi.indicators.entry.tests.samples import INDICATORS
from luoshi.indicators.figures import Figure
from luoshi.indicators.periods import row_of
from luoshi.registers import actions as registers
from luoshi.registers.tests.samples import PEOPLE

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_indicators_go_out_with_the_site_pack_and_come_back(yichang):
    registers.set_up_register(row=PEOPLE, by=system_actor())
    city = actor_for(yichang.post("city_officer"))
    land, dual = (actions.make_indicator(fields=INDICATORS[key], by=city) for key in ("land", "dual"))
    text = loading.export_pack("site", "yichang")
    assert "title: 双师占比示例" in text
    assert not list(check_pack(parse_pack("site.yaml", text), site=None))
    loading.load_text("site.yaml", text, system_actor())
    found = loading.compare("site.yaml", text).difference.objects
    assert not [each for each in found if each.key in (land.key, dual.key) and each.fields]
    changed = text.replace("definition: 产权占地。", "definition: 产权占地，不含租用。")
    loading.load_text("site.yaml", changed, system_actor())
    assert (current(land).note, current(land).number) == ("产权占地，不含租用。", 2)
    quarter = row_of(period_of("quarter", clock.today()))
    school = Organisation.objects.get(key="zhijiang")
    record(figures=[Figure(land, school, quarter, 1234)], by=city)
    start = changed.index("title: 占地面积示例")
    reshaped = changed[:start] + changed[start:].replace("unit: 平方米", "unit: 亩", 1)
    loading.load_text("site.yaml", reshaped, system_actor())
    assert (current(land).unit, current(land).valid_from) == ("亩", quarter.ends + dt.timedelta(days=1))
    assert definition_for(land.pk, quarter).unit == "平方米", (
        "figures there are keep what they were counted in"
    )
    loading.load_text("site.yaml", changed[: changed.index("indicators:\n")], system_actor())
    land.refresh_from_db()
    assert land.withdrawn_at is not None
