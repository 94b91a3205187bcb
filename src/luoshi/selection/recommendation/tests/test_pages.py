"""The pages of recommendation and promotion as the bureau, a school and a monitor open them."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.common import clock
from luoshi.papers.filed.models import FiledPaper
from luoshi.selection.models import Call
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import Decision, Result
from luoshi.selection.recommendation import actions
from luoshi.selection.recommendation.desk import desk_items
from luoshi.selection.recommendation.models import Promotion, Recommendation, UpperResult
from luoshi.selection.tests.helping import as_shown

from . import helping
from .helping import PAPER, TO, answered, do, first, fresh, keys, sent

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def titles(there: Any, who: str) -> list[str]:
    return [item.title for item in desk_items(there.actor(who))]


def read(client: Any, url: str) -> bytes:
    """A file as it is downloaded."""
    answer = client.post(url)
    assert (client.get(url).status_code, answer.status_code) == (405, 200)
    return b"".join(answer.streaming_content)


def page_of(there: Any) -> str:
    return reverse("recommendation", args=[there.call.public_id])


def test_from_the_party_group_s_minutes_to_the_answer_from_above_on_screen(
    there: Any, signed_in: Any
) -> None:
    """§5: party-group decision, 推荐函 with ranked 汇总表, the upper result recorded."""
    Decision.objects.update(body="专家委员会")
    officer, here = signed_in(there.officer), page_of(there)
    assert titles(there, "officer") == [f"拟推荐函：{there.call.title}"]
    assert "还没有局党组会或者局长办公会的审定" in officer.get(here).content.decode()
    said = {"body": "局党组会", "held_on": clock.today(), "words": "同意推荐。"}
    minutes = SimpleUploadedFile("党组会纪要.pdf", b"%PDF-1.4")
    officer.post(f"{here}decide/", {**said, "file": minutes})
    assert Decision.objects.get(stage="up").minutes_name == "党组会纪要.pdf"
    as_shown(officer, f"{here}draw/", to=TO, letter_number="宜教函〔2026〕5号", columns=["story"])
    letter = Recommendation.objects.get()
    assert (letter.rows, letter.columns, letter.to) == (keys(there), ["story"], TO)
    assert titles(there, "officer") == [f"推荐函待盖章：{there.call.title}"]
    own = f"/recommendation-letters/{letter.public_id}/"
    assert read(officer, f"{own}letter.docx")[:2] == b"PK"
    book = openpyxl.load_workbook(io.BytesIO(read(officer, f"{own}table.xlsx")))
    assert book.active["C3"].value == "示例案例1"


def test_it_is_printed_sent_answered_and_taken_back_on_screen(there: Any, signed_in: Any) -> None:
    """§5: the upper result recorded; each act has its way back."""
    letter, officer, here = helping.drawn(there), signed_in(there.officer), page_of(there)
    head = signed_in(there.head)
    own = f"/recommendation-letters/{letter.public_id}/"
    officer.post(f"{own}print/", {"_version": letter.version})
    assert FiledPaper.objects.get(about_id=letter.public_id).kind_name == "推荐函"
    assert "推荐函还没有盖章" in head.get(here).content.decode()
    refused = as_shown(head, f"{own}send/", how="公文交换")
    assert (refused.status_code, "还没有盖章，不能登记发出" in refused.content.decode()) == (422, True)
    officer.post(f"{own}stamped/", {"_version": fresh(letter).version})
    assert ["由另一名经办或科长" in who.get(here).content.decode() for who in (officer, head)] == [
        True,
        False,
    ]
    as_shown(head, f"{own}send/", how="公文交换")
    assert titles(there, "officer") == [f"上级结果未登记：{there.call.title}（还有 2 项）"]
    grid = f"{own}results/province/"
    row = {"results-0-outcome": "won", "results-0-title": "省级示范团队", "document_number": PAPER}
    answer = as_shown(
        officer, grid, **row, on=clock.today().isoformat(), paper=SimpleUploadedFile("鄂教.pdf", b"%PDF-1.4")
    )
    assert answer.status_code == 302
    upper = UpperResult.objects.get()
    assert (upper.result, upper.title, upper.stage is not None) == (first(there), "省级示范团队", True)
    assert titles(there, "head") == [f"核对上级结果：{there.call.title}"]
    for post, code in ((there.officer, 422), (there.head, 302)):  # not who noted the results
        said = {"_version": fresh(letter).version}
        assert signed_in(post).post(f"{grid}check/", said).status_code == code
    assert (fresh(upper).checked_by, titles(there, "head")) == (there.head, [])
    shown = officer.get(here).content.decode()
    assert [words in shown for words in ("省级示范团队", "鄂教.pdf", "已写进台账", "推荐函报送件")] == [
        True
    ] * 4
    officer.post(
        f"/upper-results/{upper.public_id}/undo/", {"reason": "看错", "_version": fresh(upper).version}
    )
    assert fresh(upper).undone_reason == "看错"
    officer.post(f"{own}recall/", {"reason": "名单有误", "_version": fresh(letter).version})
    assert fresh(letter).state == "recalled"


def test_the_answers_go_out_as_a_workbook_and_come_back(there: Any, signed_in: Any) -> None:
    """§5: recorded in one grid or Excel for all rows."""
    letter, officer = sent(there), signed_in(there.officer)
    own = f"/recommendation-letters/{letter.public_id}/results/province/"
    book = openpyxl.load_workbook(io.BytesIO(officer.get(f"{own}sheet.xlsx").content))
    typed = {"上级公布日期": clock.today().isoformat(), "1．示例案例1": "未入选"}
    for cell in [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]:
        for words in [each for each in typed if str(cell.value or "").startswith(each)]:
            cell.parent.cell(cell.row, cell.column + 1).value = typed[words]
    stream = io.BytesIO()
    book.save(stream)
    sheet_file = SimpleUploadedFile("结果.xlsx", stream.getvalue())
    compared = officer.post(f"{own}upload/", {"sheet": sheet_file})
    assert compared.status_code == 200, compared.content.decode()[-3000:]
    officer.post(f"{own}upload/", {"_take": "values"})
    assert UpperResult.objects.get().won is False


def test_a_school_reads_where_it_went_and_what_came_back(there: Any, signed_in: Any) -> None:
    """§5: the upper result; the letter itself stays with the bureau."""
    letter = sent(there)
    school = signed_in(there.school)
    here = reverse("apply-page", args=[first(there).application.public_id])
    page = school.get(here).content.decode()
    assert [words in page for words in ("已推荐上报", TO, "推荐次序 1")] == [True] * 3
    assert titles(there, "school") == [f"已推荐上报：{first(there).application.title}"]
    answered(letter, first(there))
    assert "省级示范团队" in school.get(here).content.decode()
    assert titles(there, "school")[1:] == [f"上级结果：{first(there).application.title}"]
    file = f"/recommendation-letters/{letter.public_id}/letter.docx"
    assert (school.get(page_of(there)).status_code, school.post(file).status_code) == (404, 404)
    own = school.get(reverse("recommendations"))
    assert (own.status_code, there.call.title in own.content.decode()) == (200, False), (
        "its own selections alone"
    )


def test_a_selection_whose_best_go_nowhere_offers_no_way_up(there: Any, signed_in: Any) -> None:
    call, officer = fresh(there.call), signed_in(there.officer)
    own, here = reverse("call", args=[call.public_id]), page_of(there)
    assert f'href="{here}"' in officer.get(own).content.decode()
    assert f'href="{here}promote/"' in officer.get(here).content.decode()
    Call.objects.filter(pk=call.pk).update(rules={**call.rules, "next_level": ""})
    type(call.kind).objects.filter(pk=call.kind_id).update(outcome="recognise")
    page = officer.get(here).content.decode()
    assert ("不往上推荐" in page, f"{here}promote/" in page) == (True, False)
    assert f'href="{here}"' not in officer.get(own).content.decode()


def test_a_winner_goes_on_and_comes_back_on_screen(there: Any, signed_in: Any) -> None:
    """§6: promotion without retyping; who cannot go on is listed with the reason."""
    above = helping.upper(there, statements=[{"key": "true", "title": "真实性承诺", "words": "真实。"}])
    officer, here = signed_in(there.officer), f"{page_of(there)}promote/"
    page = officer.get(f"{here}?check=1").content.decode()
    assert page.count("还没有承诺“真实性承诺”") == 2
    refused = officer.post(here, {"row": keys(there)[:1]})
    assert (refused.status_code, refused.content.decode().count("<li>还没有承诺")) == (422, 1)
    one = first(there)
    type(one.application).objects.filter(pk=one.application_id).update(statements={"true": {"by": "示例"}})
    sent = {"row": [one.public_id], "_once": "sent twice"}
    assert [officer.post(here, sent).status_code for _ in range(2)] == [302, 302], "the second as the first"
    promotion = Promotion.objects.get()
    assert "已晋级" in officer.get(here).content.decode()
    assert "不用出推荐函" in officer.get(page_of(there)).content.decode()
    assert "已晋级 1 项" in officer.get(reverse("recommendations")).content.decode()
    named = officer.get(f"{page_of(there)}draw/").content.decode()
    assert f'value="{above.organisation.name}"' not in named, "nobody writes to himself"
    theirs = signed_in(there.school).get(reverse("apply-page", args=[promotion.application.public_id]))
    assert f"由“{there.call.title}”晋级" in theirs.content.decode()
    refused = officer.post(here, {"row": [one.public_id]})
    assert (refused.status_code, "都已经晋级" in refused.content.decode()) == (422, True)
    back = reverse("promotion-take-back", args=[promotion.public_id])
    officer.post(back, {"reason": "退赛", "_version": promotion.version})
    assert fresh(promotion).taken_back_reason == "退赛"
    as_shown(officer, f"{page_of(there)}upper/", upper="")
    assert fresh(there.call).parent is None
    assert above.applications.get().state == "withdrawn"


def test_a_list_of_winners_asks_the_same_of_one_and_of_many(there: Any, signed_in: Any) -> None:
    helping.upper(there)
    officer, one, _ = signed_in(there.officer), *keys(there)
    urls = (f"{page_of(there)}promote/", f"{page_of(there)}draw/")
    asked = []
    for selected in ([one], keys(there)):
        Result.objects.exclude(public_id__in=selected).update(selected=False, order=None)
        there.decision.digest = list_digest(there.call)
        there.decision.save()
        for url in urls:
            officer.get(url)
            with CaptureQueriesContext(connection) as context:
                assert officer.get(url).status_code == 200
            asked.append(len(context))
        for number, row in enumerate(Result.objects.order_by("place")[:2], 1):
            Result.objects.filter(pk=row.pk).update(selected=True, order=number)
    assert asked[:2] == asked[2:]


def test_lists_ask_the_same_of_one_and_of_many(there: Any, signed_in: Any) -> None:
    officer, url = signed_in(there.officer), reverse("recommendations")
    answered(sent(there), first(there))
    for each in (url, page_of(there)):
        officer.get(each)
    with CaptureQueriesContext(connection) as one:
        officer.get(url)
        list(desk_items(there.actor("officer")))
    call = fresh(there.call)
    for number in range(3):
        call.pk, call.public_id = None, f"more{number}xxxxxxxxxxxxxxx"
        call._state.adding = True
        call.save()
    with CaptureQueriesContext(connection) as many:
        officer.get(url)
        list(desk_items(there.actor("officer")))
    assert len(many) == len(one)
    assert Call.objects.filter(title=call.title).count() == 4


def test_the_monitor_reads_and_does_nothing(there: Any, signed_in: Any) -> None:
    letter, monitor = sent(there), signed_in(there.monitor)
    assert monitor.get(page_of(there)).status_code == 200
    assert read(monitor, f"/recommendation-letters/{letter.public_id}/letter.docx")[:2] == b"PK"
    url = f"/recommendation-letters/{letter.public_id}/recall/"
    assert monitor.post(url, {"reason": "x", "_version": letter.version}).status_code == 403
    assert fresh(letter).state == "sent"


def test_a_conflicted_officer_sees_nothing_of_it(there: Any, signed_in: Any) -> None:
    """§3: a conflicted officer neither sees nor manages the item."""
    letter = sent(there)
    said = {"membership": there.officer, "reason": "亲属", "said_by": there.head}
    there.applications[0].officer_conflicts.create(**said)
    officer = signed_in(there.officer)
    file = f"/recommendation-letters/{letter.public_id}/table.xlsx"
    assert (officer.get(page_of(there)).status_code, officer.post(file).status_code) == (404, 404)
    assert titles(there, "officer") == []
    with pytest.raises(PermissionDenied):
        do(actions.recall, there.actor("officer"), recommendation=letter, reason="x")
    assert Result.objects.filter(call=there.call, selected=True).count() == 2
