"""From a template to a report that stays as it was: figures printed, missing said, what differs, given up and back; and
a template changed in Word: unknown markers told, versions kept, compared, restored; the shipped one comes back.
"""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.accounts.actions import set_up_organisation
from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock, files, jobs
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.core.periods import period_before
from luoshi.core.report_templates import faults_of, read
from luoshi.indicators.entry.models import PrintedFigure
from luoshi.indicators.queries import figure
from luoshi.papers.models import Brief
from luoshi.plans.models import Plan
from luoshi.progress.models import PeriodicReport, ReportPeriod
from luoshi.registers import actions as registers
from luoshi.registers.tests.samples import LI, WANG
from luoshi.reports import actions
from luoshi.reports.choices import all_of, key_of_span
from luoshi.reports.models import Report, TemplateVersion
from luoshi.reports.queries import places_for, reports_visible_to, version_in_use, versions_visible_to
from luoshi.reports.shipped import shipped
from luoshi.reports.values import Catalogue, Facts
from luoshi.reports.values.showing import GROUPS

from .helping import RATIO, begun, cells_of, faults, made, press, quarter, single, take, template, words_of
from .helping import enter as entered

pytestmark = pytest.mark.django_db
PAGE = "report-template"


@pytest.fixture
def plan(there):
    return Plan.objects.get()


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
    city = PrintedFigure.objects.get(public_id=single(first, "全市 双师占比示例 本期")["printed"])
    then = figure(city.definition.indicator, city.organisation, city.period, as_of=city.as_of)
    assert (then.numerator, then.denominator) == (city.numerator, city.denominator) == (10, 20)
    second = made(there.city, there.school, plan=plan)
    page = client.get(reverse("made-report", args=[second.public_id])).content.decode()
    assert f'<th scope="row">{RATIO} 本期</th><td>50.0%</td><td>0.0%</td>' in page, (
        "the difference to last time"
    )
    press(actions.withdraw_report, first, there.city)
    assert "这是第一次" in client.get(reverse("made-report", args=[second.public_id])).content.decode()
    press(actions.restore_report, first, there.city)
    assert (first.state, faults()) == ("ready", [])


def test_a_report_goes_through_the_steps_as_a_brief_s_attachment(there, signed_in):
    row, client = made(there.county, there.school), signed_in(there.posts["county"])
    address = reverse("brief-of-made-report", args=[row.public_id])
    assert [client.post(address, {"_once": "b"}).status_code for _ in range(2)] == [302, 302]
    [brief] = Brief.objects.filter(author=there.posts["county"])
    assert [(file.stored_id, file.name) for file in brief.files.all()] == [
        (row.stored_id, f"{row.title}.docx")
    ]
    press(actions.withdraw_report, row, there.county)
    assert client.post(address, {"_once": "a"}).status_code == 422, "given up"


def test_every_shipped_template_is_filled_without_a_note(there, plan):
    entered(there, WANG, LI)
    for what in all_of(there.city):
        if what.register is not None and what.register.pk != there.people.pk:
            continue
        row = made(there.city, there.site.bureau, what.kind, plan=plan, register=what.register)
        assert (row.state, row.content["notes"], row.template) == ("ready", [], None), row.message
        if row.ending == "docx":
            said = " ".join(words_of(row))
            told = (plan.title, " 所学校承担", "，没有解除的预警")
            assert all(words in said for words in told)
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


@pytest.mark.once
def test_no_marker_of_a_shipped_template_is_unknown(there):
    for what in all_of(there.city):
        marked = read(*shipped(what.kind, what.register))
        assert (bool(marked.used), marked.faults) == (True, ())


def test_offices_see_and_make_only_their_own(there, plan):
    mine = made(there.county, there.school, plan=plan)
    assert mine.state == "ready"
    for who, sees in (("county", 1), ("city", 0), ("office", 0), ("teacher", 0), ("neighbour", 0)):
        assert reports_visible_to(getattr(there, who)).count() == sees, who
    assert (list(reports_visible_to(there.leader)), [*places_for(there.office)]) == ([], [there.school])
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


@pytest.mark.once
@pytest.mark.parametrize("nonsense", ["", "x", "register:", "register:zzz", "9" * 9000])
def test_nonsense_in_addresses_is_404(there, signed_in, nonsense):
    client = signed_in(there.posts["city"])
    for name in ("report-template", "shipped-template", "report-markers"):
        assert client.get(reverse(name), {"about": nonsense}).status_code == 404
    assert client.get(reverse("new-made-report"), {"about": nonsense}).status_code == 200
    answer = client.post(reverse("new-made-report"), {"about": nonsense, "place": nonsense, "span": nonsense})
    assert answer.status_code == 422
    assert quarter().label in answer.content.decode()


