"""People leave and schools merge while something is asked of them; who is reminded and what lies on whose desk."""

import datetime as dt

import pytest
from django.urls import reverse

from luoshi.accounts import leaving
from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Delivery
from luoshi.progress.returns import actions
from luoshi.progress.returns.invariants import INVARIANTS
from luoshi.progress.returns.models import ReturnSheet
from luoshi.progress.returns.queries import answer_of, sent_values
from luoshi.progress.returns.reminding import due_sheets

from .helping import act, drafted, filled, fresh, opened, sent, sheet_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def only_of(there, row, *schools):
    return act(actions.choose_recipients, row, there.actor("officer"), organisations=list(schools))


def merge(there):
    there.school.refresh_from_db()
    return merge_organisations(
        organisation=there.school,
        others=[],
        into=there.second,
        on=clock.today(),
        by=actor_for(there.post("security_admin")),
        version=there.school.version,
    )


def broken():
    return [found for each in INVARIANTS for found in each.check()]


def test_a_return_and_a_sheet_pass_to_the_successor(there):
    row = opened(there)
    sheet = filled(there, sheet_of(row, there.school))
    admin = actor_for(there.post("security_admin"))
    pairs = ((there.officer, there.post("section_head")), (there.office, there.head))
    for post, successor in pairs:
        leavings = [leaving.Leaving(post, post.version, successor)]
        leaving.leave_posts(user=post.user, leavings=leavings, on=clock.today(), reason="调任", by=admin)
    assert fresh(row).officer_id == pairs[0][1].pk
    assert fresh(sheet).author_id == there.head.pk


def test_an_open_sheet_goes_along_with_a_merger_and_comes_back_with_what_was_filled(there):
    row = act(actions.open_return, only_of(there, drafted(there), there.school), there.actor("officer"))
    sheet = filled(there, sheet_of(row, there.school))
    change = merge(there)
    moved = ReturnSheet.objects.select_related("organisation", "asked_in__form_version__definition").get(
        pk=sheet.pk
    )
    assert moved.organisation == there.second
    assert answer_of(moved).values["students"] == 1200
    office = Membership.objects.get(user=there.office.user, end__isnull=True)
    assert sheet.public_id in {each.public_id for each in _seen_by(office)}
    assert broken() == []
    admin = actor_for(there.post("security_admin"))
    undo_organisation_change(change=change, by=admin, version=change.version)
    back = fresh(sheet)
    assert (back.organisation, answer_of(back).values["students"]) == (there.school, 1200)
    assert broken() == []


def _seen_by(post):
    from luoshi.progress.returns.queries import sheets_visible_to

    return sheets_visible_to(actor_for(post))


def test_two_schools_asked_the_same_do_not_merge_before_one_has_sent(there):
    row = opened(there)
    with pytest.raises(RuleBroken, match="请先送出"):
        merge(there)
    sent(there, sheet_of(row, there.school))
    merge(there)
    assert sheet_of(row, there.school).state == "sent"  # what was sent stays under the name it was sent under
    assert broken() == []


def test_what_was_sent_goes_along_too_where_the_heir_was_not_asked_and_comes_back(there):
    row = act(actions.open_return, only_of(there, drafted(there), there.school), there.actor("officer"))
    sheet = sent(there, sheet_of(row, there.school))
    change = merge(there)
    assert fresh(sheet).organisation == there.second
    assert sent_values(fresh(sheet))["students"] == 1200
    assert broken() == []
    doubted = act(actions.doubt_sheet, sheet, there.actor("officer"), doubts=[], words="请核对")
    assert doubted.public_id in {each.public_id for each in _seen_by(there.other)}, "somebody can answer"
    act(actions.drop_doubts, doubted, there.actor("officer"))
    admin = actor_for(there.post("security_admin"))
    undo_organisation_change(change=change, by=admin, version=change.version)
    assert fresh(sheet).organisation == there.school
    assert answer_of(fresh(sheet)).organisation_id == there.school.pk
    assert broken() == []


