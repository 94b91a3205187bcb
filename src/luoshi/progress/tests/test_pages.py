"""The pages of progress with the plain client: what a phone sends, lists, the long form and its workbook."""

from __future__ import annotations

import hashlib
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.invariants import check_all
from luoshi.evidence import parts
from luoshi.evidence.models import Evidence
from luoshi.evidence.queries import uses_about
from luoshi.progress.actions import give_many, take_back_update
from luoshi.progress.actions.saying import Said
from luoshi.progress.desk import desk_items, due_milestones
from luoshi.progress.models import ProgressUpdate
from luoshi.progress.queries import standing_updates
from luoshi.workplans import actions
from luoshi.workplans.models import Milestone, Workplan

from .helping import due, say, stands, steps

pytestmark = [pytest.mark.once, pytest.mark.django_db]
PICTURE = b"\xff\xd8\xff small"


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


def of(row):
    return f"/progress/milestones/{row.public_id}/"


def test_the_list_puts_what_is_due_first_then_late_stuck_soon_and_later(there, signed_in):
    now, late, stuck, later = steps(there)
    due(3, now), due(-2, late), due(50, stuck), due(90, later)
    say(there, stuck, "blocked", "经费没有到位")
    text = page(signed_in(there.owner), "/progress/")
    order = [text.index(words) for words in ("现在要办 1", "逾期 1", "受阻 1", "以后 1")]
    assert order == sorted(order)
    assert "您现在没有负责的里程碑" in page(signed_in(there.dean), "/progress/")
    client = signed_in(there.owner)
    assert '说明 <span class="optional">（已过完成时间，必填' in page(client, of(late))
    assert '说明 <span class="optional">（受阻时必填，其他选填）' in page(client, of(now))
    ways = [re.findall('下一个要填的：<a href="([^"]+)"', page(client, of(each))) for each in (now, late)]
    assert ways == [[of(late)], [of(now)]]
    refused = client.post(of(late), {"state": "done", "_once": "late"})
    assert "已过完成时间，请写一句：为什么晚了" in refused.content.decode()
    officer = signed_in(there.officer)  # nobody of a bureau has milestones of his own
    assert officer.get("/progress/").url == "/progress/behind/"
    assert (
        "我的里程碑"
        not in page(officer, "/progress/behind/").partition('<nav class="tabs')[2].partition("</nav>")[0]
    )


def test_what_was_said_today_is_not_the_next_that_asks(there, signed_in):
    """Two that lead to each other for ever would keep the third from being found."""
    now, late, other, _ = steps(there)
    due(3, now), due(-30, late), due(-2, other)
    client = signed_in(there.owner)
    say(there, late, "under_way", "已到货")
    assert re.findall('下一个要填的：<a href="([^"]+)"', page(client, of(now))) == [of(other)]
    said = say(there, now, "under_way", "在办")
    assert re.findall('下一个要填的：<a href="([^"]+)"', page(client, of(late))) == [of(other)]
    take_back_update(update=said, by=there.actor("owner"))
    assert re.findall('下一个要填的：<a href="([^"]+)"', page(client, of(late))) == [of(now)]


def test_the_same_step_of_two_workplans_is_one_line_and_said_once(there, signed_in, send):
    """The plan of the whole period and one of a year hold it: what is said, shown and taken back is so in both."""
    row = steps(there)[0]
    due(3, row)
    row.refresh_from_db()
    year = str(clock.today().year)
    new = actions.start_workplan(plan=there.plan, round_=year, by=there.actor("office"))
    part = new.parts.get(work=row.part.work, dropped_at=None)
    said = {"title": row.title, "due": row.due, "owner": row.owner}
    twin = Milestone.objects.create(workplan=new, part=part, order=1, **said)
    state = {"state": "filed", "approval": there.workplan.approval, "filed_at": there.workplan.filed_at}
    Workplan.objects.filter(pk=new.pk).update(**state)
    client = signed_in(there.owner)
    text = page(client, "/progress/")
    name = there.plan.short
    assert f"{name}方案、{name}{year}年度方案" in text
    assert "现在要办 1" in text
    asked = [*due_milestones(clock.today()), *desk_items(there.actor("owner"))]
    assert len([each for each in asked if each.due == row.due]) == 2, "one reminder, one on the desk"
    assert f"{name}{year}年度方案（填一次，都算）" in page(client, of(row))
    photo = SimpleUploadedFile("1.jpg", PICTURE, "image/jpeg")
    assert send(client, of(row), state="done", photos=[photo]).status_code == 302
    assert stands(row) == stands(twin) == ("done", True)
    assert "现在要办" not in page(client, "/progress/")
    update = standing_updates([row.key])[row.key]
    take_back_update(update=update, by=there.actor("owner"), version=update.version)
    assert stands(row) == stands(twin) == ("open", False)
    give_many(organisation=there.school, rows=[Said(twin, "under_way")], by=there.actor("owner"))
    assert stands(row) == stands(twin) == ("under_way", False)
    assert check_all()["violations"] == []


