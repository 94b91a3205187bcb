"""People and posts: who sees them, who grants and takes back, and what is refused."""

import hashlib
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from luoshi.accounts.actions import set_up_organisation
from luoshi.accounts.models import Membership, User
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import system_actor
from luoshi.common.models import AuditEvent
from luoshi.common.tests.taken import taken

pytestmark = pytest.mark.once

NEW = {"name": "示例新人", "mobile": "199 0000-0001", "role": "teacher", "title": "语文教师"}


@pytest.fixture
def security(town):
    return town.person("security_admin", name="示例韩冰")


@pytest.fixture
def client(security, signed_in):
    return signed_in(security)


def acts(action):
    return list(AuditEvent.objects.filter(action=action).values_list("result", flat=True))


def names(answer):
    return {post.user.name for post in answer.context["page_obj"]}


@pytest.mark.parametrize(
    ("role", "place", "seen"),
    [
        ("county_officer", "county", {"县长", "村师"}),
        ("school_head", "village", {"村师"}),
        ("school_head", "academy", {"院师"}),
        ("city_officer", "city", {"县长", "村师", "院师"}),
    ],
)
def test_one_sees_the_own_organisation_and_those_below(town, signed_in, role, place, seen):
    town.person("county_leader", "county", name="县长")
    town.person("teacher", "village", name="村师")
    town.person("teacher", "academy", name="院师")
    viewer = town.person(role, place, name="本人")
    assert names(signed_in(viewer).get("/people/")) == seen | {"本人"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=村师", {"村师"}),
        ("?role=county_leader", {"县长"}),
        ("?organisation=ACADEMY", {"院师"}),
        ("?q=无", set()),
    ],
)
def test_people_are_narrowed(town, client, query, found):
    town.person("county_leader", "county", name="县长")
    town.person("teacher", "village", name="村师")
    town.person("teacher", "academy", name="院师")
    answer = client.get("/people/" + query.replace("ACADEMY", town.academy.public_id))
    assert names(answer) == found
    assert found or "没有符合条件的人员" in answer.content.decode()


def test_numbers_are_masked(town, client):
    post = town.person("teacher", "village")
    page = client.get("/people/").content.decode()
    assert post.user.masked_mobile in page
    assert post.user.mobile not in page


def test_the_list_costs_the_same_for_few_and_for_thirty(town, client):
    with CaptureQueriesContext(connection) as few:
        client.get("/people/")
    for _ in range(30):
        town.person("teacher", "village")
    with CaptureQueriesContext(connection) as many:
        assert len(names(client.get("/people/"))) > 30
    assert len(many) == len(few) <= 12


