"""需要您关注: nobody's desk says that all is done while what he answers for stands in alarm."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.indicators.alerts.models import Alert
from luoshi.notices.actions import tell
from luoshi.papers.models import Approval
from luoshi.progress.meetings.models import Case, Letter
from luoshi.progress.models import PeriodicReport, ReportPeriod

pytestmark = pytest.mark.django_db


def school(key: str = "zhijiang") -> Organisation:
    return Organisation.objects.get(key=key)


def alert(yichang, about: str, *, rank: int = 1, reach: str = "city", state: str = "open", **more) -> Alert:
    facts = {"kind": "milestone_late", "title": "示例", "level_word": "严重", "colour": "red", "measure": 9}
    return Alert.objects.create(
        organisation=more.pop("organisation", school()), bureau=yichang.bureau, plan=yichang.plan, about=about,
        rank=rank, reach=reach, state=state, since=clock.today(), why="示例", clears="示例",
        opened_at=clock.now(), **facts, **more,
    )  # fmt: skip


def report(yichang, key: str, due: dt.date) -> PeriodicReport:
    first = (clock.today().replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    period, _ = ReportPeriod.objects.get_or_create(
        plan=yichang.plan, kind="month", starts=first, defaults={"ends": first + dt.timedelta(days=20), "due": due}
    )  # fmt: skip
    return PeriodicReport.objects.create(period=period, organisation=school(key))


def shown(client) -> str:
    html = (
        client.get(reverse("desk")).content.decode().partition('id="attention"')[2].partition("</section>")[0]
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_a_leader_with_nothing_to_do_reads_what_stands_in_alarm(yichang, signed_in) -> None:
    alert(yichang, "a"), alert(yichang, "b"), alert(yichang, "c", state="cleared", cleared_at=clock.now())
    client = signed_in(yichang.post("bureau_leader"))
    assert "没有解除的预警 Ⅰ级（严重） 2 其中 2 条还没有写怎么解决" in shown(client)
    html = client.get(reverse("desk")).content.decode()
    assert f'href="{reverse("alerts")}?rank=1"' in html
    assert ("没有待您办理的事项" in html, "都办完了" in html) == (True, False)


def test_each_level_sees_the_degrees_that_are_to_reach_it(yichang, signed_in) -> None:
    (
        alert(yichang, "a"),
        alert(yichang, "b", rank=2, reach="county"),
        alert(yichang, "c", rank=3, reach="owner"),
    )
    for role, place, degrees in (
        ("bureau_leader", "yichang", ["Ⅰ"]),
        ("city_officer", "yichang", ["Ⅰ"]),
        ("section_head", "yichang", ["Ⅰ"]),
        ("county_leader", "zhijiang-bureau", ["Ⅰ", "Ⅱ"]),
        ("school_head", "zhijiang", ["Ⅰ", "Ⅱ"]),
        ("school_head", "sanxia", []),
        ("teacher", "zhijiang", []),
    ):
        found = re.findall(r"([ⅠⅡⅢ])级", shown(signed_in(yichang.post(role, place))))
        assert found == degrees, (role, place)


def test_schools_that_have_not_reported_are_counted_for_the_offices_above(yichang, signed_in) -> None:
    late = clock.today() - dt.timedelta(days=1)
    report(yichang, "zhijiang", late), report(yichang, "sanxia", late)
    came = report(yichang, "changyang", late)
    author = yichang.post("office", "changyang")
    paper = Approval.objects.create(
        kind="report", title="示例", href="/", about_type="progress.periodicreport", about_id=came.public_id,
        organisation=author.organisation, author=author, reached=2,
    )  # fmt: skip
    sent = {"state": "running", "first_sent_at": clock.now(), "approval": paper, "author": author}
    PeriodicReport.objects.filter(pk=came.pk).update(**sent)
    for role, place, count in (
        ("section_head", "yichang", 2),
        ("county_officer", "zhijiang-bureau", 1),
        ("county_leader", "yidu-bureau", 0),
        ("school_head", "zhijiang", 0),
    ):
        text = shown(signed_in(yichang.post(role, place)))
        assert (f"逾期 1 天） {count}" in text) is bool(count), (role, text)
    ReportPeriod.objects.update(closed_at=clock.now())
    assert shown(signed_in(yichang.post("bureau_leader"))) == ""


def test_letters_without_a_reply_are_counted_until_they_are_answered(yichang, signed_in) -> None:
    runner = yichang.post("city_officer")
    case = Case.objects.create(
        organisation=yichang.bureau, school=school(), title="任务逾期", runner=runner, state="open"
    )
    late = clock.today() - dt.timedelta(days=3)
    facts = {"issuer": yichang.bureau, "words": "请整改", "year": 2026, "issued_at": clock.now()}
    Letter.objects.create(case=case, reply_by=late, state="issued", number=1, **facts)
    leader = signed_in(yichang.post("bureau_leader"))
    assert "没有回复的督办函 待回复 1 其中已过回复期限 1 枝江" in shown(leader)
    assert shown(signed_in(yichang.post("office", "zhijiang"))) == ""  # replies, and has it among what waits
    assert "待回复 1" in shown(signed_in(yichang.post("party_secretary", "zhijiang")))
    assert shown(signed_in(yichang.post("bureau_leader", "yidu-bureau"))) == ""
    Letter.objects.update(state="replied")
    assert shown(leader) == ""


def test_the_numbers_cost_the_same_for_one_school_and_for_many(
    yichang, signed_in, django_assert_max_num_queries
) -> None:
    late = clock.today() - dt.timedelta(days=1)
    for number, row in enumerate(Organisation.objects.filter(kind="school").order_by("pk")):
        alert(yichang, f"a{number}", organisation=row)
        report(yichang, row.key, late)
    client = signed_in(yichang.post("bureau_leader"))
    client.get(reverse("desk"))
    with django_assert_max_num_queries(40):
        assert "没有解除的预警" in client.get(reverse("desk")).content.decode()


def test_the_bell_counts_on_pages_that_have_numbers_of_their_own(yichang, signed_in) -> None:
    """The library of evidence counts its unread files: that must not be taken for the frame's number."""
    post = yichang.post("office", "zhijiang")
    tell(to=[post], title="示例", kind="progress", by=system_actor())
    client = signed_in(post)
    for name in ("evidence", "desk", "money", "reports"):
        top = client.get(reverse(name), follow=True).content.decode().partition("<main")[0]
        assert '<span class="count">1</span>' in top, name


def test_the_desk_asks_once_who_stands_in_for_whom(yichang, signed_in) -> None:
    client = signed_in(yichang.post("office", "zhijiang"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("desk"))
    assert (
        sum('FROM "papers_delegation"' in each["sql"] for each in asked) <= 2
    )  # the other one is of the log
