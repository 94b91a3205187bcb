"""Organisations change on a day; history keeps the names and the owner of its day; what was done can be undone."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts import organisations as acts
from luoshi.accounts.actions import set_up_organisation
from luoshi.accounts.calendars import workdays_of
from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.models import Membership, Organisation, OrganisationChange
from luoshi.accounts.queries import (
    actor_for,
    directly_below,
    memberships_today,
    name_on,
    people_visible_to,
    placement_on,
    short_on,
)
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.invariants import check_all
from luoshi.common.models import Holiday, SiteState

DAY = dt.timedelta(days=1)
SYSTEM = system_actor()


def today():
    return clock.today()


@pytest.fixture
def admin(town):
    return actor_for(town.person("security_admin"))


def fresh(row):
    row.refresh_from_db()
    return row


def rename(row, name, short, on, by):
    return acts.rename_organisation(
        organisation=row, name=name, short=short, on=on, by=by, version=fresh(row).version
    )


def move(row, parent, on, by):
    return acts.place_organisation(
        organisation=row, parent=parent, start=on, by=by, version=fresh(row).version
    )


def merge(row, by, into=None, others=(), **more):
    return merge_organisations(
        organisation=row,
        others=list(others),
        into=into,
        on=more.pop("on", today()),
        by=by,
        version=fresh(row).version,
        **more,
    )


def undo(change, by):
    return undo_organisation_change(change=change, by=by, version=fresh(change).version)


def whole():
    SiteState.objects.get_or_create(pk=1, defaults={"mode": "test"})
    assert check_all()["violations"] == []


def test_a_renamed_school_bears_the_name_of_each_day(town, admin):
    rename(town.village, "新村职业学校", "新村", today() - 60 * DAY, admin)
    change = rename(town.village, "再新村职业学校", "新村", today() - 10 * DAY, admin)
    school = fresh(town.village)
    assert [name_on(school, today() - n * DAY) for n in (90, 60, 30, 10, 0)] == [
        "village全称",
        "新村职业学校",
        "新村职业学校",
        "再新村职业学校",
        "再新村职业学校",
    ]
    assert (short_on(school, today() - 90 * DAY), short_on(school, today())) == ("village", "新村")
    with pytest.raises(RuleBroken, match="上一次更名"):
        rename(school, "又一个", "又", today() - 30 * DAY, admin)
    undo(change, admin)
    assert (fresh(school).name, name_on(school, today() - 30 * DAY)) == ("新村职业学校", "新村职业学校")
    whole()


@pytest.mark.parametrize(
    ("name", "short", "days", "said"),
    [
        ("academy全称", "别的", 0, "已有单位叫"),
        ("village全称", "village", 0, "没有要改的"),
        ("新名", "新", 1, "不能晚于今天"),
        ("新名", "新", -400, "一年之前"),
    ],
)
def test_a_bad_name_or_day_is_refused(town, admin, name, short, days, said):
    with pytest.raises(RuleBroken, match=said):
        rename(town.village, name, short, today() + days * DAY, admin)
    assert fresh(town.village).name == "village全称"


def test_one_body_may_have_two_names_and_a_second_supervisor_without_rights(town, admin, signed_in):
    add = acts.add_second_name(
        organisation=town.academy, name="三峡技师学院", on=today(), by=admin, version=town.academy.version
    )
    acts.add_second_supervisor(
        organisation=town.academy,
        name="示例市人社局",
        side="技工教育",
        on=today(),
        by=admin,
        version=fresh(town.academy).version,
    )
    with pytest.raises(RuleBroken, match="不用再加"):
        acts.add_second_name(
            organisation=town.academy,
            name="三峡技师学院",
            on=today(),
            by=admin,
            version=fresh(town.academy).version,
        )
    page = signed_in(town.person("teacher", "academy")).get(f"/organisations/{town.academy.public_id}/")
    facts = [fact[:2] for fact in page.context["organisation_facts"]]
    assert ("第二名称", "三峡技师学院") in facts
    assert ("另一主管部门", "示例市人社局（技工教育）") in facts
    with pytest.raises(RuleBroken, match="先撤回后面的"):
        undo(add, admin)
    ended = acts.end_second_supervisor(
        organisation=town.academy,
        name="示例市人社局",
        on=today(),
        by=admin,
        version=fresh(town.academy).version,
    )
    undo(ended, admin)
    assert town.academy.second_supervisors.filter(end__isnull=True).count() == 1
    whole()


def test_another_supervisor_sees_at_once_and_history_keeps_the_old_one(town, admin):
    town.person("teacher", "academy", name="院师")
    county = actor_for(town.person("county_officer", "county"))
    assert "院师" not in set(people_visible_to(county).values_list("user__name", flat=True))
    change = move(town.academy, town.county, today() - 5 * DAY, admin)
    assert "院师" in set(people_visible_to(county).values_list("user__name", flat=True))
    assert [placement_on(town.academy, today() - n * DAY).parent.short for n in (30, 6, 5, 0)] == [
        "city",
        "city",
        "county",
        "county",
    ]
    undo(change, admin)
    assert "院师" not in set(people_visible_to(county).values_list("user__name", flat=True))
    assert placement_on(town.academy, today()).parent == town.city
    whole()


def test_nothing_is_put_below_itself_and_a_county_reaches_no_other_tree(town, admin):
    with pytest.raises(RuleBroken, match="它自己或下属"):
        move(town.county, town.village, today(), admin)
    county = actor_for(town.person("security_admin", "county"))
    with pytest.raises(PermissionDenied):
        rename(town.academy, "x", "y", today(), county)
    assert rename(town.village, "x学校", "y", today(), county).organisation == town.village


def test_a_school_is_put_below_no_office_and_no_other_school(town, admin, signed_in):
    office = acts.found_department(
        parent=town.city, name="职教室", on=today(), by=admin, kind="teaching_research"
    )
    for parent in (office, town.academy):
        with pytest.raises(RuleBroken, match="之下不能有这类单位"):
            move(town.village, parent, today(), admin)
    page = signed_in(town.person("security_admin")).get(
        f"/organisations/{town.village.public_id}/change/move/"
    )
    offered = {row.short for row in page.context["form"].fields["parent"].queryset}
    assert offered == {"city", "county"}


def test_two_schools_become_one_with_people_departments_and_names(town, admin):
    office = acts.found_department(parent=town.village, name="教务处", on=today(), by=admin)
    head = town.person("school_head", "village")
    Membership.objects.filter(pk=head.pk).update(section=office)
    both = town.person("teacher", "academy")
    change = merge(town.village, admin, others=[town.academy], name="城乡职业学校", short="城乡职校")
    new = Organisation.objects.get(name="城乡职业学校")
    assert change.organisation == new
    held = memberships_today().filter(organisation=new)
    assert {(post.user, post.role) for post in held} == {
        (head.user, "school_head"),
        (both.user, "teacher"),
    }
    assert held.get(user=head.user).section == office
    assert list(directly_below(new)) == [office]
    assert fresh(town.village).closed_on == today()
    assert set(new.aliases.values_list("name", flat=True)) == {
        "village全称",
        "village",
        "academy全称",
        "academy",
    }
    assert name_on(new, today() - DAY) == "城乡职业学校"  # a predecessor's name was never its own
    assert name_on(town.village, today() - DAY) == "village全称"
    whole()
    undo(change, admin)
    assert {row.short for row in Organisation.objects.filter(withdrawn_at__isnull=True, kind="school")} == {
        "village",
        "academy",
    }
    assert memberships_today().filter(organisation=town.village, user=head.user).exists()
    assert list(directly_below(fresh(town.village))) == [office]
    whole()


def test_a_school_joins_another_that_is_there_already(town, admin):
    person = town.person("teacher", "village")
    merge(town.village, admin, into=town.academy)
    assert memberships_today().filter(organisation=town.academy, user=person.user).count() == 1
    with pytest.raises(RuleBroken, match="已经撤销"):
        merge(town.village, admin, into=town.academy)
    whole()


def test_the_days_off_of_a_bureau_go_along_and_come_back(town, admin):
    other = acts.found_organisation(
        parent=town.city, name="另一县局", short="另县", kind="county_bureau", on=today(), by=admin
    )
    days = [dt.date(2031, 7, 7), dt.date(2031, 7, 8)]  # Monday, Tuesday
    for day in days:
        Holiday.objects.create(organisation=town.county.public_id, day=day, kind="holiday")
    Holiday.objects.create(organisation=other.public_id, day=days[0], kind="workday")
    change = merge(town.county, admin, into=other)
    table = workdays_of(fresh(town.village).path)
    assert [table.is_workday(day) for day in days] == [True, False]
    undo(change, admin)
    assert not workdays_of(fresh(town.village).path).is_workday(days[1])
    assert workdays_of(fresh(other).path).is_workday(days[1])


def test_what_cannot_be_merged_is_refused(town, admin):
    with pytest.raises(RuleBroken, match="另外的单位"):
        merge(town.village, admin, into=town.village)
    with pytest.raises(RuleBroken, match="同类的单位"):
        merge(town.village, admin, into=town.county)
    with pytest.raises(RuleBroken, match="全称和简称"):
        merge(town.village, admin, others=[town.academy])
    assert OrganisationChange.objects.count() == 0


def test_a_merger_on_which_something_was_begun_stays(town, admin):
    change = merge(town.village, admin, others=[town.academy], name="城乡职业学校", short="城乡职校")
    town.person("teacher", "city")
    new = change.organisation
    acts.found_department(parent=new, name="新处", on=today(), by=admin)
    with pytest.raises(RuleBroken, match=r"先撤回后面的|下属单位 1 个"):
        undo(change, admin)
    assert fresh(town.village).closed_on == today()


def test_closing_is_refused_with_the_list_while_anything_is_there(town, admin):
    town.person("teacher", "village")

    def close():
        return acts.close_organisation(
            organisation=town.village, on=today(), by=admin, version=fresh(town.village).version
        )

    with pytest.raises(RuleBroken, match="在任岗位 1 个"):
        close()
    Membership.objects.filter(organisation=town.village).update(end=today())
    change = close()
    undo(change, admin)
    assert fresh(town.village).withdrawn_at is None
    whole()


def test_a_split_makes_new_schools_beside_the_old_one(town, admin):
    change = acts.split_organisation(
        organisation=town.village,
        parts=[("一职业学校", "一职"), ("二职业学校", "二职")],
        on=today(),
        by=admin,
        version=town.village.version,
    )
    assert {row.short for row in directly_below(town.county)} == {"village", "一职", "二职"}
    undo(change, admin)
    assert {row.short for row in directly_below(town.county)} == {"village"}
    whole()


def test_the_office_makes_departments_of_its_own_school_only(town):
    office = actor_for(town.person("office", "village"))
    made = acts.found_department(parent=town.village, name="教务处", on=today(), by=office)
    assert (made.name, made.short, made.kind) == ("village全称教务处", "教务处", "department")
    with pytest.raises(RuleBroken, match="已有"):
        acts.found_department(parent=town.village, name="教务处", on=today(), by=office)
    with pytest.raises(PermissionDenied):
        acts.found_department(parent=town.academy, name="教务处", on=today(), by=office)
    rename(made, "village全称教务科", "教务科", today(), office)
    with pytest.raises(PermissionDenied):
        rename(town.village, "x", "y", today(), office)


def test_an_old_page_is_told(town, admin):
    with pytest.raises(Stale):
        acts.rename_organisation(
            organisation=town.village, name="x", short="y", on=today(), by=admin, version=99
        )


# ---- the pages


def test_what_will_happen_is_shown_before_it_does(town, signed_in):
    client = signed_in(town.person("security_admin"))
    town.person("teacher", "academy")
    url = f"/organisations/{town.academy.public_id}/change/merge/"
    form = {
        "into": town.village.public_id,
        "on": today().isoformat(),
        "_version": fresh(town.academy).version,
    }
    seen = client.post(url, form)
    assert seen.status_code == 200
    assert "academy全称并入village全称：在任岗位 1 个。" in seen.content.decode()
    assert fresh(town.academy).closed_on is None
    assert client.post(url, {**form, "sure": "1"}).status_code == 302
    page = client.get(f"/organisations/{town.academy.public_id}/").content.decode()
    assert "这个单位已经停用" in page
    assert "village全称" in page
    change = OrganisationChange.objects.get()
    answer = client.post(f"/changes/{change.public_id}/undo/", {"_version": change.version})
    assert answer.status_code == 302
    assert fresh(town.academy).closed_on is None


def test_every_act_has_a_page_that_refuses_an_empty_form_in_words(town, signed_in):
    from luoshi.accounts.organisation_kinds import KINDS

    client = signed_in(town.person("security_admin"))
    for what in KINDS:
        url = f"/organisations/{town.village.public_id}/change/{what}/"
        assert client.get(url).status_code == 200, what
        assert client.post(url, {"on": "昨天", "name": ""}).status_code == 422, what
        assert signed_in(town.person("teacher", "village")).get(url).status_code == 403, what
    assert client.get(f"/organisations/{town.village.public_id}/change/nothing/").status_code == 404
    assert OrganisationChange.objects.count() == 0


def test_the_system_alone_sets_up_what_has_no_story(town, admin):
    new = {"parent": town.city, "names": [], "name": "示例新校", "short": "新校", "kind": "school"}
    with pytest.raises(PermissionDenied):
        set_up_organisation(**new, by=admin)
    made = set_up_organisation(**new, by=SYSTEM)
    assert list(directly_below(town.city).filter(pk=made.pk)) == [made]
    assert OrganisationChange.objects.count() == 0
    whole()


def test_what_a_supervisor_could_open_is_gone_at_the_next_request(town, admin, signed_in):
    """SE-03: no right outlives the change, whatever the session."""
    move(town.academy, town.county, today(), admin)
    teacher = town.person("teacher", "academy", name="院师")
    browser = signed_in(town.person("county_officer", "county"))
    assert "院师" in browser.get("/people/").content.decode()
    undo(OrganisationChange.objects.latest("pk"), admin)
    assert "院师" not in browser.get("/people/").content.decode()
    assert "院师" not in str(browser.get("/people.xlsx").content)
    assert memberships_today().filter(pk=teacher.pk).exists()


def test_a_new_school_stands_behind_those_there_are(town, admin):
    for number, school in enumerate((town.academy, town.village), 5):
        Organisation.objects.filter(pk=school.pk).update(order=number)
    given = {"short": "新校", "kind": "school", "on": today(), "by": admin}
    made = acts.found_organisation(parent=fresh(town.county), name="示例新校", **given)
    last = Organisation.objects.filter(kind="school").order_by("order", "id").last()
    assert last == made
