"""Lists whose rows speak against one another, and what the log says of a list that was taken in."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts import uploads
from luoshi.accounts.actions import add_person, set_up_organisation
from luoshi.accounts.models import Membership, User
from luoshi.accounts.people_sheet import workbook
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.models import AuditEvent

from .test_lists import downloaded, plan_of, row_of, saved, sent, table, taken_in

DAY = dt.timedelta(days=1)


@pytest.fixture
def admin(town):
    return town.person("security_admin")


@pytest.fixture
def office(town):
    return town.person("office", "village")


def again(sheet, name, **cells):
    """The same row once more below, with its hidden id, changed."""
    row = row_of(sheet, name)
    copied = [cell.value for cell in row]
    for column, value in cells.items():
        copied[int(column[1:])] = value
    sheet.append(copied)


def test_one_hidden_id_in_two_rows_is_told_at_upload(town, admin):
    town.person("teacher", "village", name="示例甲")

    def change(sheet):
        again(sheet, "示例甲", c1="示例丙")
        row_of(sheet, "示例甲")[1].value = "示例乙"

    problems = plan_of(downloaded(admin, change), admin).problems
    assert ["是同一个岗位" in each.text for each in problems] == [True]


def test_one_new_number_for_two_people_is_told_at_upload(town, admin):
    for name in ("示例甲", "示例乙"):
        town.person("teacher", "village", name=name)

    def change(sheet):
        for name in ("示例甲", "示例乙"):
            row_of(sheet, name)[2].value = "19900000009"
        sheet.append(["", "示例丙", "19900000009", "village", "", "教师"])

    problems = plan_of(downloaded(admin, change), admin).problems
    assert ["不是同一个人" in each.text for each in problems] == [True, True]


def test_two_posts_of_one_person_want_the_same_name_and_the_row_left_alone_takes_nothing_back(town, admin):
    teacher = town.person("teacher", "village", name="示例甲")
    Membership.objects.create(user=teacher.user, organisation=town.village, role="finance")

    def rows(sheet):
        return [row for row in sheet.iter_rows(min_row=4) if row[1].value == "示例甲"]

    def differ(sheet):
        for row, name in zip(rows(sheet), ("示例乙", "示例丙"), strict=True):
            row[1].value = name

    def first_only(sheet):
        first, second = rows(sheet)
        first[1].value, second[6].value = "示例乙", "出纳"

    problems = plan_of(downloaded(admin, differ), admin).problems
    assert ["改得不一样" in each.text for each in problems] == [True]
    taken_in(sent(downloaded(admin, first_only), admin), admin)
    assert User.objects.get(pk=teacher.user_id).name == "示例乙"


def test_the_log_names_each_person_role_and_place_that_a_list_grants(town, admin, signed_in):
    known = town.person("teacher", "academy", name="示例老张")
    rows = table(
        ["示例甲", "19900000001", "village", "", "教师"],
        ["示例老张", known.user.mobile, "village", "", "财务"],
    )
    taken_in(sent(rows, admin, town.city), admin)
    changes = AuditEvent.objects.get(action="accounts.apply_list").changes
    granted = next(change for change in changes if change.get("bulk") == "posts")
    assert [row[:3] for row in granted["each"]] == [
        [["accounts.user", post.user.public_id], post.role, ["accounts.organisation", town.village.public_id]]
        for post in Membership.objects.filter(organisation=town.village).order_by("id")
    ]
    page = signed_in(town.person("log_admin")).get("/log/").content.decode()
    assert "示例老张 财务 village" in page


def test_a_list_an_administrator_sent_in_for_a_school_is_no_matter_of_its_office(
    town, admin, office, signed_in
):
    upload = sent(table(["示例甲", "19900000001", "", "", "教师"]), admin, town.village)
    assert signed_in(office).get(f"/lists/{upload.public_id}/").status_code == 404
    for act in (uploads.discard_list, uploads.propose_list):
        upload.refresh_from_db()
        with pytest.raises(PermissionDenied):
            act(upload=upload, by=actor_for(office), version=upload.version)


def test_a_list_as_it_was_downloaded_changes_nothing_offices_of_the_bureau_included(town):
    """Posts held in a department of a bureau, and two places of one short name, are read as they were written."""
    admin = town.person("security_admin", name="示例韩冰")
    for key, kind in (("督导室", "department"), ("市职教室", "teaching_research")):
        office = set_up_organisation(
            parent=town.city, names=[], name=f"教育{key}", short=key, kind=kind, by=system_actor()
        )
        number = f"1990000000{len(key)}"
        add_person(name="示例督导", mobile=number, organisation=office, role="inspector", by=system_actor())
    twin = set_up_organisation(
        parent=town.county, names=[], name="同简称学校", short="academy", kind="school", by=system_actor()
    )
    add_person(name="示例同名", mobile="19900000009", organisation=twin, role="teacher", by=system_actor())
    data = workbook(actor_for(admin), town.city)
    plan = plan_of(data, admin)
    assert (plan.problems, plan.entries) == ([], [])
    assert plan.unchanged == 3
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "示例督导"]
    cells[0].value = "示例督导改"
    changed = plan_of(saved(book), admin)
    assert changed.problems == []
    assert [entry.words for entry in changed.entries] == [["姓名：示例督导 → 示例督导改"]]


def test_what_real_lists_hold_is_asked_about_at_its_cell_and_nothing_is_guessed(town):
    """Two posts in one cell, a name merged over two rows, one number for two people, one who comes back."""
    admin = town.person("security_admin", name="示例韩冰")
    back = town.person("teacher", "village", name="示例回来")
    Membership.objects.filter(pk=back.pk).update(end=clock.today(), start=clock.today() - DAY)
    rows = [
        ["示例两职", "19900000001", "village", "", "处室负责人、教师", "", "", ""],
        ["示例合并", "19900000002", "village", "", "教师", "", "", ""],
        ["", "19900000002", "village", "", "财务", "", "", ""],
        ["示例甲", "19900000003", "village", "", "教师", "", "", ""],
        ["示例乙", "１９９-0000-0003", "village", "", "教师", "", "", ""],
        ["示例 回来", back.user.mobile, "village", "", "教师", "", "", ""],
    ]
    plan = plan_of(table(*rows), admin, town.city)
    assert [(problem.place, problem.what) for problem in plan.problems] == [
        ("第4行 E列", "岗位"),
        ("第6行 A列", "姓名"),
        ("第8行 B列", "手机号"),
    ]
    assert "每个岗位各写一行" in plan.problems[0].text
    assert [(entry.name, entry.kind) for entry in plan.entries] == [
        ("示例合并", "person"),
        ("示例甲", "person"),
        ("示例回来", "post"),
    ]


def test_a_new_row_may_name_an_office_of_the_bureau_not_a_department_of_a_school(town):
    admin = town.person("security_admin", name="示例韩冰")
    for parent, short in ((town.city, "督导室"), (town.village, "教务处")):
        set_up_organisation(
            parent=parent, names=[], name=short, short=short, kind="department", by=system_actor()
        )
    plan = plan_of(
        table(
            ["示例督导", "19900000001", "督导室", "", "督学", "", "", ""],
            ["示例教务", "19900000002", "教务处", "", "教师", "", "", ""],
        ),
        admin,
    )
    assert [problem.what for problem in plan.problems] == ["单位"]
    assert [entry.organisation.short for entry in plan.entries] == ["督导室"]
