"""Changes from beside: a pack that tells entries apart anew, a form whose fields are renamed, a merger, checks that
no longer hold; and acts on exactly the entries that a search by number named.
"""

import copy
import datetime as dt
from types import SimpleNamespace

import pytest

from luoshi.common import acts, clock
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.answers import values_of
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.common.packs import PackLoad
from luoshi.registers import actions
from luoshi.registers.actions import PutRow
from luoshi.registers.desk import expiring
from luoshi.registers.findings import findings
from luoshi.registers.following import follow, follow_back
from luoshi.registers.identity import identity_of
from luoshi.registers.models import Entry
from luoshi.registers.pack import put_register
from luoshi.registers.queries import facts_of
from luoshi.registers.snapshots import rows_on
from luoshi.registers.sweeping import sweep

from .samples import LI, PEOPLE, WANG
from .test_keeping import _Change, counted
from .test_pages import text, url

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = clock.today()


def within_an_act(run):
    """What a load or a merger does inside its own act."""

    @acts.act("test.within", who=lambda actor, target: True)
    def act(*, by):
        return run()

    del acts.REGISTRY["test.within"]
    return act(by=system_actor())


def loaded(there, **said):
    """The sample register as another pack writes it."""
    within_an_act(lambda: put_register(there.people, PEOPLE["key"], said, PackLoad("", system_actor()), 0))
    there.people.refresh_from_db()


def test_what_is_done_with_all_that_a_number_found_is_done_with_these_alone(there, signed_in):
    wang, li = counted(there, WANG, LI)
    (twin,) = counted(there, WANG, by=there.other)
    city = signed_in(there.posts["city"])
    hit = city.post(url(there.people, "find"), {"number": WANG["id_number"]}).url
    page = text(city.get(hit))
    assert ("王示例" in page, "李示例" in page) == (True, False)
    query = hit.partition("?")[2]
    assert city.post(f"{url(there.people, 'check')}?{query}", {"all": "1"}).status_code == 302
    states = [Entry.objects.get(pk=each.pk).state for each in (wang, twin, li)]
    assert states == ["checked", "checked", "confirmed"]


def test_a_pack_that_only_tells_entries_apart_otherwise_is_followed_by_the_sweep(there):
    (wang,) = counted(there, WANG)
    loaded(there, identity=["id_number"])
    sweep()
    wang.refresh_from_db()
    there.people.refresh_from_db()
    assert wang.identity == identity_of(there.people, WANG, there.school)
    with pytest.raises(RuleBroken, match="已经登记了这一条"):
        actions.add_entry(register=there.people, values={**WANG, "name": "王改名"}, by=there.office)


def checked(there):
    (wang,) = counted(there, WANG)
    actions.check_entries(register=there.people, entries=[wang], by=there.county)
    wang.refresh_from_db()
    return wang


def fact(there, day=TODAY):
    (found,) = facts_of(there.people, [there.school.pk], day=day)
    return found


def test_values_changed_since_a_check_are_not_checked_ones_whoever_changed_them(there):
    wang = checked(there)
    assert fact(there).checked_at == wang.checked_at
    actions.put_entries(
        register=there.people,
        organisation=there.school,
        rows=[PutRow(wang, {"dual": False})],
        by=there.office,
    )
    assert (fact(there).state, fact(there).checked_at) == ("confirmed", None)


def test_a_day_gone_by_shows_the_state_of_that_day(there):
    wang = checked(there)
    Entry.objects.filter(pk=wang.pk).update(since=TODAY - dt.timedelta(days=9))
    wang.refresh_from_db()
    actions.end_entry(entry=wang, kind="left", on=TODAY, by=there.office, version=wang.version)
    before = TODAY - dt.timedelta(days=3)
    found = fact(there, before)
    assert (found.state, found.values["state"], found.checked_at) == ("checked", "checked", wang.checked_at)
    assert [row[3] for row in rows_on(there.people, there.school, before)] == ["checked"]


def test_clearing_a_personal_value_keeps_what_was_renamed_since(there):
    wang = actions.add_entry(register=there.people, values=WANG, by=there.office)
    form = copy.deepcopy(PEOPLE["form"])
    next(each for each in form["fields"] if each["key"] == "title")["key"] = "rank"
    form["steps"] = [{"path": "title", "how": "rename", "to": "rank"}]
    loaded(there, form=form)
    wang = Entry.objects.get(pk=wang.pk)
    actions.clear_personal(entry=wang, path="mobile", by=there.office, version=wang.version)
    said = values_of(Entry.objects.get(pk=wang.pk).answer)
    assert (said["rank"], said["id_number"], "mobile" in said) == ("middle", WANG["id_number"], False)


