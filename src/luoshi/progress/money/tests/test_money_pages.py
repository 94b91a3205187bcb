"""The pages of money in use: the grid, the workbook both ways, the overview, who sees what."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common import clock
from luoshi.common.tests.taken import line, taken
from luoshi.core.money import before, quarter_of
from luoshi.plans.models import Plan
from luoshi.progress.money import actions
from luoshi.progress.money.lines import Quarter
from luoshi.progress.money.models import ClosedQuarter, MoneyReport, MoneyUse
from luoshi.workplans.models import Money

from .helping import act, confirmed, filled, fresh, started

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def finance(there, signed_in):
    return signed_in(there.finance)


def grid_of(report, *amounts, **more):
    """The grid's fields for its lines with these (arrived, spent)."""
    data = {}
    for number, (row, (arrived, spent)) in enumerate(zip(Quarter(report).rows(), amounts, strict=True), 1):
        data |= {f"key-{number}": row.key, f"arrived-{number}": arrived, f"spent-{number}": spent}
    return data | more


def changed(content, **cells):
    """The workbook with these cells (H4="5") typed over."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        book["资金使用"][place] = value
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("资金使用.xlsx", stream.getvalue())


def test_from_the_overview_through_the_grid_to_the_citys_sums(there, finance, signed_in, send):
    plan = f"/plans/{there.plan.public_id}/money/"
    assert finance.get("/money/").url == plan
    answer = send(finance, f"{plan}start/", quarter=f"{there.year}-1")
    report = MoneyReport.objects.get()
    assert answer.url == f"/money/{report.public_id}/fill/"
    wrong = send(finance, answer.url, report, **grid_of(report, ("十二", ""), ("350000", "1")))
    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert "第 1 行“本季到位（万元）”：金额写数字" in text
    assert "这个数是万元还是元" in text
    zeros = send(finance, answer.url, report, **grid_of(report, ("５．５", ""), ("", "")), _zero="1")
    assert 'value="５．５"' in zeros.content.decode()
    assert zeros.content.decode().count('value="0"') == 3
    good = grid_of(report, ("55,000元", "5.5"), ("1,000.50", "900"))
    assert send(finance, answer.url, report, **good).url == f"/money/{report.public_id}/"
    page = finance.get(f"/money/{report.public_id}/").content.decode()
    assert "1,000.50" in page
    assert "本年累计到位比本年计划多 990.50 万元" in page
    assert "确认前还要补上（1 处）" in page
    assert ">确认<" not in page
    filled(there, report, ("5.5", "5.5"), ("4", "1"), reason="未招标")
    assert ">确认<" in finance.get(f"/money/{report.public_id}/").content.decode()
    own = f"{plan}?quarter={there.year}-1"
    assert "68.4%" not in finance.get(own).content.decode(), (
        "not confirmed: counted nowhere, nor by the school"
    )
    assert send(finance, f"/money/{report.public_id}/confirm/", fresh(report)).status_code == 302
    city = signed_in(there.officer).get(f"{plan}?quarter={there.year}-1").content.decode()
    assert "68.4%" in city, "of 枝江: (5.5 + 1) / (5.5 + 4)"
    assert "68.4%" in finance.get(own).content.decode()
    assert "还没有确认（10 所）" in city


def test_a_conflict_shows_both_and_what_was_typed_stays(there, finance, send):
    report = started(there)
    url = f"/money/{report.public_id}/fill/"
    filled(there, report, ("3", "3"), ("2", "2"), document="")
    answer = send(finance, url, report, **grid_of(report, ("7", "3"), ("2", "2")))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="7"' in text
    assert "<td>3.00</td><td>7</td>" in text
    assert "7" in finance.get(url).content.decode(), "it was kept as a draft"
    assert MoneyUse.objects.first().arrived == 3


def test_a_line_for_another_task_or_source_is_added_in_the_grid(there, finance, send):
    report = started(there)
    url = f"/money/{report.public_id}/fill/"
    work = there.duty.work.public_id
    grid = grid_of(report, ("1", "1"), ("2", "2"))
    answer = send(finance, url, report, **grid, _add="1", add_work=work, add_source="central")
    assert f'value="{work}:central"' in answer.content.decode()
    more = {"key-3": f"{work}:central", "arrived-3": "8", "spent-3": "8"}
    assert send(finance, url, report, **grid, **more).status_code == 302
    assert sorted(MoneyUse.objects.values_list("source", "arrived")) == [
        ("central", 8),
        ("own", 1),
        ("own", 2),
    ]


def test_the_workbook_goes_out_and_comes_back_compared(there, finance, send):
    report = filled(there, started(there), ("3", "3"), ("2", "2"), document="")
    url = f"/money/{report.public_id}/fill/"
    content = b"".join(finance.get(f"/money/{report.public_id}/lines.xlsx"))
    assert taken("money_in_use.fetch_sheet") == [
        line(there.finance.user, len(Quarter(report).rows()), content)
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(content))["资金使用"]
    assert [sheet[place].value for place in ("E4", "H4", "I5")] == ["10.00", "3.00", "2.00"]

    def upload(**cells):
        return send(finance, url, fresh(report), workbook=changed(content, **cells), _upload="1")

    same = upload()
    assert "与现在的相同" in same.content.decode()
    text = upload(H4="１，２３４．５", I4=1234.5).content.decode()
    assert 'value="1234.50"' in text
    assert "<td>3.00</td><td>1234.50</td>" in text
    wrong = upload(H4="很多", H5=350000, I5="-2")
    said = wrong.content.decode()
    assert wrong.status_code == 422
    for place in ("第4行 H列：金额写数字", "第5行 H列：这个数是万元还是元", "第5行 I列：不能是负数"):
        assert place in said
    assert "最多 200 个字" in upload(G4="文" * 201).content.decode(), "told before it is saved"
    in_yuan = upload(H3="本季到位（元）", H4=350000).content.decode()
    assert 'value="35.00"' in in_yuan
    filled(there, report, ("4", "3"), ("2", "2"), document="")
    both = upload(H4="9").content.decode()
    assert "（两边都改过）" in both
    assert "<td>4.00</td><td>9.00</td>" in both
    assert "没有找到资金使用" in upload(H3="别的").content.decode()
    assert fresh(report).lines.first().arrived == 4, "nothing is stored by an upload"
    other = started(there, 2)
    foreign = send(finance, f"/money/{other.public_id}/fill/", other, workbook=changed(content), _upload="1")
    assert "另一个季度" in foreign.content.decode()


def test_a_row_typed_by_hand_is_found_by_its_words_and_one_twice_is_told(there, finance, send):
    report = started(there)
    content = b"".join(finance.get(f"/money/{report.public_id}/lines.xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["资金使用"]
    task = sheet["C4"].value
    typed = {
        "C6": task,
        "D6": "中央财政",
        "H6": "6",
        "I6": "5",
        "C7": "没有的任务",
        "D7": "中央财政",
        "H7": "1",
    }
    twice = {"C8": task, "D8": "中央财政", "H8": "1"}
    url = f"/money/{report.public_id}/fill/"
    text = send(
        finance, url, report, workbook=changed(content, **typed, **twice), _upload="1"
    ).content.decode()
    assert f'value="{there_key(report, sheet)}:central"' in text
    assert "第7行 C列：没有这项任务的这个来源" in text
    assert "第8行 C列：与第6行是同一项任务的同一个来源" in text


def there_key(report, sheet):
    return sheet["A4"].value.partition(":")[0]


def test_one_reason_is_told_to_all_lines_that_lack_one_and_each_can_be_changed(there, finance, send):
    report = filled(there, started(there), ("9", "1"), ("8", "1"))
    url = f"/money/{report.public_id}/fill/"
    quarter = finance.get(f"/money/{report.public_id}/").content.decode()
    assert "2 行还要写偏差原因" in quarter
    assert f'href="{url}#reason-2"' in quarter
    typed = grid_of(report, ("9", "1"), ("8", "1"), **{"reason-1": "单独的原因"})
    text = send(finance, url, report, **typed, _same="1", same_reason="年底\n集中支付").content.decode()
    assert "同一个原因已填到下面的各行，还没有保存" in text
    assert 'value="单独的原因"' in text, "what was said stays"
    assert text.count('value="年底 集中支付"') == 1
    assert not MoneyUse.objects.exclude(reason="").exists(), "nothing is stored before it is saved"
    more = grid_of(report, ("9", "1"), ("8", "8"))
    text = send(finance, url, report, **more, _same="1", same_reason="集中支付").content.decode()
    assert text.count('value="集中支付"') == 1, "as it is typed now: the second is asked nothing any more"
    blank = send(finance, url, report, **typed, _same="1", same_reason=" ")
    assert blank.status_code == 422
    assert "请先写明原因" in blank.content.decode()


def _offered(client, plan):
    page = client.get(f"/plans/{plan.public_id}/money/").content.decode()
    own = page.partition("<h2>本校填报</h2>")[2].partition("</section>")[0]
    first, _, folded = own.partition("<details>")
    return first, folded


def test_a_school_is_offered_what_is_to_be_done_now_and_older_quarters_folded(there, finance):
    first, folded = _offered(finance, there.plan)
    assert "现在没有要填的季度" in first
    assert 'name="quarter"' not in first
    assert folded.count('name="quarter"') == 16
    year, quarter = quarter_of(clock.today())
    Plan.objects.filter(pk=there.plan.pk).update(start=f"{year - 2}", end=f"{year}")
    Money.objects.filter(source="own").update(year=year)
    first, folded = _offered(finance, there.plan)
    last = before(year, quarter)
    assert f'value="{year}-{quarter}"' in first
    assert f'value="{last[0]}-{last[1]}"' in first
    assert first.count('name="quarter"') == 2
    assert folded.count('name="quarter"') == 4 * 2 + quarter - 2
    assert first.count("button small primary") == 1


def test_a_plan_whose_years_are_over_says_so_and_a_row_says_how_far_its_sums_go(there, signed_in):
    confirmed(there, ("5", "4"))
    city, plan = signed_in(there.officer), f"/plans/{there.plan.public_id}/money/"
    page = city.get(plan).content.decode()
    end = there.year + 3
    assert f"这个计划的年度（{there.year}—{end}年）已经结束。现在显示最后一个季度（{end}年第四季度）" in page
    assert page.count("<optgroup") == 4
    second = city.get(f"{plan}?quarter={there.year}-2").content.decode()
    assert f"现在显示{there.year}年第二季度的数" in second
    assert second.count("本年累计只到第一季度") == 1
    assert "本年累计只到" not in city.get(f"{plan}?quarter={there.year}-1").content.decode()
    today = clock.today()
    Plan.objects.filter(pk=there.plan.pk).update(end=f"{today.year}")
    assert "已经结束。现在显示" not in city.get(plan).content.decode()


def test_who_sees_a_quarter_and_who_does_not(there, signed_in):
    report = filled(there, started(there), ("3", "3"))
    url = f"/money/{report.public_id}/"
    seers = {
        name: signed_in(getattr(there, name))
        for name in ("office", "head", "officer", "county", "rival", "teacher")
    }
    answers = {name: client.get(url).status_code for name, client in seers.items()}
    assert answers == {
        "office": 200,
        "head": 200,
        "officer": 404,
        "county": 404,
        "rival": 404,
        "teacher": 404,
    }
    act(actions.confirm_quarter, report, there.actor("finance"))
    assert {name: client.get(url).status_code for name, client in seers.items()} == {
        **answers, "officer": 200, "county": 200,
    }  # fmt: skip
    plan = f"/plans/{there.plan.public_id}/money/?quarter={there.year}-1"
    assert seers["teacher"].get(plan).status_code == 403
    rival = seers["rival"].get(plan).content.decode()
    assert there.school.short not in rival
    county = seers["county"].get(plan).content.decode()
    assert there.school.short in county
    assert "宜都" not in county


def test_the_city_sets_the_rule_closes_and_exports(there, signed_in, send):
    confirmed(there, ("5", "4"))
    city, plan = signed_in(there.officer), f"/plans/{there.plan.public_id}/money/"
    assert (
        send(city, f"{plan}rule/", there.plan, least_rate="九成", most_difference="20", days="10").status_code
        == 422
    )
    assert (
        send(city, f"{plan}rule/", there.plan, least_rate="90", most_difference="20", days="5").status_code
        == 302
    )
    assert "执行率低于 90%" in city.get(plan).content.decode()
    there.plan.refresh_from_db()
    quarter = f"{there.year}-1"
    assert send(city, f"{plan}close/", there.plan, quarter=quarter).status_code == 302
    assert "本季已关闭" in city.get(f"{plan}?quarter={quarter}").content.decode()
    refused = send(city, f"{plan}close/", there.plan, quarter="x")
    assert refused.status_code == 409, "an older page"
    there.plan.refresh_from_db()
    assert send(city, f"{plan}reopen/", there.plan, quarter=quarter, reason="漏报").status_code == 302
    assert ClosedQuarter.objects.get().reason == "漏报"
    content = b"".join(city.get(f"/plans/{there.plan.public_id}/money.xlsx?quarter={quarter}"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["按学校", "按任务", "按来源", "明细", "未确认"]
    rows = {row[0].value: [cell.value for cell in row[1:]] for row in book["按学校"].iter_rows(min_row=3)}
    assert rows[there.school.short] == [10, 8, 20, 10, 8, 80]
    assert rows["合计"] == [10, 8, 20, 10, 8, 80]
    assert rows["宜都"] == [None] * 6, "missing is not zero"
    assert [cell.value for cell in book["明细"][3]][5:7] == [5, 4]


def test_the_overview_costs_the_same_for_one_school_and_for_all(there, signed_in):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert signed_in(there.officer).get(url).status_code == 200
        return len(asked)

    url = f"/plans/{there.plan.public_id}/money/?quarter={there.year}-1"
    report = confirmed(there, ("5", "4"))
    cost()
    one = cost()
    for school in MoneyReport.organisation.field.related_model.objects.filter(kind="school").exclude(
        pk=there.school.pk
    ):
        copy = MoneyReport.objects.create(
            organisation=school, plan=there.plan, year=there.year, quarter=1, state="confirmed",
            confirmed_by=there.finance, confirmed_at=report.confirmed_at,
        )  # fmt: skip
        for duty in school.duties.filter(task__plan=there.plan)[:5]:
            MoneyUse.objects.get_or_create(
                report=copy, work=duty.work, source="own", defaults={"arrived": 1, "spent": 1}
            )
    assert cost() == one


def test_what_is_not_confirmed_reaches_no_superior_by_the_sums_of_a_later_quarter(there, signed_in):
    """Neither a first quarter that is still filled in nor one taken back to be corrected."""
    first = filled(there, started(there, 1), ("3.217", "1.119"), reason="已说明")
    second = confirmed(there, ("2", "2"), quarter=2, reason="已说明")
    path = f"/money/{second.public_id}/"
    for post in (there.officer, there.county):
        text = signed_in(post).get(path).content.decode()
        assert "3.217" not in text
        assert "5.217" not in text
        assert "第一季度还没有确认" in text
    assert "5.217" in signed_in(there.finance).get(path).content.decode(), "the school reads its own"
    first = act(actions.confirm_quarter, first, there.actor("finance"))
    assert "5.217" in signed_in(there.officer).get(path).content.decode()
    act(actions.take_back_quarter, first, there.actor("finance"), reason="更正")
    assert "5.217" not in signed_in(there.officer).get(path).content.decode()


def test_what_was_only_tried_out_while_correcting_is_not_kept_for_the_superiors(there, signed_in):
    report = confirmed(there, ("2.113", "2"), reason="已说明")
    report = act(actions.take_back_quarter, report, there.actor("finance"), reason="更正")
    for arrived in ("6.667", "3.331"):
        report = filled(there, report, (arrived, "2"), reason="已说明")
    report = act(actions.confirm_quarter, report, there.actor("finance"))
    text = signed_in(there.officer).get(f"/money/{report.public_id}/").content.decode()
    assert "2.113" in text, "what was confirmed before stands beside it"
    assert "3.331" in text
    assert "6.667" not in text
    report = act(actions.take_back_quarter, report, there.actor("finance"), reason="再更正")
    report = filled(there, report, ("4", "2"), reason="已说明")
    act(actions.confirm_quarter, report, there.actor("finance"))
    assert "3.331" in signed_in(there.officer).get(f"/money/{report.public_id}/").content.decode()
