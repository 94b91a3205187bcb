"""From the first word of a draft to the accepted application, also where a host checks; and the call that later
packages test with.
"""

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Holiday
from luoshi.core.receipts import check
from luoshi.notices.models import Notice
from luoshi.registers.models import Entry, Register
from luoshi.selection import actions as calling
from luoshi.selection.applying import actions, permissions
from luoshi.selection.applying.desk import desk_items
from luoshi.selection.applying.facts import applied_of
from luoshi.selection.applying.queries import applications_visible_to, hosts, keeps_away
from luoshi.selection.applying.receiving import changed_since, is_as_received

from . import helping, made

pytestmark = pytest.mark.django_db


def test_an_application_goes_from_the_draft_to_the_draw(there):
    row = helping.brought(there, "zhijiang")
    assert (row.state, row.sequence, row.rank) == ("accepted", 1, None)
    assert [step.state for step in row.approval.steps.all()] == [
        "passed"
    ] * 4  # the school's two, the county's two
    helping.close(there)
    call = helping.do(helping.actions.end_checks, there.call, there.actor(there.officer))
    assert call.state == "drawing"


def test_a_call_for_later_packages_stands_as_the_acts_would_leave_it(there, loaded_site):
    by_acts = helping.brought(there, "zhijiang", number=0)
    quick = helping.written(there, "xingshan", number=1)
    assert quick.state == by_acts.state == "accepted"
    assert (by_acts.sequence, quick.sequence, helping.fresh(there.call).received) == (1, 2, 2)
    for row in (by_acts, quick):
        assert is_as_received(row)
        assert check(json.dumps(row.receipt).encode()).faults == ()
        assert row.approval.sendings.get().files.count() == row.materials.count() == 1
        assert row.people.count() == row.checks.count() == 2


def test_facts_for_conflicts_name_the_school_its_people_and_its_county(there):
    row = helping.written(there, "zhijiang")
    row.people.filter(role="leader").update(membership=there.teacher)
    row.partners.add(there.other.organisation)
    facts = applied_of(row)
    assert facts.selection == there.call.public_id
    assert facts.organisations == {there.school.public_id, there.other.organisation.public_id}
    assert facts.people == {there.teacher.user.public_id}
    assert facts.county == there.county.public_id


# ---- mending for the formal check

# The Friday off, Saturday and Sunday worked instead: by weekdays alone it would be another day.
NEW_YEAR = (("2027-01-01", "holiday"), ("2027-01-02", "workday"), ("2027-01-03", "workday"))


def to_mend(there, settings, tmp_path):
    """Asked on Thursday, 31 December 2026, to mend within two working days."""
    for day, kind in NEW_YEAR:
        Holiday.objects.update_or_create(day=day, defaults={"kind": kind})
    helping.Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "correction_days": 2})
    there.call.refresh_from_db()
    row, by = helping.written(there, "zhijiang", reached="received"), there.actor(there.officer)
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text("2026-12-31T09:00:00+08:00")
    row = helping.do(actions.check_application, row, by, lines={"whole": (False, "缺盖章页")})
    return helping.do(actions.ask_correction, row, by)


def test_a_correction_has_working_days_is_asked_once_and_comes_late_by_a_second(there, settings, tmp_path):
    row = to_mend(there, settings, tmp_path)
    school, by = there.actor(there.office), there.actor(there.officer)
    last = dt.datetime.fromisoformat("2027-01-03T23:59:59+08:00")
    assert row.correct_until == last
    (tmp_path / "clock").write_text((last + dt.timedelta(seconds=1)).isoformat())
    report = helping.a_file(made.pdf("late"), "迟到.pdf")
    for act, said in (
        (actions.send_correction, {}),
        (actions.add_materials, {"item": "report", "files": [report]}),
    ):
        with pytest.raises(RuleBroken, match="补正已于 2027-01-03 23:59 截止"):
            helping.do(act, row, school, **said)
    assert helping.fresh(row).state == "correcting"
    with pytest.raises(RuleBroken, match="理由"):
        helping.do(actions.refuse_application, row, by, reason=" ")
    row = helping.do(actions.refuse_application, row, by, reason="逾期没有补正")
    assert (row.state, row.reason) == ("refused", "逾期没有补正")