def test_a_milestone_of_another_post_is_opened_through_that_post(there, signed_in):
    due(3, *steps(there))
    post = Membership.objects.create(
        user=there.owner.user, organisation=there.school, role="teacher", start=clock.today()
    )
    client = signed_in(there.owner)
    client.post("/posts/switch/", {"post": post.public_id, "next": "/progress/"})
    text = page(client, "/progress/")
    assert text.count('name="next" value="/progress/milestones/') == 4


def test_a_tap_a_ticked_phrase_and_photos_are_enough_without_javascript(there, signed_in, send):
    row = steps(there)[0]
    due(3, row)
    client = signed_in(there.owner)
    assert 'accept="image/*" capture="environment"' in page(client, of(row))  # a phone opens its camera
    photos = [SimpleUploadedFile(f"{n}.jpg", PICTURE + bytes([n]), "image/jpeg") for n in (1, 2)]
    said = {"state": "done", "chips": ["已印发文件", "已召开会议部署"], "words": "共 3 场", "photos": photos}
    answer = send(client, of(row), **said)
    assert (answer.status_code, answer.url) == (302, of(row))
    update = ProgressUpdate.objects.get()
    assert (update.state, update.words) == ("done", "已印发文件，已召开会议部署，共 3 场")
    assert stands(row) == ("done", True)
    text = page(client, of(row))
    assert "附佐证 2 份" in text
    assert "共 3 场" in text
    assert Evidence.objects.filter(organisation=there.school).count() == 2


def test_a_photo_of_a_try_that_was_refused_goes_with_the_next_one(there, signed_in, send):
    """As the phone does: the photo comes in parts first; what is late is refused without a sentence."""
    row = steps(there)[0]
    due(-2, row)
    client = signed_in(there.owner)
    by, photo = actor_for(there.owner), PICTURE + b"9"
    old, new = (parts.begin(name=f"{n}.jpg", size=len(photo), mark=n, by=by) for n in ("old", "new"))
    for each in (old, new):
        parts.take_part(each, offset=0, digest=hashlib.sha256(photo).hexdigest(), data=photo)
    answer = send(client, of(row), state="done", uploads=[new.public_id])
    assert answer.status_code == 422
    ticked = re.findall(r'name="uploads" value="(\w+)" checked', answer.content.decode())
    assert ticked == [new.public_id]
    assert send(client, of(row), state="done", words="晚了两天", uploads=ticked).status_code == 302
    assert [use.evidence.file_name for use in uses_about(ProgressUpdate.objects.get())] == ["new.jpg"]
    assert f"/evidence/uploads/{old.public_id}/discard/" in page(client, of(row))  # what is not wanted can go


def test_an_owner_whose_role_adds_no_evidence_tells_without_files(there, signed_in, send):
    row = steps(there)[0]
    due(3, row)
    Membership.objects.filter(pk=there.owner.pk).update(role="party_secretary")
    client = signed_in(there.owner)
    assert 'type="file"' not in page(client, of(row))
    photo = SimpleUploadedFile("1.jpg", PICTURE, "image/jpeg")
    assert send(client, of(row), state="done", words="好了", photos=[photo]).status_code == 422
    assert not ProgressUpdate.objects.exists()
    assert send(client, of(row), state="done", words="好了").status_code == 302