def test_what_stayed_with_a_school_that_merged_away_is_not_sent_back_to_nobody(there):
    row = opened(there)
    sheet = sent(there, sheet_of(row, there.school))
    merge(there)
    assert fresh(sheet).organisation == there.school
    with pytest.raises(RuleBroken, match=f"已经并入{there.second.short}"):
        act(actions.doubt_sheet, sheet, there.actor("officer"), doubts=[], words="请核对")


def test_who_owes_a_sheet_is_reminded_and_has_it_on_the_desk(there, signed_in):
    row = opened(there)
    keys = {each.key for each in due_sheets(clock.today())}
    assert f"return:{row.public_id}:{there.school.public_id}" in keys
    assert row.title in signed_in(there.office).get(reverse("desk")).content.decode()
    sent(there, sheet_of(row, there.school))
    assert f"return:{row.public_id}:{there.school.public_id}" not in {
        e.key for e in due_sheets(clock.today())
    }
    officer = signed_in(there.officer).get(reverse("desk")).content.decode()
    assert "1 份待收下" in officer


def test_what_is_on_short_notice_is_told_before_it_goes_out(there, signed_in):
    tonight = clock.now().replace(hour=14, minute=0) + dt.timedelta(days=1)  # 22:00 in Shanghai
    row = drafted(there, until=tonight)
    page = signed_in(there.officer).get(reverse("return", args=[row.public_id])).content.decode()
    assert "加班" in page
    assert "从“单位名录：全称”带出，11 个单位" in page


def test_two_sendings_of_the_same_form_are_one(there, signed_in, send):
    sheet, office = filled(there, sheet_of(opened(there), there.school)), signed_in(there.office)
    address = reverse("send-sheet", args=[sheet.public_id])
    said = {"_once": "the-same-form", "_version": sheet.version, "remark": "一次"}
    assert [office.post(address, said).status_code for _ in range(2)] == [302, 302]
    assert fresh(sheet).number == 1


def test_a_forgotten_school_is_asked_later_and_one_that_has_not_begun_is_let_off(there, signed_in, send):
    officer = there.actor("officer")
    row = act(actions.open_return, only_of(there, drafted(there), there.school), officer)
    office = signed_in(there.other)
    assert row.title not in office.get(reverse("desk")).content.decode()
    row = only_of(there, row, there.school, there.second)
    assert sheet_of(row, there.second).asked == 4
    assert row.title in office.get(reverse("desk")).content.decode()
    filled(there, sheet_of(row, there.school))
    with pytest.raises(RuleBroken, match="动手填了"):
        only_of(there, row, there.second)
    row = only_of(there, row, there.school)
    assert office.get(reverse("return", args=[row.public_id])).status_code == 404
    assert f"不用填了：{row.title}" in office.get(reverse("notices")).content.decode()


def test_a_return_is_found_by_whoever_sees_it(there, signed_in):
    row = opened(there)
    address = f"{reverse('search')}?q={row.title[:6]}"
    assert row.title in signed_in(there.office).get(address).content.decode()
    assert row.title not in signed_in(there.teacher).get(address).content.decode()


def test_those_who_fill_are_told_of_each_turn_with_the_day_that_holds(there):
    officer, told = there.actor("officer"), Delivery.objects.filter(membership=there.office)
    row = opened(there, until=clock.now() + dt.timedelta(days=3))
    sheet = sent(there, sheet_of(row, there.school))
    act(actions.doubt_sheet, sheet, officer, doubts=[], words="请核对")
    until = row.until + dt.timedelta(days=2)
    row = act(actions.extend_return, row, officer, until=until, reason="放假")
    act(actions.urge_return, row, officer)
    act(actions.urge_return, row, officer)  # on the same day nobody is told twice
    titles = [each.notice.title for each in told.select_related("notice").order_by("pk")]
    assert titles == [f"{what}：{row.title}" for what in ("请填报", "请核实后重新送出", "延期", "催报")]
    assert {each.notice.due for each in told} == {row.last_day}, "the old day is nowhere to be read"
    assert not Delivery.objects.filter(membership=there.teacher).exists()
