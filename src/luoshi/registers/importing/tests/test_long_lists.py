"""Lists too long for a page: compared, put in and taken back by the worker, all or nothing, safe to send twice."""

import pytest

from luoshi.common import jobs
from luoshi.common.models import Job
from luoshi.notices.models import Notice
from luoshi.registers.actions import PutRow, change_entry, put_entries
from luoshi.registers.importing import comparing
from luoshi.registers.importing.deciding import Sheet
from luoshi.registers.importing.invariants import INVARIANTS
from luoshi.registers.importing.models import ListImport
from luoshi.registers.tests.conftest import _django_db_helper, _taken_back, prepared, there  # noqa: F401

from .lists import messy, name_of, number_of
from .test_importing import entries, office, read_in, said_of, text, upload, url  # noqa: F401

# ruff: noqa: F811
pytestmark = [pytest.mark.django_db, pytest.mark.once]
COUNT = 12


@pytest.fixture(autouse=True)
def long(monkeypatch):
    """Three rows are a long list."""
    monkeypatch.setattr(comparing, "FEW", 3)


def work() -> None:
    while jobs.run_next():
        pass


def now(row) -> ListImport:
    return ListImport.objects.get(pk=row.pk)


def seen(row) -> str:
    return now(row).outcome["digest"]


def enter_wang(there) -> None:
    """Somebody else of the school enters one meanwhile."""
    rows = [PutRow(None, {"name": "王示例"})]
    put_entries(register=there.people, organisation=there.school, rows=rows, by=there.office)


@pytest.fixture
def waiting(there, office, upload, send):
    """A list whose doubts are settled, not compared yet: the worker has not come to it."""
    row = read_in(office, upload(office, messy(COUNT)), send)
    said = said_of(row, digits=("type", number_of(0)), id_signs=("empty", ""), choice=("type", "高级讲师"))
    assert send(office, url(row, "doubts"), row, **said).status_code == 302
    return now(row)


@pytest.fixture
def compared(waiting):
    work()
    return now(waiting)


@pytest.fixture
def put_in(there, office, send, compared):
    send(office, url(compared, "apply"), compared, seen=seen(compared))
    work()
    return now(compared)


def test_it_is_compared_put_in_and_taken_back_by_the_worker_with_each_page_saying_how_far(
    there, office, send, waiting
):
    page = text(office.get(url(waiting)))
    assert ("正在和台账比较" in page, "导入台账</button>" in page, "<dt>新增</dt>" in page) == (
        True,
        False,
        False,
    )
    assert office.get(url(waiting, "progress")).headers.get("HX-Refresh") is None
    work()
    page = text(office.get(url(waiting)))
    assert ("<dt>新增</dt><dd>12 条</dd>" in page, "导入台账</button>" in page) == (True, True)
    assert office.get(url(waiting, "progress")).headers["HX-Refresh"] == "true"
    row = now(waiting)
    once = {"seen": seen(row), "_once": "the-same-form-1"}
    for _ in range(2):  # pressed twice
        sent = send(office, url(row, "apply"), row, **once)
        assert (sent.status_code, sent.url) == (302, url(row))
    assert (now(row).state, entries(there), Job.objects.filter(state="queued").count()) == ("applying", {}, 1)
    assert "正在导入" in text(office.get(url(row)))
    assert [problem for each in INVARIANTS for problem in each.check()] == []
    work()
    row = now(row)
    assert (row.state, len(entries(there)), row.receipt["added"]) == ("applied", COUNT, COUNT)
    assert bytes(row.sealed) + bytes(row.decided) + bytes(row.outline) + bytes(row.compared) == b""
    assert Notice.objects.filter(title__contains="已导入").count() == 1
    assert send(office, url(row, "apply"), row, **{**once, "_version": row.version}).status_code == 409
    send(office, url(row, "take-back"), row)
    assert (now(row).state, len(entries(there))) == ("taking_back", COUNT)
    page = text(office.get(url(row)))
    assert ("正在撤回" in page, "放弃这次导入" in page) == (True, False)
    work()
    assert (now(row).state, entries(there)) == ("taken_back", {})


