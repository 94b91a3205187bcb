"""A checklist from its file to a binder in its order: matched, corrected, filled by those who were asked, changed."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.accounts.leaving import Leaving, leave_posts
from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.organisations import place_organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock, jobs
from luoshi.common.actor import system_actor
from luoshi.common.models import Job
from luoshi.core.checklists.tests.corpus import THREE_LEVELS, book, word
from luoshi.evidence import actions
from luoshi.evidence.binders.actions import Lying, Place, add_contents, ask_for, begin_binder
from luoshi.evidence.binders.models import Binder, ChecklistReading, Content, Folder
from luoshi.evidence.tests.conftest import actor, cast, piece, said, sent, text_of, town
from luoshi.notices.models import Delivery

__all__ = ["cast", "town"]
pytestmark = pytest.mark.django_db
HEAD = ["一级指标", "二级指标", "佐证材料"]


def do_binders() -> None:
    Job.objects.filter(kind="evidence.read").delete()
    while jobs.run_next():
        pass


def taken(
    client: Any, name: str, data: bytes, url: str = "/binders/new/checklist/", **more: str
) -> ChecklistReading:
    answer = sent(client, url, file=SimpleUploadedFile(name, data), **more)
    assert answer.status_code == 302, text_of(answer)
    do_binders()
    return ChecklistReading.objects.get(public_id=answer.url.split("/")[-2])


def ordered(client: Any, name: str, data: bytes) -> Binder:
    reading = taken(client, name, data)
    assert reading.state == "ready", reading.message
    answer = sent(client, f"/binder-checklists/{reading.public_id}/apply/", reading.version)
    assert answer.status_code == 302, text_of(answer)
    return Binder.objects.get(public_id=answer.url.split("/")[-2])


def folder(binder: Binder, title: str) -> Folder:
    found: Folder = binder.folders.get(title=title)
    return found


def test_a_checklist_becomes_the_order_and_proposes_by_words(cast, signed_in) -> None:
    good = piece(cast.teacher, "思政课教师花名册（2026年）")
    piece(cast.teacher, "食堂采购合同")
    actions.withdraw_evidence(
        evidence=piece(cast.teacher, "党组织会议制度"), reason="旧的", by=actor(cast.office), version=1
    )
    client = signed_in(cast.office)
    reading = taken(client, THREE_LEVELS[0], THREE_LEVELS[1], title="验收材料")
    page = text_of(client.get(f"/binder-checklists/{reading.public_id}/"))
    assert "读出要材料的 7 项，其中 1 项按用词找到了" in page
    assert signed_in(cast.stranger).get(f"/binder-checklists/{reading.public_id}/").status_code == 404
    assert sent(client, f"/binder-checklists/{reading.public_id}/apply/", reading.version).status_code == 302
    reading.refresh_from_db()
    assert (reading.state, bytes(reading.sealed)) == ("applied", b"")
    binder = reading.binder
    assert [(each.level, str(each), each.asks) for each in binder.folders.all()][:4] == [
        (0, "1 落实立德树人根本任务", False), (1, "1.1 党的建设", False), (2, "1.1.1 党组织会议制度健全", False),
        (3, "党组织会议制度", True),
    ]  # fmt: skip
    one = binder.folders.get(number="1.1.2")
    (proposal,) = one.contents.all()
    assert (proposal.evidence, proposal.included) == (good, False)
    assert "“思政课教师花名册”" in proposal.why
    shown = text_of(client.get(f"/binder-folders/{one.public_id}/"))
    assert "按用词找到 1 件" in shown
    assert "要求的材料" in shown
    assert "建议 1 件" in text_of(client.get(f"/binders/{binder.public_id}/"))
    assert sent(client, f"/binders/{binder.public_id}/accept/", binder.version).status_code == 302
    assert one.contents.filter(included=True).count() == 1
    binder.refresh_from_db()
    assert (
        sent(client, f"/binders/{binder.public_id}/accept/", binder.version).status_code == 422
    )  # none is left


def test_a_gap_is_asked_of_somebody_told_filled_and_passed_on(cast, signed_in) -> None:
    client = signed_in(cast.office)
    binder = ordered(client, THREE_LEVELS[0], THREE_LEVELS[1])
    gap = folder(binder, "德育工作计划")
    url, due = f"/binder-folders/{gap.public_id}/", (clock.today() + dt.timedelta(days=9)).isoformat()
    assert signed_in(cast.teacher).get(url).status_code == 404
    for wrong in (
        {"owner": cast.stranger.public_id, "due": due},
        {"owner": cast.teacher.public_id, "due": "2020-01-01"},
    ):
        assert sent(client, f"{url}ask/", gap.version, **wrong).status_code == 422
    assert sent(client, f"{url}ask/", gap.version, owner=cast.teacher.public_id, due=due).status_code == 302
    teacher = signed_in(cast.teacher)
    assert "补材料：德育工作计划" in text_of(teacher.get("/desk/"))
    assert (
        Delivery.objects.filter(membership=cast.teacher, notice__title__contains="德育工作计划").count() == 1
    )
    assert teacher.get(url).status_code == 200
    assert teacher.get(f"/binders/{binder.public_id}/").status_code == 404
    gap.refresh_from_db()
    assert sent(teacher, f"{url}aside/", gap.version, reason="没有").status_code == 403
    leave_posts(
        user=cast.teacher.user,
        leavings=[Leaving(cast.teacher, cast.teacher.version, cast.colleague)],
        on=clock.today(),
        reason="调动",
        by=actor_for(cast.town.person("security_admin")),
    )
    colleague = signed_in(cast.colleague)
    assert "补材料：德育工作计划" in text_of(colleague.get("/desk/"))
    sent_file = SimpleUploadedFile("德育计划.pdf", b"%PDF-1.4 plan")
    assert sent(colleague, f"{url}upload/", files=[sent_file], **said()).status_code == 302
    assert [str(row.evidence) for row in gap.contents.filter(included=True)] == ["德育计划"]
    assert "补材料：德育工作计划" not in text_of(colleague.get("/desk/"))
    gap.refresh_from_db()
    assert sent(client, f"{url}ask/drop/", gap.version).status_code == 302
    assert colleague.get(url).status_code == 404


OLD = [HEAD, ["党建", "会议制度", "会议制度"], ["", "教师花名册", "教师花名册"], ["", "食堂许可", "许可证"]]
NEW = [
    HEAD,
    ["党建", "会议制度和记录", "会议制度"],
    ["师资", "教师花名册", "教师花名册"],
    ["", "双师证书", "证书"],
]


def test_a_changed_checklist_comes_as_a_difference_and_loses_nothing(cast, signed_in) -> None:
    client = signed_in(cast.office)
    binder = ordered(client, "目录.xlsx", book(("s", OLD, [])))
    held, away = folder(binder, "教师花名册"), folder(binder, "食堂许可")
    mine = piece(cast.office, "名单")
    assert sent(client, f"/binder-folders/{held.public_id}/add/", pieces=[mine.public_id]).status_code == 302
    url = f"/binder-folders/{away.public_id}/aside/"
    assert sent(client, url, away.version, reason="没有食堂").status_code == 302
    url = f"/binders/{binder.public_id}/checklist/"
    reading = taken(client, "目录.xlsx", book(("s", NEW, [])), url)
    assert (
        sent(client, url, file=SimpleUploadedFile("a.xlsx", book(("s", NEW, [])))).status_code == 422
    )  # one is open
    base = f"/binder-checklists/{reading.public_id}/"
    assert len(reading.result["pairs"]) == 3, "compared by the worker, kept sealed"
    assert "没有变 2 行，改写 1 行，新增 2 行，没有了 1 行" in text_of(client.get(base))
    binder.refresh_from_db()
    assert sent(client, f"{base}apply/", reading.version, seen=binder.version - 1).status_code == 409
    for act, seen in (("discard", ""), ("resume", ""), ("apply", binder.version)):
        reading.refresh_from_db()
        assert sent(client, f"{base}{act}/", reading.version, seen=seen).status_code == 302, act
    order = ["党建", "会议制度和记录", "师资", "教师花名册", "双师证书", "食堂许可"]
    assert [str(each) for each in binder.folders.all()] == order
    held.refresh_from_db()
    away.refresh_from_db()
    assert [row.evidence for row in held.contents.all()] == [mine]
    assert (away.set_aside_reason, away.asks) == ("没有食堂", False)
    assert "已没有这一项" in away.wanted


@pytest.mark.once
def test_lines_are_paired_once_by_the_worker_and_the_pages_follow_that(cast, signed_in) -> None:
    """Words changed in the binder meanwhile do not part a line from its folder; nothing is compared anew."""
    client = signed_in(cast.office)
    binder = ordered(client, "目录.xlsx", book(("s", OLD, [])))
    reading = taken(client, "目录.xlsx", book(("s", NEW, [])), f"/binders/{binder.public_id}/checklist/")
    held = folder(binder, "教师花名册")
    url = f"/binder-folders/{held.public_id}/"
    words = {"title": "完全是另外的名称", "wanted": "", "asks": "on"}
    assert sent(client, f"{url}edit/", held.version, **words).status_code == 302
    page = text_of(client.get(f"/binder-checklists/{reading.public_id}/"))
    assert "没有变 1 行，改写 2 行，新增 2 行，没有了 1 行" in page
    binder.refresh_from_db()
    base = f"/binder-checklists/{reading.public_id}/"
    assert sent(client, f"{base}apply/", reading.version, seen=binder.version).status_code == 302
    held.refresh_from_db()
    assert held.title == "教师花名册"


@pytest.mark.once
def test_of_a_school_that_stands_elsewhere_now_the_bureau_reads_nothing_in_its_binder(
    cast, signed_in
) -> None:
    client, title = signed_in(cast.county), "村校的照片"
    about = cast.town.village
    held = piece(cast.office, title, note="村校的说明")
    binder = begin_binder(
        organisation=cast.county.organisation,
        title="汇编",
        places=[Place("p", "照片", contents=(Lying(evidence=held.pk),))],
        by=actor(cast.county),
    )
    (inside,) = binder.folders.all()
    pages = [f"/binders/{binder.public_id}/", f"/binder-folders/{inside.public_id}/"]
    assert [title in text_of(client.get(page)) for page in pages] == [False, True]
    place_organisation(
        organisation=about,
        parent=cast.city.organisation,
        start=clock.today(),
        by=system_actor(),
        version=about.version,
    )
    whole, one = (text_of(client.get(page)) for page in pages)
    assert title not in one
    assert "村校的说明" not in one
    assert "您看不到的材料" in whole
    assert "1 件，您生成时不收入" in whole
    said = {"shown": [held.public_id], "included": []}
    assert sent(client, f"{pages[1]}choose/", inside.version, **said).status_code == 302
    assert inside.contents.get().included, "what one does not see one does not choose"


@pytest.mark.once
def test_who_left_while_a_binder_was_put_away_is_asked_no_more_when_it_is_opened_again(
    cast, signed_in
) -> None:
    client = signed_in(cast.office)
    binder = ordered(client, "目录.xlsx", book(("s", OLD, [])))
    gap, other = folder(binder, "教师花名册"), folder(binder, "食堂许可")
    due = clock.today() + dt.timedelta(days=9)
    for row, post in ((gap, cast.teacher), (other, cast.colleague)):
        ask_for(folder=row, owner=post, due=due, by=actor(cast.office), version=row.version)
    assert sent(client, f"/binders/{binder.public_id}/close/", binder.version).status_code == 302
    leave_posts(
        user=cast.teacher.user,
        leavings=[Leaving(cast.teacher, cast.teacher.version, None)],
        on=clock.today(),
        reason="调动",
        by=actor_for(cast.town.person("security_admin")),
    )
    binder.refresh_from_db()
    assert sent(client, f"/binders/{binder.public_id}/reopen/", binder.version).status_code == 302
    gap.refresh_from_db()
    other.refresh_from_db()
    assert (gap.owner, gap.due, other.owner) == (None, None, cast.colleague)


@pytest.mark.once
def test_what_was_read_wrongly_is_put_right_and_the_archive_follows(cast, signed_in) -> None:
    client = signed_in(cast.office)
    binder = ordered(
        client, "目录.docx", word("迎检目录", [["序号", "材料名称"], ["1", "会仪纪要"], ["2", "照片"]])
    )
    one, two = folder(binder, "会仪纪要"), folder(binder, "照片")
    edited = f"/binder-folders/{one.public_id}/edit/"
    assert sent(client, edited, one.version, title="", asks="on").status_code == 422
    assert sent(client, edited, one.version, title="会议纪要", wanted="三年", asks="on").status_code == 302
    late = sent(client, edited, one.version, title="另一人改的", asks="on")
    assert late.status_code == 409
    assert "另一人改的" in text_of(late)  # what was typed is still there
    again = sent(client, f"/binders/{binder.public_id}/title/", binder.version - 1, title="旧页改的名")
    assert again.status_code == 409
    assert "旧页改的名" in text_of(again)
    for each, title in ((one, "例会纪要"), (two, "活动照片")):
        row = piece(cast.office, title)
        assert (
            sent(client, f"/binder-folders/{each.public_id}/add/", pieces=[row.public_id]).status_code == 302
        )
    assert sent(client, f"/binders/{binder.public_id}/make/").status_code == 302
    do_binders()
    made = binder.makings.get()
    answer = client.post(f"/binder-files/{made.public_id}/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert [each.filename for each in archive.infolist()][5:] == [
            "迎检目录/01 会议纪要/01 例会纪要.pdf", "迎检目录/02 照片/01 活动照片.pdf",
        ]  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"text", "不能读成清单"),
        ("a.docx", b"not a document", "内容与扩展名不符"),
        ("a.xlsx", b"", "空"),
    ],
)
def test_a_file_that_is_no_list_is_refused_at_the_field(cast, signed_in, name, data, words) -> None:
    answer = sent(signed_in(cast.office), "/binders/new/checklist/", file=SimpleUploadedFile(name, data))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert ChecklistReading.objects.count() == 0


@pytest.mark.once
def test_a_document_without_items_says_what_to_do(cast, signed_in) -> None:
    client = signed_in(cast.office)
    reading = taken(client, "通知.docx", word("通知", lines=["请参加会议。"]))
    page = text_of(client.get(f"/binder-checklists/{reading.public_id}/"))
    assert "没有读出清单" in page
    assert "换文件再读" in page


def test_binders_go_along_in_a_merger_and_pages_cost_the_same(cast, signed_in) -> None:
    client = signed_in(cast.office)
    binder = ordered(client, THREE_LEVELS[0], THREE_LEVELS[1])
    first = folder(binder, "德育工作计划")
    pages = [f"/binders/{binder.public_id}/", f"/binder-folders/{first.public_id}/", "/binders/"]
    counts = []
    assert client.get(pages[0]).status_code == 200  # what is kept once for all pages is kept now
    for many in (1, 30):
        rows = [piece(cast.office, f"第{many}批{number}件") for number in range(many)]
        add_contents(folder=first, pieces=rows, by=actor(cast.office))
        with CaptureQueriesContext(connection) as asked:
            assert [client.get(page).status_code for page in pages] == [200, 200, 200]
        counts.append(len(asked))
    assert counts[0] >= counts[1]
    village, academy = cast.town.village, cast.town.academy
    merge_organisations(
        organisation=village,
        others=[],
        into=academy,
        on=clock.today(),
        by=system_actor(),
        version=village.version,
    )
    binder.refresh_from_db()
    first.refresh_from_db()
    assert (binder.organisation, binder.about, first.place) == (academy,) * 3


@pytest.mark.once
def test_all_that_fits_well_goes_in_as_it_is_numbered_and_what_is_left_is_told(cast, signed_in) -> None:
    client = signed_in(cast.office)
    for number in (10, 2, *range(11, 20)):
        piece(cast.teacher, f"德育工作例会纪要第{number}次")
    gone = piece(cast.teacher, "德育工作例会纪要第1次")
    piece(cast.teacher, "宿舍维修清单和水电费")
    rows = [HEAD, ["德育", "例会", "德育工作例会纪要"], ["德育", "维修", "宿舍维修记录"]]
    binder = ordered(client, "目录.xlsx", book(("s", rows, [])))
    assert "收入这 12 件" in text_of(client.get(f"/binders/{binder.public_id}/"))
    actions.withdraw_evidence(evidence=gone, reason="错", by=actor(cast.office), version=1)
    again = {"_once": "the-same-form"}
    answer = sent(client, f"/binders/{binder.public_id}/accept/", binder.version, **again)
    taken_in = Content.objects.filter(folder__binder=binder, included=True).order_by("id")
    wanted = [f"德育工作例会纪要第{number}次" for number in (2, *range(10, 20))]
    assert [row.evidence.title for row in taken_in] == wanted
    said = text_of(client.get(answer.url))
    assert "用词很接近的 11 件已收入" in said
    assert "没有收入的：1 件用词不够接近，请在各项里逐件核对；1 件已撤回。" in said
    answer = sent(client, f"/binders/{binder.public_id}/accept/", binder.version, **again)
    assert "用词很接近的建议已收入" in text_of(client.get(answer.url)), "sent twice: no other number"
