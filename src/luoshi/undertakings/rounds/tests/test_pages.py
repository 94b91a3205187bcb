"""The pages of rounds: who sees them, what they refuse and how, what they cost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common import clock
from luoshi.common.dataforms.models import FormDefinition
from luoshi.notices.models import Delivery
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.models import Application, Round, Wish

from . import helping
from .helping import do, drafted, fresh, passed

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_the_list_costs_the_same_for_one_round_and_for_thirty(there, signed_in):
    client = signed_in(there.office)
    client.get("/rounds/")
    one = queries_of(client, "/rounds/")
    now = there.round.opened_at
    made = [
        Round(plan=there.plan, name=f"第{n}轮", state="open", opened_at=now, opens_at=now,
              closes_at=there.round.until, until=there.round.until)
        for n in range(29)
    ]  # fmt: skip
    for each in Round.objects.bulk_create(made):
        each.invited.create(organisation=there.school)
    assert queries_of(client, "/rounds/") == one


def test_the_application_costs_the_same_for_one_row_and_for_three(there, signed_in):
    application = drafted(there, ticked=1)
    client, url = signed_in(there.office), f"/applications/{application.public_id}/"
    client.get(url)
    one = queries_of(client, url)
    do(actions.choose_tasks, application, there.actor("office"), chosen=list(there.round.tasks.all()))
    assert queries_of(client, url) == one


@pytest.mark.parametrize(
    ("who", "round_", "application", "wish"),
    [
        ("office", 200, 200, 200),
        ("teacher", 200, 404, 404),
        ("county", 200, 404, 404),
        ("officer", 200, 404, 404),
    ],
)
def test_a_draft_application_is_its_schools_alone(there, signed_in, who, round_, application, wish):
    made = drafted(there)
    client = signed_in(getattr(there, who))
    urls = (
        f"/rounds/{there.round.public_id}/",
        f"/applications/{made.public_id}/",
        f"/wishes/{made.wishes.first().public_id}/",
    )
    assert [client.get(url).status_code for url in urls] == [round_, application, wish]


def test_the_county_reads_but_does_not_write_rows(there, signed_in, send):
    application = passed(there, helping.sent(there), "head")
    wish = application.wishes.first()
    client = signed_in(there.county)
    assert "有基础，有队伍" in client.get(f"/applications/{application.public_id}/").text
    assert send(client, f"/wishes/{wish.public_id}/", wish, **{"own-reason": "改"}).status_code == 403


def test_what_is_missing_is_on_the_page_and_there_is_no_button_to_send(there, signed_in):
    application = drafted(there, ticked=1, answers={})
    page = signed_in(there.office).get(f"/applications/{application.public_id}/").text
    assert "报送前还要补上（2 处）" in page
    assert "/send/" not in page


def test_what_is_missing_is_one_line_a_task_that_leads_to_it(there, signed_in):
    application = drafted(there, ticked=2, answers={}, reason="")
    page = signed_in(there.office).get(f"/applications/{application.public_id}/")
    lines = page.text.partition("报送前还要补上（6 处）")[2].partition("</ul>")[0]
    wishes = application.wishes.all()
    assert lines.count("<li>") == 2
    assert all(lines.count(f'href="/wishes/{wish.public_id}/"') == 1 for wish in wishes)
    assert lines.count("“分年度数量和经费”请至少填写 1 行。") == 2


def test_what_was_typed_and_not_taken_is_told_before_sending(there, signed_in, send):
    application = drafted(there)
    wish, client, url = (
        application.wishes.first(),
        signed_in(there.office),
        f"/applications/{application.public_id}/",
    )
    assert "报送审批</button>" in client.get(url).text
    typed = {"own-reason": "改好的理由", "own-quantity": "不是数"}
    assert send(client, f"/wishes/{wish.public_id}/", wish, **typed).status_code == 422
    page = client.get(url).text
    assert "有没保存的内容" in page
    assert "您填写的内容还没有保存" in page
    assert "报送审批</button>" not in page
    send(client, f"/wishes/{wish.public_id}/", wish, _discard="1")
    assert "报送审批</button>" in client.get(url).text


def test_what_a_cell_of_a_table_refuses_is_said_in_plain_words(there, signed_in, send):
    wish = drafted(there, ticked=1).wishes.get()
    typed = {"own-reason": "有基础", "years-total": "1", "years-0-year": "二〇二六", "basis": "有"}
    page = send(signed_in(there.office), f"/wishes/{wish.public_id}/", wish, **typed)
    assert page.status_code == 422
    assert page.text.count("第 1 行“年度”：“二〇二六”看不出是哪一年，请写清四位数的年份") == 2
    assert "[&#x27;" not in page.text
    assert page.text.index("下面的内容报送前要改正") < page.text.index('name="own-reason"')


def test_before_publishing_the_bureau_reads_whom_nobody_can_tell(there, signed_in):
    draft = helping.a_round(there)
    alone = draft.invited.exclude(organisation=there.school).first().organisation
    page = signed_in(there.officer).get(f"/rounds/{draft.public_id}/").text
    told = page.partition("发布后将通知")[2].partition("</div>")[0]
    assert alone.short in told
    assert there.school.short not in told


def test_after_publishing_the_bureau_reads_who_has_looked(there, signed_in, client):
    url = f"/rounds/{there.round.public_id}/"
    office = there.office
    page = signed_in(there.officer).get(url)
    before = page.context["readers"]
    assert 'class="count"' not in page.text.partition("<main")[0], (
        "nothing is unread at the officer's own bell"
    )
    name = f"{office.organisation.short} {office.user.name}"
    assert name in [f"{post.organisation.short} {post.user.name}" for post in before.unread]
    Delivery.objects.filter(membership=office).update(read_at=clock.now())
    after = signed_in(there.officer).get(url).context["readers"]
    assert (after.told, after.read) == (before.told, before.read + 1)


def test_a_late_school_is_told_what_to_do(there, signed_in, send, it_is):
    application = drafted(there)
    client = signed_in(there.office)
    it_is(there.round.until + dt.timedelta(seconds=1))
    url = f"/applications/{application.public_id}/"
    page = client.get(url).text
    assert "对全体单位延期；延期后已填的内容可以直接报送，不用重填。" in page
    answer = send(client, f"{url}send/", fresh(application))
    assert (answer.status_code, "截止" in answer.text) == (422, True)
    assert send(client, f"/rounds/{there.round.public_id}/apply/").status_code == 422


def test_an_old_page_is_told_of_the_newer_row(there, signed_in, send):
    wish = drafted(there).wishes.first()
    old = Wish.objects.get(pk=wish.pk)
    helping.write(wish, there.actor("head"), reason="同事写的理由")
    fields = {"own-reason": "我写的理由", "own-quantity": "2", "basis": "有"}
    answer = send(signed_in(there.office), f"/wishes/{wish.public_id}/", old, **fields)
    assert answer.status_code == 409
    assert "同事写的理由" in answer.text
    assert "我写的理由" in answer.text


def test_bad_numbers_come_back_with_what_was_typed(there, signed_in, send):
    wish = drafted(there).wishes.first()
    fields = {"own-reason": "写了很久的理由", "own-quantity": "两个"}
    answer = send(signed_in(there.office), f"/wishes/{wish.public_id}/", wish, **fields)
    assert (answer.status_code, "写了很久的理由" in answer.text) == (422, True)
    assert fresh(wish).reason == "有基础，有队伍"


def test_what_others_of_its_kind_took_last_time_is_shown(there, signed_in):
    application = drafted(there)
    page = signed_in(there.office).get(f"/applications/{application.public_id}/tasks/").text
    assert "同类学校上次承接" in page
    assert "宜都、兴山" in page  # county schools; the city's own are of another kind
    assert "三峡中专" not in page


def test_the_basis_comes_from_the_profile_and_says_so(there, signed_in):
    helping.set_up_profile(there)
    helping.profile_answered(
        there, FormDefinition.objects.get(key="organisation-profile"), students=1200, teachers=90
    )
    made = actions.start_application(round_=fresh(there.round), by=there.actor("office"))
    do(actions.choose_tasks, made, there.actor("office"), chosen=list(there.round.tasks.all()[:1]))
    page = signed_in(there.office).get(f"/wishes/{made.wishes.get().public_id}/").text
    assert "全日制在校生 1200 人，专任教师 90 人" in page
    assert "单位概况：师生和专业" in page


def test_the_task_and_the_plan_lead_to_the_round(there, signed_in):
    client, task = signed_in(there.office), there.round.tasks.first().task
    for url in (f"/tasks/{task.public_id}/", f"/plans/{there.plan.public_id}/"):
        assert f"/rounds/{there.round.public_id}/" in client.get(url).text


def test_the_bureau_makes_a_round_without_javascript(there, signed_in, send):
    client = signed_in(there.officer)
    answer = send(client, f"/plans/{there.plan.public_id}/rounds/new/", name="又一轮")
    made = Round.objects.get(name="又一轮")
    assert answer.headers["Location"] == f"/rounds/{made.public_id}/edit/"
    fields = {"name": "又一轮", "closes_at": "2099-06-30T17:30", "most": "3"}
    answer = send(client, f"/rounds/{made.public_id}/edit/", made, **fields)
    assert answer.headers["Location"] == f"/rounds/{made.public_id}/tasks/"
    task = made.tasks.first().task
    fields = {f"on-{task.public_id}": "on", f"least-{task.public_id}": "2", f"most-{task.public_id}": "1"}
    answer = send(client, f"/rounds/{made.public_id}/tasks/", fresh(made), **fields)
    assert (answer.status_code, "至少的单位数不能大于" in answer.text) == (422, True)
    answer = send(client, f"/rounds/{made.public_id}/open/", fresh(made))
    assert (answer.status_code, fresh(made).state) == (302, "open")
    assert Application.objects.count() == 0


def test_the_head_reads_why_he_cannot_let_it_go_any_more(there, signed_in, send, it_is):
    application = helping.sent(there)
    it_is(there.round.until + dt.timedelta(seconds=1))
    client, url = signed_in(there.head), f"/applications/{application.public_id}/"
    assert "截止，没有在这之前送出本单位的不能再报送" in client.get(url).text
    answer = send(client, f"{url}pass/", fresh(application), comment="写了一半的意见")
    assert (answer.status_code, fresh(application).state) == (422, "school")
    assert "写了一半的意见" in answer.text


def test_in_a_withdrawn_round_the_page_says_so(there, signed_in):
    application = drafted(there)
    do(actions.withdraw_round, there.round, there.actor("officer"), reason="文件改了")
    page = signed_in(there.office).get(f"/applications/{application.public_id}/").text
    assert "这一轮申报已撤销，不能再办" in page
    assert "/send/" not in page


def test_what_was_returned_is_told_on_the_desk_at_the_top_at_its_row_and_where_it_is_mended(there, signed_in):
    office = signed_in(there.office)
    application = helping.sent(there)
    one, other = application.wishes.all()
    passed(there, application, "head")
    parts = {one.public_id: "请补充班级名单"}
    do(actions.return_application, application, there.actor("county"), comment="", parts=parts)
    said = "请补充班级名单"
    assert f"退回：{one.round_task.task}：{said}" in office.get("/desk/").content.decode()
    page = office.get(f"/applications/{application.public_id}/").content.decode()
    top, _, rest = page.partition('id="all-rows"')
    earlier = page.partition("报送过的内容")[2]
    assert earlier.count('<td class="number">500</td>') == 4, "two rows, each with its sums"
    assert '<th scope="row">合计</th>' in earlier
    assert said in top
    assert f'href="#row-{one.public_id}"' in top
    mine, others = rest.partition(f'id="row-{one.public_id}"')[2].split(f'id="row-{other.public_id}"')
    assert f'被退回：<span class="words">{said}' in mine
    assert "被退回" not in others
    assert said in office.get(f"/wishes/{one.public_id}/").content.decode()
    assert said not in office.get(f"/wishes/{other.public_id}/").content.decode()


def test_who_has_to_decide_reads_so_at_the_top_with_all_rows_at_a_glance(there, signed_in):
    application = helping.sent(there)
    page = signed_in(there.head).get(f"/applications/{application.public_id}/").content.decode()
    top = page.partition('id="row-')[0]
    assert "轮到您办理" in top
    assert 'href="#approval"' in top
    assert "1,200 万元" in top, "600 of each of two rows"
    assert (
        "轮到您办理"
        not in signed_in(there.office).get(f"/applications/{application.public_id}/").content.decode()
    )
