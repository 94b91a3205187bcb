"""Lists of people as workbooks: downloaded, filled in, sent back, looked at, taken in as a whole."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts import uploads
from luoshi.accounts.models import Alias, ListUpload, Membership, Organisation, User
from luoshi.accounts.organisation_sheet import workbook as organisation_workbook
from luoshi.accounts.organisations import found_department
from luoshi.accounts.people_sheet import workbook
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.invariants import check_all
from luoshi.common.models import AuditEvent, SiteState

HEAD = ["姓 名", "联系电话（必填）", "学校", "部门", "岗位*", "职务", "任职时间", "离任日期"]


@pytest.fixture
def admin(town):
    return town.person("security_admin", name="示例韩冰")


@pytest.fixture
def office(town):
    return town.person("office", "village", name="示例何静")


def table(*rows, head=HEAD):
    book = openpyxl.Workbook()
    for cells in (
        ["某校教职工名单（2026年秋）"],
        ["填表人：办公室"],
        head,
        *rows,
        ["注：本表由办公室汇总后报送，截止到九月底。"],
    ):
        book.active.append(list(cells))
    book.active.merge_cells("A1:H1")
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sent(data, post, organisation=None):
    actor = actor_for(post)
    place = organisation or post.organisation
    content = uploads.read_list("people", "名单.xlsx", data, actor, place)
    return uploads.send_list(organisation=place, file_name="名单.xlsx", content=content, by=actor)


def plan_of(data, post, organisation=None):
    return uploads.planned(sent(data, post, organisation), actor_for(post))


def taken_in(upload, post):
    actor = actor_for(post)
    stamp = uploads.planned(upload, actor).stamp()
    upload.refresh_from_db()
    return uploads.apply_list(upload=upload, stamp=stamp, by=actor, version=upload.version)


def test_a_messy_table_of_their_own_is_taken_in_as_a_whole(town, admin):
    found_department(parent=town.village, name="教务处", on=clock.today(), by=actor_for(admin))
    Alias.objects.create(organisation=town.academy, name="院校老名字", kind="former")
    known = town.person("teacher", "academy", name="示例老张")
    data = table(
        ["示例 王　磊", "１９９ 0000-0001", "village", "教务处", "处室负责人", "主任", "2026年9月", ""],
        ["", "", "", "", "", "", "", ""],
        ["示例 王磊", 19900000001, "village", "", "教师", "", "", ""],
        ["示例李红", "19900000002", "院校老名字", "", "教师", "", clock.today(), ""],
        ["示例老张", known.user.mobile, "village", "", "财务", "", "", ""],
    )
    upload = sent(data, admin, town.city)
    plan = uploads.planned(upload, actor_for(admin))
    assert plan.problems == []
    assert [
        (each.row, each.kind, each.name, each.organisation.short, each.role) for each in plan.entries
    ] == [
        (4, "person", "示例王磊", "village", "department_head"),
        (6, "person", "示例王磊", "village", "teacher"),
        (7, "person", "示例李红", "academy", "teacher"),
        (8, "post", "示例老张", "village", "finance"),
    ]
    taken_in(upload, admin)
    wang = User.objects.get(name="示例王磊")
    assert (wang.mobile, wang.memberships.count()) == ("19900000001", 2)
    assert wang.memberships.get(role="department_head").section.short == "教务处"
    upload.refresh_from_db()
    assert (upload.state, upload.counts, bytes(upload.sealed)) == (
        "applied",
        {"people": 2, "posts": 4, "changed": 0},
        b"",
    )
    event = AuditEvent.objects.get(action="accounts.apply_list")
    assert "19900000001" not in str(event.changes)
    assert plan_of(data, admin, town.city).entries == []  # sent again: nothing to do, nothing doubled
    SiteState.objects.get_or_create(pk=1, defaults={"mode": "test"})
    assert check_all()["violations"] == []


@pytest.mark.parametrize(
    ("cells", "place", "said"),
    [
        (["", "19900000001", "", "", "教师"], "第4行 A列", "请填写姓名"),
        (["示例甲", "1990000", "", "", "教师"], "第4行 B列", "11 位数字"),
        (["示例甲", "19900000001", "别处", "", "教师"], "第4行 C列", "没有“别处”"),
        (["示例甲", "19900000001", "villag", "", "教师"], "第4行 C列", "是不是“village”"),
        (["示例甲", "19900000001", "", "政教处", "教师"], "第4行 D列", "没有“政教处”"),
        (["示例甲", "19900000001", "", "", "老师"], "第4行 E列", "是不是“教师”"),
        (["示例甲", "19900000001", "", "", "会计"], "第4行 E列", "是不是“财务”"),
        (["示例甲", "19900000001", "", "", "系统管理员"], "第4行 E列", "没有“系统管理员”这个岗位"),
        (["示例甲", "19900000001", "", "", "市局经办"], "第4行 E列", "没有这个岗位"),
        (["示例甲", "19900000001", "", "", "教师", "", "去年秋天"], "第4行 G列", "看不出是哪一天"),
        (["示例甲", "19900000001", "", "", "教师", "", "2006.9"], "第4行 G列", "一年之内"),
        (["示例甲", "KNOWN", "", "", "教师"], "第4行 B列", "登记的是另一个姓名"),
    ],
)
def test_each_mistake_is_told_at_its_cell(town, admin, cells, place, said):
    known = town.person("teacher", "academy", name="示例别人").user.mobile
    data = table([cell.replace("KNOWN", known) for cell in cells])
    problems = plan_of(data, admin, town.village).problems
    assert [(problem.place, said in problem.text) for problem in problems] == [(place, True)]


def test_duplicates_are_told_with_both_rows(town, admin):
    problems = plan_of(
        table(
            ["示例甲", "19900000001", "", "", "教师"],
            ["示例甲", "199-0000-0001", "", "", "教师"],
            ["示例乙", "19900000001", "", "", "财务"],
        ),
        admin,
        town.village,
    ).problems
    assert [problem.place for problem in problems] == ["第5行 B列", "第6行 B列"]
    assert "与第4行重复" in problems[0].text
    assert "姓名却是“示例甲”" in problems[1].text


def test_one_mistake_holds_the_whole_list_back(town, admin):
    upload = sent(
        table(["示例甲", "19900000001", "", "", "教师"], ["示例乙", "1", "", "", "教师"]), admin, town.village
    )
    with pytest.raises(RuleBroken, match="1 处要改正"):
        taken_in(upload, admin)
    assert not User.objects.filter(name="示例甲").exists()


def downloaded(post, change, organisation=None):
    book = openpyxl.load_workbook(io.BytesIO(workbook(actor_for(post), organisation or post.organisation)))
    change(book["人员和岗位"])
    return saved(book)


def row_of(sheet, name):
    return next(row for row in sheet.iter_rows(min_row=4) if row[1].value == name)


def test_what_was_downloaded_comes_back_with_only_its_changes(town, admin):
    teacher, gone = (
        town.person("teacher", "village", name="示例甲"),
        town.person("finance", "village", name="示例乙"),
    )

    def change(sheet):
        assert row_of(sheet, "示例甲")[2].value == teacher.user.masked_mobile
        row_of(sheet, "示例甲")[6].value = "教研组长"
        row_of(sheet, "示例甲")[2].value = "19900000009"
        row_of(sheet, "示例乙")[8].value = clock.today().isoformat()

    upload = sent(downloaded(admin, change), admin)
    taken_in(upload, admin)
    teacher.refresh_from_db()
    gone.refresh_from_db()
    assert (teacher.title, User.objects.get(pk=teacher.user_id).mobile) == ("教研组长", "19900000009")
    assert gone.end == clock.today()


def test_what_changed_meanwhile_is_a_conflict_and_what_was_not_touched_is_none(town, admin):
    first, second = (
        town.person("teacher", "village", name="示例甲"),
        town.person("teacher", "village", name="示例乙"),
    )

    def change(sheet):
        row_of(sheet, "示例甲")[6].value = "组长"

    data = downloaded(admin, change)
    Membership.objects.filter(pk__in=(first.pk, second.pk)).update(title="主任")
    problems = plan_of(data, admin).problems
    assert [problem.text for problem in problems] == [
        "表里改为“组长”，站点上已经改成“主任”。请重新下载名单后再改。"
    ]


def test_a_post_does_not_change_its_role_or_place_in_a_list_and_nobody_the_own_one(town, admin):
    town.person("teacher", "village", name="示例甲")

    def change(sheet):
        row_of(sheet, "示例甲")[5].value = "财务"

    assert "另起一行" in plan_of(downloaded(admin, change), admin).problems[0].text


def test_what_was_looked_at_must_still_be_so(town, admin):
    upload = sent(table(["示例甲", "19900000001", "", "", "教师"]), admin, town.village)
    with pytest.raises(RuleBroken, match="又有变动"):
        uploads.apply_list(upload=upload, stamp="x", by=actor_for(admin), version=upload.version)
    with pytest.raises(Stale):
        uploads.apply_list(upload=upload, stamp="x", by=actor_for(admin), version=upload.version + 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "空文件"), (b"hello", "不是表格文件"), (b"PK\x03\x04", "损坏")],
)
def test_what_is_no_workbook_is_refused(town, admin, data, said):
    with pytest.raises(RuleBroken, match=said):
        uploads.read_list("people", "a.xlsx", data, actor_for(admin), town.village)


def test_a_table_without_the_columns_says_which(town, admin):
    with pytest.raises(RuleBroken, match="“手机号”“岗位”"):
        uploads.read_list(
            "people", "a.xlsx", table(["示例甲"], head=["姓名"]), actor_for(admin), town.village
        )
    with pytest.raises(RuleBroken, match="没有找到名单"):
        uploads.read_list("people", "a.xlsx", table(["x"], head=["别的"]), actor_for(admin), town.village)


def test_the_list_of_another_school_is_refused(town, admin, office):
    data = workbook(actor_for(admin), town.academy)
    with pytest.raises(RuleBroken, match="另一个单位"):
        uploads.read_list("people", "a.xlsx", data, actor_for(office), town.village)


@pytest.mark.shared
def test_the_messy_list_of_teachers_says_what_it_lacks(town, admin, shared_input):
    data = (shared_input / "practice/messy-teachers.xlsx").read_bytes()
    with pytest.raises(RuleBroken, match="“手机号”“岗位”"):
        uploads.read_list("people", "a.xlsx", data, actor_for(admin), town.village)


def test_five_hundred_people_of_a_school_are_taken_in_at_once(town, admin):
    rows = [[f"示例{n:04d}", f"1990000{n:04d}", "", "", "教师"] for n in range(500)]
    upload = sent(table(*rows), admin, town.village)
    taken_in(upload, admin)
    assert Membership.objects.filter(organisation=town.village).count() == 500


# ---- from the office to the administrator


def test_the_office_proposes_and_the_administrator_confirms(town, office, admin, signed_in):
    browser, security = signed_in(office), signed_in(admin)
    file = SimpleUploadedFile("名单.xlsx", table(["示例甲", "19900000001", "", "", "教师"]))
    answer = browser.post("/lists/", {"file": file, "organisation": town.village.public_id, "_once": "a"})
    upload = ListUpload.objects.get()
    assert answer["Location"] == f"/lists/{upload.public_id}/"
    assert security.get(f"/lists/{upload.public_id}/").status_code == 404
    assert browser.post(f"/lists/{upload.public_id}/apply/", {"_version": upload.version}).status_code == 403
    browser.post(f"/lists/{upload.public_id}/propose/", {"_version": upload.version})
    assert f"/lists/{upload.public_id}/" in security.get("/desk/").content.decode()
    page = security.get(f"/lists/{upload.public_id}/")
    assert "示例甲" in page.content.decode()
    upload.refresh_from_db()
    back = security.post(
        f"/lists/{upload.public_id}/return/", {"_version": upload.version, "reason": "缺处室"}
    )
    assert back.status_code == 302
    assert "缺处室" in browser.get(f"/lists/{upload.public_id}/").content.decode()
    again = sent(table(["示例甲", "19900000001", "", "", "教师"]), office)
    uploads.propose_list(upload=again, by=actor_for(office), version=again.version)
    again.refresh_from_db()
    stamp = security.get(f"/lists/{again.public_id}/").context["stamp"]
    form = {"_version": again.version, "stamp": stamp, "_once": "b"}
    assert security.post(f"/lists/{again.public_id}/apply/", form).status_code == 302
    assert security.post(f"/lists/{again.public_id}/apply/", form).status_code == 302  # double click
    assert Membership.objects.filter(user__name="示例甲").count() == 1


def test_an_office_sends_nothing_for_another_school_and_no_city_post(town, office, signed_in):
    file = SimpleUploadedFile("名单.xlsx", table(["示例甲", "19900000001", "", "", "教师"]))
    answer = signed_in(office).post("/lists/", {"file": file, "organisation": town.academy.public_id})
    assert answer.status_code == 422
    problems = plan_of(table(["示例甲", "19900000001", "", "", "县局经办"]), office).problems
    assert "不能由本单位填报" in problems[0].text
    assert (
        signed_in(office).get(f"/lists/people.xlsx?organisation={town.academy.public_id}").status_code == 404
    )
    assert signed_in(town.person("teacher", "village")).get("/lists/").status_code == 403


# ---- organisations and departments

ORGANISATIONS = ["单位全称", "简称", "类别", "上级单位", "举办", "所在地"]


def organisations_sent(data, post):
    actor = actor_for(post)
    content = uploads.read_list("organisations", "单位.xlsx", data, actor, post.organisation)
    return uploads.send_list(
        organisation=post.organisation, file_name="单位.xlsx", content=content, kind="organisations", by=actor
    )


def test_organisations_and_their_departments_are_made_in_one_list_whatever_their_order(town, admin):
    data = table(
        ["新校教务处", "教务处", "处室", "示例新校", "", ""],
        ["示例新校", "新校", "学校", "county", "民办", "某县"],
        ["academy全称", "academy", "学校", "county", "", ""],
        head=ORGANISATIONS,
    )
    upload = organisations_sent(data, admin)
    plan = uploads.planned(upload, actor_for(admin))
    assert plan.problems == []
    assert [(each.row, each.kind, each.place) for each in plan.entries] == [
        (4, "found", "示例新校"),
        (5, "found", "county"),
        (6, "change", "county"),
    ]
    taken_in(upload, admin)
    new = Organisation.objects.get(name="示例新校")
    assert (new.owner, new.path.startswith(town.county.path)) == ("private", True)
    assert Organisation.objects.get(name="新校教务处").path.startswith(new.path)
    town.academy.refresh_from_db()
    assert town.academy.path.startswith(town.county.path)
    again = uploads.planned(organisations_sent(data, admin), actor_for(admin))
    assert (again.entries, again.unchanged) == ([], 3)


@pytest.mark.parametrize(
    ("cells", "place", "said"),
    [
        (["", "甲", "学校", "county"], "第4行 A列", "请填写全称"),
        (["甲校", "甲", "大学", "county"], "第4行 C列", "没有“大学”"),
        (["甲校", "甲", "学校", "nowhere"], "第4行 D列", "没有“nowhere”"),
        (["甲校", "甲", "学校", "county", "外资"], "第4行 E列", "没有“外资”"),
    ],
)
def test_each_mistake_in_a_list_of_organisations_is_told_at_its_cell(admin, cells, place, said):
    plan = uploads.planned(organisations_sent(table(cells, head=ORGANISATIONS), admin), actor_for(admin))
    assert [(problem.place, said in problem.text) for problem in plan.problems] == [(place, True)]


def test_a_downloaded_list_of_organisations_renames_and_an_impossible_one_changes_nothing(town, admin):
    book = openpyxl.load_workbook(io.BytesIO(organisation_workbook(actor_for(admin), town.city)))
    row_of(book["单位和处室"], "village全称")[1].value = "新村职业学校"
    upload = organisations_sent(saved(book), admin)
    taken_in(upload, admin)
    town.village.refresh_from_db()
    assert town.village.name == "新村职业学校"
    assert town.village.aliases.filter(name="village全称", kind="former").exists()
    data = table(["好校", "好", "学校", "county"], ["坏校", "坏", "学校", "village"], head=ORGANISATIONS)
    with pytest.raises(RuleBroken, match="第5行"):
        taken_in(organisations_sent(data, admin), admin)
    assert not Organisation.objects.filter(name="好校").exists()


def test_an_office_sends_no_list_of_organisations(office):
    with pytest.raises(PermissionDenied):
        organisations_sent(table(["甲校", "甲", "学校", "village"], head=ORGANISATIONS), office)


def test_a_list_nobody_went_on_with_goes_after_a_day_and_a_proposed_one_stays(town, office):
    forgotten, proposed = (sent(table(["示例甲", "19900000001", "", "", "教师"]), office) for _ in range(2))
    uploads.propose_list(upload=proposed, by=actor_for(office), version=proposed.version)
    ListUpload.objects.update(created_at=clock.now() - dt.timedelta(hours=25))
    assert uploads.discard_forgotten() == 1
    forgotten.refresh_from_db()
    assert (forgotten.state, bytes(forgotten.sealed)) == ("discarded", b"")
    assert ListUpload.objects.get(state="proposed").sealed
    assert uploads.discard_forgotten() == 0


def test_the_name_of_the_file_stands_in_the_log_only_as_a_commitment(town, office):
    """People name their files after themselves: 何静家访名单.xlsx."""
    sent(table(["示例甲", "19900000001", "village", "", "教师", "", "", ""]), office)
    changes = AuditEvent.objects.get(action="accounts.send_list").changes
    named = [change for change in changes if change.get("field") == "file_name"]
    assert [list(change["after"]) for change in named] == [["commitment"]]
    assert "名单.xlsx" not in str(changes)
    assert "名单.xlsx" not in str(ListUpload.objects.get())  # so the log names it
