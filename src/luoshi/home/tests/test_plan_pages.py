"""The pages of a plan, its tasks, its organisations and its documents: who sees what, and that figures agree."""

import re

import pytest
from django.urls import reverse

from luoshi.accounts.actions import add_person, set_up_organisation
from luoshi.accounts.models import Organisation
from luoshi.common import clock, files
from luoshi.common.actor import system_actor
from luoshi.common.models import AuditEvent
from luoshi.plans.models import Plan, Target, Task
from luoshi.policies.models import Clause, Decision, PolicyDocument, Reading, ReadingFile
from luoshi.undertakings.actions import withdraw_duty
from luoshi.undertakings.models import Duty

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGES = ("plan", "plan-tasks", "plan-gaps", "lineage-plan-declared", "lineage-plan-current")


def words(response) -> str:
    """What a reader sees of a page, without tags and with single spaces."""
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", text)


def page(client, name: str, *objects, **query):
    return client.get(reverse(name, args=[each.public_id for each in objects]), query)


def task_of(yichang, key: str) -> Task:
    return Task.objects.get(plan=yichang.plan, key=key)


def leave(task: Task, school: str, reason: str = "专业已停办") -> Duty:
    duty = Duty.objects.get(task=task, organisation__key=school, basis="undertaken")
    return withdraw_duty(duty=duty, reason=reason, by=system_actor(), version=duty.version)


@pytest.fixture
def officer(yichang, signed_in):
    return signed_in(yichang.post("city_officer"))


@pytest.fixture
def head(yichang, signed_in):
    return signed_in(yichang.post("school_head", "zhijiang"))


@pytest.fixture
def log_admin(yichang, signed_in):
    return signed_in(yichang.post("log_admin"))


def test_the_plan_counts_as_the_document_counts(officer, yichang):
    text = words(page(officer, "plan", yichang.plan))
    assert "文件 99" in text
    assert "现 99" in text
    assert "与文件不一致" not in text
    assert f"工作任务 {Task.objects.filter(plan=yichang.plan).count()}" in text


def test_after_a_school_leaves_the_plan_and_the_task_show_both_counts(officer, yichang):
    task = task_of(yichang, "4.3")
    leave(task, "changyang")
    assert "文件 99 · 现 98 与文件不一致" in words(page(officer, "plan", yichang.plan))
    text = words(page(officer, "task", task))
    assert "文件 9 · 现 8" in text
    assert "已退出：" in text


def test_the_current_count_opens_and_says_what_changed(officer, yichang):
    task = task_of(yichang, "4.3")
    leave(task, "changyang")
    text = words(page(officer, "lineage-task-current", task))
    assert "现 8 = 文件所列 9 − 退出 1 + 后来增加 0" in text
    assert "退出承接：" in text
    assert words(page(officer, "lineage-plan-current", yichang.plan)).count("现 98 = 文件所列 99") == 1


def test_another_school_sees_the_count_but_not_who_left_nor_why(head, yichang):
    task = task_of(yichang, "4.3")
    duty = leave(task, "changyang")
    for name in ("task", "lineage-task-current"):
        response = page(head, name, task)
        text = words(response)
        assert "现 8" in text
        assert duty.organisation.name not in text
        assert duty.public_id not in response.content.decode()
        assert "专业已停办" not in text


def test_the_declared_count_opens_to_its_document(officer, yichang):
    text = words(page(officer, "lineage-task-declared", task_of(yichang, "4.2")))
    assert "承接数量 3" in text
    assert "宜昌市中等职业教育提质培优行动计划任务承接情况一览表" in text


def test_a_task_shows_its_clause_and_keeps_national_totals_apart(officer, yichang):
    text = words(page(officer, "task", task_of(yichang, "4.2")))
    assert "三（一） 三全育人" in text
    assert "全国总量、仅作背景" in text
    assert "100 个左右" in text
    own = words(page(officer, "task", task_of(yichang, "36.2")))
    assert "超过 50%" in own
    assert "全国总量" not in own


def test_a_school_sees_the_marks_of_others_but_their_stage_only_at_its_own(head, yichang):
    task = task_of(yichang, "4.1")
    html = page(head, "task", task).content.decode()
    own = Duty.objects.get(task=task, organisation__key="zhijiang")
    assert reverse("duty", args=[own.public_id]) in html
    for duty in Duty.objects.filter(task=task).exclude(pk=own.pk):
        assert duty.organisation.name in html
        assert duty.public_id not in html
    assert html.count("已承接") == 1


def test_a_foreign_school_page_shows_marks_without_stage_or_people(head, yichang):
    yichang.post("school_head", "sanxia")
    sanxia = Organisation.objects.get(key="sanxia")
    html = page(head, "organisation", sanxia).content.decode()
    assert "承接 14 项" in html
    assert "已承接" not in html
    assert "/duties/" not in html
    assert "示例school_head2" not in html
    assert (
        "示例school_head1"
        in page(head, "organisation", Organisation.objects.get(key="zhijiang")).content.decode()
    )


