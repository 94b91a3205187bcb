"""Who agrees to figures, looks at them, approves or returns them: the school's own steps, county, city, by line."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.indicators.actions import record
from luoshi.indicators.entry import actions
from luoshi.indicators.entry.desk import desk_items
from luoshi.indicators.entry.lines import Sheet
from luoshi.indicators.entry.models import FilingSheet, SheetLine
from luoshi.indicators.entry.queries import not_sent
from luoshi.indicators.figures import Figure
from luoshi.indicators.queries import figure
from luoshi.papers.desk import desk as desk_of_papers
from luoshi.papers.models import Approval

from .helping import faults, fill, line, now, opened, press
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


def test_an_approved_figure_stands_until_another_one_is_approved(there, sheet, signed_in):
    fill(there, sheet)
    press(actions.send_sheet, sheet, there.office)
    press(actions.look_at_sheet, sheet, there.county)
    press(actions.approve_lines, sheet, there.city, lines=[])
    land = line(there, sheet, "land")
    press(actions.return_lines, sheet, there.city, lines=[land], reason="请核对")
    fill(there, sheet, {"land": {"value": "9999", "note": "新校区启用"}})
    press(actions.send_sheet, sheet, there.office)
    assert told(sheet, land) == 9999, "those above see what waits"
    asked = {"organisation": sheet.organisation.public_id, "period": sheet.filing.period.public_id}
    address = reverse("figure", args=[there.indicators["land"].public_id])
    page = signed_in(there.posts["city"]).get(address, asked).content.decode()
    assert "学校已报更正的数 9,999" in page
    assert stands(there, sheet) == (1234, "approved", 1234)
    press(actions.return_lines, sheet, there.county, lines=[land], reason="9999 有误")
    assert stands(there, sheet) == (1234, "approved", 1234)
    press(actions.reopen_lines, sheet, there.county, lines=[land])
    press(actions.look_at_sheet, sheet, there.county)
    press(actions.approve_lines, sheet, there.city, lines=[land])
    assert stands(there, sheet) == (9999, "approved", 9999)
    assert faults() == []


def test_what_was_returned_and_never_approved_counts_no_more_until_it_is_sent_again(there, sheet):
    fill(there, sheet)
    press(actions.send_sheet, sheet, there.office)
    land = line(there, sheet, "land")
    assert stands(there, sheet) == (1234, "submitted", 1234)
    press(actions.return_lines, sheet, there.county, lines=[land], reason="请核对")
    assert now(there, "land", sheet).observation is None
    assert above(there, sheet) is None
    press(actions.reopen_lines, sheet, there.county, lines=[land])
    assert stands(there, sheet) == (1234, "submitted", 1234)
    press(actions.return_lines, sheet, there.county, lines=[land], reason="请核对")
    fill(there, sheet, {"land": {"value": "1100"}})
    with pytest.raises(RuleBroken, match="已经在改"):
        press(actions.reopen_lines, sheet, there.county, lines=[land])
    press(actions.send_sheet, sheet, there.office)
    assert stands(there, sheet) == (1100, "submitted", 1100)
    assert faults() == []


def told(sheet, key):
    [row] = [row for row in Sheet(sheet).rows() if row.key == key]
    return row.told.numerator


def above(there, sheet):
    """The city's sum."""
    return figure(there.indicators["land"], sheet.filing.organisation, sheet.filing.period).numerator


def stands(there, sheet):
    found = now(there, "land", sheet)
    return found.numerator, found.observation.status, above(there, sheet)


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


@pytest.fixture
def stepped(there):
    return opened(there, asks_steps=True)[0]


def sent(there, sheet):
    fill(there, sheet)
    return press(actions.send_sheet, sheet, there.office)


def owes(sheet):
    return FilingSheet.objects.filter(not_sent(), pk=sheet.pk).exists()


def back(there, sheet, **said):
    return press(actions.return_sheet, sheet, there.head, comment="请核对", **said)


