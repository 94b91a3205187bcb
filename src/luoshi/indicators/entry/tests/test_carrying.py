"""A figure that is a part of ratios of the same sheet is typed once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi.common.errors import RuleBroken
from luoshi.indicators.entry import actions
from luoshi.indicators.entry.lines import Sheet

from .helping import faults, fill, line, now, opened, press
from .samples import INDICATORS

pytestmark = pytest.mark.django_db
OWN = {
    "pupils": {**INDICATORS["built"], "title": "在校生示例", "unit": "人"},
    "worth": {**INDICATORS["built"], "title": "设备示例", "unit": "万元", "scale": 2},
}
EACH = {**INDICATORS["share"], "title": "生均设备示例", "unit": "元/人", "scale": 0, "rules": {"over": True}}


@pytest.fixture
def sheet(there):
    for key, row in OWN.items():
        there.indicators[key] = actions.make_indicator(fields=row, by=there.city)
    parts = {
        "numerator_from": there.indicators["worth"].key,
        "denominator_from": there.indicators["pupils"].key,
    }
    there.indicators["each"] = actions.make_indicator(fields={**EACH, **parts}, by=there.city)
    made = opened(there, (*OWN, "each"))[0]
    fill(there, made, {"pupils": {"value": "2000"}, "worth": {"value": "400.5"}})
    yield made
    for key in (*OWN, "each"):
        del there.indicators[key]


def ratio(sheet):
    return next((row.cells["value"], row.cells["bottom"]) for row in Sheet(sheet).rows() if row.is_ratio)


@pytest.mark.once
def test_it_is_carried_in_the_unit_of_the_ratio_and_another_number_is_refused(there, sheet, signed_in):
    page = signed_in(there.posts["office"]).get(reverse("fill-filing", args=[sheet.public_id]))
    text = page.content.decode()
    assert ("来自“在校生示例”" in text, "来自“设备示例”" in text, 'value="4005000"' in text) == (True,) * 3
    with pytest.raises(RuleBroken, match="由“在校生示例”带出，是 2000，与所填的不同"):
        fill(there, sheet, {"each": {"value": "4005000", "bottom": "1999"}})
    assert 'name="bottom-3"' not in text, "what is carried is not sent back"
    fill(there, sheet, {"pupils": {"value": "2500"}, "each": {}})
    assert ratio(sheet) == ("4005000", "2500")
    fill(there, sheet, {"pupils": {"missing": "还在清点"}, "each": {}})
    assert ratio(sheet) == ("", ""), "nothing goes on resting on a number that was taken away"


def test_a_ratio_goes_back_to_the_school_with_what_it_rests_on(there, sheet):
    press(actions.send_sheet, sheet, there.office)
    press(actions.look_at_sheet, sheet, there.county)
    press(actions.approve_lines, sheet, there.city, lines=[])
    pupils = line(there, sheet, "pupils")
    press(actions.return_lines, sheet, there.city, lines=[pupils], reason="与学籍不符")
    fill(there, sheet, {"pupils": {"value": "2400"}})
    press(actions.send_sheet, sheet, there.office)
    press(actions.look_at_sheet, sheet, there.county)
    press(actions.approve_lines, sheet, there.city, lines=[])
    assert now(there, "each", sheet).denominator == 2400
    assert faults() == []
