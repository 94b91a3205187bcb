"""The whole way of a return made on screen, through the pages, and each reverse of it."""

import datetime as dt

import pytest
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.errors import RuleBroken, Stale
from luoshi.progress.returns import actions
from luoshi.progress.returns.actions.judging import Doubt
from luoshi.progress.returns.models import Return, SheetDoubt
from luoshi.progress.returns.queries import answer_of, sent_values
from luoshi.progress.returns.telling import moment_words

from .helping import act, drafted, facts, filled, fresh, opened, sent, sent_by_all, sheet_of
from .test_burden_account import is_a_file_and_not_typed

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def url(name, row):
    return reverse(name, args=[row.public_id])


@pytest.mark.once
def test_an_officer_makes_a_return_on_screen_and_sends_it_out(there, signed_in, send):
    officer = signed_in(there.officer)
    said = {
        "title": "2026年专业设置情况统计",
        "basis": "示例函〔2026〕1号",
        "section": "职成科",
        "purpose": "汇总上报省厅",
        "until": (clock.now() + dt.timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"),
    }
    asked = {"title": "收什么表", "basis": "依据", "section": "哪个科室", "purpose": "做什么用"}
    for name, words in asked.items():
        refused = send(officer, reverse("new-return"), **{**said, name: ""})
        assert (refused.status_code, words in text(refused)) == (422, True), name
    made = send(officer, reverse("new-return"), **said)
    row = Return.objects.get()
    assert made.url == url("return", row)
    page = text(officer.get(made.url))
    assert "表里还没有要填的栏目" in page
    assert "去掉原表" not in page
    assert send(officer, url("open-return", row), row).status_code == 422
    schools = there.schools[:3]
    chosen = {"schools": [each.public_id for each in schools]}
    send(officer, url("return-recipients", row), row, **chosen)
    assert [each.organisation for each in fresh(row).sheets.all()] == schools


@pytest.mark.once
def test_nobody_else_may_and_schools_do_not_see_a_draft(there, signed_in, send):
    row = drafted(there)
    office = signed_in(there.office)
    assert office.get(reverse("new-return")).status_code == 403
    assert office.get(url("return", row)).status_code == 404
    row = act(actions.open_return, row, there.actor("officer"))
    asked = text(signed_in(there.officer).get(url("return", row)))  # whom an early close would cut off
    assert f"还没有到截止时间（{moment_words(row.until)}）。{there.schools[0].short}、" in asked
    assert office.get(url("return", row)).url == url("return-sheet", sheet_of(row, there.school))
    assert send(office, url("close-return", row), row).status_code == 403
    assert signed_in(there.teacher).get(url("return", row)).status_code == 404
    assert office.get(url("return-sheet", sheet_of(row, there.second))).status_code == 404


def test_a_school_fills_corrects_and_sends_and_the_office_takes_it(there, signed_in, send):
    row = opened(there)
    sheet, office, officer = sheet_of(row, there.school), signed_in(there.office), signed_in(there.officer)
    assert ">去填</a>" in office.get(reverse("desk")).content.decode()
    fill = text(office.get(url("fill-sheet", sheet)))
    assert there.school.name in fill  # prefilled, and said so
    assert "已从“单位名录：全称”带入" in fill
    half = send(office, url("fill-sheet", sheet), sheet, school=there.school.name, money="3")
    assert half.status_code == 302  # a part may be kept
    assert ">继续填</a>" in office.get(reverse("desk")).content.decode()
    page = text(office.get(url("return-sheet", sheet)))
    assert "送出前还要补上" in page
    assert "核对下面的内容。送出后" not in page
    assert send(office, url("send-sheet", sheet), fresh(sheet)).status_code == 422
    for bad in ("NaN", "1e400", "１２three", "\x00", "9" * 10_000):
        answer = send(office, url("fill-sheet", sheet), fresh(sheet), students=bad)
        assert answer.status_code in (400, 422), bad
        assert "students" not in answer_of(fresh(sheet)).values, bad
    send(
        office,
        url("fill-sheet", sheet),
        fresh(sheet),
        school=there.school.name,
        students="1,200",
        contact="13",
    )
    before = text(officer.get(url("return-sheet", sheet)))
    assert "内容只有本校看得到" in before
    assert "1,200" not in before
    send(office, url("send-sheet", sheet), fresh(sheet), remark="口径同去年")
    assert fresh(sheet).state == "sent"
    seen = text(officer.get(url("return-sheet", sheet)))
    assert "1,200" in seen
    assert "口径同去年" in seen
    assert "••••" in seen  # a personal value is there, not what it is
    send(officer, url("receive-sheet", sheet), fresh(sheet))
    assert fresh(sheet).state == "received"
    assert send(office, url("recall-sheet", sheet), fresh(sheet)).status_code == 422


def test_doubts_by_cell_come_back_with_words_and_are_answered(there, signed_in, send):
    sheet = sent(there, sheet_of(opened(there), there.school))
    officer, office = signed_in(there.officer), signed_in(there.office)
    page = text(officer.get(url("doubt-sheet", sheet)))
    number = 1  # the second field of the form
    assert page.index("学校名称") < page.index("在校生数") < page.index("经费投入")
    assert send(officer, url("doubt-sheet", sheet), sheet).status_code == 422  # without any words
    send(officer, url("doubt-sheet", sheet), sheet, **{f"cell-{number}": "比去年少一半？"})
    assert fresh(sheet).state == "doubtful"
    assert "核实：" in text(office.get(reverse("desk"))).partition("<h2>尽快 1")[2].partition("</section>")[0]
    doubt = SheetDoubt.objects.get()
    assert "比去年少一半？" in text(office.get(url("return-sheet", sheet)))
    filled(there, fresh(sheet), students=2400)
    assert sent_values(fresh(sheet))["students"] == 1200  # the office goes on reading what was sent
    assert "2,400" not in text(officer.get(url("return-sheet", sheet)))
    send(office, url("send-sheet", sheet), fresh(sheet), **{f"reply-{doubt.public_id}": "少算了一个校区"})
    assert (fresh(sheet).state, fresh(sheet).number) == ("sent", 2)
    assert "少算了一个校区" in text(officer.get(url("return-sheet", sheet)))
    assert sent_values(fresh(sheet))["students"] == 2400


def test_every_step_has_its_reverse(there):
    officer, office = there.actor("officer"), there.actor("office")
    row = opened(there)
    row = act(actions.redraft_return, row, officer, reason="少了一栏")
    assert (row.state, row.form_version) == ("draft", None)
    row = act(actions.open_return, row, officer)
    row = act(actions.withdraw_return, row, officer, reason="不要了")
    row = act(actions.restore_return, row, officer, reason="还是要")
    sheet = sent(there, sheet_of(row, there.school))
    with pytest.raises(RuleBroken, match="动手填"):
        act(actions.redraft_return, row, officer, reason="再改")
    sheet = act(actions.recall_sheet, sheet, office)
    assert (sheet.state, sheet.first_sent_at, sent_values(sheet)) == ("filling", None, {})
    sheet = act(actions.send_sheet, sheet, office)
    sheet = act(actions.receive_sheet, sheet, officer)
    sheet = act(actions.unreceive_sheet, sheet, officer)
    sheet = act(actions.doubt_sheet, sheet, officer, doubts=[], words="请核对")
    sheet = act(actions.drop_doubts, sheet, officer)
    assert sheet.state == "sent"
    row = act(actions.close_return, row, officer)
    row = act(actions.reopen_return, row, officer, reason="还有一个学校")
    row = act(actions.close_return, row, officer)
    with pytest.raises(RuleBroken, match="没有原表"):
        act(actions.start_merge, row, officer)
    row = act(actions.send_up, row, officer, number="示例函〔2026〕8号")
    assert row.sent_up_at is not None
    row = act(actions.take_back_up, row, officer, reason="报错了")
    assert (row.state, row.sent_up_at) == ("closed", None)


@pytest.mark.once
def test_late_is_told_and_an_extension_is_for_all(there, signed_in, send, monkeypatch):
    row = opened(there)
    sheet, officer = sheet_of(row, there.school), signed_in(there.officer)
    assert (
        send(officer, url("extend-return", row), row, until="2020-01-01T00:00", reason="早").status_code
        == 422
    )
    for nonsense in ("9999-12-31T23:59", "0001-01-01T00:00"):
        assert send(officer, url("extend-return", row), row, until=nonsense, reason="误").status_code == 422
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: row.until)
    assert not sent(there, sheet).is_late  # at the very moment
    act(actions.recall_sheet, sheet, there.actor("office"))
    monkeypatch.setattr(clock, "now", lambda: row.until + dt.timedelta(seconds=1))
    act(actions.send_sheet, fresh(sheet), there.actor("office"))
    assert fresh(sheet).is_late
    assert "迟交" in text(officer.get(url("return", row)))
    later = row.until + dt.timedelta(days=1)
    act(actions.extend_return, row, there.actor("officer"), until=later, reason="两个学校放假")
    assert not fresh(sheet).is_late
    assert "两个学校放假" in text(officer.get(url("return", row)))
    monkeypatch.setattr(clock, "now", lambda: now)


