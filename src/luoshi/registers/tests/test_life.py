"""An entry is written, confirmed, checked, returned, ended and resumed; who may, and who sees it when."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common import clock
from luoshi.common.dataforms.answers import values_of
from luoshi.common.errors import RuleBroken, Stale
from luoshi.notices.models import Delivery
from luoshi.registers import actions
from luoshi.registers.models import Entry
from luoshi.registers.queries import entries_visible_to, facts_of, registers_visible_to

from .samples import LI, WANG
from .test_pages import text, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang(there):
    return actions.add_entry(register=there.people, values=WANG, by=there.department)


def confirmed(there, *entries):
    actions.confirm_entries(register=entries[0].register, entries=entries, by=there.office)
    for entry in entries:
        entry.refresh_from_db()
    return entries


def facts(there, day=None):
    return list(facts_of(there.people, [there.school.pk], day=day or clock.today()))


def sees(actor, entry):
    return entries_visible_to(actor).filter(pk=entry.pk).exists()


def test_a_draft_is_its_schools_alone_until_it_is_confirmed(there, wang):
    assert (wang.state, wang.label, wang.organisation) == ("draft", "王示例", there.school)
    assert values_of(wang.answer)["id_number"] == WANG["id_number"]
    assert "id_number" not in wang.answer.values
    assert [sees(there.__dict__[who], wang) for who in ("office", "department", "county", "city")] == [
        True,
        True,
        False,
        False,
    ]
    assert facts(there) == []
    confirmed(there, wang)
    seen = {
        who: sees(there.__dict__[who], wang) for who in ("county", "city", "neighbour", "other", "teacher")
    }
    assert seen == {"county": True, "city": True, "neighbour": False, "other": False, "teacher": False}
    assert not registers_visible_to(there.teacher).exists()


def test_facts_name_what_is_not_personal_and_sum_tables(there, wang):
    confirmed(there, wang)
    (fact,) = facts(there)
    assert (fact.public_id, fact.identity, fact.state) == (wang.public_id, wang.identity, "confirmed")
    said = {key: str(value) for key, value in fact.values.items()}
    assert said["title"] == "middle"
    assert (said["practice.count"], said["practice.months"], said["dual"]) == ("1", "1.5", "True")
    assert not {"id_number", "mobile"} & set(fact.values)
    day = clock.today() - dt.timedelta(days=30)
    wang.refresh_from_db()
    assert len(facts(there, day)) == 1
    actions.change_entry(entry=wang, values=WANG, since=clock.today(), by=there.office, version=wang.version)
    assert (facts(there, day), len(facts(there))) == ([], 1)


def test_who_may_what(there, wang):
    with pytest.raises(PermissionDenied):
        actions.confirm_entries(register=there.people, entries=[wang], by=there.department)
    with pytest.raises(PermissionDenied):
        actions.add_entry(register=there.people, values=LI, by=there.city)
    with pytest.raises(PermissionDenied):
        actions.check_entries(register=there.people, entries=[wang], by=there.office)
    confirmed(there, wang)
    with pytest.raises(PermissionDenied):
        actions.change_entry(entry=wang, values=WANG, by=there.department, version=wang.version)
    with pytest.raises(RuleBroken, match="不归您办理"):
        actions.check_entries(register=there.people, entries=[wang], by=there.neighbour)


def test_checked_then_changed_has_to_be_checked_anew_and_returned_counts_no_more(there, wang):
    confirmed(there, wang)
    actions.check_entries(register=there.people, entries=[wang], by=there.county)
    wang.refresh_from_db()
    assert (wang.state, bool(wang.checked_at)) == ("checked", True)
    actions.change_entry(
        entry=wang, values={**WANG, "title": "senior"}, by=there.office, version=wang.version
    )
    wang.refresh_from_db()
    assert (wang.state, wang.answer.values["title"]) == ("confirmed", "senior")
    with pytest.raises(RuleBroken, match="理由"):
        actions.return_entries(register=there.people, entries=[wang], reason=" ", by=there.county)
    actions.return_entries(register=there.people, entries=[wang], reason="职称有误", by=there.county)
    wang.refresh_from_db()
    assert (wang.state, wang.returned_words, facts(there)) == ("draft", "职称有误", [])
    confirmed(there, wang)
    assert wang.returned_words == ""


def test_what_changed_since_the_page_was_made_is_not_confirmed_unseen(there, wang):
    seen = {wang.public_id: wang.version}
    actions.change_entry(
        entry=wang, values={**WANG, "dual": False}, by=there.department, version=wang.version
    )
    with pytest.raises(RuleBroken, match="刚刚有改动"):
        actions.confirm_entries(register=there.people, entries=[wang], versions=seen, by=there.office)
    stale = Entry.objects.get(pk=wang.pk)
    with pytest.raises(Stale):
        actions.change_entry(entry=stale, values=WANG, by=there.office, version=stale.version - 1)


def test_one_thing_is_entered_once_in_a_school_and_has_one_identity_in_two(there, wang):
    again = {**WANG, "name": " 王 示例", "id_number": "11010119900101001x"}
    with pytest.raises(RuleBroken, match="已经登记"):
        actions.add_entry(register=there.people, values=again, by=there.office)
    for sign in ("\u3164", "\u2800", "\u034f", "\u00ad", "\ufe0f"):  # drawn as nothing
        unseen = {"name": f"王{sign}示例", "id_number": f"110101{sign}-19900101-001×"}
        with pytest.raises(RuleBroken, match="已经登记"):
            actions.add_entry(register=there.people, values=unseen, by=there.office)
    elsewhere = actions.add_entry(register=there.people, values=again, by=there.other)
    assert elsewhere.identity == wang.identity
    nobody = [
        actions.add_entry(register=there.people, values={"name": "王示例"}, by=there.office) for _ in range(2)
    ]
    assert len({each.identity for each in (*nobody, wang)}) == 3


def test_ended_counts_until_then_a_mistake_never_and_both_come_back(there, wang):
    li = actions.add_entry(register=there.people, values=LI, by=there.office)
    week_ago = clock.today() - dt.timedelta(days=7)
    Entry.objects.update(since=week_ago)
    confirmed(there, wang, li)
    yesterday = clock.today() - dt.timedelta(days=1)
    actions.end_entry(
        entry=wang, kind="left", on=yesterday, words="调往外校", by=there.office, version=wang.version
    )
    actions.end_entry(entry=li, kind="mistake", on=clock.today(), by=there.office, version=li.version)
    assert (facts(there), [f.label for f in facts(there, week_ago)]) == ([], ["王示例"])
    draft = actions.add_entry(register=there.people, values={"name": "草稿示例"}, by=there.office)
    actions.end_entry(entry=draft, kind="mistake", on=clock.today(), by=there.office, version=draft.version)
    seen = [sees(who, each) for who, each in ((there.city, wang), (there.city, li), (there.city, draft))]
    assert (seen, sees(there.office, draft)) == ([True, True, False], True)
    with pytest.raises(RuleBroken, match="已经结束"):
        actions.change_entry(entry=wang, values=WANG, by=there.office, version=wang.version)
    for entry in (wang, li):
        entry.refresh_from_db()
        actions.resume_entry(entry=entry, by=there.office, version=entry.version)
    assert sorted(f.label for f in facts(there)) == ["李示例", "王示例"]
    with pytest.raises(RuleBroken, match="今天以后"):
        actions.end_entry(
            entry=wang,
            kind="left",
            on=clock.today() + dt.timedelta(days=1),
            by=there.office,
            version=wang.version,
        )


def test_what_was_checked_does_not_vanish_when_its_school_voids_it(there, wang, signed_in):
    li = actions.add_entry(register=there.people, values=LI, by=there.office)
    confirmed(there, wang, li)
    actions.check_entries(register=there.people, entries=[wang, li], by=there.city)
    office, city, today = signed_in(there.posts["office"]), signed_in(there.posts["city"]), clock.today()
    wang.refresh_from_db()
    # through a draft, as a school would that wants nobody to see it
    actions.change_entry(
        entry=wang, values={**WANG, "title": "senior"}, by=there.office, version=wang.version
    )
    actions.take_back_entries(register=there.people, entries=[wang], by=there.office)
    wang.refresh_from_db()
    form = {"kind": "mistake", "on": today.isoformat(), "words": "", "_version": wang.version}
    refused = office.post(url(wang, "end"), form)
    assert (refused.status_code, "作废要写明理由" in text(refused)) == (422, True)
    assert office.post(url(wang, "end"), {**form, "words": "不是本校教师"}).status_code == 302
    li.refresh_from_db()
    actions.merge_entries(entry=li, into=_another(there), by=there.office, version=li.version)
    pages = [text(city.get(url(wang))), text(city.get(url(wang, "history"))), text(city.get(url(li)))]
    assert all("作废" in page for page in pages[:2])
    assert all("不是本校教师" in page and there.office.name in page for page in pages[:2])
    ended = text(city.get(f"{url(there.people)}?state=ended"))
    assert all(each.public_id in ended for each in (wang, li))
    told = Delivery.objects.filter(notice__title__contains="作废")
    assert {(each.membership, each.notice.about_id) for each in told} == {
        (there.posts["city"], wang.public_id),
        (there.posts["city"], li.public_id),
    }
    assert not sees(there.neighbour, wang)
    wang.refresh_from_db()
    actions.resume_entry(entry=wang, by=there.office, version=wang.version)
    assert (sees(there.city, wang), wang.ended_by) == (False, "")


def _another(there):
    made = actions.add_entry(register=there.people, values={"name": "李示例"}, by=there.office)
    return confirmed(there, made)[0]
