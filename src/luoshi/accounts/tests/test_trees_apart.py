"""The administrators of one city have no hold on the people of another, whichever door they try."""

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts import people_taken_in, uploads
from luoshi.accounts.actions import add_person, issue_ticket, set_up_organisation
from luoshi.accounts.invitations import not_yet_in
from luoshi.accounts.models import Membership, Ticket, User
from luoshi.accounts.people_sheet import Entry
from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken

from .conftest import GOOD_PASSWORD
from .test_lists import downloaded, plan_of, row_of, sent, table, taken_in


@pytest.fixture
def west(town):
    """Another city's officer, `.user` with a password."""
    city = set_up_organisation(
        parent=None, names=[], name="西市全称", short="西市", kind="city_bureau", by=system_actor()
    )
    post = add_person(
        name="示例西", mobile="19911110000", organisation=city, role="city_officer", by=system_actor()
    )
    post.user.set_password(GOOD_PASSWORD)
    post.user.save()
    return post


@pytest.fixture
def admin(town):
    return town.person("security_admin")


@pytest.fixture
def system(town):
    return town.person("system_admin")


def also_here(west, town, role="expert"):
    """A post in both cities, as only somebody above both can give."""
    return Membership.objects.create(user=west.user, organisation=town.city, role=role)


ROW = ["示例西", "19911110000", "", "", "评审专家"]


def test_a_list_takes_over_nobody_of_another_city(town, west, admin, system, signed_in):
    upload = sent(table(ROW), admin)
    problems = uploads.planned(upload, actor_for(admin)).problems
    assert [(each.place, "管理范围以外" in each.text) for each in problems] == [("第4行 B列", True)]
    stamp = uploads.planned(upload, actor_for(admin)).stamp()
    form = {"_version": upload.version, "stamp": stamp, "_once": "a"}
    assert signed_in(admin).post(f"/lists/{upload.public_id}/apply/", form).status_code == 422
    assert west.user.memberships.count() == 1
    assert signed_in(system).post(f"/accounts/{west.user.public_id}/ticket/").status_code == 404


def test_taking_in_refuses_whatever_was_read_before(town, west, admin, monkeypatch):
    monkeypatch.setattr(acts, "REGISTRY", {})  # another act of this name, for this test alone

    @acts.act("accounts.apply_list", who=lambda actor, place: True, under="place")
    def take(*, place, entries, by):
        people_taken_in.take_in(entries, by)

    person = Entry(4, "post", "示例西", town.city, "expert", user=west.user)
    place = Entry(4, "person", "示例新", west.organisation, "expert", mobile="19911110001")
    for entry in (person, place):
        with pytest.raises(RuleBroken, match="第4行的人员或单位不在您的管理范围内"):
            take(place=town.city, entries=[entry], by=actor_for(admin))
    assert west.user.memberships.count() == 1


def test_a_post_that_ended_gives_no_hold_on_who_works_elsewhere(town, west, admin, system, signed_in):
    post = also_here(west, town)
    assert signed_in(admin).get(f"/people/{west.user.public_id}/").status_code == 200
    form = {"_version": post.version, "reason": "评审结束", "_once": "a"}
    answer = signed_in(admin).post(f"/posts/{post.public_id}/end/", form)
    assert answer["Location"] == "/people/"
    assert signed_in(admin).get(f"/people/{west.user.public_id}/").status_code == 404
    assert signed_in(system).get(f"/accounts/{west.user.public_id}/").status_code == 404
    assert signed_in(system).post(f"/accounts/{west.user.public_id}/ticket/").status_code == 404


def test_who_works_nowhere_any_more_stays_with_those_of_the_last_place(town, admin, signed_in):
    post = town.person("teacher", "village")
    post.end = clock.today()
    post.save()
    assert signed_in(admin).get(f"/people/{post.user.public_id}/").status_code == 200