def test_what_moved_after_it_was_compared_is_compared_anew_and_nothing_is_put_in(
    there, office, send, compared
):
    was = seen(compared)
    enter_wang(there)
    page = text(office.get(url(compared)))
    assert ("还没有和现在的台账比较" in page, "导入台账</button>" in page) == (True, False)
    refused = send(office, url(compared, "apply"), compared, seen=was)
    assert (refused.status_code, "请先比较" in text(refused)) == (422, True)
    assert send(office, url(compared, "compare"), compared).status_code == 302
    again = send(office, url(compared, "compare"), now(compared))
    assert (again.status_code, "正在比较，请等它完成" in text(again)) == (422, True)
    work()
    assert "1 条，不会被改动" in text(office.get(url(compared)))
    assert send(office, url(compared, "apply"), now(compared), seen=was).status_code == 422, (
        "another page was seen"
    )
    send(office, url(compared, "apply"), now(compared), seen=seen(compared))
    work()
    assert (now(compared).state, len(entries(there))) == ("applied", COUNT + 1)


def test_what_moves_while_it_is_made_ready_stops_it_whole(there, office, send, compared):
    send(office, url(compared, "apply"), compared, seen=seen(compared))
    enter_wang(there)
    work()
    row = now(compared)
    assert (row.state, set(entries(there))) == ("ready", {"王示例"})
    page = text(office.get(url(row)))
    assert ("台账刚刚有改动，没有导入" in page, "比较</button>" in page) == (True, True)
    assert Notice.objects.filter(title__contains="名单没有导入").count() == 1


def test_given_up_while_the_worker_has_it_nothing_is_put_in_and_it_can_be_taken_up_again(
    there, office, send, compared
):
    send(office, url(compared, "apply"), compared, seen=seen(compared))
    send(office, url(compared, "discard"), now(compared))
    work()
    assert (now(compared).state, entries(there)) == ("discarded", {})
    send(office, url(compared, "resume"), now(compared))
    assert "正在和台账比较" in text(office.get(url(compared)))
    work()
    assert "<dt>新增</dt><dd>12 条</dd>" in text(office.get(url(compared)))


def test_who_left_the_post_meanwhile_puts_nothing_in(there, office, send, compared):
    send(office, url(compared, "apply"), compared, seen=seen(compared))
    Job.objects.filter(state="queued").update(membership_id=None)
    work()
    assert (now(compared).state, entries(there)) == ("ready", {})
    assert "已不在原岗位" in text(office.get(url(compared)))


def test_a_worker_that_dies_again_and_again_gives_it_back(there, office, send, compared):
    send(office, url(compared, "apply"), compared, seen=seen(compared))
    Job.objects.filter(state="queued").update(attempts=jobs.MAX_ATTEMPTS)
    work()
    row = now(compared)
    assert (row.state, row.message[:4], entries(there)) == ("ready", "多次尝试", {})
    send(office, url(row, "apply"), row, seen=seen(row))
    work()
    assert (now(row).state, len(entries(there))) == ("applied", COUNT)


def test_what_somebody_touched_while_it_waited_to_be_taken_back_stays(there, office, send, put_in):
    send(office, url(put_in, "take-back"), put_in)
    first = entries(there)[name_of(0)]
    change_entry(
        entry=first, values={"name": name_of(0), "title": "senior"}, by=there.office, version=first.version
    )
    work()
    row = now(put_in)
    assert (row.state, len(entries(there))) == ("applied", COUNT)
    page = text(office.get(url(row)))
    assert ("没有撤回" in page, "1 条后来被修改" in page) == (True, True)


def test_a_decision_made_while_it_is_compared_is_compared_again(there, office, send, waiting):
    stale = now(waiting).job
    group = next(group for group in Sheet(now(waiting)).settled if group.doubt["code"] == "choice")
    changed = {f"how-{group.id}": "drop", f"value-{group.id}": "已调出"}
    assert send(office, f"{url(waiting, 'doubts')}?show=decided", now(waiting), **changed).status_code == 302
    assert now(waiting).job != stale
    work()
    assert len(now(waiting).outcome["added"]) == COUNT - 1


def test_pages_show_a_part_and_open_nothing_of_the_whole_reading(
    there, office, send, compared, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("luoshi.registers.importing.showing.SHOWN", 5)
    monkeypatch.setattr(ListImport, "reading", property(lambda row: pytest.fail("the whole list was opened")))
    page = text(office.get(url(compared)))
    assert ("看全部 12 条" in page, page.count(f"第{5}行")) == (True, 1)
    last = text(office.get(f"{url(compared)}?show=added&page=3"))
    assert ([name_of(at) in last for at in (0, 9, 10, 11)], "第 11—12 条" in last) == (
        [False, False, True, True],
        True,
    )
    with django_assert_max_num_queries(30):
        assert office.get(f"{url(compared)}?show=added&page=2").status_code == 200
    assert office.get(url(compared, "columns")).status_code == 200
    assert office.get(f"{url(compared, 'doubts')}?show=decided").status_code == 200
    assert office.get(f"{url(compared)}?show=nonsense&page=x").status_code == 200
