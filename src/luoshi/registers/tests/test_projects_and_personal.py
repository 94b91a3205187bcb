"""Project stages and what follows from them; personal values opened with a reason, cleared, erased."""

import datetime as dt

import pytest

from luoshi.common import clock, drafts, files
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.invariants import INVARIANTS as FORM_INVARIANTS
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditDetail, AuditEvent
from luoshi.common.verifying import verify
from luoshi.evidence.actions import Piece, add_and_cite, uncite_evidence
from luoshi.evidence.queries import uses_about
from luoshi.notices.models import Delivery, Notice
from luoshi.registers import actions
from luoshi.registers.actions.erasing import erase_due
from luoshi.registers.desk import desk_items, expiring, reminders
from luoshi.registers.invariants import INVARIANTS
from luoshi.registers.models import Entry
from luoshi.registers.queries import facts_of

from .samples import WANG
from .test_pages import text, url

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def team(there):
    entry = actions.add_entry(register=there.projects, values={"name": "骨干 团队"}, by=there.office)
    actions.confirm_entries(register=there.projects, entries=[entry], by=there.office)
    entry.refresh_from_db()
    return entry


def noted(entry, by, kind="recognised", days=-10, **more):
    return actions.note_project_stage(
        entry=entry, kind=kind, on=TODAY + dt.timedelta(days=days), by=by, **more
    )


def test_the_last_stage_its_level_and_validity_are_facts_and_taken_back_they_are_not(there, team):
    noted(team, there.office, "set_up", -900, level="city")
    soon = TODAY + dt.timedelta(days=60)
    last = noted(team, there.city, level="province", valid_until=soon, document_number="鄂教〔2026〕1号")

    def facts(day=TODAY):
        (fact,) = facts_of(there.projects, [there.school.pk], day=day)
        return [fact.values.get(name) for name in ("stage", "level", "level_rank", "valid_until")]

    assert facts() == ["recognised", "province", 3, soon.isoformat()]
    assert facts(TODAY - dt.timedelta(days=100))[:2] == ["set_up", "city"]
    assert [(each.due, each.to) for each in reminders(TODAY)] == [(soon, (there.posts["office"],))]
    with pytest.raises(RuleBroken, match="理由"):
        actions.take_back_stage(stage=last, reason="", by=there.city, version=last.version)
    last.refresh_from_db()
    actions.take_back_stage(stage=last, reason="文号不对", by=there.city, version=last.version)
    assert (facts()[:2], list(expiring(TODAY))) == (["set_up", "city"], [])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"days": 1}, "今天以后"),
        ({"valid_until": TODAY - dt.timedelta(days=30)}, "有效期"),
        ({"kind": "nothing"}, "请选择"),
    ],
)
def test_a_stage_that_cannot_be_is_refused(there, team, given, words):
    with pytest.raises(RuleBroken, match=words):
        noted(team, there.office, **given)


def test_after_a_revocation_nothing_comes_until_it_is_taken_back(there, team):
    noted(team, there.office, "revoked")
    with pytest.raises(RuleBroken, match="已经撤销"):
        noted(team, there.office, "reviewed", -1)


def test_what_the_school_notes_of_a_checked_project_is_checked_anew_and_its_checker_hears(
    there, team, signed_in
):
    def check(version=None):
        rows = {team.public_id: version} if version else None
        actions.check_entries(register=there.projects, entries=[team], versions=rows, by=there.city)
        team.refresh_from_db()

    noted(team, there.city, level="school", days=-20)
    check()
    noted(team, there.city, "mid_term", days=-9)
    team.refresh_from_db()
    assert team.state == "checked"
    office = signed_in(there.posts["office"])
    form = {"kind": "recognised", "level": "nation", "on": "2026-06-30"}
    assert office.post(url(team, "stages"), form).status_code == 302
    team.refresh_from_db()
    (fact,) = facts_of(there.projects, [there.school.pk], day=TODAY)
    assert (team.state, fact.checked_at) == ("confirmed", None)
    told = Delivery.objects.filter(notice__about_id=team.public_id)
    assert [each.membership for each in told] == [there.posts["city"]]
    assert "登记了国家级认定" in told.get().notice.body
    seen, stage = team.version, team.stages.get(level="nation")
    actions.take_back_stage(stage=stage, reason="登错了", by=there.office, version=stage.version)
    with pytest.raises(RuleBroken, match="刚刚有改动"):
        check(seen)
    check()
    own = noted(team, there.office, "reviewed", -1, level="city")
    check()
    actions.take_back_stage(stage=own, reason="登错了", by=there.office, version=own.version)
    team.refresh_from_db()
    assert (team.state, told.all().count()) == ("confirmed", 3)


def test_pages_of_stages_and_of_what_every_school_should_have(there, team, signed_in):
    office, city = signed_in(there.posts["office"]), signed_in(there.posts["city"])
    form = {"kind": "accepted", "level": "city", "on": "2026-06-30", "by_whom": "宜昌市教育局"}
    assert office.post(url(team, "stages"), form).status_code == 302
    assert all("市级验收" in text(city.get(url(each))) for each in (team, there.projects))
    assert "骨干 团队" not in text(city.get(url(there.projects) + "?stage=set_up"))
    stage = team.stages.get()
    back = {"_version": stage.version, "reason": "登错"}
    assert office.post(url(team, "stages", stage.public_id, "take-back"), back).status_code == 302
    assert "市级验收" not in text(city.get(url(team)))
    page = text(office.get(url(there.projects, "expected")))
    assert ("示范团队" in page, "骨干团队" in page, "1 / 2" in page) == (True, False, True)