def test_a_county_sees_the_stages_of_its_own_school_only(yichang, signed_in):
    county = signed_in(yichang.post("county_officer", "zhijiang-bureau"))
    assert (
        "/duties/" in page(county, "organisation", Organisation.objects.get(key="zhijiang")).content.decode()
    )
    assert (
        "/duties/"
        not in page(county, "organisation", Organisation.objects.get(key="sanxia")).content.decode()
    )


def test_the_organisations_name_what_is_to_be_verified(officer):
    bureau = Organisation.objects.get(key="yidu-bureau")
    text = words(page(officer, "organisation", bureau))
    assert "局名按通行写法填写" in text
    assert "待核实" in text


def test_gaps_are_shown_both_ways_and_open(officer, yichang):
    html = page(officer, "plan-gaps", yichang.plan).content.decode()
    untaken = task_of(yichang, "36.1")
    assert (
        reverse("task", args=[untaken.public_id])
        in html.partition('id="untaken"')[2].partition("</section>")[0]
    )
    unused = html.partition('id="unused"')[2]
    assert "2（一）" not in unused
    assert reverse("clause", args=[Clause.objects.get(key="2.1").public_id]) in unused
    some = Target.objects.get(plan=yichang.plan, task__key="c3.1-2")
    assert some.words in html.partition('id="unnumbered"')[2]


def test_a_number_the_bureau_has_set_closes_the_gap(officer, yichang):
    Task.objects.filter(plan=yichang.plan, key="c3.1-2").update(number=5)
    some = Target.objects.get(plan=yichang.plan, task__key="c3.1-2")
    assert some.words not in words(page(officer, "plan-gaps", yichang.plan))
    assert "市级设定数量 5" in words(page(officer, "task", some.task))


def test_a_clause_shows_everything_made_of_it_and_its_neighbours(officer, yichang):
    clause = Clause.objects.get(key="3.3")
    html = page(officer, "clause", clause).content.decode()
    for task in Task.objects.filter(clauses=clause):
        assert reverse("task", args=[task.public_id]) in html
    assert "双师占比过半，恰好一半不算" in html
    assert reverse("clause", args=[Clause.objects.get(key="3.2").public_id]) in html
    assert reverse("clause", args=[Clause.objects.get(key="3.4").public_id]) in html
    assert reverse("clause", args=[Clause.objects.get(key="3").public_id]) in html


def test_the_official_text_is_marked_where_a_target_was_read(officer, yichang):
    clause = Clause.objects.get(key="3.3")
    text = "各校自定目标，双师型教师占比超过一半；<b>建设</b>团队。"
    start = text.index("超过一半")
    Clause.objects.filter(pk=clause.pk).update(text=text)
    target = Target.objects.get(plan=yichang.plan, task__key="c3.3-7")
    Target.objects.filter(pk=target.pk).update(span=[start, start + 4])
    html = page(officer, "clause", clause).content.decode()
    assert re.search(r"<mark><a [^>]*>超过一半</a></mark>；&lt;b&gt;建设", html)
    assert "<mark>超过一半</mark>" in page(officer, "lineage-target", target).content.decode()


def test_the_document_lists_its_clauses_in_order(officer, yichang):
    html = page(officer, "document", PolicyDocument.objects.get(key="yichang-2021/opinions")).content.decode()
    places = [
        html.index(f"{number} {heading}")
        for number, heading in (("一", "指导思想"), ("二（一）", "抢抓机遇"), ("四（三）", "定期遴选"))
    ]
    assert places == sorted(places)
    assert "depth-1" in html


@pytest.mark.parametrize("name", PAGES)
def test_a_log_administrator_finds_no_plan(log_admin, yichang, name):
    assert page(log_admin, name, yichang.plan).status_code == 404


def test_a_log_administrator_finds_no_task_clause_target_or_document(log_admin, yichang):
    target = Target.objects.filter(plan=yichang.plan).first()
    assert page(log_admin, "task", task_of(yichang, "4.1")).status_code == 404
    assert page(log_admin, "clause", Clause.objects.first()).status_code == 404
    assert page(log_admin, "document", PolicyDocument.objects.first()).status_code == 404
    assert page(log_admin, "lineage-target", target).status_code == 404
    sanxia = Organisation.objects.get(key="sanxia")
    assert page(log_admin, "lineage-organisation", sanxia, yichang.plan).status_code == 404
    assert "4.1" not in words(page(log_admin, "organisation", sanxia))
    for name in ("plans", "documents"):
        assert "提质培优" not in words(log_admin.get(reverse(name)))


def test_what_is_withdrawn_is_as_if_it_never_was(officer, yichang):
    task = task_of(yichang, "4.1")
    Task.objects.filter(pk=task.pk).update(withdrawn_at="2026-01-01T00:00:00Z")
    gone = page(officer, "task", task)
    never = officer.get(reverse("task", args=["2" * 20]))
    assert gone.status_code == never.status_code == 404
    strip = re.compile(rb'"X-CSRFToken": "[^"]*"|csrfmiddlewaretoken" value="[^"]*"')
    assert strip.sub(b"", gone.content) == strip.sub(b"", never.content)


