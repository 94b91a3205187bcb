"""Who is asked though the upper office's file has no row or sheet for it is told before it goes out, and after."""

import io

import openpyxl
import pytest
from django.urls import reverse

from luoshi.common import clock, files, jobs
from luoshi.common.dataforms.models import FormDefinition
from luoshi.progress.returns import actions
from luoshi.progress.returns.burden.account import account_of
from luoshi.progress.returns.questions import questions_of
from luoshi.workplans.tests import helping as workplans

from .books import BOX, by_schools
from .helping import act, cast, drafted, from_a_workbook, opened

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TITLE = "“双师型”教师统计表"


def page_of(client, row):
    return client.get(reverse("return", args=[row.public_id]))


def asked(there, row, schools):
    return act(actions.choose_recipients, row, there.actor("officer"), organisations=schools)


def without(there, count):
    """A file with a row for all schools but the last few, and those."""
    return by_schools([each.short for each in there.schools[:-count]], title=TITLE), there.schools[-count:]


def test_schools_without_a_row_are_named_before_it_goes_out_and_in_the_question(there, signed_in):
    data, lost = without(there, 2)
    row, officer = from_a_workbook(there, data), signed_in(there.officer)
    names = "、".join(each.short for each in lost)
    words = f"2 个填报单位在“‘双师型’教师统计表”里没有行，填了也合并不进去：{names}。"
    found = page_of(officer, row)
    [told] = [each for each in found.context["before"].warnings if "合并不进去" in each]
    assert told.startswith(words)
    assert "去掉它们" in told
    assert "加上" in told
    assert told in found.context["open_words"], "on the question before it goes out too"
    assert words in found.content.decode()
    kept = asked(there, row, there.schools[:-2])
    assert "合并不进去" not in page_of(officer, kept).content.decode()
    out = act(actions.open_return, asked(there, row, there.schools[:-1]), there.actor("officer"))
    assert f"1 个填报单位在“‘双师型’教师统计表”里没有行，填了也合并不进去：{lost[0].short}。" in (
        page_of(officer, out).content.decode()
    )
    done = act(actions.close_return, out, there.actor("officer"))
    assert "合并不进去" not in page_of(officer, done).content.decode()


def test_a_school_that_finds_a_free_row_is_not_named(there, signed_in):
    data, lost = without(there, 2)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    sheet.insert_rows(len(there.schools) + 2)  # one free row above the sums
    for column in range(1, 8):
        sheet.cell(len(there.schools) + 2, column).border = BOX
    out = io.BytesIO()
    book.save(out)
    row = from_a_workbook(there, out.getvalue())
    found = page_of(signed_in(there.officer), row).context["before"].warnings
    [told] = [each for each in found if "合并不进去" in each]
    assert told.startswith("1 个填报单位在")
    assert lost[1].short in told


def sheets_of(names):
    book = openpyxl.Workbook()
    for name in names:
        sheet = book.create_sheet(name)
        for at, line in enumerate([["学校", name], ["在校生数（人）", None], ["专任教师（人）", None]], 1):
            for column, value in enumerate(line, 1):
                sheet.cell(at, column, value).border = BOX
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_schools_without_a_sheet_of_their_own_are_named(there, signed_in):
    row = from_a_workbook(there, sheets_of([each.short for each in there.schools[:-3]]))
    assert row.template_read["template"]["arrangement"] == "sheets"
    page = page_of(signed_in(there.officer), row).content.decode()
    names = "、".join(each.short for each in there.schools[-3:])
    assert f"3 个填报单位没有工作表，填了也合并不进去：{names}。" in page


def test_what_may_stay_empty_is_not_counted_among_what_has_to_be_filled_in(there, signed_in):
    row = from_a_workbook(there, by_schools([each.short for each in there.schools]))
    page = page_of(signed_in(there.officer), row).content.decode()
    assert "4 项，至少要填 4 格；另有 1 项选填，可以空着" in page
    assert f"{len(there.schools)} 个单位，至少 {4 * len(there.schools)} 格" in page
    assert '<li>备注 <span class="muted small">选填</span></li>' in page


def finding(code, message, reason=""):
    return {"code": code, "message": message, "proposal": {"reason": reason} if reason else None}


def test_what_the_reading_was_not_sure_of_is_told_by_kind_with_the_number_first(there, signed_in):
    found = [finding("protected-sheet", f"工作表“{n}”有保护。") for n in range(3)]
    found += [finding("row-without-school", "第5行“甲校”不在里面。", "名称相近。"), finding("new", "另一件")]
    first, second, third = questions_of(found)
    assert (first.alone, first.each) == (True, ("第5行“甲校”不在里面。名称相近。",))
    assert second.words == "3 张工作表有保护"
    assert len(second.each) == 3
    assert third.each == ("另一件",), "of a kind that has no words yet"
    rows = [f"第{n}职业学校" for n in "一二三四五"] + [there.schools[0].short]
    given = (files.put([by_schools(rows)]), "表.xlsx")
    row = act(actions.add_template, drafted(there, content=None), there.actor("officer"), template=given)
    assert jobs.run_next()
    page = signed_in(there.officer).get(reverse("return-template", args=[row.public_id])).content.decode()
    assert "<strong>5 行印好的不知道是哪个学校。</strong>" in page
    assert f"{len(there.schools) - 1} 个学校在" in page


def test_an_office_has_one_name_in_the_account_and_two_forms_of_one_title_are_two(
    yichang, settings, tmp_path, signed_in
):
    settings.LUOSHI_HOME = tmp_path
    there = workplans.cast(yichang)
    workplans.written(there)
    asking = cast(yichang)
    opened(asking, title="月报表"), opened(asking, title="月报表"), drafted(asking)
    account = account_of(asking.actor("officer"), clock.today().year)
    bureau = FormDefinition.objects.get(key="workplan-part", current__isnull=False)
    assert bureau.owner_name != asking.bureau.short
    names = {words for _, words, _ in account.by_section()}
    assert names == {asking.bureau.short, f"{asking.bureau.short}职成科"}
    assert account.forms == len({line.title for line in account.lines}) + 1
    page = signed_in(asking.officer).get(reverse("burden"))
    assert page.context["forms_asked"] == account.forms