def approvals(sheet):
    rows = Approval.objects.filter(about_id=sheet.public_id).order_by("pk")
    return list(rows.values_list("state", flat=True))


def test_figures_leave_the_school_with_the_last_consent_of_its_own_steps(there, stepped):
    sheet = stepped
    sent(there, sheet)
    assert (sheet.state, sheet.number, sheet.sent_at, owes(sheet)) == ("checking", 0, None, True)
    assert now(there, "land", sheet).observation is None, "nothing counts above before it has left"
    assert list(desk_items(there.county)) == []
    assert any(sheet.filing.title in item.title for item in desk_of_papers(there.head))
    for act, said in ((actions.save_sheet, {"typed": {}}), (actions.send_sheet, {})):
        with pytest.raises(RuleBroken, match="审批"):
            press(act, sheet, there.office, **said)
    for act, who in ((actions.pass_sheet, there.county), (actions.look_at_sheet, there.head)):
        with pytest.raises(PermissionDenied):
            press(act, sheet, who)
    with pytest.raises(RuleBroken):
        press(actions.look_at_sheet, sheet, there.county)
    press(actions.pass_sheet, sheet, there.head)
    assert (sheet.state, sheet.number, owes(sheet)) == ("sent", 1, False)
    assert sheet.sent_by_id == there.office.membership_id
    row = now(there, "land", sheet).observation
    assert (row.numerator, row.status, row.recorded_by_id) == (1234, "submitted", there.office.membership_id)
    assert [item.action for item in desk_items(there.county)] == ["去核对"]
    grid = sheet.approval.sendings.get().content.grids[0].rows
    assert ["占地面积示例", "平方米", "—", "1,234 平方米", "—", "—", "无"] in [list(each) for each in grid]
    press(actions.look_at_sheet, sheet, there.county)
    press(actions.approve_lines, sheet, there.city, lines=[])
    assert sheet.state == "approved"
    assert faults() == []


def test_a_leader_returns_it_line_by_line_and_it_comes_again(there, stepped, signed_in):
    sheet = stepped
    sent(there, sheet)
    land, page = line(there, sheet, "land"), reverse("filing-sheet", args=[sheet.public_id])
    head, url = signed_in(there.posts["head"]), reverse("send-back-filing", args=[sheet.public_id])
    html = head.get(page).content.decode()
    assert reverse("pass-filing", args=[sheet.public_id]) in html
    assert "1,234 平方米" in html
    assert "填写中" not in html, "its lines lie at the steps too"
    assert "1,234 平方米" not in signed_in(there.posts["county"]).get(page).content.decode()
    assert head.post(url, {"_version": sheet.version}).status_code == 422, "without a word"
    said = {"to": "", "resume": "here", f"part_{land}": "租用的地不算", "_version": sheet.version}
    assert head.post(url, said).status_code == 302
    sheet = FilingSheet.objects.get(pk=sheet.pk)
    assert (sheet.state, sheet.approval.state) == ("filling", "returned")
    grid = signed_in(there.posts["office"]).get(reverse("fill-filing", args=[sheet.public_id]))
    assert "校内意见：租用的地不算" in grid.content.decode()
    assert list(desk_items(there.office)) == [], "papers has it on the desk"
    fill(there, sheet, {"land": {"value": "1200"}})
    press(actions.send_sheet, sheet, there.office)
    assert SheetLine.objects.get(public_id=land).opinion == ""
    assert sheet.approval.sendings.count() == 2
    press(actions.pass_sheet, sheet, there.head)
    assert (sheet.state, now(there, "land", sheet).numerator) == ("sent", 1200)
    assert faults() == []