def test_a_person_is_registered_with_a_post_and_cannot_sign_in_before_an_invitation(town, client):
    answer = client.post("/people/new/", {**NEW, "organisation": town.village.public_id, "_once": "a"})
    user = User.objects.get(name="示例新人")
    assert answer["Location"] == f"/people/{user.public_id}/"
    assert (user.mobile, user.has_usable_password()) == ("19900000001", False)
    post = user.memberships.get()
    assert (post.organisation, post.role, post.title) == (town.village, "teacher", "语文教师")
    assert acts("accounts.admit_person") == ["done"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "请填写姓名"),
        ({"mobile": "12345"}, "11 位数字"),
        ({"mobile": "１９９０００００００１"}, "11 位数字"),
        ({"role": "king"}, "请从名单中选择岗位"),
        ({"role": "city_officer"}, "没有这个岗位"),
        ({"organisation": "2" * 20}, "请从名单中选择本单位或下属单位"),
        ({"mobile": "KNOWN"}, "已经登记过"),
    ],
)
def test_a_bad_registration_is_refused_and_the_input_kept(town, client, given, said):
    known = town.person("teacher", "academy").user.mobile
    form = {**NEW, "organisation": town.village.public_id, **given}
    form["mobile"] = form["mobile"].replace("KNOWN", known)
    before = User.objects.count()
    answer = client.post("/people/new/", form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="语文教师"' in answer.content.decode()
    assert User.objects.count() == before


def test_a_post_is_granted_and_taken_back_at_once(town, client, signed_in):
    teacher = town.person("teacher", "village")
    answer = client.post(
        f"/people/{teacher.user.public_id}/posts/",
        {"organisation": town.academy.public_id, "role": "school_head", "_once": "a"},
    )
    assert answer.status_code == 302
    second = Membership.objects.get(user=teacher.user, role="school_head")
    browser = signed_in(teacher)
    browser.post("/posts/switch/", {"post": second.public_id})
    assert names(browser.get("/people/")) == {teacher.user.name}
    ended = client.post(f"/posts/{second.public_id}/end/", {"_version": second.version, "reason": "调动"})
    assert ended.status_code == 302
    assert browser.get("/people/").status_code == 403  # back to the teacher's post, which does not see people
    second.refresh_from_db()
    assert second.end is not None
    assert (acts("accounts.add_post"), acts("accounts.end_post")) == (["done"], ["done"])


def grant(client, user, organisation, role):
    return client.post(
        f"/people/{user.public_id}/posts/", {"organisation": organisation.public_id, "role": role}
    )


@pytest.mark.parametrize(
    ("held", "wanted", "said"),
    [
        ("system_admin", "log_admin", "不能由同一人担任"),
        ("log_admin", "security_admin", "不能由同一人担任"),
        ("system_admin", "city_officer", "不能同时担任业务岗位"),
        ("city_officer", "log_admin", "不能同时担任业务岗位"),
        ("city_officer", "city_officer", "不用再授予"),
        ("city_officer", "school_head", "没有这个岗位"),
    ],
)
def test_posts_that_do_not_go_together_are_refused(town, client, held, wanted, said):
    post = town.person(held)
    answer = grant(client, post.user, town.city, wanted)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert post.user.memberships.count() == 1
    assert acts("accounts.add_post") == ["refused"]


def test_nobody_grants_or_ends_the_own_posts(town, security, client):
    assert grant(client, security.user, town.city, "security_admin").status_code == 403
    answer = client.post(f"/posts/{security.public_id}/end/", {"_version": security.version, "reason": "试"})
    assert answer.status_code == 403
    assert (acts("accounts.add_post"), acts("accounts.end_post")) == (["refused"], ["refused"])


def test_a_security_administrator_of_a_county_reaches_no_other_tree(town, signed_in):
    county = signed_in(town.person("security_admin", "county"))
    stranger, own = town.person("teacher", "academy"), town.person("teacher", "village")
    assert grant(county, stranger.user, town.village, "teacher").status_code == 404
    assert county.post(f"/posts/{stranger.public_id}/end/", {"_version": 1, "reason": "x"}).status_code == 404
    assert grant(county, own.user, town.academy, "teacher").status_code == 422
    assert own.user.memberships.count() == 1


def test_ending_needs_a_reason_and_the_newest_page(town, client):
    post = town.person("teacher", "village")
    url = f"/posts/{post.public_id}/end/"
    assert client.post(url, {"_version": post.version, "reason": " "}).status_code == 422
    assert client.post(url, {"_version": post.version + 3, "reason": "调动"}).status_code == 409
    post.refresh_from_db()
    assert post.end is None
    assert client.post(url, {"_version": post.version, "reason": "调动"}).status_code == 302
    post.refresh_from_db()
    again = client.post(url, {"_version": post.version, "reason": "调动"})
    assert again.status_code == 422
    assert "已经收回" in again.content.decode()


def test_the_last_system_administrator_keeps_the_post(town, client):
    last = town.person("system_admin")
    answer = client.post(f"/posts/{last.public_id}/end/", {"_version": last.version, "reason": "调动"})
    assert answer.status_code == 422
    assert "唯一的系统管理员" in answer.content.decode()


# ---- every role at every door

DOORS = {
    "/people/": {role.key for role in ROLES.values() if "see_people" in role.permissions},
    "/people/new/": {"security_admin"},
    "/people/USER/": {"security_admin"},
    "/accounts/": {"system_admin"},
    "/accounts/USER/": {"system_admin"},
    "/roles/": set(ROLES),
    "/me/": set(ROLES),
}
ACTS = {
    "/people/new/": ("security_admin", "accounts.admit_person"),
    "/people/USER/posts/": ("security_admin", "accounts.add_post"),
    "/posts/POST/end/": ("security_admin", "accounts.end_post"),
    "/accounts/USER/ticket/": ("system_admin", "accounts.issue_ticket"),
    "/accounts/USER/disable/": ("system_admin", "accounts.disable_user"),
    "/accounts/USER/enable/": ("system_admin", "accounts.enable_user"),
    "/accounts/USER/end-sessions/": ("system_admin", "accounts.end_person_sessions"),
}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_opens_its_doors_and_no_others(town, signed_in, role):
    target, client = town.person("teacher", "village"), signed_in(town.person(role))
    for door, who in DOORS.items():
        code = client.get(door.replace("USER", target.user.public_id)).status_code
        assert code == (200 if role in who else 403), door


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_refused_act_is_403_changes_nothing_and_is_logged(town, signed_in, role):
    target, client = town.person("teacher", "village"), signed_in(town.person(role))
    for door, (allowed, action) in ACTS.items():
        path = door.replace("USER", target.user.public_id).replace("POST", target.public_id)
        code = client.post(path, {}).status_code
        if role == allowed:
            assert code not in (403, 404), door
        else:
            assert code == 403, door
            assert acts(action) == ["refused"], door
            assert client.post(path.replace(target.public_id, "2" * 20)).status_code == 403


@pytest.mark.parametrize("door", [*DOORS, *ACTS, "/me/password/", "/me/sessions/end-others/", "/log/"])
def test_whoever_is_not_signed_in_is_sent_to_the_sign_in_page(town, client, door):
    target = town.person("teacher", "village")
    path = door.replace("USER", target.user.public_id).replace("POST", target.public_id)
    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")


def test_the_roles_page_says_who_may_do_what(town, signed_in):
    answer = signed_in(town.person("teacher", "village")).get("/roles/")
    rows = {row["role"].key: row for row in [*answer.context["business"], *answer.context["admins"]]}
    assert set(rows) == set(ROLES)
    assert dict(rows["log_admin"]["cells"])["查看操作日志"] is True
    assert [role for role, row in rows.items() if dict(row["cells"])["查看操作日志"]] == ["log_admin"]
    assert not rows["enterprise"]["has_any"]


def test_the_excel_shows_the_rows_of_the_page_with_masked_numbers(town, client):
    teacher = town.person("teacher", "village", name="村师")
    town.person("teacher", "academy", name="院师")
    answer = client.get(f"/people.xlsx?organisation={town.village.public_id}")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["人员"]
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "村师" in cells
    assert teacher.user.masked_mobile in cells
    assert not {"院师", teacher.user.mobile} & set(cells)


def test_three_thousand_people_are_paged_searched_and_taken_out(town, client):
    users = User.objects.bulk_create([User(name=f"示例{n:04d}", password="!") for n in range(3000)])
    Membership.objects.bulk_create(
        [Membership(user=user, organisation=town.village, role="teacher") for user in users]
    )
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/people/?page=7")
    assert len(answer.context["page_obj"]) == 50
    assert len(queries) <= 14
    assert names(client.get("/people/?q=2999")) == {"示例2999"}
    with CaptureQueriesContext(connection) as queries:
        book = client.get("/people.xlsx?role=teacher")
    assert len(queries) <= 16  # its line in the log among them
    (entry,) = taken("accounts.fetch_people")
    assert entry[1:] == (3000, hashlib.sha256(book.content).hexdigest())
    rows = openpyxl.load_workbook(io.BytesIO(book.content), read_only=True)["人员"]
    assert (
        sum(1 for row in rows.iter_rows(values_only=True) if row[1] and str(row[1]).startswith("示例"))
        == 3000
    )


def test_the_roles_page_says_of_each_role_what_it_may(town, signed_in):
    page = signed_in(town.person("teacher", "village")).get("/roles/").content.decode()
    for role in ROLES.values():
        assert f'id="role-{role.key}"' in page
    assert "只设在" not in page


def test_the_page_of_a_large_school_says_how_many_there_are_and_leads_to_all(town, signed_in):
    posts = [town.person("teacher", "village") for _ in range(51)]
    page = signed_in(town.person("county_officer", "county")).get(f"/organisations/{town.village.public_id}/")
    shown = page.content.decode()
    assert "查看全部 51 人次" in shown
    assert f"/people/?organisation={town.village.public_id}" in shown
    assert shown.count(posts[0].get_role_display()) == 50


def test_sections_stand_under_their_unit(town, client):
    """Of fifty departments of the same names one is found."""
    for place in (town.village, town.academy):
        for name in ("教务处", "学生处"):
            given = {"parent": place, "names": [], "kind": "department", "by": system_actor()}
            set_up_organisation(**given, name=f"{place.short}{name}", short=name)
    person = town.person("teacher", "village").user
    page = html.fromstring(client.get(f"/people/{person.public_id}/").content)
    found = {
        group.get("label"): [each.text for each in group]
        for group in page.xpath("//select[@name='section']/optgroup")
    }
    assert found == {"village": ["教务处", "学生处"], "academy": ["教务处", "学生处"]}