def test_a_personal_value_is_shown_once_with_a_reason_in_the_log(there, signed_in, monkeypatch):
    wang = actions.add_entry(register=there.people, values=WANG, by=there.office)
    office, city = signed_in(there.posts["office"]), signed_in(there.posts["city"])
    number, asked = WANG["id_number"], {"path": "id_number", "reason": "核对证书"}
    assert city.post(url(wang, "reveal"), asked).status_code == 404
    short = office.post(url(wang, "reveal"), {**asked, "reason": "看"})
    assert (short.status_code, number in text(short)) == (422, False)
    assert office.post(url(wang, "reveal"), {**asked, "path": "name"}).status_code == 422
    before = AuditEvent.objects.count()
    opened = office.post(url(wang, "reveal"), asked)
    assert (opened.status_code, number in text(opened), opened.headers["Cache-Control"]) == (
        200,
        True,
        "no-store",
    )
    assert WANG["mobile"] not in text(opened)
    event = AuditEvent.objects.order_by("pk").last()
    assert (AuditEvent.objects.count(), event.action) == (before + 1, "registers.reveal")
    again = {**asked, "_once": "one-form"}  # sent again and again: each time an event, up to the limit
    for count in (2, 3):
        assert number in text(office.post(url(wang, "reveal"), again))
        assert AuditEvent.objects.filter(action="registers.reveal", result="done").count() == count
    monkeypatch.setattr("luoshi.registers.actions.personal.AN_HOUR", 1)
    for each in (asked, again):
        refused = office.post(url(wang, "reveal"), each)
        assert (refused.status_code, number in text(refused)) == (422, False)
        assert "一小时内最多查看 1 项" in refused.content.decode()
    assert ("id_number" in str(event.changes), "核对证书" in str(event.changes)) == (True, False)
    assert number not in text(office.get(url(wang)))
    department = signed_in(there.posts["teacher"])
    assert department.post(url(wang, "reveal"), asked).status_code == 404
    clear = {"path": "mobile", "_version": wang.version}
    assert office.post(url(wang, "clear"), clear).status_code == 302
    assert "mobile" not in values_of(Entry.objects.get(pk=wang.pk).answer)


def test_personal_values_go_so_long_after_the_end_and_the_log_stays_whole(there, signed_in):
    wang = actions.add_entry(register=there.people, values=WANG, by=there.office)
    actions.change_entry(
        entry=wang, values={**WANG, "mobile": "10000000003"}, by=there.office, version=wang.version
    )
    actions.confirm_entries(register=there.people, entries=[wang], by=there.office)
    wang.refresh_from_db()
    years = there.people.retention_years
    on = TODAY.replace(day=1, month=1, year=TODAY.year - years - 1)
    actions.end_entry(entry=wang, kind="left", on=on, by=there.office, version=wang.version)
    assert (
        erase_due(system_actor()) == 0
    )  # left long ago, or a year mistyped: kept from the day it was written down
    Entry.objects.filter(pk=wang.pk).update(ended_at=clock.now() - dt.timedelta(days=366 * years))
    drafts.save(there.office, "registers.change", wang.public_id, {"id_number": WANG["id_number"]})
    kept = AuditDetail.objects.count()
    assert erase_due(system_actor()) == 1
    assert drafts.load(there.office, "registers.change", wang.public_id) is None
    wang.refresh_from_db()
    assert set(values_of(wang.answer)) == {"name", "title", "dual", "practice"}
    assert [bytes(past.sealed) for past in wang.answer.past.all()] == [b""]
    assert AuditDetail.objects.count() < kept
    broken = [each for one in (*INVARIANTS, *FORM_INVARIANTS) for each in one.check()]
    assert broken == []
    assert verify().ok, verify()
    wang.refresh_from_db()
    with pytest.raises(RuleBroken, match="已经清除"):
        actions.resume_entry(entry=wang, by=there.office, version=wang.version)
    office = signed_in(there.posts["office"])
    assert "已满保留年数，个人信息已于" in text(office.get(url(wang)))


def test_desks_say_what_is_to_be_confirmed_and_checked(there, team):
    actions.add_entry(register=there.people, values=WANG, by=there.department)
    assert [item.title for item in desk_items(there.office)] == ["教师示例台账有 1 条草稿"]
    assert [item.title for item in desk_items(there.county)] == ["团队示例台账有 1 条待核对"]
    assert list(desk_items(there.neighbour)) + list(desk_items(there.teacher)) == []
    assert [item.pressing for item in desk_items(there.office)] == [""], "no day hangs on a draft"
    actions.return_entries(register=there.projects, entries=[team], reason="缺带头人", by=there.county)
    assert {item.title: (item.source, item.pressing) for item in desk_items(there.office)} == {
        "教师示例台账有 1 条草稿": ("确认以后才算在内", ""),
        "团队示例台账有 1 条草稿": ("其中被退回 1 条", "尽快"),
    }


@pytest.mark.once
def test_a_certificate_taken_off_a_checked_entry_has_it_checked_anew(there, team, signed_in):
    stored = files.put([b"%PDF-1.4 certificate"])
    piece = Piece("验收证书", "document", TODAY, 2, stored=stored, file_name="证书.pdf")
    add_and_cite(organisation=there.school, pieces=[piece], about=team, by=there.office)
    actions.check_entries(register=there.projects, entries=[team], by=there.city)
    use, before = uses_about(team).get(), Notice.objects.count()
    uncite_evidence(use=use, reason="扫描不清，换一份", by=there.office, version=use.version)
    team.refresh_from_db()
    assert team.state == "confirmed"
    assert Notice.objects.count() == before + 1
    page = text(signed_in(there.posts["city"]).get(url(team)))
    assert "验收证书" in page
    assert "扫描不清，换一份" in page
