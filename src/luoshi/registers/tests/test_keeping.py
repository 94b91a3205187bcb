"""Lists kept and compared; two entries put together and taken apart; organisations merge and it is undone."""

import datetime as dt

import pytest

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.registers import actions
from luoshi.registers.following import follow, follow_back, stands_on
from luoshi.registers.models import Entry, Snapshot
from luoshi.registers.queries import facts_of
from luoshi.registers.yearly import keep_years

from .samples import LI, WANG
from .test_pages import text, url

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def counted(there, *values, by=None):
    by = by or there.office
    made = [actions.add_entry(register=there.people, values=each, by=by) for each in values]
    actions.confirm_entries(register=there.people, entries=made, by=by)
    for each in made:
        each.refresh_from_db()
    return made


def labels(there):
    return sorted(fact.label for fact in facts_of(there.people, [there.school.pk], day=clock.today()))


def test_what_was_kept_is_compared_with_today_and_holds_nothing_personal(there, signed_in):
    wang, li = counted(there, WANG, LI)
    office, city = signed_in(there.posts["office"]), signed_in(there.posts["city"])
    form = {"label": "2025学年初", "day": clock.today().isoformat()}
    assert office.post(url(there.people, "snapshots", "take"), form).status_code == 302
    twice = office.post(url(there.people, "snapshots", "take"), form)
    assert (twice.status_code, "已经有一次叫" in text(twice)) == (422, True)
    kept = Snapshot.objects.get()
    assert WANG["id_number"] not in str(kept.rows)
    actions.end_entry(entry=li, kind="left", on=clock.today(), by=there.office, version=li.version)
    actions.change_entry(
        entry=wang, values={**WANG, "title": "senior"}, by=there.office, version=wang.version
    )
    counted(there, {"name": "赵示例"})
    page = text(city.get(url(there.people, "snapshots", kept.public_id)))
    assert all(
        each in page for each in ("增加 1", "离开 1", "有变化 1", "赵示例", "李示例", "讲师 → 高级讲师")
    )
    other = signed_in(there.posts["other"])
    assert other.get(url(there.people, "snapshots", kept.public_id)).status_code == 404
    gone = {"_version": kept.version}
    assert office.post(url(there.people, "snapshots", kept.public_id, "remove"), gone).status_code == 302
    assert "作废的 1 次" in text(office.get(url(there.people, "snapshots")))
    assert "2025学年初" not in text(signed_in(there.posts["city"]).get(url(there.people, "snapshots")))
    kept.refresh_from_db()
    assert city.post(url(there.people, "snapshots", kept.public_id, "restore"), gone).status_code == 403
    back = url(there.people, "snapshots", kept.public_id, "restore")
    assert office.post(back, {"_version": kept.version}).status_code == 302
    assert Snapshot.objects.get(removed_at=None) == kept
    bad = office.post(url(there.people, "snapshots", "take"), {"label": "", "day": "9999-99-99"})
    assert bad.status_code == 422


def test_every_january_each_school_is_kept_once_as_the_year_left_it(there, signed_in, monkeypatch):
    wang, _li = counted(there, WANG, LI)
    counted(there, {**LI, "name": "赵示例"}, by=there.other)
    year = clock.today().year
    late = dt.datetime(year + 1, 1, 20, 2, tzinfo=dt.UTC)
    for instant, kept in ((late.replace(month=2, day=1), 0), (late.replace(day=1), 2), (late, 2)):
        monkeypatch.setattr(clock, "now", lambda instant=instant: instant)
        keep_years()
        assert Snapshot.objects.count() == kept
    mine = Snapshot.objects.get(organisation=there.school)
    assert (mine.label, mine.day, mine.count) == (f"{year}年末（自动留存）", dt.date(year, 12, 31), 2)
    assert (WANG["id_number"] in str(mine.rows), mine.from_above) == (False, True)
    office, city = signed_in(there.posts["office"]), signed_in(there.posts["city"])
    page = text(office.get(url(there.people, "snapshots")))
    assert (f"{year}年末（自动留存）" in page, "系统自动留存" in page) == (True, True)
    gone = {"_version": mine.version}
    assert office.post(url(there.people, "snapshots", mine.public_id, "remove"), gone).status_code == 403
    assert city.post(url(there.people, "snapshots", mine.public_id, "remove"), gone).status_code == 302
    keep_years()
    assert Snapshot.objects.count() == 2, "what an office removed is not kept again"
    wang.refresh_from_db()
    actions.change_entry(
        entry=wang, values={**WANG, "title": "senior"}, by=there.office, version=wang.version
    )
    monkeypatch.setattr(clock, "now", lambda: late.replace(year=year + 2))
    keep_years()
    last = Snapshot.objects.filter(organisation=there.school).latest("day")
    assert (last.day, last.count) == (dt.date(year + 1, 12, 31), 2)


