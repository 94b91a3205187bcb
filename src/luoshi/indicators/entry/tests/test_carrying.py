"""A figure that is a part of ratios of the same sheet is typed once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi.common.errors import RuleBroken
from luoshi.indicators.entry import actions
from luoshi.indicators.entry.lines import Sheet
from luoshi.registers.tests.samples import LI, WANG

from .helping import faults, fill, line, now, opened, press
from .samples import INDICATORS
from .test_computing import enter

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
    assert ("那一项改了，保存时这里跟着变" in text, "原来保存的是" in text) == (True, False)
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


@pytest.mark.once
def test_what_a_register_counts_is_not_typed_and_the_cell_says_when_it_has_moved_on(there, signed_in):
    """生师比: the teachers come from their register, as the definition says."""
    said = {
        **INDICATORS["share"],
        "title": "生师比二示例",
        "denominator_from": there.indicators["teachers"].key,
    }
    there.indicators["each"] = actions.make_indicator(fields=said, by=there.city)
    sheet = opened(there, ("each",))[0]
    url, office = reverse("fill-filing", args=[sheet.public_id]), signed_in(there.posts["office"])
    text = office.get(url).content.decode()
    assert ("“教师数示例”" in text, 'name="bottom-1"' in text) == (False, True), (
        "none is confirmed: it is typed"
    )
    enter(there, "office", WANG)
    text = office.get(url).content.decode()
    assert ("来自“教师数示例”" in text, 'name="bottom-1"' in text) == (True, False)
    with pytest.raises(RuleBroken, match="由“教师数示例”带出，是 1，与所填的不同"):
        fill(there, sheet, {"each": {"value": "40", "bottom": "2"}})
    fill(there, sheet, {"each": {"value": "40"}})
    assert ratio(sheet) == ("40", "1")
    assert "原来保存的是" not in office.get(url).content.decode()
    enter(there, "office", LI)
    text = office.get(url).content.decode()
    assert "原来保存的是 1，点“保存”换成现在的数" in text
    with pytest.raises(RuleBroken, match="带出的数变了，请打开填报页再保存一次"):
        press(actions.send_sheet, sheet, there.office)
    fill(there, sheet, {"each": {"value": "40"}})
    assert ratio(sheet) == ("40", "2")
    press(actions.send_sheet, sheet, there.office)
    page = office.get(reverse("figure", args=[there.indicators["each"].public_id])).content.decode()
    source = reverse("figure", args=[there.indicators["teachers"].public_id])
    assert ("分母取自“" in page, f"{source}?organisation={there.school.public_id}" in page) == (True, True)
    del there.indicators["each"]