@pytest.mark.once
def test_a_list_of_entries_is_of_today_and_asks_for_no_period(there, plan, signed_in):
    client, address = signed_in(there.posts["city"]), reverse("new-made-report")
    past, about = key_of_span(period_before(quarter())), f"register:{there.people.public_id}"
    page = client.get(address, {"about": about}).content.decode()
    assert "selected" not in page.split('name="span"')[1].split("</select>")[0].replace(
        'value="" selected', ""
    )
    asked = {"place": there.school.public_id, "plan": plan.public_id, "span": past}
    assert client.post(address, {**asked, "about": about}).status_code == 302
    row = Report.objects.get()
    said = (row.title, row.plan, row.period.starts <= clock.today() <= row.period.ends)
    assert said == (f"{there.school.short}教师示例清单", None, True)
    for page in (reverse("made-report", args=[row.public_id]), reverse("made-reports")):
        assert row.period.label not in client.get(page).content.decode()
    assert "请选择期间" in client.post(address, {**asked, "about": "circular", "span": ""}).content.decode()


def test_reports_and_templates_follow_a_merger_and_come_back(there, plan):
    old, by = there.site.bureau, system_actor()
    take(there.city)
    row = made(there.city, old, plan=plan)
    heir = set_up_organisation(
        parent=None, names=[], name="示例大市教育局", short="大市", kind="city_bureau", by=by
    )
    TemplateVersion.objects.create(organisation=heir, kind="year", about="year", number=1)
    TemplateVersion.objects.create(organisation=old, kind="year", about="year", number=1)
    old.refresh_from_db()
    change = merge_organisations(
        organisation=old, others=[], into=heir, on=clock.today(), by=by, version=old.version
    )
    assert holders() == {("circular", heir.pk), ("year", heir.pk), ("year", old.pk)}
    row.refresh_from_db()
    assert row.organisation == heir
    change.refresh_from_db()
    undo_organisation_change(change=change, by=by, version=change.version)
    assert holders() == {("circular", old.pk), ("year", heir.pk), ("year", old.pk)}
    row.refresh_from_db()
    assert (row.organisation, faults()) == (old, [])


def holders():
    return set(TemplateVersion.objects.values_list("about", "organisation"))


def test_who_has_not_reported_is_listed_until_it_comes(there, plan):
    ended = period_before(quarter())
    asked = ReportPeriod.objects.create(
        plan=plan, kind=ended.kind, starts=ended.starts, ends=ended.ends, due=ended.ends
    )
    late = PeriodicReport.objects.create(period=asked, organisation=there.school)
    recalled = PeriodicReport.objects.create(
        period=asked, organisation=there.posts["other"].organisation, first_sent_at=clock.now()
    )
    row = made(there.city, there.site.bureau, plan=plan, span=ended)
    [listed] = [each for each in row.content["lists"] if each["name"] == "未报送的单位"]
    assert {line["key"] for line in listed["rows"]} == {late.public_id, recalled.public_id}
    said = {each["name"]: each["text"] for each in row.content["singles"]}
    told = [said[f"进展报告 {what}"] for what in ("应报", "已报", "按时报送", "及时率")]
    assert told == ["2 份", "0 份", "0 份", "0%"], "what is at its school has come to nobody"
    assert said["里程碑 总数"] == "（还没有生效的方案）", "nothing in force is not 0"
    empty = made(there.city, there.site.bureau, plan=plan)
    assert single(empty, "进展报告 应报")["text"] == "（期内没有应报的）"


@pytest.fixture
def client(there, signed_in):
    return signed_in(there.posts["city"])


def upload(client, data, name="通报.docx", about="circular"):
    said = {"about": about, "upload": SimpleUploadedFile(name, data)}
    return client.post(reverse(PAGE), said)