def test_two_people_in_one_sheet_lose_nothing(there, signed_in, send):
    sheet, office = sheet_of(opened(there), there.school), signed_in(there.office)
    old = fresh(sheet)
    filled(there, sheet, students=1)
    answer = send(office, url("fill-sheet", sheet), old, school="甲", students="2")
    assert answer.status_code == 409
    assert 'value="2"' in text(answer)
    assert answer_of(fresh(sheet)).values["students"] == 1
    with pytest.raises(Stale):
        actions.send_sheet(sheet=old, by=there.actor("office"), version=old.version)


@pytest.mark.once
def test_the_school_s_own_workbook_goes_down_and_comes_back_safely(there, signed_in, send):
    import io

    import openpyxl

    sheet, office = sheet_of(opened(there), there.school), signed_in(there.office)
    book = openpyxl.load_workbook(io.BytesIO(office.post(url("return-sheet-workbook", sheet)).content))
    page = book.worksheets[0]
    assert page["C4"].value == there.school.name
    page["C5"] = "九百"
    answer = _upload(send, office, sheet, book)
    assert answer.status_code == 422
    assert "第5行 C列" in text(answer)
    page["C5"], page["C6"] = "900", "12.5"
    answer = _upload(send, office, sheet, book)
    assert "在校生数" in text(answer)
    send(office, url("upload-return-sheet", sheet), None, _take="1")
    assert answer_of(fresh(sheet)).values["students"] == 900
    again = _upload(send, office, sheet, book)
    assert "与系统里的一样" in text(again)  # nothing differs: safe to repeat
    other = signed_in(there.other)
    theirs = sheet_of(fresh(sheet).asked_in, there.second)
    assert _upload(send, other, theirs, book).status_code == 422  # a sheet of another school
    is_a_file_and_not_typed(there, fresh(sheet))


