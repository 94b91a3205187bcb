"""An import is taken back only where nobody worked on what came in, and then all of it is as it was."""

import copy
import datetime as dt

import pytest

from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.core.lists.tests.making import book
from luoshi.registers import actions as registers
from luoshi.registers.importing import undoing
from luoshi.registers.importing.invariants import INVARIANTS
from luoshi.registers.importing.models import ListImport
from luoshi.registers.importing.sweeping import KEPT, sweep
from luoshi.registers.tests.conftest import _django_db_helper, _taken_back, prepared, there  # noqa: F401
from luoshi.registers.tests.samples import PEOPLE
from luoshi.registers.tests.test_what_stands import loaded

from .lists import messy, name_of
from .test_importing import columns_said, entries, imported, office, read_in, text, upload, url  # noqa: F401

# ruff: noqa: F811
pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEAD = ["团队名称", "负责人", "成员"]


def test_who_noted_a_stage_or_merged_another_into_what_came_in_keeps_it(there, office, upload, send):
    older = registers.add_entry(register=there.projects, values={"name": "老队"}, by=there.office)
    data = book(("一", [HEAD, ["甲队", "王", 1], ["乙队", "李", 2], ["丙队", "吴", 2]]))
    row = read_in(office, upload(office, data, "团队.xlsx", there.projects), send)
    send(office, url(row, "apply"), row)
    row.refresh_from_db()
    made = {each.label: each for each in there.projects.entries.all()}
    assert undoing.touched(row) == 0
    stage = registers.note_project_stage(entry=made["甲队"], kind="set_up", on=clock.today(), by=there.office)
    registers.merge_entries(entry=older, into=made["乙队"], by=there.office, version=older.version)
    assert undoing.touched(row) == 2
    refused = send(office, url(row, "take-back"), row)
    assert (refused.status_code, "有 2 条" in text(refused)) == (422, True)
    registers.take_back_stage(stage=stage, reason="登错", by=there.office, version=stage.version)
    assert undoing.touched(row) == 1


def changed_by_an_import(there, office, upload, send):
    """A checked teacher whom an import changed."""
    entry = entries(there)[name_of(0)]
    registers.confirm_entries(register=there.people, entries=[entry], by=there.office)
    registers.check_entries(register=there.people, entries=[entry], by=there.county)
    entry.refresh_from_db()
    row = upload(office, messy(5, bad=False, title="助理讲师"))
    send(office, url(row, "apply"), row)
    row.refresh_from_db()
    return entry, row


def test_what_was_checked_is_checked_again_once_it_is_taken_back(there, office, upload, send, imported):
    entry, row = changed_by_an_import(there, office, upload, send)
    now = entries(there)[name_of(0)]
    assert (now.pk, now.state) == (entry.pk, "confirmed")
    assert send(office, url(row, "take-back"), row).status_code == 302
    now.refresh_from_db()
    assert (now.state, now.checked_at, now.checked_by) == ("checked", entry.checked_at, entry.checked_by)


def test_after_the_form_moved_nothing_is_put_back_by_halves(there, office, upload, send, imported):
    _, row = changed_by_an_import(there, office, upload, send)
    form = copy.deepcopy(PEOPLE["form"])
    next(each for each in form["fields"] if each["key"] == "title")["key"] = "rank"
    form["steps"] = [{"path": "title", "how": "rename", "to": "rank"}]
    loaded(there, form=form)
    refused = send(office, url(row, "take-back"), row)
    assert (refused.status_code, "这个台账的项目改过" in text(refused)) == (422, True)


def test_many_new_ones_are_taken_back_by_a_handful_of_statements(there, office, upload, send, connection_log):
    row = read_in(office, upload(office, messy(60, bad=False)), send)
    send(office, url(row, "apply"), row)
    row.refresh_from_db()
    with connection_log() as seen:
        assert send(office, url(row, "take-back"), row).status_code == 302
    assert (entries(there), len(seen) < 60) == ({}, True)


@pytest.fixture
def connection_log():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)


def test_tables_with_the_same_headings_are_read_alike(there, office, upload, send):
    head = ["团队全称", "带队老师", "规模"]
    data = book(("一", [head, ["甲队", "王", 1]]), ("二", [head, ["乙队", "李", 2]]))
    row = upload(office, data, "团队.xlsx", there.projects)
    said = columns_said(row)
    first = next(key for key in said if key.startswith("c-0-") and key.endswith("-2"))
    mixed = {**said, first: "leader", first.replace("c-0", "c-1"): ""}
    refused = send(office, url(row, "columns"), row, **mixed)
    assert (refused.status_code, "这一列要选得一样" in text(refused)) == (422, True)


def test_what_is_put_in_is_what_was_looked_at(there, office, upload, send, imported):
    row = upload(office, messy(6, bad=False, title="助理讲师"))
    page = text(office.get(url(row)))
    assert "职称（讲师 → 助理讲师）" in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    entry = entries(there)[name_of(0)]
    put = registers.PutRow(entry, {"title": "senior"})
    registers.put_entries(register=there.people, organisation=there.school, rows=[put], by=there.office)
    refused = send(office, url(row, "apply"), row, seen=seen)
    assert (refused.status_code, "台账刚刚有改动" in text(refused)) == (422, True)
    page = text(refused)
    assert "职称（高级讲师 → 助理讲师）" in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert send(office, url(row, "apply"), row, seen=seen).status_code == 302


def test_what_an_import_holds_of_people_goes_after_a_month_or_with_an_erased_entry(
    there, office, upload, send, imported
):
    waiting = read_in(office, upload(office, messy(3)), send)
    sweep()
    for row in (imported, waiting):
        row.refresh_from_db()
    assert (bool(imported.undo), waiting.state) == (True, "ready")
    long_ago = clock.now() - KEPT - dt.timedelta(days=1)
    ListImport.objects.filter(pk=waiting.pk).update(created_at=long_ago)
    entry = entries(there)[name_of(0)]
    registers.end_entry(entry=entry, kind="left", on=clock.today(), by=there.office, version=entry.version)
    entry.refresh_from_db()
    registers.erase(entry=entry, by=system_actor(), version=entry.version)
    sweep()
    for row in (imported, waiting):
        row.refresh_from_db()
    assert (bytes(imported.undo), bytes(waiting.sealed + waiting.decided)) == (b"", b"")
    assert (waiting.state, "接着办" in text(office.get(url(waiting)))) == ("discarded", False)
    assert "满 30 天没有办完" in text(office.get(url(waiting)))
    assert "撤回这次导入" not in text(office.get(url(imported)))
    assert [each for one in INVARIANTS for each in one.check()] == []