def changed(data, old, new):
    """The file as an officer changes it: one text replaced by another."""
    document = docx.Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_template_goes_there_and_back_with_who_and_when(client, there):
    sample = body(client.get(reverse("shipped-template"), {"about": "circular"}))
    own = changed(sample, "（请在这里写工作要求。）", "各单位要于{{年度}}底前整改到位。")
    assert upload(client, own, "../我局通报?.docx").status_code == 302
    first = version_in_use(there.city.organisation_id, "circular")
    assert (first.number, first.file_name, first.ending) == (1, "我局通报.docx", "docx")
    assert there.city.name in first.made_by
    assert "年度" in first.used
    assert body(client.get(reverse("template-version-file", args=[first.public_id]))) == own
    assert upload(client, own).status_code == 422, "the same file again"
    assert upload(client, changed(own, "整改到位", "全部整改")).status_code == 302
    second = TemplateVersion.objects.get(number=2)
    page = client.get(reverse("template-version", args=[second.public_id])).content.decode()
    assert "＋ 新增" in page
    assert "底前全部整改。</td>" in page
    assert "底前整改到位。</td>" in page
    client.post(reverse("restore-template-version", args=[first.public_id]))
    third = version_in_use(there.city.organisation_id, "circular")
    assert (third.number, third.restored, third.stored_id) == (3, 1, first.stored_id)
    assert client.post(reverse("restore-template-version", args=[first.public_id])).status_code == 422
    client.post(reverse("use-shipped-template"), {"about": "circular"})
    assert version_in_use(there.city.organisation_id, "circular").is_shipped
    assert client.post(reverse("use-shipped-template"), {"about": "circular"}).status_code == 422
    client.post(reverse("restore-template-version", args=[second.public_id]))
    page = client.get(reverse(PAGE), {"about": "circular"}).content.decode()
    assert "恢复自第 2 版" in page
    assert [row.number for row in versions_visible_to(there.city)] == [5, 4, 3, 2, 1]
    assert not versions_visible_to(there.county).exists()
    assert not versions_visible_to(there.leader).exists()


@pytest.mark.once
def test_what_is_wrong_is_told_by_place_and_nothing_is_kept(client, there):
    wrong = template(
        "双师{{本级 双师占比示列 本期}}", rows=(("{{每一行：各校 单位}}", "{{每一行：预警 事项}}"),)
    )
    answer = upload(client, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (
        '<th scope="row">第1段</th><td>没有“本级 双师占比示列 本期”这个标记。</td><td>本级 双师占比示例 本期'
        in page
    )
    assert "一行里写了几张表的列" in page
    for data, words in (
        (template("没有标记的通报"), "没有一个标记"),
        (template("{{证件号码}}"), "没有“证件号码”这个标记"),
        (b"PK\x03\x04broken", "已损坏"),
        (with_macro(template("{{单位}}")), "宏"),
        (b"%PDF-1.7", "内容与扩展名不符"),
    ):
        answer = upload(client, data)
        assert answer.status_code == 422, words
        assert words in answer.content.decode()
    assert upload(client, b"x", "模板.txt").status_code == 422
    assert not TemplateVersion.objects.exists()


def with_macro(data):
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return stream.getvalue()


def test_a_register_s_columns_are_its_own_and_never_personal(client, there):
    about = f"register:{there.people.public_id}"
    listed = template("清单", rows=(("{{每一行：条目 姓名}}", "{{每一行：条目 职称}}"),))
    assert upload(client, listed, about="circular").status_code == 422, "a circular knows no entries"
    personal = template("清单", rows=(("{{每一行：条目 姓名}}", "{{每一行：条目 证件号码}}"),))
    assert upload(client, personal, about=about).status_code == 422
    assert upload(client, listed, about=about).status_code == 302
    assert version_in_use(there.city.organisation_id, about).register == there.people


@pytest.mark.once
def test_every_marker_that_is_shown_is_taken_in_a_template(client, there):
    entries = f"register:{there.people.public_id}"
    for group in GROUPS:
        for about in ("circular", entries) if group == "台账" else ("circular",):
            asked = {"about": about, "group": group}
            page = client.get(reverse("report-markers"), asked).content.decode()
            shown = [part.partition("</code>")[0] for part in page.split('<code class="marker">')[1:]]
            assert len(shown) >= 2
            marked = read("标记.docx", template(*(name for name in shown if "每一行" not in name)))
            columns = [(name,) for name in shown if "每一行" in name]
            listed = read("表.docx", template("表", rows=tuple(columns) or (("表",),)))
            known = Catalogue(facts_for(there, entries if about == entries else "")).known
            assert (faults_of(marked, known), faults_of(listed, known)) == ([], []), (group, about)


def facts_for(there, about):
    register = there.people if about else None
    return Facts(there.city, there.site.bureau, there.site.bureau, quarter(), register=register)


def test_markers_are_found_by_a_word_and_say_what_they_stand_for(client, there):
    asked = {"about": "circular", "group": "指标", "q": "生师比"}
    page = client.get(reverse("report-markers"), asked).content.decode()
    assert "生师比示例" in page
    assert "占地面积示例" not in page
    assert "（暂无数据）" in page
    for nonsense in ("\u0661", "x" * 9000, "{{", "%"):
        answer = client.get(
            reverse("report-markers"), {**asked, "q": nonsense, "page": nonsense, "group": nonsense}
        )
        assert answer.status_code == 200
