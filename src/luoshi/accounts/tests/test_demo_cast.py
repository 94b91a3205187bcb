"""The invented people of a demo site."""

import pytest

from luoshi.accounts import demo, uploads
from luoshi.accounts.actions import set_up_organisation
from luoshi.accounts.demo_schools import make_sample_people
from luoshi.accounts.models import Membership, Organisation, User
from luoshi.accounts.queries import actor_for, directly_below
from luoshi.accounts.roles import ROLES, SEPARATED
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.common.models import AuditEvent, SiteState

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CITY = "yichang"
KINDS = {
    "yichang-zhichengke": "department",
    "yichang-zhijiaoshi": "teaching_research",
    "yichang-dudaoshi": "department",
    "zhijiang-bureau": "county_bureau",
    "zhijiang": "school",
    "sanxia": "school",
}


@pytest.fixture
def site():
    """The organisations the cast works in, on a demo site."""
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "demo"})
    city = _place(None, CITY, "city_bureau")
    for key, kind in KINDS.items():
        _place(city, key, kind)
    return city


def _place(parent, key, kind):
    return set_up_organisation(
        parent=parent, names=[], key=key, name=f"{key}全称", short=key, kind=kind, by=system_actor()
    )


def test_everybody_of_the_cast_can_sign_in_and_has_a_card(site):
    assert demo.make_cast() == len(demo.CAST)
    assert [card.key for card in demo.cards()] == [member.key for member in demo.CAST]
    assert all(card.words and card.organisation for card in demo.cards())


def test_a_second_run_changes_nothing(site):
    demo.make_cast()
    before = set(Membership.objects.values_list("public_id", flat=True))
    assert demo.make_cast() == 0
    assert set(Membership.objects.values_list("public_id", flat=True)) == before


def test_the_cast_is_recognisable_as_invented(site):
    demo.make_cast()
    people = User.objects.filter(cast_key__isnull=False)
    assert all(person.name.startswith("示例·") for person in people)
    assert all(person.mobile.startswith("1000000") for person in people)
    assert len({person.name for person in people}) == len(demo.CAST)


def test_nobody_of_the_cast_has_a_password(site):
    demo.make_cast()
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_every_role_but_those_of_no_page_yet_is_in_the_cast():
    played = {member.role for member in demo.CAST}
    assert set(ROLES) - played == {"party_secretary", "council_chair", "enterprise"}
    assert all(sum(member.role == role for member in demo.CAST) == 1 for role in SEPARATED)


def test_a_school_has_whom_its_own_selection_takes():
    """Two who run it, one who watches it, a head, and a teacher who applies."""
    school = {member.role for member in demo.CAST if member.place == "zhijiang"}
    assert school >= {"office", "deputy_head", "monitor", "school_head", "teacher"}


def test_every_school_and_county_gets_its_people_once(site):
    demo.make_cast()
    schools = list(Organisation.objects.filter(kind="school"))
    made = make_sample_people(by=system_actor())
    assert made == User.objects.filter(mobile_sealed__isnull=False).count() - len(demo.CAST)
    before = AuditEvent.objects.count(), Organisation.objects.count()
    assert make_sample_people(by=system_actor()) == 0
    assert (AuditEvent.objects.count() - 1, Organisation.objects.count()) == before
    for school in schools:
        posts = Membership.objects.filter(organisation=school)
        assert set(posts.values_list("role", flat=True)) >= {
            "school_head", "party_secretary", "deputy_head", "office", "department_head", "task_owner",
            "teacher", "finance",
        }  # fmt: skip
        assert directly_below(school).count() == 5
    counties = Organisation.objects.filter(kind="county_bureau")
    assert all(
        Membership.objects.filter(organisation=each, role="county_leader").exists() for each in counties
    )
    new = User.objects.exclude(cast_key__in=[member.key for member in demo.CAST])
    assert all(user.name.startswith("示例·") and user.mobile.startswith("1000000") for user in new)
    assert check_all()["violations"] == []
    _lists_come_back_as_they_went_out()
    heads = Membership.objects.filter(role="school_head").values_list("organisation", flat=True)
    assert set(heads) == set(Organisation.objects.filter(kind="school").values_list("pk", flat=True))


def _lists_come_back_as_they_went_out():
    """All people and organisations of the sample site, downloaded and sent back: nothing to ask, nothing to do."""
    admin = actor_for(Membership.objects.get(role="security_admin"))
    city = Organisation.objects.get(kind="city_bureau")
    for kind, rows in (
        ("people", Membership.objects.count()),
        ("organisations", Organisation.objects.count()),
    ):
        data = uploads.SHEETS[kind].workbook(admin, city)
        content = uploads.read_list(kind, "名单.xlsx", data, admin, city)
        plan = uploads.READINGS[kind](content, admin, city).read()
        assert (plan.problems, plan.entries) == ([], []), kind
        assert len(content["rows"]) >= rows * 0.9, kind


def test_a_production_site_takes_no_cast(site):
    SiteState.objects.update(mode="production")
    with pytest.raises(RuleBroken, match="正式站点"):
        demo.make_cast()
    assert User.objects.count() == 0


def test_without_the_site_pack_it_says_what_is_missing(db):
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "demo"})
    with pytest.raises(RuleBroken, match="load"):
        demo.make_cast()