def _both_receipts(client, row):
    """The later one says that it is, and leads to the one that came in time; nobody finds a third."""
    page = reverse("apply-receipt-page", args=[row.public_id])
    words = client.get(page).content.decode()
    assert ("这是补正后的回执" in words, f"{page}?no=1" in words) == (True, True)
    before = client.get(page, {"no": "1"}).content.decode()
    first = row.receipts_before[0]
    assert ("这是补正后的回执" in before, first["content"] in before) == (False, True)
    file = client.get(reverse("apply-receipt", args=[row.public_id]), {"no": "1"})
    assert (json.loads(file.content), check(file.content).faults) == (first, ())
    assert [client.get(page, {"no": number}).status_code for number in ("2", "0", "x")] == [404] * 3


def test_mended_in_the_last_second_it_is_looked_at_anew_and_not_asked_for_again(
    there, settings, tmp_path, signed_in
):
    row = to_mend(there, settings, tmp_path)
    school, by = there.actor(there.office), there.actor(there.officer)
    with pytest.raises(RuleBroken, match="已经通知过一次补正"):
        helping.do(actions.ask_correction, row, by)
    (tmp_path / "clock").write_text(row.correct_until.isoformat())
    first = row.receipt["attachments"]
    report = helping.a_file(made.pdf("mended"), "补正.pdf")
    row = helping.do(actions.add_materials, row, school, item="report", files=[report])
    row.checks.filter(item="who").update(met=True)
    assert set(changed_since(row)) == {"material:report"}
    came = row.correct_until  # and had to wait since
    (tmp_path / "clock").write_text((came + dt.timedelta(seconds=5)).isoformat())
    row = helping.do(actions.send_correction, row, school, arrived=came)
    assert (row.state, row.sequence) == ("received", 1)
    assert {each["name"] for each in row.receipt["attachments"]} == {"申报报告1.pdf", "补正.pdf"}
    assert len(first) == 1
    _both_receipts(signed_in(there.office), row)
    assert dict(row.checks.values_list("item", "met")) == {"whole": None, "who": True}
    row = helping.do(actions.check_application, row, by, lines={"whole": (False, "还缺一页")})
    with pytest.raises(RuleBroken, match="已经通知过一次补正"):
        helping.do(actions.ask_correction, row, by)


# ---- who keeps away (controls BL-05)


def kept_away(row, by, post):
    helping.do(actions.say_conflict, row, by, membership=post, reason="亲属")
    return row.officer_conflicts.get(membership=post, lifted_at=None)


def told(post):
    return list(
        Notice.objects.filter(deliveries__membership=post).order_by("pk").values_list("title", "body")
    )


def test_nobody_takes_away_who_watches_him(there, signed_in, send):
    """The officer who runs it neither by the page nor by the act, through no post of the monitor's; the monitor
    himself, another one, a section head who does not run it.
    """
    row = helping.written(there, "zhijiang", reached="received")
    by, head, other = there.actor(there.officer), there.actor(there.section), there.post("monitor")
    page = reverse("apply-conflict", args=[row.public_id])
    wrong = send(signed_in(there.officer), page, row, membership=there.monitor.public_id, reason="x")
    assert wrong.status_code == 422
    second = Membership.objects.create(
        user=there.monitor.user, organisation=there.monitor.organisation, role="bureau_leader"
    )
    helping.Call.objects.filter(pk=there.call.pk).update(officer=there.officer)
    for post in (there.monitor, second):
        with pytest.raises(RuleBroken, match="由本人、另一名监督员或能办理但不经办这次遴选的人登记"):
            helping.do(actions.say_conflict, row, by, membership=post, reason="x")
    with pytest.raises(RuleBroken, match="办理遴选的人的回避，由办理遴选的人登记"):
        helping.do(actions.say_conflict, row, there.actor(other), membership=there.officer, reason="x")
    assert not row.officer_conflicts.exists()
    said = send(signed_in(other), page, row, membership=there.monitor.public_id, reason="亲属")
    assert said.status_code == 302
    conflict = row.officer_conflicts.get()
    for actor in (by, there.actor(there.monitor), there.actor(other)):
        with pytest.raises(PermissionDenied):
            helping.do(actions.lift_conflict, conflict, actor, reason="x")
    helping.do(actions.lift_conflict, conflict, head, reason="已核实")
    helping.Call.objects.filter(pk=there.call.pk).update(officer=there.section)
    with pytest.raises(RuleBroken, match="由本人、另一名监督员"):
        helping.do(actions.say_conflict, row, head, membership=there.monitor, reason="x")
    kept_away(row, there.actor(there.monitor), there.monitor)


