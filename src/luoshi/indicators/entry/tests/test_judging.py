"""Who looks at a sheet, approves it, returns it; a part is never larger than its whole, wherever that stands."""

from __future__ import annotations

import pytest

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.indicators.actions import record
from luoshi.indicators.entry import actions
from luoshi.indicators.entry.desk import desk_items
from luoshi.indicators.figures import Figure

from .helping import fill, line, opened, press
from .samples import INDICATORS

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(there):
    return opened(there)[0]


def test_what_the_city_returned_the_county_cannot_undo_and_what_the_county_did_not_see_waits(there, sheet):
    fill(there, sheet)
    press(actions.send_sheet, sheet, there.office)
    press(actions.return_lines, sheet, there.county, lines=[line(there, sheet, "built")], reason="请核对")
    with pytest.raises(RuleBroken, match="先由县局核对"):
        press(actions.approve_lines, sheet, there.city, lines=[line(there, sheet, "land")])
    press(actions.reopen_lines, sheet, there.county, lines=[line(there, sheet, "built")])
    press(actions.return_lines, sheet, there.city, lines=[line(there, sheet, "land")], reason="请核对")
    with pytest.raises(RuleBroken, match="市局退回的项"):
        press(actions.reopen_lines, sheet, there.county, lines=[line(there, sheet, "land")])
    press(actions.reopen_lines, sheet, there.city, lines=[line(there, sheet, "land")])


def test_a_county_without_an_officer_holds_nothing_up_and_a_new_one_looks_first(there, sheet):
    post = Membership.objects.filter(pk=there.posts["county"].pk)
    post.update(end=clock.today())
    fill(there, sheet)
    press(actions.send_sheet, sheet, there.office)
    assert [item.action for item in desk_items(there.city)] == ["去审定"]
    post.update(end=None)
    with pytest.raises(RuleBroken, match="先由县局核对"):
        press(actions.approve_lines, sheet, there.city, lines=[])
    assert [item.action for item in desk_items(there.city)] == ["查看"]
    post.update(end=clock.today())
    assert press(actions.approve_lines, sheet, there.city, lines=[]).state == "approved"


def part_of_land(there, **more):
    """An indicator that is a part of the area."""
    said = {
        **INDICATORS["built"],
        "title": f"运动场示例{len(more)}",
        "rules": {"part_of": there.indicators["land"].key},
    }
    return actions.make_indicator(fields={**said, **more}, by=there.city)


@pytest.mark.once
def test_a_whole_is_not_made_smaller_than_its_part_wherever_that_stands(there):
    part, elsewhere = part_of_land(there), part_of_land(there, scope="education")
    there.indicators["part"] = part
    try:
        sheet = opened(there, ("land", "part"))[0]
        fill(there, sheet, {"land": {"value": "1234"}, "part": {"value": "1000"}})
        press(actions.send_sheet, sheet, there.office)
        press(actions.return_lines, sheet, there.county, lines=[line(there, sheet, "land")], reason="请核对")
        with pytest.raises(RuleBroken, match="其中“运动场示例0”是 1,000，比这里大"):
            fill(there, sheet, {"land": {"value": "900"}})
        fill(there, sheet, {"land": {"value": "1100"}})
        record(figures=[Figure(elsewhere, sheet.organisation, sheet.filing.period, 1200)], by=there.office)
        with pytest.raises(RuleBroken, match="其中“运动场示例1”是 1,200"):
            press(actions.send_sheet, sheet, there.office)
        record(figures=[Figure(elsewhere, sheet.organisation, sheet.filing.period, 1)], by=there.office)
        press(actions.send_sheet, sheet, there.office)
    finally:
        del there.indicators["part"]


@pytest.mark.once
def test_a_part_is_held_against_a_whole_of_another_filing(there):
    there.indicators["part"] = part_of_land(there)
    try:
        sheet = opened(there, ("part",))[0]
        land = there.indicators["land"]
        record(figures=[Figure(land, sheet.organisation, sheet.filing.period, 500)], by=there.office)
        with pytest.raises(RuleBroken, match="大于“占地面积示例”的 500"):
            fill(there, sheet, {"part": {"value": "501"}})
        fill(there, sheet, {"part": {"value": "500"}})
    finally:
        del there.indicators["part"]
