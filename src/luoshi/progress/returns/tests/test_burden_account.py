"""减负账单 tells typed from brought by what was there to be brought, and asks a form once however many parts it has."""

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from luoshi.common import clock
from luoshi.common.dataforms.models import Answer
from luoshi.common.tests.taken import line, taken
from luoshi.progress.returns import actions
from luoshi.progress.returns.burden.account import LABELS, Account, Figures, Line, account_of
from luoshi.progress.returns.burden.overlap import sample_of
from luoshi.progress.returns.models import Return
from luoshi.progress.returns.queries import answer_of
from luoshi.progress.returns.review import held_for
from luoshi.workplans.tests import helping as workplans

from .helping import act, drafted, opened, sent, sheet_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CONTENT = {
    "fields": [
        {"key": "school", "kind": "text", "label": "学校名称", "prefill": "organisation.name"},
        {
            "key": "teachers",
            "kind": "integer",
            "label": "专任教师数",
            "unit": "人",
            "prefill": "profile.teachers",
        },
    ]
}
ASKING = {
    "fields": [
        CONTENT["fields"][0],
        {"key": "students", "kind": "integer", "label": "在校生数", "unit": "人"},
        {"key": "files", "kind": "evidence", "label": "证明材料"},
    ]
}


def test_a_source_that_knew_nothing_brought_nothing(there):
    """The profile has not been filled in: the number is typed, though the field names a source."""
    row = opened(there, CONTENT)
    sheet = sent(there, sheet_of(row, there.school), students=None, money=None, teachers=60)
    assert (sheet.asked, sheet.prefilled, sheet.typed, sheet.brought) == (2, 1, 1, 1)