def test_a_conflict_is_told_and_another_one_lifts_it(there, signed_in):
    """Whom it binds hears of the selection alone, the monitor of whom and why; whoever said it does not lift it."""
    row = helping.written(there, "zhijiang", reached="received")
    by, third = there.actor(there.officer), there.post("city_officer")
    conflict = kept_away(row, by, there.section)
    [(title, body)] = told(there.section)
    assert title == f"已登记您的回避：{there.call.title}"
    assert row.title not in body
    [(title, body)] = told(there.monitor)
    assert (row.title in body, "亲属" in body, there.section.user.name in body) == (True, True, True)
    shown = reverse("apply-lift-conflict", args=[conflict.public_id])
    page = reverse("apply-page", args=[row.public_id])
    pages = [signed_in(post).get(page).content.decode() for post in (there.officer, third)]
    assert [shown in each for each in pages] == [False, True]
    with pytest.raises(PermissionDenied):
        helping.do(actions.lift_conflict, conflict, by, reason="x")
    helping.do(actions.lift_conflict, conflict, there.actor(third), reason="同名，核实不是")
    assert told(there.section)[-1][0] == f"已解除您的回避：{there.call.title}"
    assert "同名，核实不是" in told(there.monitor)[-1][1]


# ---- the host (承办单位)

RESEARCH = "yichang-zhijiaoshi"


def hosted(there, place=RESEARCH, parts=("checks",), reason="由教研机构承办"):
    """The host's post, asked to run these parts of the call."""
    post = there.posts.setdefault(("host", place), there.post("host", place))
    by = there.actor(there.officer)
    there.call = helping.do(
        calling.set_host, there.call, by, host=post.organisation, parts=parts, reason=reason
    )
    return post


def test_a_host_checks_what_arrived_and_decides_nothing(there):
    row, waiting = helping.written(there, "zhijiang", reached="received"), helping.filled(there, "xingshan")
    post = there.post("host", RESEARCH)
    by = there.actor(post)
    assert not applications_visible_to(by).exists()
    hosted(there)
    assert not applications_visible_to(by).exists(), "as long as anybody can apply nothing is there for it"
    with pytest.raises(PermissionDenied):
        helping.do(actions.check_application, row, by, lines={})
    helping.close(there)
    assert list(applications_visible_to(by)) == [row]
    assert [item.title for item in desk_items(by)] == [f"形式审查 1 份申报：{there.call.title}"]
    lines = {each["key"]: (True, "") for each in there.call.rules["checks"]}
    row = helping.do(actions.check_application, row, by, lines=lines | {"who": (False, "缺资格证")})
    row = helping.do(actions.ask_correction, row, by)
    assert row.state == "correcting"
    row = helping.do(actions.send_correction, row, there.actor(there.office))
    with pytest.raises(PermissionDenied):
        helping.do(actions.refuse_application, row, by, reason="资格不符")
    row = helping.do(
        actions.accept_application, helping.do(actions.check_application, row, by, lines=lines), by
    )
    assert row.state == "accepted"
    with pytest.raises(PermissionDenied):
        helping.do(actions.check_again, row, by, reason="重新核对")
    for act, said in ((actions.end_checks, {}), (calling.withdraw_call, {"reason": "示例"})):
        with pytest.raises(PermissionDenied):
            helping.do(act, there.call, by, **said)
    assert helping.fresh(waiting).state == "draft"


