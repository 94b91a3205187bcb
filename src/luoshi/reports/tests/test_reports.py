"""From a template to a report that stays as it was: figures printed, missing said, what differs, given up and back."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.common import files, jobs
from luoshi.common.errors import RuleBroken
from luoshi.core.report_templates import read
from luoshi.indicators.entry.models import PrintedFigure
from luoshi.plans.models import Plan
from luoshi.registers import actions as registers
from luoshi.registers.tests.samples import LI, WANG
from luoshi.reports import actions, making
from luoshi.reports.choices import all_of
from luoshi.reports.models import Report
from luoshi.reports.queries import reports_visible_to
from luoshi.reports.shipped import shipped

from .helping import begun, cells_of, faults, made, quarter, single, template, words_of
from .helping import enter as entered

pytestmark = pytest.mark.django_db
RATIO = "本级 双师占比示例"
OWN = template(
    f"{{{{单位}}}}双师占比{{{{{RATIO} 本期}}}}，上期{{{{{RATIO} 上期}}}}，"
    f"{{{{{RATIO} 变化}}}}，要求{{{{{RATIO} 目标}}}}。",
    "责任项{{责任项 总数}}，逾期{{责任项 逾期}}。全市{{全市 双师占比示例 本期}}。占地{{本级 占地面积示例 本期}}",
    rows=(("单位", "占比"), ("{{每一行：各校 单位}}", "{{每一行：各校 双师占比示例 本期}}")),
)


@pytest.fixture
def plan(there):
    return Plan.objects.get()


def take(by, data=OWN, kind="circular", register=None, name="本局通报.docx"):
    read_ = making.read_template(name, data)
    kept = actions.Template(files.put([data]), name, read_["kind"], making.names_in(read_), read_["texts"])
    return actions.keep_template(kind=kind, register=register, template=kept, by=by)


def test_a_report_stays_as_it_was_and_tells_what_changed_since(there, plan, signed_in):
    wang = entered(there, WANG, {**LI, "dual": False})[0]
    take(there.city)
    first = made(there.city, there.school, plan=plan)
    assert (first.state, first.ending, first.content["notes"]) == ("ready", "docx", [])
    said = words_of(first)
    assert said[0].startswith(
        f"{there.school.short}双师占比50.0%，上期（暂无数据），（暂无数据），要求每个学校超过"
    )
    assert "全市50.0%。占地（暂无数据）" in said[1], "missing is said, never 0"
    assert said[-2:] == [there.school.short, "50.0%"]
    now = single(first, f"{RATIO} 本期")
    printed = PrintedFigure.objects.get(public_id=now["printed"])
    assert (printed.numerator, printed.denominator, printed.as_of) == (10, 20, first.as_of)
    assert PrintedFigure.objects.count() == 5, "two missing ones and the cell of the table are kept too"
    client = signed_in(there.posts["city"])
    page = client.get(reverse("made-report", args=[first.public_id])).content.decode()
    assert reverse("printed-figure", args=[printed.public_id]) in page
    assert "这是第一次" in page
    assert "没有变化" in client.get(reverse("made-report-since", args=[first.public_id])).content.decode()

    wang.refresh_from_db()
    registers.end_entry(entry=wang, kind="left", on=first.as_of.date(), by=there.office, version=wang.version)
    since = client.get(reverse("made-report-since", args=[first.public_id])).content.decode()
    assert f'<th scope="row">{RATIO} 本期</th><td>50.0%</td><td>0.0%</td>' in since
    first.refresh_from_db()
    assert words_of(first) == said
    second = made(there.city, there.school, plan=plan)
    page = client.get(reverse("made-report", args=[second.public_id])).content.decode()
    assert f'<th scope="row">{RATIO} 本期</th><td>50.0%</td><td>0.0%</td>' in page, (
        "the difference to last time"
    )
    press(actions.withdraw_report, first, there.city)
    assert "这是第一次" in client.get(reverse("made-report", args=[second.public_id])).content.decode()
    press(actions.restore_report, first, there.city)
    assert (first.state, faults()) == ("ready", [])


def press(act, row, by):
    row.refresh_from_db()
    act(report=row, by=by, version=row.version)
    row.refresh_from_db()


def test_every_shipped_template_is_filled_without_a_note(there, plan):
    entered(there, WANG, LI)
    for what in all_of(there.city):
        if what.register is not None and what.register.pk != there.people.pk:
            continue
        row = made(there.city, there.site.bureau, what.kind, plan=plan, register=what.register)
        assert (row.state, row.content["notes"], row.template) == ("ready", [], None), row.message
        if row.ending == "docx":
            said = " ".join(words_of(row))
            assert plan.title in said
            assert "{{" not in said
    [title, note, head, *lines] = cells_of(row)
    assert (title[0], note[0][-4:]) == (f"{there.site.bureau.short}教师示例清单", "共2 条")
    assert head[:3] == ["序号", "单位", "姓名"]
    assert not {"证件号码", "手机"} & set(head), "personal fields have no column"
    assert [line[:3] for line in lines] == [
        [1, there.school.short, "王示例"],
        [2, there.school.short, "李示例"],
    ]
    assert faults() == []


def test_no_marker_of_a_shipped_template_is_unknown(there):
    for what in all_of(there.city):
        name, data = shipped(what.kind, what.register)
        marked = read(name, data)
        assert marked.used
        assert marked.faults == ()


def test_offices_see_and_make_only_their_own(there, plan):
    mine = made(there.county, there.school, plan=plan)
    assert mine.state == "ready"
    for who, sees in (("county", 1), ("city", 0), ("office", 0), ("teacher", 0), ("neighbour", 0)):
        assert reports_visible_to(getattr(there, who)).count() == sees, who
    assert list(reports_visible_to(there.leader)) == []
    for who in (there.other, there.neighbour, there.leader, there.teacher):
        with pytest.raises(PermissionDenied):
            begun(who, there.school)
    with pytest.raises(PermissionDenied):
        begun(there.office, there.site.bureau)
    with pytest.raises(PermissionDenied):
        actions.withdraw_report(report=mine, by=there.city, version=mine.version)
    begun(there.office, there.school)
    with pytest.raises(RuleBroken, match="正在生成"):
        begun(there.office, there.school)


def test_a_school_s_report_says_nothing_of_other_schools(there, plan):
    entered(there, WANG)
    row = made(there.office, there.school, plan=plan)
    said = " ".join(words_of(row))
    other = there.posts["other"].organisation
    assert there.school.short in said
    assert other.short not in said


def test_a_template_that_was_lost_is_told_and_made_again(there, plan):
    version = take(there.city)
    files.path_of(version.stored.digest).unlink()
    row = made(there.city, there.school, plan=plan)
    assert (row.state, row.message[:6]) == ("failed", "模板文件找不")
    actions.use_shipped(kind="circular", register=None, by=there.city)
    actions.retry_report(report=row, by=there.city, version=row.version)
    jobs.run_next()
    row.refresh_from_db()
    assert (row.state, row.template, faults()) == ("ready", None, [])


def test_the_list_costs_the_same_for_one_report_and_for_thirty(
    there, signed_in, django_assert_max_num_queries
):
    row = begun(there.city, there.site.bureau)
    client = signed_in(there.posts["city"])
    client.get(reverse("made-reports"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("made-reports"))
    for _ in range(29):
        row.pk, row.public_id, row.id, row._state.adding = None, f"copy{Report.objects.count()}", None, True
        row.save()
    with CaptureQueriesContext(connection) as many:
        assert client.get(reverse("made-reports")).content.decode().count("<tr data-href") == 30
    assert len(many) == len(few)


@pytest.mark.parametrize("nonsense", ["", "x", "register:", "register:zzz", "9" * 9000])
def test_nonsense_in_addresses_is_404(there, signed_in, nonsense):
    client = signed_in(there.posts["city"])
    for name in ("report-template", "shipped-template", "report-markers"):
        assert client.get(reverse(name), {"about": nonsense}).status_code == 404
    assert client.get(reverse("new-made-report"), {"about": nonsense}).status_code == 200
    answer = client.post(reverse("new-made-report"), {"about": nonsense, "place": nonsense, "span": nonsense})
    assert answer.status_code == 422
    assert quarter().label in answer.content.decode()
