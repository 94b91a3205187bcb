"""From the uploaded list to entries and back: columns once, doubts by cell, all or nothing, safe to repeat."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.queries import actor_for
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock, jobs, sealed_files
from luoshi.common.dataforms.answers import values_of
from luoshi.common.models import Draft
from luoshi.core.lists.tests.making import book
from luoshi.registers.actions import confirm_entries, end_entry
from luoshi.registers.importing import actions, undoing
from luoshi.registers.importing.deciding import Sheet
from luoshi.registers.importing.models import KnownColumns, ListImport
from luoshi.registers.models import Entry, Register
from luoshi.registers.queries import facts_of
from luoshi.registers.tests.conftest import _django_db_helper, _taken_back, prepared, there  # noqa: F401

from .lists import messy, name_of, number_of

# ruff: noqa: F811 (the fixtures stand here and not in conftest: the browser test beside has a database of its own)
pytestmark = pytest.mark.django_db
FIRST = number_of(0)


@pytest.fixture
def office(there, signed_in):
    return signed_in(there.posts["office"])


def text(answer) -> str:
    return answer.content.decode()


def url(row, *more) -> str:
    return f"/list-imports/{row.public_id}/" + "".join(f"{each}/" for each in more)


@pytest.fixture
def upload(there, send):
    def start(client, data, name="教师.xlsx", register=None) -> ListImport:
        register = register or there.people
        sent = send(client, f"/registers/{register.public_id}/import/", upload=SimpleUploadedFile(name, data))
        assert sent.status_code == 302, text(sent)
        while jobs.run_next():
            pass
        return ListImport.objects.order_by("-pk")[0]

    return start


def columns_said(row) -> dict[str, str]:
    return {
        f"c-{number}-{column['at']}": column["field"]
        for number, table in enumerate(row.reading["tables"])
        for column in table["columns"]
    }


def read_in(client, row, send) -> ListImport:
    """The columns as they were proposed."""
    if row.state == "mapping":
        assert send(client, url(row, "columns"), row, **columns_said(row)).status_code == 302
        while jobs.run_next():
            pass
        row.refresh_from_db()
    return row


def said_of(row, **by_code) -> dict[str, str]:
    """How each open doubt is answered, by its code: (how, typed)."""
    found = {}
    for group in Sheet(row).open:
        how, typed = by_code.get(group.doubt["code"], ("", ""))
        found |= {f"how-{group.id}": how, f"value-{group.id}": typed}
    return found


def entries(there) -> dict[str, Entry]:
    rows = Entry.objects.filter(register=there.people, organisation=there.school).exclude(state="ended")
    return {row.label: row for row in rows.select_related("answer__form_version")}


def test_a_messy_list_becomes_entries_through_its_pages_and_the_same_file_again_changes_nothing(
    there, office, upload, send
):
    row = read_in(office, upload(office, messy(12)), send)
    assert row.state == "ready"
    page = text(office.get(url(row, "doubts")))
    assert "还有 3 处，已处理 0 处" in page
    assert "身份证号存成了数字，表格软件已丢失末尾几位" in page
    answers = said_of(row, digits=("type", FIRST), id_signs=("type", "12"), choice=("type", "高级讲师"))
    refused = send(office, url(row, "doubts"), row, **answers)
    assert (refused.status_code, "是 2 位，身份证号应为 18 位" in text(refused)) == (422, True)
    assert not row.decisions["cells"]
    answers = said_of(row, digits=("type", FIRST), id_signs=("empty", ""), choice=("type", "高级讲师"))
    assert send(office, url(row, "doubts"), row, **answers).status_code == 302
    row.refresh_from_db()
    page = text(office.get(url(row)))
    assert "<dt>新增</dt><dd>12 条</dd>" in page
    assert "备注写明重复，与第8行所填的一致" in page
    assert "没有读入的 5 行" in page, "as many as are listed: titles, the twin, the total, the note"
    assert "对不上" not in page
    assert FIRST not in page
    done = send(office, url(row, "apply"), row)
    assert (done.status_code, done.url) == (302, url(row))
    found = entries(there)
    first = values_of(found[name_of(0)].answer)
    assert (len(found), first["id_number"], first["dual"]) == (12, FIRST, True)
    came = found[name_of(0)].answer
    assert (came.typed, came.by_file) == (0, len(first)), "a list is a file: nobody typed it here"
    assert "id_number" not in values_of(found[name_of(1)].answer)
    assert {entry.state for entry in found.values()} == {"draft"}
    row.refresh_from_db()
    receipt = {key: row.receipt[key] for key in ("added", "changed", "same", "decided")}
    assert receipt == {"added": 12, "changed": 0, "same": 0, "decided": 3}
    assert bytes(row.sealed) + bytes(row.decided) == b""
    _same_file_again(there, office, upload, send)


def _same_file_again(there, office, upload, send):
    """The columns are known, only the doubts are asked."""
    before = {label: entry.version for label, entry in entries(there).items()}
    again = upload(office, messy(12))
    assert again.state == "ready"
    answers = said_of(
        again, digits=("type", FIRST), id_signs=("drop", "没有证件"), choice=("type", "高级讲师")
    )
    send(office, url(again, "doubts"), again, **answers)
    again.refresh_from_db()
    page = text(office.get(url(again)))
    assert "<dt>没有变化</dt><dd>11 条</dd>" in page
    assert "<dt>台账里有、名单里没有</dt><dd>1 条，不会被改动</dd>" in page
    send(office, url(again, "apply"), again)
    assert {label: entry.version for label, entry in entries(there).items()} == before


@pytest.mark.once
@pytest.mark.shared
def test_the_practice_list_becomes_the_register_of_teachers_as_a_careful_reader_takes_it(
    there, office, upload, send, shared_input
):
    """messy-teachers.xlsx through the pages into the register of Yichang, held against truth-office.json."""
    truth = json.loads((shared_input / "practice/truth-office.json").read_text(encoding="utf-8"))
    data = (shared_input / "practice/messy-teachers.xlsx").read_bytes()
    teachers = Register.objects.get(key="teachers")
    for again in (False, True):  # the same file again changes nothing
        row = read_in(office, upload(office, data, "messy-teachers.xlsx", teachers), send)
        asked = [
            (row.reading["rows"][at]["values"]["name"], group.field.label)
            for group in Sheet(row).open
            if group.field
            for at in group.rows
        ]
        names = [truth["rows"][number - 1]["name"] for number, _ in truth["bad_cells"]]
        assert sorted(asked) == sorted((name, "身份证号") for name in names)
        settled = said_of(row, digits=("empty", ""), id_check=("empty", ""), double=("drop", "见上"))
        assert send(office, url(row, "doubts"), row, **settled).status_code == 302
        row.refresh_from_db()
        assert send(office, url(row, "apply"), row).status_code == 302
        row.refresh_from_db()
        came = [row.receipt[name] for name in ("added", "changed", "same")]
        assert came == ([0, 0, truth["teachers"]] if again else [truth["teachers"], 0, 0])
    found = list(Entry.objects.filter(register=teachers, organisation=there.school).order_by("pk"))
    said = [values_of(entry.answer) for entry in found]
    assert [
        (each["name"], each["worked_since"], int(each["practice_stated"]), each.get("dual") is True)
        for each in said
    ] == [(each["name"], each["since"], each["months"], each["dual"]) for each in truth["rows"]]
    without = {each["name"] for each in said if "id_number" not in each}
    assert (without, sum(each.get("dual") is True for each in said)) == (set(names), truth["dual"])
    confirm_entries(register=teachers, entries=found, by=there.office)
    facts = facts_of(teachers, [there.school.pk], day=clock.today())
    assert sum(each.values.get("is_specialist") is True for each in facts) == truth["specialists"]


@pytest.fixture
def imported(there, office, upload, send):
    """Five teachers in the register, without doubts."""
    row = read_in(office, upload(office, messy(5, bad=False)), send)
    actions.apply_import(list_import=row, by=there.office, version=row.version)
    row.refresh_from_db()
    return row


def test_what_changed_is_told_before_it_is_done_and_taken_back_wholly(there, office, upload, send, imported):
    assert len(entries(there)) == 5
    row = upload(office, messy(6, bad=False, title="助理讲师"))
    page = text(office.get(url(row)))
    assert "<dt>新增</dt><dd>1 条</dd>" in page
    assert "<dt>修改</dt><dd>3 条</dd>" in page
    assert "改：职称" in page
    send(office, url(row, "apply"), row)
    row.refresh_from_db()
    assert [values_of(entries(there)[name_of(at)].answer)["title"] for at in (0, 1)] == ["junior", "senior"]
    assert "撤回这次导入" in text(office.get(url(row)))
    assert send(office, url(row, "take-back"), row).status_code == 302
    found = entries(there)
    assert sorted(found) == sorted(name_of(at) for at in range(5))
    assert values_of(found[name_of(0)].answer)["title"] == "middle"
    gone = Entry.objects.get(label=name_of(5))
    assert (gone.state, gone.end_kind, gone.end_words) == ("ended", "mistake", "撤回名单导入")
    row.refresh_from_db()
    assert (row.state, bytes(row.undo)) == ("taken_back", b"")
    assert send(office, url(row, "take-back"), row).status_code == 422


@pytest.mark.parametrize("how", ["confirmed", "ended"])
def test_what_somebody_touched_since_is_not_taken_back(there, office, send, imported, how):
    entry = entries(there)[name_of(2)]
    if how == "confirmed":
        confirm_entries(register=there.people, entries=[entry], by=there.office)
    else:
        end_entry(entry=entry, kind="left", on=clock.today(), by=there.office, version=entry.version)
    assert undoing.touched(imported) == 1
    refused = send(office, url(imported, "take-back"), imported)
    assert (refused.status_code, "有 1 条后来被修改、确认或结束过" in text(refused)) == (422, True)
    assert "成批撤回确认" in text(refused), "no way on is named"
    assert Entry.objects.exclude(state="ended").count() == (5 if how == "confirmed" else 4)


def test_open_doubts_and_an_older_page_do_not_apply(there, office, upload, send):
    row = read_in(office, upload(office, messy(5)), send)
    refused = send(office, url(row, "apply"), row)
    assert (refused.status_code, "还有 3 处疑点没有处理" in text(refused)) == (422, True)
    old = ListImport.objects.get(pk=row.pk)
    said = said_of(row, digits=("drop", "没有证件"), id_signs=("drop", "没有证件"), choice=("empty", ""))
    assert send(office, url(row, "doubts"), row, **said).status_code == 302
    stale = send(office, url(row, "doubts"), old, **said)
    assert (stale.status_code, "没有证件" in text(stale)) == (409, True)
    assert not entries(there)


@pytest.mark.once
def test_work_on_doubts_outlives_the_browser_sealed_and_can_be_changed_later(there, office, upload, send):
    row = read_in(office, upload(office, messy(5)), send)
    typed = said_of(row, digits=("type", FIRST))
    kept = office.post(
        url(row, "doubts"), {"_version": row.version, **typed}, headers={"X-Requested-With": "autosave"}
    )
    assert kept.status_code == 204
    assert FIRST.encode() not in bytes(Draft.objects.get(form="register_imports.doubts").sealed)
    assert FIRST in text(office.get(url(row, "doubts")))
    assert send(office, url(row, "doubts"), row, **typed).status_code == 302
    row.refresh_from_db()
    assert FIRST.encode() not in bytes(row.sealed) + bytes(row.decided)
    (group,) = Sheet(row).settled
    assert "已处理 1 处" in text(office.get(f"{url(row, 'doubts')}?show=decided"))
    changed = {f"how-{group.id}": "drop", f"value-{group.id}": "已调出"}
    assert send(office, f"{url(row, 'doubts')}?show=decided", row, **changed).status_code == 302
    row.refresh_from_db()
    assert Sheet(row).decisions["rows"] == {"0": ["drop", "已调出"]}


@pytest.mark.once
def test_what_was_chosen_stands_when_the_rest_is_taken_as_proposed(there, office, upload, send):
    list_of = openpyxl.load_workbook(io.BytesIO(messy(12, bad=False)))
    for cell in ("B5", "B6", "B7"):
        list_of.active[cell] = f"{list_of.active[cell].value.replace(' ', '')}（借调）"
    out = io.BytesIO()
    list_of.save(out)
    row = read_in(office, upload(office, out.getvalue()), send)
    kept, *others = [group for group in Sheet(row).open if group.has_proposal and not group.is_row]
    assert "没有选的都采用建议（3 处）" in text(office.get(url(row, "doubts")))
    chosen = said_of(row) | {f"how-{kept.id}": "drop", f"value-{kept.id}": "不在本校"}
    assert send(office, url(row, "doubts"), row, advised="1", **chosen).status_code == 302
    row.refresh_from_db()
    assert {row.decisions["cells"][key][0] for other in others for key in other.cells()} == {"take"}
    assert [how for how, *_ in row.decisions["rows"].values()] == ["drop"]
    assert Sheet(row).open == []


@pytest.mark.once
def test_columns_are_asked_once_for_a_school_and_its_headings(there, office, upload, send, signed_in):
    data = book(
        ("团队", [["团队全称", "带队老师", "规模"], ["甲队", "王示例", 8], ["乙队", "李示例", "9人"]])
    )
    row = upload(office, data, "团队.xlsx", there.projects)
    assert row.state == "mapping"
    page = text(office.get(url(row, "columns")))
    assert "请核对每一列读到台账的哪一项" in page
    twice = {**columns_said(row), "c-0-2": "leader", "c-0-3": "leader"}
    refused = send(office, url(row, "columns"), row, **twice)
    assert (refused.status_code, "和B列选了同一项" in text(refused)) == (422, True)
    missing = send(office, url(row, "columns"), row, **{**columns_said(row), "c-0-1": ""})
    assert "必填的“团队名称”还没有对应到任何一列" in text(missing)
    good = {"c-0-1": "name", "c-0-2": "leader", "c-0-3": "members"}
    assert send(office, url(row, "columns"), row, **good).status_code == 302
    while jobs.run_next():
        pass
    row.refresh_from_db()
    assert row.state == "ready"
    said = [each["values"] for each in row.reading["rows"]]
    assert said[1] == {"name": "乙队", "leader": "李示例", "members": 9}
    send(office, url(row, "discard"), row)
    assert upload(office, data, "团队.xlsx", there.projects).state == "ready"
    other = upload(signed_in(there.posts["other"]), data, "团队.xlsx", there.projects)
    assert (other.state, KnownColumns.objects.count()) == ("mapping", 1)


@pytest.mark.once
def test_the_file_lies_sealed_and_a_swept_one_is_told(there, office, upload, send):
    row = upload(office, messy(3))
    assert FIRST.encode() not in sealed_files.path_of(row.public_id).read_bytes()
    row = read_in(office, row, send)
    send(office, url(row, "doubts"), row, **said_of(row, digits=("type", FIRST)))
    row.refresh_from_db()
    said = columns_said(row)
    assert send(office, url(row, "columns"), row, **said).status_code == 302
    sealed_files.remove(row.public_id)
    while jobs.run_next():
        pass
    row.refresh_from_db()
    assert (row.state, "只留一天" in row.message, len(Sheet(row).settled)) == ("ready", True, 1)
    assert "处理过的疑点都还在" in text(office.get(url(row)))
    refused = send(office, url(row, "columns"), row, **said)
    assert (refused.status_code, "只留一天" in text(refused)) == (422, True)
    row.refresh_from_db()
    assert (row.state, len(Sheet(row).settled)) == ("ready", 1)


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("教师.xlsx", b"", "空文件"),
        ("教师.exe", b"MZ", "读不了"),
        ("教师.xlsx", b"PK\x03\x04 broken", "已损坏"),
        ("教师.csv", "姓名\n".encode(), "没有找到名单"),
    ],
)
def test_what_is_no_list_is_told_in_words_and_leaves_nothing(there, office, send, name, data, words):
    sent = send(office, f"/registers/{there.people.public_id}/import/", upload=SimpleUploadedFile(name, data))
    if sent.status_code == 302:
        while jobs.run_next():
            pass
        sent = office.get(sent.url)
    assert words in text(sent)
    assert not entries(there)


@pytest.mark.once
def test_another_person_of_the_school_goes_on_without_seeing_what_is_personal(
    there, office, upload, send, signed_in
):
    row = read_in(office, upload(office, messy(5)), send)
    wrong = number_of(1)[:-1] + "#"
    assert wrong in text(office.get(url(row, "doubts")))
    head = signed_in(there.posts["department"])
    page = text(head.get(url(row, "doubts")))
    assert "（个人信息，只给上传人看）" in page
    assert wrong not in page + text(head.get(url(row, "columns")))
    for stranger in ("teacher", "other", "county", "city"):
        assert signed_in(there.posts[stranger]).get(url(row)).status_code == 404


@pytest.mark.once
def test_giving_up_changes_nothing_and_can_be_taken_up_again(there, office, upload, send):
    row = read_in(office, upload(office, messy(5, bad=False)), send)
    send(office, url(row, "discard"), row)
    row.refresh_from_db()
    assert (row.state, "台账没有改动" in text(office.get(url(row)))) == ("discarded", True)
    assert send(office, url(row, "apply"), row).status_code == 422
    row.refresh_from_db()
    send(office, url(row, "resume"), row)
    row.refresh_from_db()
    assert (row.state, entries(there)) == ("ready", {})


@pytest.mark.once
def test_a_schools_unfinished_import_ends_when_it_merges_and_is_taken_up_again_after_an_undo(
    there, office, upload, send
):
    row = read_in(office, upload(office, messy(5, bad=False)), send)
    by = actor_for(there.site.post("security_admin"))
    there.school.refresh_from_db()
    change = merge_organisations(
        organisation=there.school,
        others=[],
        into=there.posts["other"].organisation,
        on=clock.today(),
        by=by,
        version=there.school.version,
    )
    row.refresh_from_db()
    assert (row.state, "没有办完的导入已停止" in row.message) == ("discarded", True)
    change.refresh_from_db()
    undo_organisation_change(change=change, by=by, version=change.version)
    assert send(office, url(row, "resume"), row).status_code == 302
    row.refresh_from_db()
    assert row.state == "ready"