def test_what_a_host_may_is_taken_back_at_once_and_it_is_told(there):
    row = helping.written(there, "zhijiang", reached="received")
    by, post = there.actor(there.officer), hosted(there)
    helping.close(there)
    assert applications_visible_to(there.actor(post)).exists()
    titles = Notice.objects.filter(deliveries__membership=post).values_list("title", flat=True)
    assert set(titles) == {f"请承办：{there.call.title}"}
    with pytest.raises(RuleBroken, match="写明调整承办单位的理由"):
        helping.do(calling.set_host, there.call, by, host=None, parts=())
    helping.do(calling.set_host, there.call, by, host=None, parts=(), reason="改由本局办理")
    assert set(titles.all()) == {f"请承办：{there.call.title}", f"不再承办：{there.call.title}"}
    assert not applications_visible_to(there.actor(post)).exists()
    with pytest.raises(PermissionDenied):
        helping.do(actions.check_application, row, there.actor(post), lines={})


def in_the_team(row, post, **named):
    row.people.create(role="member", **{"name": "示例同事", "organisation": post.organisation, **named})


WHY = ["own draft", "own", "another post", "keeps away", "colleague", "himself", "by name"]


@pytest.mark.parametrize("why", WHY)
def test_a_host_with_an_application_of_its_own_runs_nothing(there, signed_in, why):
    """Its own school applies or has begun to; whoever does the work holds a post in a school that does; he keeps away
    from one; somebody of its own, or he himself, is of a team.
    """
    school = why.startswith("own")
    post = hosted(there, "xingshan" if school else RESEARCH)
    arrived = helping.written(there, "sanxia", number=7, reached="received")
    row = helping.filled(there, "xingshan" if school else "zhijiang", people=0 if why == "own draft" else 2)
    if why != "own draft":
        row = helping.passed(there, helping.do(actions.send_application, row, there.actor(row.owner)))
    helping.close(there)
    assert hosts(there.actor(post), there.call, "checks") == (not school)
    if why == "another post":
        Membership.objects.create(user=post.user, organisation=there.school, role="teacher")
    if why == "keeps away":
        said = {"membership": post, "reason": "亲属"}
        helping.do(actions.say_conflict, row, there.actor(post), **said)
    if why == "colleague":
        in_the_team(row, post)
    if why == "himself":
        in_the_team(row, post, membership=post, organisation=there.school)
    if why == "by name":
        teacher = there.post("teacher", "xingshan")
        Membership.objects.filter(pk=teacher.pk).update(user=post.user)
        line = {"register": Register.objects.get(key="teachers"), "organisation": teacher.organisation}
        entry = Entry.objects.create(**line, label=post.user.name)
        in_the_team(row, post, name="曾用名", entry=entry, organisation=there.school)
    assert not hosts(there.actor(post), there.call, "checks")
    assert arrived not in applications_visible_to(there.actor(post))
    page = signed_in(there.officer).get(reverse("call", args=[there.call.public_id])).content.decode()
    assert ("承办单位也参加了申报" in page) == (school or why == "colleague")


def test_a_host_that_could_read_what_had_arrived_applies_no_more(there):
    """Opened again for all but for it, also where another hosts since (controls BL-08)."""
    mine, other = helping.filled(there, "xingshan"), helping.filled(there, "zhijiang", number=3)
    hosted(there, "xingshan")
    now, later = helping.clock.now(), helping.clock.now() + dt.timedelta(days=2)
    there.call.extensions.create(
        before=now - dt.timedelta(hours=1), until=later, reason="系统故障", said_by=there.officer,
        confirmed_by=there.section, confirmed_at=now,
    )  # fmt: skip
    assert helping.do(actions.send_application, other, there.actor(other.owner)).state == "sent"
    for _ in range(2):
        with pytest.raises(RuleBroken, match=r"承办过这次遴选.*延期以后不能报送"):
            helping.do(actions.send_application, mine, there.actor(mine.owner))
        helping.do(
            calling.set_host, there.call, there.actor(there.officer), host=None, parts=(), reason="示例"
        )