def test_the_texts_of_a_workplan_are_typed_and_asked_as_one_form(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    there = workplans.cast(yichang)
    workplan = workplans.written(there)
    assert workplan.parts.count() == 2
    [line] = [
        each
        for each in account_of(there.actor("officer"), clock.today().year).lines
        if each.title == "实施方案分项内容"
    ]
    cells = sum(len(each.values) for each in Answer.objects.filter(definition__title="实施方案分项内容"))
    found = line.figures
    assert (found.times, found.typed, found.brought, found.asked) == (1, cells, 0, cells)
    rows = Answer.objects.filter(definition__title="实施方案分项内容")
    rows.update(typed=1, by_file=2)  # as where they came with a list
    lines = account_of(there.actor("officer"), clock.today().year).lines
    [found] = [each.figures for each in lines if each.title == "实施方案分项内容"]
    assert (found.typed, found.uploaded, found.asked) == (rows.count(), 1, 3 * rows.count())


def test_before_sending_and_while_filling_a_source_without_values_is_named(there, signed_in):
    row = drafted(there, CONTENT)
    act(actions.choose_recipients, row, there.actor("officer"), organisations=[there.school, there.second])
    page = signed_in(there.officer).get(reverse("return", args=[row.public_id])).content.decode()
    assert "从“单位名录：全称”带出，2 个单位" in page
    assert "抽查" not in page
    many = sample_of(list(range(500)))
    assert (len(many), many[0], many[-1]) == (30, 0, 493), (
        "of very many it is asked for some, spread over all"
    )
    account = Account(
        2026, [Line(1, "甲", 1, "", "", "", Figures())] * 2 + [Line(2, "乙", 1, "", "", "", Figures())]
    )
    assert account.organisations == 2
    assert "指定从“单位概况：专任教师数”带出，但现在没有一个单位在那里填过" in page
    sheet = sheet_of(act(actions.open_return, row, there.actor("officer")), there.school)
    filling = signed_in(there.office).get(reverse("fill-sheet", args=[sheet.public_id])).content.decode()
    assert "“专任教师数”应从“单位概况：专任教师数”带出，那里还没有填" in filling


def test_a_column_named_as_a_field_of_the_profile_comes_from_there(db):
    assert held_for("专任教师数", "integer") == "profile.teachers"
    assert held_for("专任教师数", "date") == "", "of another sort"
    assert held_for("教师", "integer") == ""


def test_each_figure_of_the_account_is_the_sum_of_what_was_asked(there, signed_in):
    """By school, month and asking section, in the book for the year too; a school has its own."""
    evening = timezone.make_aware(dt.datetime(clock.today().year, 3, 9, 15, 0))
    hard = opened(there, ASKING)
    Return.objects.filter(pk=hard.pk).update(opened_at=evening, until=evening.replace(hour=21))
    sent(there, sheet_of(hard, there.school), money=None, files=None, students=5)
    easy = opened(there, ASKING, section="师资科")
    later, schools = evening.replace(month=4), len(there.schools)
    Return.objects.filter(pk=easy.pk).update(opened_at=later, until=later + dt.timedelta(days=3))
    account = account_of(there.actor("officer"), clock.today().year)
    assert [(words, found.times) for _, words, found in account.by_month()] == [
        ("3月", schools),
        ("4月", schools),
    ]
    by_section = {words: found for _, words, found in account.by_section()}
    first, second = (by_section[f"{there.bureau.short}{section}"] for section in ("职成科", "师资科"))
    assert (first.same_day, first.at_night, second.same_day, second.at_night) == (schools, schools, 0, 0)
    assert (first.asked, first.files, first.prefilled) == (3 * schools, schools, schools)
    assert (first.typed, first.brought, first.repeated) == (1, 1, 0)
    assert second.repeated == schools * 2, "asked in the first one already: number and files"
    own = account_of(there.actor("office"), clock.today().year)
    assert {line.organisation for line in own.lines} == {there.school.pk}
    assert (own.total.times, own.total.asked, own.total.typed) == (2, 6, 1)
    address = f"{reverse('burden-workbook')}?year={clock.today().year}"
    answer = signed_in(there.officer).get(address)
    assert taken("returns.fetch_burden") == [line(there.officer.user, 2 * schools, answer.content)]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["按学校", "按月", "按科室", "明细"]
    lines = [[cell.value for cell in row] for row in book["按科室"].iter_rows(min_row=2)]
    assert lines[0] == ["科室", *LABELS.values()]
    assert lines[-1][:3] == ["合计", 2 * schools, 6 * schools]
    alone = openpyxl.load_workbook(io.BytesIO(signed_in(there.office).get(address).content))
    assert [row[0].value for row in alone["按学校"].iter_rows(min_row=3)] == [there.school.short, "合计"]
    page = signed_in(there.officer).get(f"{reverse('burden')}?month=3&school={there.school.short}")
    assert [line.title for line in page.context["page_obj"]] == [hard.title]
    _on_the_cockpit(there, signed_in, schools)


def _on_the_cockpit(there, signed_in, schools):
    """The same numbers, of all schools for the bureau, its own for a school; they open to the account."""
    for post, times, each in ((there.officer, 2 * schools, 6), (there.office, 2, 0)):
        page = signed_in(post).get("/cockpit/", follow=True).content.decode()
        panel = page.partition("<h2>填报负担</h2>")[2].partition("</section>")[0]
        words = "".join(re.sub(r"<[^>]+>", "", panel).split())
        assert f"{times}份次要求，{3 * times}个栏目" in words
        assert f"{clock.today().year}年，实际填写1格，自动带出1格，重复要求{times}个栏目" in words
        assert (f"平均每个被要求的单位{each}个" in words) == bool(each)
        assert f'href="{reverse("burden")}"' in panel


def test_what_was_taken_back_withdrawn_or_put_off_later_is_told_as_it_was(there):
    """A recalled sending came to nothing; withdrawn or extended, it had pressed schools all the same."""
    office, officer, year = there.actor("office"), there.actor("officer"), clock.today().year
    row = opened(there, ASKING)
    evening = timezone.localtime(row.opened_at).replace(hour=23, minute=59)
    Return.objects.filter(pk=row.pk).update(until=evening)
    sheet = sent(there, sheet_of(row, there.school), money=None, files=None, students=5)
    assert account_of(office, year).total.typed == 1
    sheet = act(actions.recall_sheet, sheet, office)
    assert (sheet.typed, sheet.brought, sheet.blank) == (0, 0, None)
    assert account_of(office, year).total.typed == 0
    sheet = act(actions.send_sheet, sheet, office)
    assert (sheet.typed, sheet.brought) == (1, 1)
    act(actions.extend_return, row, officer, until=evening + dt.timedelta(days=3, hours=-12), reason="太急")
    total = account_of(office, year).total
    assert (total.same_day, total.at_night) == (1, 1)
    act(actions.withdraw_return, row, officer, reason="不收了")
    [line] = account_of(office, year).lines
    assert (line.title, line.href, line.figures.typed) == (f"{row.title}（已撤回）", "", 1)
    assert [each.organisation for each in account_of(officer, year).lines] == [there.school.pk], (
        "nobody else began"
    )


def test_days_that_are_full_already_are_told_before_it_goes_out(there, signed_in):
    for number in range(2):
        opened(there, ASKING, title=f"已发的第{number}张")
    row = drafted(there, ASKING, title="第三张")
    page = signed_in(there.officer).get(reverse("return", args=[row.public_id])).content.decode()
    assert f"这一天 {len(there.schools)} 个单位" in page
    assert "已经有 2 项以上的表要交，建议错开" in page
    assert "“在校生数”：《已发的第1张》里叫“在校生数”" in page


def is_a_file_and_not_typed(there, sheet):
    """Two cells came with the workbook; what is changed on the page afterwards was typed."""
    values, office = answer_of(sheet).values, there.actor("office")
    changed = {**values, "students": 901}
    sheet = act(actions.save_sheet, sheet, office, values=changed, answer_version=answer_of(sheet).version)
    sheet = act(actions.send_sheet, sheet, office)
    assert (sheet.typed, sheet.by_file, sheet.brought) == (1, 1, 1)
    total = account_of(office, clock.today().year).total
    assert (total.typed, total.uploaded) == (1, 1)
