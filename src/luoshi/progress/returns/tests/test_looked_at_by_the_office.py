"""What the office looks at is what it takes, sends back or adds up; each has its reverse, through steps too."""

import io
import re

import openpyxl
import pytest

from luoshi.accounts.models import Organisation
from luoshi.common import clock, files
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.common.tests.taken import line, taken
from luoshi.papers.desk import desk
from luoshi.papers.filed.models import FiledPaper
from luoshi.progress.returns import actions
from luoshi.progress.returns.actions.judging import Doubt
from luoshi.progress.returns.burden import account
from luoshi.progress.returns.models import SheetDoubt
from luoshi.progress.returns.queries import sent_values
from luoshi.progress.returns.views import judging

from .helping import act, facts, filled, fresh, opened, sent, sent_by_all, sheet_of
from .test_from_notice_to_sent_up import consented, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_recalled_after_doubts_the_first_sending_and_the_doubts_stand_again(there, signed_in):
    officer, office = there.actor("officer"), there.actor("office")
    sheet = sent(there, sheet_of(opened(there), there.school), money=None)
    first = sheet.sent_at
    assert sheet.blank == 2, "money and the contact"
    doubts = [Doubt("students", "在校生数", "比去年少一半？")]
    sheet = act(actions.doubt_sheet, sheet, officer, doubts=doubts, words="请逐项核对")
    sheet = act(actions.send_sheet, filled(there, sheet, students=2400), office)
    assert (sheet.state, sheet.number, sent_values(sheet)["students"]) == ("sent", 2, 2400)
    assert sheet.blank == 1
    sheet = act(actions.recall_sheet, sheet, office)
    assert sheet.blank == 2
    assert (sheet.state, sheet.number, sheet.sent_at, sheet.doubt) == ("doubtful", 1, first, "请逐项核对")
    assert sent_values(sheet)["students"] == 1200, "the office reads what it asked about"
    assert SheetDoubt.objects.get().settled_at is None
    page = text(signed_in(there.officer).get(url("return-sheet", sheet)))
    assert "比去年少一半？" in page
    sheet = act(actions.send_sheet, sheet, office)
    assert (sheet.state, sheet.number, sent_values(sheet)["students"]) == ("sent", 2, 2400)
    assert check_all()["violations"] == []


def test_many_are_received_as_they_were_looked_at(there, signed_in, send):
    """What was recalled and sent anew since the page was opened is left out, and it says so."""
    row = opened(there)
    one, other = sent_by_all(there, row, 2)
    officer = signed_in(there.officer)
    page = text(officer.get(url("return", row)))
    ticked = re.findall(r'name="sheet" value="([^"]+)"', page)
    assert len(ticked) == 2
    name = f"office_of_{other.organisation_id}"
    act(actions.recall_sheet, other, there.actor(name))
    again = sent(there, fresh(other), name, students=9)
    answer = officer.post(url("receive-sheets", row), {"sheet": ticked, "_version": row.version}, follow=True)
    assert f"{other.organisation.short}没有收下：刚刚撤回或重新送出" in text(answer)
    assert (fresh(one).state, fresh(again).state) == ("received", "sent")
    refused = officer.post(url("receive-sheets", row), {"sheet": ticked, "_version": fresh(row).version})
    assert refused.status_code == 422
    nonsense = {"sheet": ["x:y", ":", f"{again.public_id}:９"], "_version": fresh(row).version}
    assert officer.post(url("receive-sheets", row), nonsense).status_code == 422
    assert fresh(again).state == "sent"
    act(actions.doubt_sheet, again, there.actor("officer"), doubts=[], words="请核对")
    page = text(officer.get(url("return", row)))
    glance = dict(re.findall(r"<div[^>]*><dt>(.*?)</dt><dd>(.*?)</dd>", page))
    schools = len(there.schools)
    assert (glance["已送到"], glance["已收下"], glance["存疑"]) == (f"2 / {schools}", "1", "1")
    assert (glance["没有送"], glance["迟交"]) == (f"{schools - 2}", "0")
    _gaps_are_seen(officer, row, one, there)