@pytest.mark.parametrize("who", ["officer", "section", "monitor", "clerk"])
def test_nobody_above_manages_an_application_he_takes_part_in_nor_its_rivals(there, who):
    """Of the team by his post or by his name, or its author by another post; people of schools in it go on (controls
    BL-05, BL-08). What he sees of the others he would use for his own.
    """
    bring = helping.brought if who == "clerk" else helping.written  # through the county's hands, or as rows
    post, row = getattr(there, who), bring(there, "zhijiang", reached="received")
    other = helping.written(there, "xingshan", number=7, reached="received")
    by, partner = there.actor(post), there.post("teacher", "xingshan")
    in_the_team(row, partner, membership=partner)
    seen = set(applications_visible_to(by))
    assert row in seen
    assert row in applications_visible_to(there.actor(partner))
    if who == "monitor":
        Membership.objects.filter(pk=there.teacher.pk).update(user=post.user)
        row.__class__.objects.filter(pk=row.pk).update(owner=there.teacher)
    else:
        in_the_team(row, post, name=post.user.name, **({"membership": post} if who == "section" else {}))
    assert not set(applications_visible_to(by)) & {row, other}
    assert keeps_away(by, there.call)
    assert not permissions.can_rank(by, there.call)
    assert not permissions.can_take_in(by, there.call)
    assert row in applications_visible_to(there.actor(partner))
    if who in ("officer", "section"):
        for each in (row, other):
            with pytest.raises(PermissionDenied):
                helping.do(actions.check_application, each, by, lines={})


@pytest.mark.parametrize(
    ("place", "parts", "state", "words"),
    [
        (None, ("checks",), "open", "请选择承办单位"),
        ("zhijiang-bureau", (), "open", "不能承办"),
        (RESEARCH, ("checks",), "deciding", "不能再调整承办单位"),
    ],
)
def test_who_cannot_be_asked_to_host(there, place, parts, state, words):
    now = helping.clock.now()
    helping.Call.objects.filter(pk=there.call.pk).update(state=state, closed_at=now)
    host = helping.Organisation.objects.get(key=place) if place else None
    with pytest.raises(RuleBroken, match=words):
        helping.do(
            calling.set_host, there.call, there.actor(there.officer), host=host, parts=parts, reason="示例"
        )


@pytest.mark.once
def test_the_bureau_names_the_host_and_the_host_checks_by_pages(there, signed_in, send):
    row = helping.written(there, "zhijiang", reached="received")
    post, officer = there.post("host", RESEARCH), signed_in(there.officer)
    here = reverse("call", args=[there.call.public_id])
    helping.close(there)
    wrong = send(officer, f"{here}host/", there.call, parts=["checks"], reason="承办")
    assert "请选择承办单位" in wrong.content.decode()
    said = {"host": post.organisation.public_id, "parts": ["checks", "panel"], "reason": "承办"}
    assert send(officer, f"{here}host/", helping.fresh(there.call), **said).status_code == 302
    assert "市职教室（形式审查、组建评审组）" in officer.get(here).content.decode()
    client, address = signed_in(post), reverse("apply-page", args=[row.public_id])
    told = client.get(address).content.decode()
    assert "第1份的主要做法" in told
    assert "10000000001" not in told
    send(client, reverse("apply-check", args=[row.public_id]), row, **{"met-whole": "yes", "met-who": "yes"})
    send(client, reverse("apply-accept", args=[row.public_id]), helping.fresh(row))
    told = client.get(address).content.decode()
    assert "已受理" in told
    assert "重新审查" not in told
    listed = client.get(reverse("selection-applications"), {"call": there.call.public_id})
    assert "登记纸质材料" in listed.content.decode()
    assert "结束形式审查" not in listed.content.decode()