def _upload(send, client, sheet, book):
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile

    stream = io.BytesIO()
    book.save(stream)
    return send(
        client,
        url("upload-return-sheet", sheet),
        None,
        sheet=SimpleUploadedFile("表.xlsx", stream.getvalue()),
    )


def consented(there, sheet):
    """Every step of the school agrees."""
    for _ in range(4):
        sheet = fresh(sheet)
        step = sheet.approval.current
        if step is None:
            return sheet
        holder = "deputy" if step.role == "deputy_head" else "head"
        act(actions.pass_sheet, sheet, there.actor(holder), comment="同意")
    return fresh(sheet)


@pytest.mark.once
def test_a_doubtful_sheet_that_steps_return_stays_doubtful_and_nothing_arrives_in_what_has_gone(
    there, signed_in
):
    there.deputy = there.post("deputy_head", "zhijiang")
    officer, office = there.actor("officer"), there.actor("office")
    row = opened(there, asks_steps=True)
    sheet = consented(there, sent(there, sheet_of(row, there.school)))
    bureau, urging = signed_in(there.officer), f'href="{url("urge-return", row)}"'
    assert urging in text(bureau.get(url("return", row)))
    row = act(actions.close_return, row, officer)
    assert urging not in text(bureau.get(url("return", row))), "nobody is left to be urged"
    sheet = act(actions.doubt_sheet, sheet, officer, doubts=[Doubt("students", "在校生数", "少了？")])
    assert urging in text(bureau.get(url("return", row)))
    sheet = act(actions.send_sheet, sheet, office)
    assert sheet.state == "checking"
    sheet = act(actions.recall_sheet, sheet, office)
    assert sheet.state == "doubtful"
    sheet = act(actions.send_sheet, sheet, office)
    first = "deputy" if sheet.approval.current.role == "deputy_head" else "head"
    sheet = act(actions.return_sheet, sheet, there.actor(first), comment="再核对")
    assert sheet.state == "doubtful"  # it may come again, though the return is closed
    sheet = act(actions.send_sheet, filled(there, sheet, students=2400), office)
    act(actions.send_up, row, officer)
    with pytest.raises(RuleBroken, match="不能再送出"):
        consented(there, sheet)
    assert (fresh(sheet).state, sent_values(fresh(sheet))["students"]) == ("checking", 1200)


