"""The desk: what waits, over all posts, grouped by urgency; the way to the matrix; the menu of each role."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from luoshi.accounts.actions import add_person
from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common.actor import system_actor
from luoshi.common.stages import DeskItem
from luoshi.home.desk import Line, by_urgency
from luoshi.home.done import DONE_WORDS
from luoshi.plans.models import Plan, Task
from luoshi.policies.models import Finding, Reading
from luoshi.selection.actions import decline_extension, propose_extension
from luoshi.selection.models import Extension
from luoshi.selection.tests import helping as selections
from luoshi.undertakings.actions import restore_duty, withdraw_duty
from luoshi.undertakings.models import Duty

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 23)


def text_of(client, **query) -> str:
    html = client.get(reverse("desk"), query).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2]))


def menu_of(client) -> list[str]:
    html = client.get(reverse("desk")).content.decode()
    side = html.partition('<nav class="side"')[2].partition("</nav>")[0].partition(">")[2]
    return re.findall(r"[一-鿿]+", re.sub(r"<[^>]+>", " ", re.sub(r"<li class=.*?</li>", "", side)))


def line(title: str, due: dt.date | None, pressing: str = "") -> Line:
    return Line(DeskItem(title=title, href="/", action="办理", due=due, pressing=pressing), "示例")


def test_what_waits_is_grouped_by_urgency() -> None:
    days = [("昨天", -1), ("今天", 0), ("周日", 6), ("下周一", 7), ("更早", -9)]
    lines = [line(title, MONDAY + dt.timedelta(days=days)) for title, days in days] + [line("无期限", None)]
    groups = {label: [each.item.title for each in found] for label, found in by_urgency(lines, MONDAY)}
    assert groups == {
        "逾期": ["更早", "昨天"],
        "今天": ["今天"],
        "本周": ["周日"],
        "以后": ["下周一", "无期限"],
    }


def test_what_was_returned_or_is_late_stands_above_what_is_due_later() -> None:
    month = MONDAY + dt.timedelta(days=30)
    lines = [line("三十天后", month), line("退回", None, "尽快"), line("退回，下月到期", month, "尽快")]
    lines += [line("逾期预警", None, "逾期"), line("退回，已过期", MONDAY - dt.timedelta(days=1), "尽快")]
    groups = {label: [each.item.title for each in found] for label, found in by_urgency(lines, MONDAY)}
    assert groups == {
        "逾期": ["退回，已过期", "逾期预警"],
        "尽快": ["退回，下月到期", "退回"],
        "以后": ["三十天后"],
    }


def test_on_sunday_nothing_is_later_this_week() -> None:
    sunday = MONDAY + dt.timedelta(days=6)
    found = by_urgency([line("明天", sunday + dt.timedelta(days=1))], sunday)
    assert [label for label, _ in found] == ["以后"]


def test_the_officers_desk_links_to_the_matrices_the_yichang_plan_first(yichang, signed_in) -> None:
    Plan.objects.create(key="newer", title="另一个计划", short="另一个", issuer=yichang.bureau, start="2030")
    html = signed_in(yichang.post("city_officer")).get(reverse("desk")).content.decode()
    links = re.findall(r'href="(/plans/[a-z0-9]{20}/matrix/)"', html)
    assert links[0] == f"/plans/{yichang.plan.public_id}/matrix/"
    assert len(links) == 2


def test_an_editor_is_told_of_gaps_and_others_are_not(yichang, signed_in) -> None:
    assert "1 项任务没有单位承担，19 个目标没有定数" in text_of(signed_in(yichang.post("city_officer")))
    for role, place in (
        ("bureau_leader", "yichang"),
        ("school_head", "sanxia"),
        ("county_officer", "yidu-bureau"),
    ):
        text = text_of(signed_in(yichang.post(role, place)))
        assert "没有单位承担" not in text
        assert ("编制实施方案" if role == "school_head" else "没有待您办理") in text


def test_bars_count_the_duties_of_the_own_organisation_and_those_below(yichang, signed_in) -> None:
    def total(role: str, place: str) -> int:
        return int(re.search(r"责任项 (\d+)", text_of(signed_in(yichang.post(role, place))))[1])

    standing = Duty.objects.filter(left_at__isnull=True)
    own = standing.filter(organisation__key="zhijiang").count()
    assert total("school_head", "zhijiang") == own
    assert total("county_officer", "zhijiang-bureau") == own
    assert total("city_officer", "yichang") == standing.count()


def test_two_posts_over_the_same_school_count_its_duties_once(yichang, signed_in) -> None:
    post = yichang.post("county_officer", "zhijiang-bureau")
    Membership.objects.create(
        user=post.user, organisation=Organisation.objects.get(key="zhijiang"), role="school_head"
    )
    standing = Duty.objects.filter(left_at__isnull=True, organisation__key="zhijiang").count()
    assert f"责任项 {standing} " in text_of(signed_in(post))


def test_posts_at_two_schools_are_summed(yichang, signed_in) -> None:
    post = yichang.post("school_head", "zhijiang")
    Membership.objects.create(
        user=post.user, organisation=Organisation.objects.get(key="sanxia"), role="teacher"
    )
    schools = Duty.objects.filter(left_at__isnull=True, organisation__key__in=("zhijiang", "sanxia"))
    assert f"责任项 {schools.count()} " in text_of(signed_in(post))


def test_a_line_of_another_post_shows_that_post_and_takes_it_when_opened(yichang, signed_in) -> None:
    post = yichang.post("school_head", "zhijiang")
    other = Membership.objects.create(user=post.user, organisation=yichang.bureau, role="city_officer")
    client = signed_in(post)
    html = client.get(reverse("desk")).content.decode()
    form = html.partition('<ul class="panel desk">')[2].partition("</ul>")[0]
    assert f'name="post" value="{other.public_id}"' in form
    assert "市教育局 市局经办" in form
    answer = client.post(reverse("switch-post"), {"post": other.public_id, "next": "/plans/"})
    assert answer["location"] == "/plans/"
    elsewhere = client.post(reverse("switch-post"), {"post": other.public_id, "next": "//evil.example/"})
    assert elsewhere["location"] == "/desk/"
    html = client.get(reverse("desk")).content.decode()
    assert f'href="{reverse("plan-gaps", args=[yichang.plan.public_id])}"' in html


def test_what_changed_reaches_the_school_concerned_and_its_superiors_only(yichang, signed_in) -> None:
    task = Task.objects.get(plan=yichang.plan, key="4.3")
    duty = Duty.objects.get(task=task, organisation__key="changyang")
    withdraw_duty(duty=duty, reason="专业停办", by=system_actor(), version=duty.version)
    for role, place, sees in (
        ("school_head", "changyang", True),
        ("county_officer", "changyang-bureau", True),
        ("city_officer", "yichang", True),
        ("school_head", "zhijiang", False),
    ):
        text = text_of(signed_in(yichang.post(role, place)))
        assert ("退出承接：" in text) is sees, role
        assert "专业停办" not in text


def test_what_one_has_done_is_kept_under_done(yichang, signed_in) -> None:
    post = yichang.post("city_officer")
    duty = Duty.objects.get(task__key="4.3", organisation__key="changyang")
    withdraw_duty(duty=duty, reason="专业停办", by=actor_for(post), version=duty.version)
    assert "退出承接：" in text_of(signed_in(post), tab="done")
    assert "还没有已办事项" in text_of(signed_in(yichang.post("city_officer")), tab="done")


def test_who_declined_a_proposal_finds_it_under_done(yichang, signed_in) -> None:
    """Acts of every part stand there, by the selection where they belong to one; what was only looked at does not."""
    there = selections.cast(yichang)
    call = selections.opened(there)
    later = call.until + dt.timedelta(days=7)
    selections.act(propose_extension, call, there.actor("officer"), until=later, reason="停电")
    said = Extension.objects.get(call=call)
    selections.act(decline_extension, said, there.actor("section_head"), reason="上级的时间没有变")
    assert f"不同意延期：{call.title}" in text_of(signed_in(there.section_head), tab="done")
    own = text_of(signed_in(there.officer), tab="done")
    assert (f"提出延期：{call.title}" in own, f"发出遴选通知：{call.title}" in own) == (True, True)
    looked = {
        "selection.read_panel",
        "home.fetch_week",
        "accounts.sign_in",
        "notices.read_all",
        "accounts.prove",
    }
    assert not looked & set(DONE_WORDS)
    assert {"panel.decline_proposal", "review.close_round", "review.decline_closing"} <= set(DONE_WORDS)


def test_the_same_done_again_and_again_is_one_line_under_done(yichang, signed_in) -> None:
    post = yichang.post("city_officer")
    for duty in Duty.objects.filter(task__key="4.3").order_by("pk")[:3]:
        withdraw_duty(duty=duty, reason="专业停办", by=actor_for(post), version=duty.version)
    said = text_of(signed_in(post), tab="done")
    assert (said.count("退出承接："), "（3 次）" in said) == (1, True)


def importing(post, state: str, *severities: str) -> Reading:
    reading = Reading.objects.create(
        owner=post.organisation, title="实施意见", started_by=post.user, state=state
    )
    for order, severity in enumerate(severities):
        Finding.objects.create(reading=reading, order=order, code="x", severity=severity)
    return reading


def test_an_import_under_way_waits_for_every_importer_of_the_bureau(yichang, signed_in) -> None:
    post = yichang.post("city_officer")
    reading = importing(post, "deciding", "ask", "error", "note")
    colleague = signed_in(yichang.post("section_head"))
    html = colleague.get(reverse("desk")).content.decode()
    assert "导入“实施意见”：还有 2 个疑点待处理" in html
    assert reverse("import", args=[reading.public_id]) in html
    assert "没有在办" in text_of(colleague, tab="mine")
    assert "还有 2 个疑点待处理" in text_of(signed_in(post), tab="mine")
    assert "实施意见”：" not in text_of(signed_in(yichang.post("bureau_leader")))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("queued", "正在读取"),
        ("failed", "没有读取成功"),
        ("deciding", "可以装载"),
        ("loaded", ""),
        ("discarded", ""),
    ],
)
def test_an_import_says_what_comes_next(yichang, signed_in, state, words) -> None:
    post = yichang.post("city_officer")
    importing(post, state)
    text = text_of(signed_in(post))
    assert ("导入“实施意见”" in text) is bool(words)
    assert words in text


def test_every_tab_says_why_it_is_empty(yichang, signed_in) -> None:
    client = signed_in(yichang.post("teacher", "zhijiang"))
    for tab, words in (
        ("todo", "没有待您办理"),
        ("read", "都看完了"),
        ("done", "还没有已办"),
        ("mine", "没有在办"),
    ):
        assert words in text_of(client, tab=tab)
    assert "没有待您办理" in text_of(client, tab="<nonsense>")


def test_the_menu_follows_the_role(yichang, signed_in) -> None:
    assert menu_of(signed_in(yichang.post("teacher", "zhijiang"))) == [
        "工作台",
        "我的任务",
        "承接",
        "进展",
        "佐证材料",
        "遴选申报",
        "遴选",
    ]
    head = menu_of(signed_in(yichang.post("school_head", "zhijiang")))
    assert head == [
        *("工作台", "我的任务", "驾驶舱", "承接", "承接申报", "实施方案", "进展", "收表", "佐证材料"),
        *("台账", "指标", "预警", "遴选申报", "遴选", "认定", "审批", "报告"),
    ]
    assert {"工作台", "政策", "导入", "计划", "承接", "单位"} <= set(
        menu_of(signed_in(yichang.post("city_officer")))
    )
    assert not {"政策", "计划", "承接"} & set(menu_of(signed_in(yichang.post("log_admin"))))
    for post in ("monitor", "city_officer"):
        page = signed_in(yichang.post(post)).get(reverse("desk")).content.decode()
        headings = re.findall(
            r'class="menu-heading">(.*?)<', page.partition('<nav class="side"')[2].partition("</nav>")[0]
        )
        assert headings
        assert len(headings) == len(set(headings)), "each group once"


def test_my_tasks_lead_to_the_own_school(yichang, signed_in) -> None:
    response = signed_in(yichang.post("teacher", "zhijiang")).get(reverse("own-organisation"))
    assert response["location"] == reverse(
        "organisation", args=[Organisation.objects.get(key="zhijiang").public_id]
    )


def test_a_log_administrator_finds_no_business_on_the_desk(yichang, signed_in) -> None:
    text = text_of(signed_in(yichang.post("log_admin")))
    assert "提质培优" not in text
    assert "责任项" not in text


def test_the_desk_costs_the_same_for_few_changes_and_many(
    yichang, signed_in, django_assert_max_num_queries
) -> None:
    client = signed_in(yichang.post("city_officer"))
    for duty in Duty.objects.filter(task__key="4.1"):
        withdraw_duty(duty=duty, reason="示例", by=system_actor(), version=duty.version)
    add_person(
        name="示例", mobile="10000009999", organisation=yichang.bureau, role="teacher", by=system_actor()
    )
    with django_assert_max_num_queries(67):
        assert client.get(reverse("desk")).status_code == 200


def test_the_same_done_again_and_again_by_one_person_is_one_line_among_the_changes(
    yichang, signed_in
) -> None:
    officer = yichang.post("city_officer")
    by, client = actor_for(officer), signed_in(officer)
    rows = list(Duty.objects.filter(task__key="4.1").order_by("pk")[:3])
    for duty in rows:
        withdraw_duty(duty=duty, reason="示例", by=by, version=duty.version)
    last = Duty.objects.get(pk=rows[-1].pk)
    first = client.get(reverse("desk")).context["changes"][0]
    assert (first["what"].endswith("等 3 项"), str(last) in first["what"]) == (True, True)
    restore_duty(duty=last, reason="示例", by=by, version=last.version)
    changes = [item["what"] for item in client.get(reverse("desk")).context["changes"][:2]]
    assert ["等" in what for what in changes] == [False, True]