def _gaps_are_seen(officer, row, one, there):
    """Nobody gave the contact; what belongs to a person is empty for the office as for the school."""
    page = text(officer.get(url("return", row) + "?state=gaps"))
    assert dict(re.findall(r"<div[^>]*><dt>(.*?)</dt><dd>(.*?)</dd>", page))["有空格"] == "2"
    assert re.search(r'data-label="空格"><span[^>]*>(?:<[^>]*>)*1<', page)
    assert one.organisation.name in page
    assert there.schools[-1].name not in page.partition('id="return-sheets"')[2], (
        "what was not sent is missing"
    )
    sheet = text(officer.get(url("return-sheet", one)))
    assert "有 1 格空着" in sheet
    assert '<p class="return-blanks">联系人手机</p>' in sheet
    assert ">空<" in text(officer.get(url("return-values", row)))


def test_more_doubts_than_one_page_of_words_holds_are_refused_and_none_is_lost(there):
    sheet = sent(there, sheet_of(opened(there), there.school))
    many = [Doubt("", "一格", f"第{number}处") for number in range(61)]
    with pytest.raises(RuleBroken, match="一次最多写 60 处疑问，现在写了 61 处"):
        act(actions.doubt_sheet, sheet, there.actor("officer"), doubts=many)
    assert fresh(sheet).state == "sent"


def test_sums_of_the_list_are_of_counts_and_amounts_only(there, signed_in):
    content = {
        "fields": [
            {"key": "students", "kind": "integer", "label": "在校生数", "unit": "人", "find": True},
            {"key": "since", "kind": "integer", "label": "建校年份", "find": True},
            {"key": "ratio", "kind": "decimal", "label": "生师比", "places": 2, "find": True},
        ]
    }
    row = opened(there, content)
    said = {"students": 100, "since": 1956, "ratio": "15.5"}
    for sheet, by in ((sheet_of(row, there.school), "office"), (sheet_of(row, there.second), "other")):
        act(actions.save_sheet, sheet, there.actor(by), values=said, answer_version=0)
        act(actions.send_sheet, sheet, there.actor(by))
    data = b"".join(signed_in(there.officer).get(url("return-overview-xlsx", row)))
    assert taken("returns.fetch_list") == [line(there.officer.user, row.sheets.count(), data)]
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    last = [cell.value for cell in list(sheet.iter_rows())[-1]]
    assert (last[0], last[2:5]) == ("合计", [200, None, None])
    doubted = sheet_of(row, there.second)
    act(actions.doubt_sheet, doubted, there.actor("officer"), doubts=[], words="少了？")
    data = b"".join(signed_in(there.officer).get(url("return-overview-xlsx", row)))
    sums = [[cell.value for cell in line] for line in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]][
        -2:
    ]
    assert [(each[0], each[2]) for each in sums] == [
        ("合计（不含存疑的 1 份）", 100),
        ("连同存疑的合计", 200),
    ]


def test_what_a_page_has_no_room_for_is_said(there, signed_in, monkeypatch):
    fields = [{"key": f"f{at}", "kind": "integer", "label": f"第{at}栏", "find": True} for at in range(42)]
    table = {
        "key": "t",
        "kind": "table",
        "label": "名单",
        "most": 500,
        "columns": [{"key": "a", "kind": "text", "label": "姓名"}],
    }
    row = opened(there, {"fields": [*fields, table]})
    sheet, office, officer = sheet_of(row, there.school), there.actor("office"), signed_in(there.officer)
    rows = [{"_row": f"r{at}", "a": f"第{at}人"} for at in range(judging.MOST)]
    values = {"f0": 1, "t": rows}
    sheet = act(actions.save_sheet, sheet, office, values=values, answer_version=0)
    sheet = act(actions.send_sheet, sheet, office)
    page = text(officer.get(url("return-values", row)))
    assert "这里列前 40 栏，还有 2 栏。“名单”一校多行，不在这张表里。都在下载的 Excel 里" in page
    assert f"这里列前 {judging.MOST} 格，后面还有格子" in text(officer.get(url("doubt-sheet", sheet)))
    monkeypatch.setattr(account, "MOST_LINES", len(there.schools) - 1)
    assert "数没有算全" in text(officer.get("/burden/"))


