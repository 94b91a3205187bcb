"""The same person typed differently in two schools: joined by an office above both, counted once, parted again."""

from types import SimpleNamespace

import pytest

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.registers import actions
from luoshi.registers.actions import PutRow
from luoshi.registers.invariants import INVARIANTS
from luoshi.registers.models import JoinedIdentity
from luoshi.registers.permissions import can_part
from luoshi.registers.queries import facts_of
from luoshi.registers.sweeping import sweep

from .samples import WANG
from .test_pages import text, url

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def both(there):
    """王示例 with his number in one school, 王 示例（外聘） without one in the other."""
    made = []
    for actor, values in ((there.office, WANG), (there.other, {"name": "王示例（外聘）"})):
        entry = actions.add_entry(register=there.people, values=values, by=actor)
        actions.confirm_entries(register=there.people, entries=[entry], by=actor)
        entry.refresh_from_db()
        made.append(entry)
    return made


def counted(there):
    schools = [there.posts[name].organisation_id for name in ("office", "other")]
    return len({fact.identity for fact in facts_of(there.people, schools, day=clock.today())})


def broken():
    return [found for each in INVARIANTS for found in each.check()]


def test_joined_on_the_page_they_count_once_through_changes_and_imports_and_parted_each_again(
    there, both, signed_in
):
    city, county = signed_in(there.posts["city"]), signed_in(there.posts["county"])
    mine, theirs = both
    assert counted(there) == 2
    assert "与别校的合为一个" in text(city.get(url(theirs)))
    page = text(city.get(f"{url(theirs, 'join')}?q=王示例"))
    assert mine.public_id in page
    said = {"other": mine.public_id, "q": "王示例", "_version": theirs.version}
    refused = city.post(url(theirs, "join"), {**said, "reason": " "})
    assert (refused.status_code, "凭什么认定" in text(refused)) == (422, True)
    assert city.post(url(theirs, "join"), {**said, "reason": "核对了身份证"}).status_code == 302
    theirs.refresh_from_db()
    assert counted(there) == 1
    assert "核对了身份证" in text(city.get(url(mine)))
    assert "核对了身份证" not in text(county.get(url(mine)))  # sees one of the two
    values = {"name": "王示例（外聘）", "title": "middle"}
    actions.change_entry(entry=theirs, values=values, by=there.other, version=theirs.version)
    sweep()
    assert (counted(there), broken()) == (1, [])
    there.people.refresh_from_db()
    same = PutRow(theirs, {"title": "senior"})
    other = there.posts["other"].organisation
    actions.put_entries(register=there.people, organisation=other, rows=[same], by=there.other)
    assert (counted(there), broken()) == (1, [])
    joined = JoinedIdentity.objects.get()
    part = f"/registers/entries/{mine.public_id}/joins/{joined.public_id}/part/"
    assert county.post(part, {"_version": joined.version}).status_code == 404
    assert city.post(part, {"_version": joined.version}).status_code == 302
    assert (counted(there), broken()) == (2, [])
    assert "核对了身份证" not in text(city.get(url(mine)))


def test_who_may_not_and_what_may_not_be_joined(there, both, signed_in):
    mine, theirs = both
    office, county = signed_in(there.posts["office"]), signed_in(there.posts["county"])
    said = {"other": theirs.public_id, "reason": "同一人", "_version": mine.version}
    assert office.post(url(mine, "join"), said).status_code == 403
    assert county.post(url(mine, "join"), said).status_code == 404
    twin = actions.add_entry(register=there.people, values={"name": "王示例（外聘）"}, by=there.office)
    with pytest.raises(RuleBroken, match="另一所学校的一条"):
        actions.join_identities(entry=mine, other=twin, reason="x", by=there.city, version=mine.version)
    mine.refresh_from_db()
    actions.join_identities(entry=mine, other=theirs, reason="x", by=there.city, version=mine.version)
    mine.refresh_from_db()
    with pytest.raises(RuleBroken, match="已经算同一个"):
        actions.join_identities(entry=mine, other=theirs, reason="x", by=there.city, version=mine.version)
    twin.refresh_from_db()
    with pytest.raises(RuleBroken, match="这两条都有"):
        actions.join_identities(entry=twin, other=theirs, reason="x", by=there.city, version=twin.version)
    assert JoinedIdentity.objects.count() == 1


@pytest.fixture
def twice_here_and_elsewhere(there, both):
    """By two numbers: entries of two schools of a county, and drafts that a school of another county has of both."""
    county, second = there.posts["county"].organisation, there.site.post("office", "dangyang")
    school = second.organisation
    school.path, school.parent = f"{county.path}{school.path[-8:]}", county
    school.save()
    twin = {"name": "王示例", "id_number": "110101199001010028"}
    by = actor_for(Membership.objects.select_related("user", "organisation").get(pk=second.pk))
    elsewhere = []
    beside = actions.add_entry(register=there.people, values=twin, by=by)
    actions.confirm_entries(register=there.people, entries=[beside], by=by)
    for values in (WANG, twin):  # a school of another county has both
        elsewhere.append(actions.add_entry(register=there.people, values=values, by=there.other))
    beside.refresh_from_db()
    return SimpleNamespace(county=county, by=by, twin=twin, here=both[0], beside=beside, elsewhere=elsewhere)


def test_what_a_county_joins_holds_in_its_schools_alone(there, twice_here_and_elsewhere, signed_in):
    """Entries of another county with the same numbers are neither told nor touched, nor counted otherwise later."""
    county, by, twin, here, beside, elsewhere = vars(twice_here_and_elsewhere).values()
    were = [(each.identity, each.version) for each in elsewhere]
    form = {"other": here.public_id, "reason": "核对了身份证", "_version": beside.version}
    assert signed_in(there.posts["county"]).post(url(beside, "join"), form).status_code == 302
    for each in (here, beside, *elsewhere):
        each.refresh_from_db()
    assert beside.identity == here.identity
    assert [(each.identity, each.version) for each in elsewhere] == were
    values = {**twin, "title": "senior"}
    actions.change_entry(entry=elsewhere[1], values=values, by=there.other, version=elsewhere[1].version)
    actions.change_entry(entry=beside, values=values, by=by, version=beside.version)
    assert (elsewhere[1].identity, beside.identity) == (were[1][0], here.identity)
    assert broken() == []
    joined = JoinedIdentity.objects.get()
    assert (joined.within, can_part(there.county, joined)) == (county, True)
    actions.part_identities(joined=joined, by=there.county, version=joined.version)
    beside.refresh_from_db()
    assert (beside.identity, broken()) == (were[1][0], [])
    there.people.refresh_from_db()
    with pytest.raises(RuleBroken, match="有一所学校这两条都有"):  # in drafts, which the city does not see
        actions.join_identities(entry=beside, other=here, reason="x", by=there.city, version=beside.version)
    actions.end_entry(entry=elsewhere[0], kind="left", on=clock.today(), by=there.other, version=were[0][1])
    beside.refresh_from_db()
    actions.join_identities(entry=beside, other=here, reason="x", by=there.city, version=beside.version)
    elsewhere[1].refresh_from_db()
    assert elsewhere[1].identity == here.identity
    joined = JoinedIdentity.objects.get(parted_at=None)
    assert (joined.within.kind, can_part(there.county, joined), can_part(there.city, joined)) == (
        there.posts["city"].organisation.kind,
        False,
        True,
    )