@pytest.mark.parametrize("what", ["ticket", "disable"])
def test_of_an_account_shared_by_two_cities_neither_disposes_alone(town, west, system, signed_in, what):
    also_here(west, town)
    version = west.user.version
    form = {"_version": version, "reason": "试", "_once": "a"}
    answer = signed_in(system).post(f"/accounts/{west.user.public_id}/{what}/", form)
    assert answer.status_code == 422
    assert "管理范围以外任职" in answer.content.decode()
    west.user.refresh_from_db()
    assert (west.user.is_active, Ticket.objects.count()) == (True, 0)


def test_no_slip_is_printed_for_an_account_shared_by_two_cities(town, west, system):
    also_here(west, town)
    west.user.set_unusable_password()
    west.user.save()
    assert not not_yet_in(actor_for(system), town.city).filter(pk=west.user_id).exists()
    with pytest.raises(RuleBroken, match="管理范围以外"):
        issue_ticket(user=west.user, purpose="invitation", secret="x" * 32, by=actor_for(system))


@pytest.mark.parametrize(("column", "value"), [(1, "示例改名"), (2, "19911112222")])
def test_name_and_number_of_a_shared_account_are_not_changed_by_a_list(town, west, admin, column, value):
    also_here(west, town)

    def change(sheet):
        row_of(sheet, "示例西")[column].value = value

    problems = plan_of(downloaded(admin, change), admin).problems
    assert ["管理范围以外任职" in each.text for each in problems] == [True]


def test_a_number_is_not_changed_to_one_of_another_city(town, west, admin):
    town.person("teacher", "village", name="示例甲")

    def change(sheet):
        row_of(sheet, "示例甲")[2].value = west.user.mobile

    assert ["管理范围以外" in each.text for each in plan_of(downloaded(admin, change), admin).problems] == [
        True
    ]


# ---- the last administrator


@pytest.mark.parametrize("door", ["disable", "end"])
def test_the_administrator_of_another_city_does_not_stand_in(town, west, admin, system, signed_in, door):
    add_person(
        name="示例西志",
        mobile="19911110009",
        organisation=west.organisation,
        role="log_admin",
        by=system_actor(),
    )
    log = town.person("log_admin")
    if door == "disable":
        form = {"_version": log.user.version, "reason": "试", "_once": "a"}
        answer = signed_in(system).post(f"/accounts/{log.user.public_id}/disable/", form)
    else:
        form = {"_version": log.version, "reason": "试", "_once": "a"}
        answer = signed_in(admin).post(f"/posts/{log.public_id}/end/", form)
    assert answer.status_code == 422
    assert "唯一的日志员" in answer.content.decode()


# ---- an office learns nothing of people elsewhere


def test_to_an_office_every_number_outside_its_school_looks_alike(town, west, admin, system):
    office = town.person("office", "village")
    elsewhere = town.person("teacher", "academy", name="示例邻校")
    rows = [
        ["示例甲", mobile, "", "", "教师"]
        for mobile in ("19900000001", west.user.mobile, elsewhere.user.mobile, system.user.mobile)
    ]
    upload = sent(table(*rows), office)
    plan = uploads.planned(upload, actor_for(office))
    assert ([each.chip for each in plan.entries], plan.problems) == (["新人员"] * 4, [])
    uploads.propose_list(upload=upload, by=actor_for(office), version=upload.version)
    told = uploads.planned(upload, actor_for(admin)).problems
    assert ["管理范围以外" in told[0].text, *["另一个姓名" in each.text for each in told[1:]]] == [True] * 3
    with pytest.raises(RuleBroken, match="3 处要改正"):
        taken_in(upload, admin)


def test_to_an_office_a_new_number_that_somebody_elsewhere_has_looks_free(town, west):
    office = town.person("office", "village")
    town.person("teacher", "village", name="示例甲")

    def change(sheet):
        row_of(sheet, "示例甲")[2].value = west.user.mobile

    assert plan_of(downloaded(office, change), office).problems == []


def test_who_writes_plans_admits_nobody(town):
    """Making a person is for the server's command line; pages and lists come by acts that look at tree and role."""
    post = town.person("city_officer")
    with pytest.raises(PermissionDenied):
        add_person(
            name="示例",
            mobile="10000012345",
            organisation=post.organisation,
            role="teacher",
            by=actor_for(post),
        )
    assert not User.objects.by_mobile("10000012345").exists()