def test_one_that_counts_never_ends_in_favour_of_a_draft(there, signed_in):
    (wang,) = counted(there, WANG)
    draft = actions.add_entry(register=there.people, values=WANG, by=there.other)
    old, new = there.school, there.posts["other"].organisation
    answered = within_an_act(
        lambda: follow(old=old, new=new, on=TODAY, by=system_actor(), change=SimpleNamespace())
    )
    wang.refresh_from_db()
    draft.refresh_from_db()
    assert (wang.organisation_id, wang.state) == (new.pk, "confirmed")
    assert (draft.state, draft.merged_into_id) == ("ended", wang.pk)
    page = text(signed_in(there.posts["other"]).get(url(draft)))
    assert ("与那里已确认的一条相同" in page, "从头不算" in page) == (True, False)
    within_an_act(lambda: follow_back(change=_Change(new, old, answered), by=system_actor()))
    wang.refresh_from_db()
    draft.refresh_from_db()
    assert (wang.organisation_id, wang.state, draft.state) == (old.pk, "confirmed", "draft")
    assert draft.organisation_id == new.pk


def test_into_a_draft_nothing_that_counts_is_merged_and_what_was_erased_is_not_taken_apart(there):
    (wang,) = counted(there, WANG)
    draft = actions.add_entry(register=there.people, values={**WANG, "id_number": "1"}, by=there.office)
    with pytest.raises(RuleBroken, match="还是草稿"):
        actions.merge_entries(entry=wang, into=draft, by=there.office, version=wang.version)
    draft.refresh_from_db()
    actions.merge_entries(entry=draft, into=wang, by=there.office, version=draft.version)
    draft.refresh_from_db()
    actions.erase(entry=draft, by=system_actor(), version=draft.version)
    draft.refresh_from_db()
    with pytest.raises(RuleBroken, match="已经清除"):
        actions.split_entries(entry=draft, by=there.office, version=draft.version)


def stage(entry, by, kind, days, **more):
    on = TODAY + dt.timedelta(days=days)
    return actions.note_project_stage(entry=entry, kind=kind, on=on, by=by, **more)


@pytest.fixture
def team(there):
    entry = actions.add_entry(register=there.projects, values={"name": "骨干团队"}, by=there.office)
    actions.confirm_entries(register=there.projects, entries=[entry], by=there.office)
    entry.refresh_from_db()
    return entry


def test_a_review_without_a_day_makes_validity_lasting_a_nearer_day_counts_and_a_revocation_ends_it(
    there, team
):
    def until():
        (found,) = facts_of(there.projects, [there.school.pk], day=TODAY)
        return found.values.get("valid_until"), [row.valid_until for row in expiring(TODAY)]

    far, near = TODAY + dt.timedelta(days=80), TODAY + dt.timedelta(days=20)
    stage(team, there.city, "recognised", -300, valid_until=far)
    stage(team, there.city, "reviewed", -200, valid_until=near)
    assert until() == (near.isoformat(), [near])
    lasting = stage(team, there.city, "reviewed", -100)
    assert until() == (None, [])
    actions.take_back_stage(stage=lasting, reason="登错", by=there.city, version=lasting.version)
    stage(team, there.city, "revoked", -50)
    assert until() == (None, [])


def test_what_an_office_above_noted_the_school_does_not_take_back(there, team, signed_in):
    office = signed_in(there.posts["office"])
    revoked = stage(team, there.county, "revoked", -5)
    page = text(office.get(url(team)))
    assert ("由上级登记" in page, "撤回" in page) == (True, False)
    back = {"_version": revoked.version, "reason": "不服"}
    assert office.post(url(team, "stages", revoked.public_id, "take-back"), back).status_code == 403
    assert "撤回" in text(signed_in(there.posts["county"]).get(url(team)))
    actions.take_back_stage(stage=revoked, reason="登错", by=there.city, version=revoked.version)


def test_two_that_became_one_are_told_to_be_merged(there):
    _, twin = counted(there, WANG, {**WANG, "id_number": "110101199001010019"})
    loaded(there, identity=["name"], checks=[{"key": "twice", "rule": "doubled"}])
    sweep()
    there.people.refresh_from_db()
    (found,) = findings(there.people, there.office, [there.school])
    assert (found.entry, "与本校另一条“王示例”是同一个" in found.words) == (twin, True)


def test_a_number_is_looked_for_by_who_may_open_it_on_record_and_not_without_end(
    there, signed_in, monkeypatch
):
    (wang,) = counted(there, WANG)
    county, leader = signed_in(there.posts["county"]), signed_in(there.site.post("county_leader"))
    asked = {"number": WANG["id_number"]}
    assert leader.post(url(there.people, "find"), asked).status_code == 403
    assert "按证件号、手机号找" not in text(leader.get(url(there.people)))
    assert county.post(url(there.people, "find"), asked).url == url(wang)
    event = AuditEvent.objects.order_by("pk").last()
    assert (event.action, wang.public_id in str(event.changes)) == ("registers.find_entries", True)
    assert WANG["id_number"] not in str(event.changes)
    monkeypatch.setattr("luoshi.registers.actions.finding.AN_HOUR", 1)
    refused = county.post(url(there.people, "find"), asked)
    assert (refused.status_code, "请过一会儿再找" in text(refused)) == (422, True)


def test_a_reason_is_not_lost_where_a_row_is_stale(there, signed_in):
    (wang,) = counted(there, WANG)
    sent = {"entry": f"{wang.public_id}:{wang.version - 1}", "reason": "职称证书不清楚"}
    back = signed_in(there.posts["county"]).post(url(there.people, "return"), sent)
    assert (back.status_code, 'value="职称证书不清楚"' in text(back)) == (422, True)