@pytest.mark.once
def test_steps_and_a_stamped_page_where_they_are_asked(there, signed_in, send):
    there.deputy = there.post("deputy_head", "zhijiang")
    row = opened(there, asks_steps=True)
    sheet, head = sheet_of(row, there.school), signed_in(there.head)
    sheet = sent(there, sheet)
    assert sheet.state == "checking"
    assert "1,200" in text(head.get(url("return-sheet", sheet)))
    approval = sheet.approval
    for _ in range(4):
        approval.refresh_from_db()
        step = approval.current
        if step is None:
            break
        holder = {"school_head": there.head, "deputy_head": there.deputy}[step.role]
        client = signed_in(holder)
        send(
            client,
            url("pass-sheet", sheet),
            fresh(sheet),
            comment="同意",
            _step=step.public_id,
            _visit=step.visit,
        )
    assert fresh(sheet).state == "sent"
    away = sent(there, sheet_of(opened(there, asks_steps=True), there.school))
    act(actions.withdraw_return, away.asked_in, there.actor("officer"), reason="不要了")
    assert (
        head.get(url("return-sheet", away)).status_code == 200
    )  # what lies on a desk can be opened and ended
    assert act(actions.recall_sheet, away, there.actor("office")).state == "filling"
    assert head.get(url("return-sheet", away)).status_code == 404
    sealed = opened(there, asks_seal=True)
    there_sheet = sent(there, sheet_of(sealed, there.school))
    with pytest.raises(RuleBroken, match="盖章页还没有到"):
        act(actions.receive_sheet, there_sheet, there.actor("officer"))


def test_the_list_and_the_page_cost_the_same_for_one_and_for_many(
    there, signed_in, django_assert_max_num_queries
):
    officer = signed_in(there.officer)
    row = opened(there)
    sent_by_all(there, row, 6)
    for path in (url("return", row), url("return-values", row), reverse("returns"), reverse("desk")):
        officer.get(path)
    with django_assert_max_num_queries(45):
        officer.get(url("return", row))
    few = _queries(officer, reverse("returns"))
    for number in range(3):
        opened(there, title=f"表{number}")
    assert _queries(officer, reverse("returns")) == few


def _queries(client, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_what_the_year_asked_is_an_account_whose_figures_open(there, signed_in):
    row = opened(there)
    sent(there, sheet_of(row, there.school))
    second = opened(there, title="又一张表")  # asks the same again
    later = sheet_of(second, there.school)
    assert (later.asked, later.repeated >= 2, later.prefilled >= 2) == (4, True, True)
    office = signed_in(there.office)
    assert "年" in text(office.get(url("fill-sheet", later)))
    assert 'value="1200"' in text(
        office.get(url("fill-sheet", later))
    )  # brought from the first one, with its source
    sent(there, later)
    assert fresh(later).brought >= 3
    page = text(signed_in(there.officer).get(reverse("burden")))
    assert "又一张表" in page
    assert there.school.short in page
    own = text(office.get(reverse("burden")))
    assert there.second.short not in own
    book = signed_in(there.officer).get(reverse("burden-workbook"))
    assert book.content.startswith(b"PK")


@pytest.mark.once
def test_afterwards_the_school_sees_its_place_among_unnamed_others(there, signed_in):
    row = opened(there)
    sheets = sent_by_all(there, row, 6)
    office = signed_in(getattr(there, f"office_of_{sheets[0].organisation_id}"))
    page = text(office.get(url("return-sheet", sheets[0])))
    assert ("收完以后" in page, url("recall-sheet", sheets[0]) in page) == (False, True)
    row = act(actions.close_return, row, there.actor("officer"))
    act(actions.send_up, row, there.actor("officer"), number="示例函〔2026〕8号")
    page = text(office.get(url("return-sheet", sheets[0])))
    assert url("recall-sheet", sheets[0]) not in page
    assert "第 6 / 6" in page
    assert 'data-label="合计">2,100 人<' in page  # what it came to, merged
    assert "共收到 6 个单位的表。用途：汇总上报省厅。已于" in page
    assert "上报（示例函〔2026〕8号）" in page
    assert sheets[5].organisation.short not in page
    few = opened(there, title="四个单位的表")
    some = sent_by_all(there, few, 4)
    act(actions.close_return, few, there.actor("officer"))
    alone = text(office.get(url("return-sheet", some[0])))
    assert "不到 5 个单位，不作比较" in alone
    assert "合计" not in alone


@pytest.mark.once
def test_facts_of_a_draft_are_changed_by_the_officer(there, signed_in, send):
    row = drafted(there)
    said = facts().as_fields() | {"title": "改了名", "plan": "", "until": "2030-01-01T17:30"}
    said["until"] = f"{clock.today().year + 1}-01-01T17:30"
    kept = {key: value for key, value in said.items() if value not in (False, None)}
    send(signed_in(there.officer), url("edit-return", row), row, **kept)
    assert (fresh(row).title, fresh(row).definition.title) == ("改了名", "改了名")