def test_it_is_taken_back_before_anybody_has_dealt_with_it(there, stepped):
    sheet = stepped
    sent(there, sheet)
    press(actions.recall_sheet, sheet, there.office)
    assert (sheet.state, sheet.approval) == ("filling", None)
    press(actions.send_sheet, sheet, there.office)
    press(actions.pass_sheet, sheet, there.head)
    press(actions.recall_sheet, sheet, there.office)
    assert (sheet.state, now(there, "land", sheet).observation, owes(sheet)) == ("filling", None, True)
    press(actions.send_sheet, sheet, there.office)
    press(actions.pass_sheet, sheet, there.head)
    press(actions.return_lines, sheet, there.county, lines=[line(there, sheet, "land")], reason="请核对")
    fill(there, sheet, {"land": {"value": "1100"}})
    press(actions.send_sheet, sheet, there.office)
    assert (sheet.state, owes(sheet)) == ("checking", False), "it came before"
    assert now(there, "land", sheet).observation is None, "returned and never approved, it counts no more"
    press(actions.recall_sheet, sheet, there.office)
    assert sheet.state == "returned"
    assert [item.pressing for item in desk_items(there.office)] == ["尽快"]
    press(actions.send_sheet, sheet, there.office)
    press(actions.pass_sheet, sheet, there.head)
    assert (now(there, "land", sheet).numerator, sheet.number) == (1100, 3)
    assert approvals(sheet) == ["recalled", "passed", "passed", "recalled", "passed"]
    assert faults() == []


@pytest.mark.once
def test_the_office_enters_what_the_head_signed(there, stepped, signed_in):
    sheet = stepped
    sent(there, sheet)
    said = {
        "enter-outcome": "passed", "enter-comment": "同意", "enter-leader": there.posts["head"].public_id,
        "enter-decided_on": clock.today().isoformat(), "_version": sheet.version,
        "enter-files": SimpleUploadedFile("签字页.pdf", b"%PDF-1.4 sample"),
    }  # fmt: skip
    office = signed_in(there.posts["office"])
    answer = office.post(reverse("enter-filing", args=[sheet.public_id]), said)
    sheet.refresh_from_db()
    assert (answer.status_code, sheet.state) == (302, "sent")
    assert "代录" in office.get(reverse("filing-sheet", args=[sheet.public_id])).content.decode()
    assert faults() == []


@pytest.mark.once
def test_a_filing_that_is_over_takes_nothing_and_one_that_lies_at_steps_is_not_withdrawn(there, stepped):
    sheet = stepped
    sent(there, sheet)
    filing = sheet.filing
    with pytest.raises(RuleBroken, match="送校内审批"):
        actions.withdraw_filing(filing=filing, reason="误发", by=there.city, version=filing.version)
    filing.refresh_from_db()
    actions.close_filing(filing=filing, by=there.city, version=filing.version)
    with pytest.raises(RuleBroken, match="已经截止"):
        press(actions.pass_sheet, sheet, there.head)
    sheet.refresh_from_db()
    assert (sheet.state, approvals(sheet)) == ("checking", ["running"])
    actions.reopen_filing(filing=filing, reason="补报", by=there.city, version=filing.version)
    back(there, sheet)
    filing.refresh_from_db()
    actions.withdraw_filing(filing=filing, reason="误发", by=there.city, version=filing.version)
    assert approvals(sheet) == ["withdrawn"], "nobody has it on the desk"
    assert faults() == []


@pytest.mark.once
def test_what_the_author_does_not_mend_a_colleague_sends_anew(there, stepped):
    sheet = stepped
    sent(there, sheet)
    back(there, sheet)
    colleague = there.site.post("office", "zhijiang")
    press(actions.send_sheet, sheet, actor_for(colleague))
    assert approvals(sheet) == ["withdrawn", "running"]
    assert sheet.approval.author == colleague
    with pytest.raises(RuleBroken, match="由送出的人撤回"):
        press(actions.recall_sheet, sheet, there.office)


@pytest.mark.once
def test_the_form_that_opens_a_filing_asks_for_the_schools_steps_unless_told_not_to(there, signed_in):
    page = signed_in(there.posts["city"]).get(reverse("new-filing"))
    assert page.context["form"]["asks_steps"].value() is True