@pytest.mark.parametrize(
    "said",
    [
        {"state": "nonsense"},
        {"state": "blocked", "words": "  "},
        {"state": "done", "words": "字" * 10_000},
        {"state": "under_way", "chips": "不是常用说法"},
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(there, signed_in, send, said):
    row = steps(there)[0]
    due(3, row)
    answer = send(signed_in(there.owner), of(row), **said)
    assert answer.status_code == 422
    assert not ProgressUpdate.objects.exists()
    assert said.get("words", "")[:3] in answer.content.decode()


def test_who_reads_and_who_does_not(there, signed_in, send, yichang_stranger):
    row = steps(there)[0]
    due(3, row)
    update = say(there, row, "blocked", "等上级批复的内情", "office")
    for post in (there.county, there.officer, there.teacher):
        text = page(signed_in(post), of(row))
        assert "等上级批复的内情" in text
        assert "代录" in text
        assert 'name="state"' not in text
        assert send(signed_in(post), of(row), state="done").status_code == 403
    stranger = signed_in(yichang_stranger)
    for url in (of(row), f"/progress/updates/{update.public_id}/"):
        assert stranger.get(url).status_code == 404
    assert "等上级批复的内情" not in page(stranger, "/progress/behind/")


def test_the_list_of_what_is_late_or_stuck_for_office_county_and_city_and_its_sheet(there, signed_in):
    late, stuck, later, done = steps(there)
    due(-9, late), due(9, stuck), due(9, later), due(-9, done)
    say(there, stuck, "blocked", "经费没有到位")
    say(there, done, "done")
    for post in (there.office, there.county, there.officer):
        text = page(signed_in(post), "/progress/behind/")
        assert "逾期 9 天" in text
        assert text.count("data-href=") == 2
    client = signed_in(there.officer)
    assert page(client, "/progress/behind/?only=blocked").count("data-href=") == 1
    assert "没有符合条件" in page(client, "/progress/behind/?school=nobody")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/progress/behind.xlsx?only=late").content))
    rows = [[cell.value for cell in line] for line in book.active.iter_rows()]
    assert len(rows) == 2
    assert rows[1][4] == 9
    assert signed_in(there.owner).get("/progress/behind/").status_code == 403


def test_taken_back_by_its_button_and_evidence_by_its_pages(there, signed_in, send):
    row = steps(there)[0]
    due(3, row)
    update = say(there, row, "done")
    client = signed_in(there.owner)
    base = f"/progress/updates/{update.public_id}/"
    assert "撤回这一条" in page(client, of(row))
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4 sample")
    assert send(client, f"{base}evidence/new/", happened_on="2026-01-01", files=file).status_code == 302
    assert stands(row) == ("done", True)
    text = page(client, base)
    assert "取消引用" in text
    use = uses_about(update).get()
    assert send(client, f"{base}evidence/{use.public_id}/remove/", use, reason="换新的").status_code == 302
    assert stands(row) == ("done", False)
    piece = Evidence.objects.get().public_id
    assert send(client, f"{base}evidence/", pieces=piece).status_code == 302
    assert stands(row) == ("done", True)
    assert send(client, f"{base}take-back/").status_code == 302
    assert stands(row) == ("open", False)
    text = page(client, of(row))
    assert "已撤回" in text
    assert send(client, f"{base}take-back/").status_code == 422


def test_many_in_one_form_all_or_nothing(there, signed_in, send):
    rows = steps(there)
    due(30, *rows)
    client = signed_in(there.office)
    said = {f"state-{row.public_id}": "under_way" for row in rows}
    wrong = {**said, f"state-{rows[1].public_id}": "blocked"}
    answer = send(client, "/progress/many/", **wrong)
    assert answer.status_code == 422
    assert f"第 2 行“{rows[1].title}”：受阻的，请写一句" in answer.content.decode()
    assert not ProgressUpdate.objects.exists()
    assert send(client, "/progress/many/", **said).status_code == 302
    assert ProgressUpdate.objects.count() == 4
    assert send(client, "/progress/many/", **said).status_code == 302
    assert ProgressUpdate.objects.count() == 4
    other = signed_in(there.dean)
    assert "现在没有要填的" in page(other, "/progress/many/")
    refused = send(other, "/progress/many/", **said)
    assert refused.status_code == 422
    assert "有 4 行现在不由您填报" in refused.content.decode()
    assert send(other, "/progress/many/").status_code == 302


def test_out_as_excel_filled_and_back_into_the_form_with_each_wrong_cell(there, signed_in, send):
    rows = steps(there)
    due(30, *rows)
    client = signed_in(there.office)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/progress/many.xlsx").content))
    sheet = book["进展"]
    head = next(cell.row for cell in sheet["C"] if str(cell.value).startswith("里程碑"))
    for at, (state, words) in enumerate(
        (("完成", "印发了"), ("受阻", ""), ("完工", "x"), ("", "只有说明")), head + 1
    ):
        sheet.cell(at, 8, state), sheet.cell(at, 9, words)
    answer = send(client, "/progress/many/", _upload="1", workbook=_file(book))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Excel 已读进下面的表里，还没有提交" in text
    assert "没有读进来" not in text  # every row is there
    places = [(where, row.wrong[:6]) for where, row in answer.context["wrong"]]
    at = [row.key for row in answer.context["rows"]]
    keys = [row.key for _, row in answer.context["wrong"]]
    assert places == [
        (f"表里第{head + 2}行，下面第 {at.index(keys[0]) + 1} 行", "受阻的，请写"),
        (f"表里第{head + 3}行，下面第 {at.index(keys[1]) + 1} 行", "“完工”不认"),
        (f"表里第{head + 4}行，下面第 {at.index(keys[2]) + 1} 行", "写了说明，还"),
    ]
    assert text.count("“完工”不认识") == 2  # in the list of faults, and at its row
    assert "印发了" in text
    assert not ProgressUpdate.objects.exists()
    other = SimpleUploadedFile("x.xlsx", b"PK\x03\x04 no")
    assert send(client, "/progress/many/", _upload="1", workbook=other).status_code == 422


def test_more_than_one_form_holds_is_said_and_reached_page_by_page_and_by_excel(there, signed_in, send):
    rows = steps(there)
    due(30, *rows)
    rows[0].refresh_from_db()
    first, said = rows[0], {"workplan": there.workplan, "part": rows[0].part, "owner": rows[0].owner}
    more = [Milestone(title=f"第{n}步", order=n, due=first.due, **said) for n in range(10, 410)]
    Milestone.objects.bulk_create(more)
    client = signed_in(there.office)
    text = page(client, "/progress/many/")
    assert "共 404 个，一页列 400 个：现在是第 1 到第 400 个" in text
    assert "?which=near&amp;sheet=2" in text
    last = page(client, "/progress/many/?sheet=2")
    assert "现在是第 401 到第 404 个" in last
    shown = re.findall(r'name="state-(\w+)"', last)
    assert len(shown) == 4
    assert not set(shown) & set(re.findall(r'name="state-(\w+)"', text))
    book = openpyxl.load_workbook(io.BytesIO(client.get("/progress/many.xlsx?sheet=2").content))
    sheet = book["进展"]
    head = next(cell.row for cell in sheet["C"] if str(cell.value).startswith("里程碑"))
    for at in range(head + 1, head + 5):
        sheet.cell(at, 8, "进行中")
    back = send(client, "/progress/many/", _upload="1", workbook=_file(book))
    assert "没有读进来" not in back.content.decode()
    assert back.content.decode().count('<option value="under_way" selected>') == 4
    typed = {f"state-{key}": "under_way" for key in shown}
    assert send(client, "/progress/many/?sheet=2", **typed).status_code == 302
    assert ProgressUpdate.objects.count() == 4
    for nonsense in ("0", "-1", "９", "99999", "x"):
        assert client.get("/progress/many/", {"sheet": nonsense}).status_code == 200


def _file(book):
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("进展.xlsx", stream.getvalue())


def test_roadmap_workplan_and_duty_show_state_and_percent_in_words(there, signed_in):
    rows = steps(there)
    due(30, *rows)
    say(there, rows[0], "done")
    say(there, rows[2], "blocked", "经费没有到位")
    client = signed_in(there.officer)
    road = page(client, f"/plans/{there.plan.public_id}/roadmap/")
    assert "制定办法：已完成" in road
    assert ">✓</text>" in road
    assert ">✕</text>" in road
    assert "25% " in road
    plan = page(client, f"/workplans/{there.workplan.public_id}/")
    assert "完成 25%" in plan
    assert plan.count("step-state") == 4
    duty = page(client, f"/duties/{there.duty.public_id}/")
    assert "按权重完成" in duty
    assert "里程碑按权重完成 " in page(client, f"/duties/{there.duty.public_id}/source/")
    assert "受阻" in duty


def test_lists_cost_the_same_for_one_milestone_and_for_thirty(there, signed_in):
    row = steps(there)[0]
    due(-5, row)
    owner, office = signed_in(there.owner), signed_in(there.office)
    asked = (
        (owner, "/progress/"),
        (office, "/progress/behind/"),
        (office, "/progress/many/"),
        (owner, "/desk/"),
    )

    def queries():
        counts = []
        for client, url in asked:
            client.get(url)
            with CaptureQueriesContext(connection) as seen:
                page(client, url)
            counts.append(len(seen))
        return counts

    few = queries()
    row.refresh_from_db()
    like = {"workplan": there.workplan, "part": row.part, "owner": there.owner, "due": row.due}
    Milestone.objects.bulk_create([Milestone(title=f"第{n}步", order=n + 9, **like) for n in range(30)])
    assert queries() == few