def test_doubts_dropped_end_the_schools_steps_that_had_returned_it(there):
    """What was sent stands again, and nobody is asked to mend it any more."""
    there.deputy = there.post("deputy_head", "zhijiang")
    officer, office = there.actor("officer"), there.actor("office")
    sheet = consented(there, sent(there, sheet_of(opened(there, asks_steps=True), there.school)))
    first = sheet.approval
    sheet = act(actions.doubt_sheet, sheet, officer, doubts=[], words="少了？")
    sheet = act(actions.send_sheet, filled(there, sheet, students=2400), office)
    holder = "deputy" if sheet.approval.current.role == "deputy_head" else "head"
    sheet = act(actions.return_sheet, sheet, there.actor(holder), comment="再核对")
    assert [item.title for item in desk(office) if "退回修改" in item.title]
    sheet = act(actions.drop_doubts, sheet, officer)
    assert (sheet.state, sheet.approval, sent_values(sheet)["students"]) == ("sent", first, 1200)
    assert [item.title for item in desk(office) if "退回修改" in item.title] == []
    assert check_all()["violations"] == []
    sheet = act(actions.receive_sheet, sheet, officer)
    assert sheet.state == "received"


def test_a_stamped_page_is_printed_comes_back_and_only_then_the_sheet_is_taken(there, signed_in, send):
    sheet = sent(there, sheet_of(opened(there, asks_seal=True), there.school))
    office, officer = signed_in(there.office), signed_in(there.officer)
    assert send(officer, url("receive-sheet", sheet), sheet).status_code == 422
    waits = text(officer.get(url("return-sheet", sheet)))
    assert "盖章页还没有到，现在还不能收下" in waits
    assert url("receive-sheet", sheet) not in waits
    assert send(office, url("print-return-sheet", sheet), sheet).status_code == 302
    paper = FiledPaper.objects.get(about_id=sheet.public_id)
    assert "盖章页还没有到" in text(send(officer, url("receive-sheet", sheet), fresh(sheet)))
    scan = files.put([b"%PDF-1.4 scan"])
    scanned = {"state": "stamped", "stamped": scan, "stamped_at": clock.now()}
    FiledPaper.objects.filter(pk=paper.pk).update(**scanned)
    assert url("receive-sheet", sheet) in text(officer.get(url("return-sheet", sheet)))
    assert send(officer, url("receive-sheet", sheet), fresh(sheet)).status_code == 302
    assert fresh(sheet).state == "received"
    act(actions.unreceive_sheet, sheet, there.actor("officer"))
    sheet = act(actions.recall_sheet, sheet, there.actor("office"))
    paper.refresh_from_db()
    assert paper.outdated_at is not None
    sheet = act(actions.send_sheet, sheet, there.actor("office"))
    with pytest.raises(RuleBroken, match="盖章页还没有到"):  # the old scan is of what was sent before
        act(actions.receive_sheet, sheet, there.actor("officer"))


def test_of_more_schools_than_one_return_holds_none_is_left_out_unsaid(there, signed_in):
    bureau = there.bureau
    Organisation.objects.bulk_create(
        Organisation(
            key=f"k{number}",
            name=f"第{number}职校",
            short=f"{number}校",
            kind="school",
            path=f"{bureau.path}{0x7F000000 + number:08x}",
        )
        for number in range(500)
    )
    row = actions.start_return(facts=facts(), by=there.actor("officer"))
    assert not row.sheets.exists()
    page = text(signed_in(there.officer).get(url("return", row)))
    assert "一次收表最多 500 个单位" in page
    with pytest.raises(RuleBroken, match="还不能发出"):
        act(actions.open_return, row, there.actor("officer"))