def decide(officer_post, yichang, **more):
    return Decision.objects.create(
        document=yichang.plan.document,
        code="clipped-column",
        task_key="4.2",
        organisation_name="兴山",
        message="末列被截断，兴山可能漏读。",
        outcome="accepted",
        place={"file": "annex.txt", "table": 1, "row": 4, "column": 9},
        reason="对照了纸质件",
        decided_by=officer_post.user,
        decided_at=clock.now(),
        **more,
    )


def test_who_settled_what_stays_at_the_task_and_its_declared_count(yichang, signed_in):
    post = yichang.post("city_officer")
    decide(post, yichang)
    task = task_of(yichang, "4.2")
    for name, obj in (("task", task), ("lineage-task-declared", task), ("document", yichang.plan.document)):
        text = words(page(signed_in(post), name, obj))
        assert "末列被截断，兴山可能漏读。" in text
        assert post.user.name in text.partition("末列被截断")[2]
        assert "表1第4行第9列" in text
        assert "理由：对照了纸质件" in text


def test_a_school_reads_the_decision_but_not_the_persons_name(yichang, signed_in, head):
    post = yichang.post("city_officer")
    decide(post, yichang)
    text = words(page(head, "task", task_of(yichang, "4.2")))
    assert "末列被截断" in text
    assert post.user.name not in text
    assert "采纳建议 市教育局" in text


def upload(yichang, content: bytes) -> ReadingFile:
    post = yichang.post("city_officer")
    reading = Reading.objects.create(
        owner=yichang.bureau, title="实施意见", started_by=post.user, state="loaded"
    )
    return ReadingFile.objects.create(
        reading=reading, document=yichang.plan.document, stored=files.put([content]), name="实施意见.docx"
    )


def test_the_original_file_is_downloaded_by_those_who_see_the_document(yichang, head, log_admin):
    file = upload(yichang, b"PK original")
    document = yichang.plan.document
    assert "实施意见.docx" in words(page(head, "document", document))
    response = page(head, "document-file", document, file)
    assert b"".join(response.streaming_content) == b"PK original"
    assert response["Content-Disposition"].startswith("attachment")
    assert page(log_admin, "document-file", document, file).status_code == 404


def test_a_file_is_served_under_its_own_document_only(yichang, officer):
    file = upload(yichang, b"PK original")
    other = PolicyDocument.objects.get(key="yichang-2021/national")
    assert page(officer, "document-file", other, file).status_code == 404
    ReadingFile.objects.filter(pk=file.pk).update(document=None)
    assert page(officer, "document-file", yichang.plan.document, file).status_code == 404


def test_another_city_finds_nothing_of_this_one(yichang, signed_in):
    set_up_organisation(
        parent=None,
        names=[],
        key="elsewhere",
        name="他市教育局",
        short="他市",
        kind="city_bureau",
        by=system_actor(),
    )
    stranger = signed_in(yichang.post("city_officer", "elsewhere"))
    for name in PAGES:
        assert page(stranger, name, yichang.plan).status_code == 404
    assert page(stranger, "task", task_of(yichang, "4.1")).status_code == 404
    assert page(stranger, "clause", Clause.objects.get(key="3.1")).status_code == 404
    sanxia = Organisation.objects.get(key="sanxia")
    assert "没有承担您可以查看的计划中的任务" in words(page(stranger, "organisation", sanxia))


def test_reading_pages_writes_nothing(yichang, officer):
    before = AuditEvent.objects.count()
    for name in PAGES:
        page(officer, name, yichang.plan)
    assert AuditEvent.objects.count() == before


def test_empty_lists_say_why_and_what_next(db, signed_in):
    bureau = set_up_organisation(
        parent=None,
        names=[],
        key="empty",
        name="空白市教育局",
        short="空白",
        kind="city_bureau",
        by=system_actor(),
    )
    post = add_person(
        name="示例", mobile="10000008888", organisation=bureau, role="city_officer", by=system_actor()
    )
    client = signed_in(post)
    assert "导入政策文件，核对装载后这里就有计划" in words(client.get(reverse("plans")))
    assert "导入政策文件，核对装载后这里就有" in words(client.get(reverse("documents")))
    plan = Plan.objects.create(key="bare", title="空计划", short="空计划", issuer=bureau)
    text = words(page(client, "plan", plan))
    assert "这份计划还没有任务" in text
    assert "没有装载过计划包" in text
    for name in ("plan-gaps", "plan-tasks", "matrix"):
        shown = page(client, name, plan)
        assert "这份计划还没有任务" in words(shown)
        assert reverse("add-task", args=[plan.public_id]) in shown.content.decode()
        assert not any(said in words(shown) for said in ("没有空缺", "没有符合这些条件", "一览表（Excel）"))
