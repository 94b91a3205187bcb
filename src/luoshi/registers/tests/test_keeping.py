"""Lists kept and compared; two entries put together and taken apart; organisations merge and it is undone."""

import pytest

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.registers import actions
from luoshi.registers.following import follow, follow_back, stands_on
from luoshi.registers.models import Entry, Snapshot
from luoshi.registers.queries import facts_of

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