def test_every_change_of_an_entry_is_read_with_who_when_and_what_it_was(there, signed_in):
    (wang,) = counted(there, WANG)
    other = {**WANG, "title": "senior", "mobile": "10000000002"}
    actions.change_entry(entry=wang, values=other, by=there.office, version=wang.version)
    wang.refresh_from_db()
    actions.check_entries(register=there.people, entries=[wang], by=there.county)
    actions.return_entries(register=there.people, entries=[wang], reason="职称证书没有附", by=there.county)
    page = signed_in(there.posts["office"]).get(url(wang, "history"))
    (newest, first), body = page.context["savings"], text(page)
    assert sorted(newest.changes) == [("手机", "••••", "••••"), ("职称", "讲师", "高级讲师")]
    assert (newest.by, newest.at is not None) == (there.office.name, True)
    assert ("姓名", "", "王示例") in first.changes
    assert next(each["what"] for each in page.context["done"]) == "退回"
    assert ("职称证书没有附" in body, there.county.name in body) == (True, True)
    assert not [each for each in ("10000000001", "10000000002", WANG["id_number"]) if each in body]
    assert signed_in(there.posts["county"]).get(url(wang, "history")).status_code == 404
    actions.confirm_entries(register=there.people, entries=[wang], by=there.office)
    wang.refresh_from_db()
    above = signed_in(there.posts["county"]).get(url(wang, "history"))
    assert (above.context["savings"], "确认以后没有改过" in text(above)) == ([], True)
    third = {**other, "title": "junior"}
    actions.change_entry(entry=wang, values=third, by=there.office, version=wang.version)
    above = signed_in(there.posts["county"]).get(url(wang, "history"))
    [told] = above.context["savings"]
    assert (told.changes, "••••" in text(above)) == ([("职称", "高级讲师", "助理讲师")], False)
    assert len(signed_in(there.posts["office"]).get(url(wang, "history")).context["savings"]) == 3
    assert "看确认以后的修改记录" in text(signed_in(there.posts["county"]).get(url(wang)))
    assert signed_in(there.posts["other"]).get(url(wang, "history")).status_code == 404


def test_the_city_keeps_all_its_schools_at_once(there, signed_in):
    counted(there, WANG)
    counted(there, LI, by=there.other)
    form = {"label": "年初", "day": clock.today().isoformat()}
    signed_in(there.posts["city"]).post(url(there.people, "snapshots", "take"), form)
    assert Snapshot.objects.count() == len(there.site.schools)
    assert sum(len(each.rows) for each in Snapshot.objects.all()) == 2


def test_two_that_are_one_count_once_and_can_be_taken_apart(there, signed_in):
    wang, twin = counted(there, WANG, {"name": "王示例", "id_number": "110101199001010019"})
    office = signed_in(there.posts["office"])
    assert labels(there) == ["王示例", "王示例"]
    form = {"into": wang.public_id, "_version": twin.version}
    assert office.post(url(twin, "merge"), {**form, "into": "nothing"}).status_code == 422
    assert office.post(url(twin, "merge"), form).status_code == 302
    assert labels(there) == ["王示例"]
    page = text(office.get(url(twin)))
    assert ("已并入另一条" in page, "分开" in page) == (True, True)
    twin.refresh_from_db()
    with pytest.raises(RuleBroken, match="并入另一条"):
        actions.resume_entry(entry=twin, by=there.office, version=twin.version)
    twin.refresh_from_db()
    assert office.post(url(twin, "split"), {"_version": twin.version}).status_code == 302
    assert labels(there) == ["王示例", "王示例"]


class _Change:
    """As `accounts.merging` leaves it: what each stage answered, by the old organisation."""

    kind = "merged"

    def __init__(self, new, old, answered):
        self.organisation = new
        self.facts = {"olds": {old.public_id: {"after": {"registers": answered}}}}


def test_a_merger_carries_open_entries_makes_twins_one_and_is_undone(there):
    from luoshi.common import acts

    (wang, li), (twin,) = counted(there, WANG, LI), counted(there, WANG, by=there.other)
    old, new = there.school, there.posts["other"].organisation
    assert [each.title for each in stands_on(old)] == ["教师示例 2 条"]

    @acts.act("test.merge", who=lambda actor, target: True)
    def merge(*, by):
        return follow(old=old, new=new, on=clock.today(), by=by, change=None)

    @acts.act("test.undo", who=lambda actor, target: True)
    def undo(*, answered, by):
        follow_back(change=_Change(new, old, answered), by=by)

    del acts.REGISTRY["test.merge"], acts.REGISTRY["test.undo"]
    answered = merge(by=there.city)
    where = {row.label: row.organisation_id for row in Entry.objects.filter(register=there.people)}
    wang.refresh_from_db()
    assert (where["李示例"], wang.merged_into_id, wang.state) == (new.pk, twin.pk, "ended")
    li.refresh_from_db()
    assert li.answer.organisation_id == new.pk
    undo(answered=answered, by=there.city)
    for row in (wang, li):
        row.refresh_from_db()
    assert (wang.state, wang.merged_into_id, li.organisation_id) == ("confirmed", None, old.pk)
