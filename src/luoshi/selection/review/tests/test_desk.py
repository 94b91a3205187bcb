"""An expert's evening: what he reads, that it is kept as he types, and that nothing tells him whose it is."""

import datetime as dt
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from lxml import html

from luoshi.common import clock, drafts, files
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent, Draft
from luoshi.core.scrubbing.tests import made as laden
from luoshi.core.selection import read_rules
from luoshi.evidence.models import EvidenceFile, EvidencePage
from luoshi.notices.models import Delivery
from luoshi.selection.panel import actions as panel
from luoshi.selection.panel.models import Conflict, Expert, Seat
from luoshi.selection.panel.stage import STAGE as BY_PANEL
from luoshi.selection.panel.sweeping import sweep
from luoshi.selection.review import actions
from luoshi.selection.review.beating import ask_for_copies
from luoshi.selection.review.content import Content, opened
from luoshi.selection.review.desk import desk_items
from luoshi.selection.review.models import BareCopy, Sheet
from luoshi.selection.review.reading import code_of
from luoshi.selection.review.sheet_form import SheetForm, initial_of
from luoshi.selection.review.stage import STAGE

from . import helping

pytestmark = pytest.mark.django_db
TYPED = {"i0": "no", "i1": "３５．５", "i2": "良", "i3": "60", "c3": "有名册", "i4": "", "opinion": "扎实。"}
GOOD = Content({"veto": False, "goal": "35", "deed": "优", "share": "60"}, {"share": "有名册"}, "做法扎实。")


def url_of(task, name="review-task", *more):
    return reverse(name, args=[task.public_id, *more])


@pytest.fixture
def expert(there, signed_in):
    return signed_in(there.experts[0])


def test_what_is_typed_is_kept_at_once_and_brought_back(there, expert):
    task = there.assigned[0][0]
    kept = expert.post(url_of(task), TYPED, headers={"X-Requested-With": "autosave"})
    assert kept.status_code == 204
    assert not Sheet.objects.exists()
    shown = expert.get(url_of(task)).content.decode()
    assert "扎实。" in shown
    assert "３５．５" in shown or "35.5" in shown
    assert "填写中" in expert.get(reverse("review-desk")).content.decode()


def test_nobody_else_comes_behind_a_drawn_expert(there, signed_in):
    """Neither by binding his account anew, nor by anything else that leads the expert to another person's post."""
    sheet = helping.hand_in(there, 0, 0)
    task, expert, by = there.assigned[0][0], there.assigned[0][0].seat.expert, there.actor("officer")
    other, own = there.post("expert"), there.experts[0]
    helping.rename(other, expert.name)
    with pytest.raises(RuleBroken, match="账号不能换成另一个人的"):
        helping.act(panel.bind_expert, by, expert=expert, post=other)
    helping.act(panel.remove_expert, by, expert=expert, reason="示例")
    helping.act(panel.restore_expert, by, expert=expert)
    with pytest.raises(RuleBroken, match="账号不能换成另一个人的"):
        helping.act(panel.bind_expert, by, expert=expert, post=other)
    for left in (None, clock.now()):
        Seat.objects.filter(pk=task.seat_id).update(left_at=left, reason="示例")
        with pytest.raises(RuleBroken, match="账号不能换成另一个人的"):
            helping.act(panel.bind_expert, by, expert=expert, post=other)
    Seat.objects.filter(pk=task.seat_id).update(left_at=None)
    Expert.objects.filter(pk=expert.pk).update(membership=other, state="active")
    assert signed_in(other).get(url_of(task)).status_code == 404
    assert signed_in(other).get(reverse("own-panel", args=[task.seat.public_id])).status_code == 404
    for who in (other, own):
        with pytest.raises(PermissionDenied):
            helping.act(actions.take_sheet_back, there.actor(who), sheet=sheet)
        for given in there.assigned[0][:2]:
            with pytest.raises(PermissionDenied):
                actions.hand_in_sheet(assigned=helping.fresh(given), content=GOOD, by=there.actor(who))
    Expert.objects.filter(pk=expert.pk).update(membership=None, state="proposed")
    helping.act(panel.bind_expert, by, expert=expert, post=own)
    assert signed_in(own).get(url_of(task)).status_code == 200


def test_the_sum_so_far_is_told_and_nothing_is_written(there, expert):
    answered = expert.post(url_of(there.assigned[0][0], "review-sum"), TYPED)
    assert "85.5" in answered.content.decode()  # 35.5 + 40 + 10
    assert not Sheet.objects.exists()
    assert drafts.load(there.actor(there.experts[0]), "review-sheet", there.assigned[0][0].public_id) is None


def test_a_whole_sheet_is_handed_in_and_the_next_one_comes(there, expert, send):
    first, second = sorted(there.assigned[0], key=code_of)[:2]
    answered = send(expert, url_of(first), **TYPED)
    assert answered.status_code == 302
    assert answered.url == url_of(second)
    sheet = Sheet.objects.get(assigned=first)
    assert opened(sheet).values == {"veto": False, "goal": "35.5", "deed": "良", "share": "60"}
    assert b"35.5" not in bytes(sheet.sealed)
    assert "85.5" in expert.get(reverse("review-desk")).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"i0": ""}, "请先判断有没有"),
        ({"i1": "40.5"}, "最多 40 分"),
        ({"i1": "35.3"}, "按 0.5 分打分"),
        ({"i1": "三十"}, "之间的数"),
        ({"i2": ""}, "请评分"),
        ({"c3": " "}, "这一项要写说明"),
        ({"opinion": ""}, "请写评审意见"),
        ({"i0": "yes"}, "请写明在哪份材料的什么位置"),
        ({"i4": "6"}, "最多 5 分"),
    ],
)
def test_what_is_missing_or_impossible_is_told_at_its_place(there, expert, send, changed, words):
    answered = send(expert, url_of(there.assigned[0][0]), **{**TYPED, **changed})
    assert answered.status_code == 422
    assert words in answered.content.decode()
    assert not Sheet.objects.exists()


def test_a_veto_with_its_reason_needs_no_points(there, expert, send):
    given = {"i0": "yes", "c0": "实施报告第二页与公开案例相同", "opinion": "不宜推荐。"}
    assert send(expert, url_of(there.assigned[0][0]), **given).status_code == 302
    assert opened(Sheet.objects.get()).values == {"veto": True}


def test_rubrics_of_every_shape_come_back_as_they_were_handed_in(there):
    rubric = read_rules(there.call.rules).rubric
    form = SheetForm({**TYPED, "i4": "2"}, rubric=rubric)
    assert form.is_valid(), form.errors
    again = SheetForm(initial_of(rubric, form.content), rubric=rubric)
    assert again.is_valid(), again.errors
    assert again.content == form.content
    heads = [head for head, _ in form.groups()]
    assert heads == ["先看有没有否决情形", "评分", "加分"]


def test_taken_back_it_counts_no_more_and_is_handed_in_again(there, expert, send):
    task = there.assigned[0][0]
    send(expert, url_of(task), **TYPED)
    assert send(expert, url_of(task), **TYPED).status_code == 302  # refused in words: it is done
    sheet = Sheet.objects.get()
    assert sheet.version == 1
    send(expert, url_of(task, "review-take-back"), sheet)
    sheet.refresh_from_db()
    assert sheet.state == "open"
    assert "扎实。" in expert.get(url_of(task)).content.decode()
    send(expert, url_of(task), **{**TYPED, "i1": "40"})
    sheet.refresh_from_db()
    assert (sheet.state, opened(sheet).values["goal"]) == ("done", "40")


def test_another_experts_task_is_nonexistent(there, expert):
    other = there.assigned[1][0]
    assert expert.get(url_of(other)).status_code == 404
    assert expert.post(url_of(other), TYPED).status_code == 404
    assert expert.get(url_of(other, "review-declare")).status_code == 404


def test_a_declared_conflict_takes_it_away_at_once_with_what_was_scored(there, expert, send):
    task = there.assigned[0][0]
    send(expert, url_of(task), **TYPED)
    answered = send(expert, url_of(task, "review-declare"), reason="曾在那里任教")
    assert answered.status_code == 302
    for name in ("review-task", "review-declare"):
        assert expert.get(url_of(task, name)).status_code == 404
    assert code_of(task) not in expert.get(reverse("review-desk")).content.decode()
    assert Conflict.objects.get().reason == "曾在那里任教"


def test_a_conflict_that_stands_since_yesterday_is_found_at_reading_and_at_saving(there, expert, send):
    task = there.assigned[0][0]
    expert_row = there.seats[0].expert
    expert_row.tenures.create(organisation=task.application.organisation, name="示例")
    for answer in (expert.get(url_of(task)), send(expert, url_of(task), **TYPED)):
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("review-desk"))
    assert "已经不由您评审" in expert.get(reverse("review-desk")).content.decode()
    typing = {**TYPED, "autosave": "1"}
    assert expert.post(url_of(task), typing, headers={"X-Requested-With": "autosave"}).status_code == 409
    assert not Draft.objects.exists()
    for name in ("review-declare", "review-sum"):
        assert expert.post(url_of(task, name)).status_code == 404
    with pytest.raises(RuleBroken, match="已不在您手里"):
        actions.hand_in_sheet(assigned=task, content=GOOD, by=there.actor(there.experts[0]))
    sweep()
    assert code_of(task) not in expert.get(reverse("review-desk")).content.decode()
    assert expert.get(url_of(task)).status_code == 404


def test_what_was_just_entered_takes_it_away_within_a_minute(there, expert, settings, tmp_path):
    task, row = there.assigned[0][0], there.seats[0].expert
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text((clock.now() + dt.timedelta(hours=1)).isoformat())
    works = {"organisation": task.application.organisation, "name": "示例", "since": None, "until": None}
    row.tenures.create(**works)
    BY_PANEL.beat()
    assert task_is_listed(task, expert), "nobody entered anything these minutes: the sweep sees to it"
    panel.change_expert(expert=row, tenures=[works], by=there.actor("officer"), version=row.version)
    BY_PANEL.beat()
    assert not task_is_listed(task, expert)


def task_is_listed(task, expert):
    return code_of(task) in expert.get(reverse("review-desk")).content.decode()


def test_a_withdrawn_application_is_gone_and_takes_no_sheet(there, expert):
    task = there.assigned[0][0]
    type(task.application).objects.filter(pk=task.application_id).update(state="withdrawn")
    assert expert.get(url_of(task)).status_code == 404
    with pytest.raises(RuleBroken, match="已不在您手里"):
        actions.hand_in_sheet(assigned=task, content=GOOD, by=there.actor(there.experts[0]))


def test_a_file_that_is_being_copied_is_waited_for_and_asked_for_within_a_minute(there, expert):
    task = there.assigned[0][0]
    material = helping.hand_in_file(task.application, helping.word(), "报告.docx")
    assert "有材料正在准备" in expert.get(url_of(task)).content.decode()
    with pytest.raises(RuleBroken, match="有材料还在处理"):
        actions.hand_in_sheet(assigned=task, content=GOOD, by=there.actor(there.experts[0]))
    STAGE.beat()
    assert BareCopy.objects.filter(material=material).exists()


def test_nothing_an_expert_gets_tells_whose_it_is(there, expert, signed_in):
    """Pages, files, addresses, headers: no name of the applicant, no id, no digest of a file (BL-01, BL-03)."""
    task = there.assigned[0][0]
    application = task.application
    helping.hand_in_file(application, helping.word(author="示例作者"), "枝江职教中心报告.docx")
    helping.hand_in_file(application, laden.film(laden.Canaries()), "枝江.mp4")
    held = helping.hand_in_file(application, helping.word(application.organisation.name), "枝江.docx")
    ask_for_copies()
    helping.work()
    page = expert.get(url_of(task))
    school, person = application.organisation, application.people.get()
    names = [school.name, school.short, person.name, "枝江", "示例作者"]
    ids = [
        application.public_id,
        school.public_id,
        held.public_id,
        held.stored.digest,
        held.bare_copy.public_id,
    ]
    shown = page.content.decode() + str(dict(page.headers))
    assert "××的做法" in shown
    assert "负责人" not in shown
    assert [name for name in names + ids if name in shown] == []
    assert shown.count("还在处理") == 1
    with pytest.raises(RuleBroken, match="有材料还在处理"):
        actions.hand_in_sheet(assigned=task, content=GOOD, by=there.actor(there.experts[0]))
    for place in (0, 1):
        file = expert.get(url_of(task, "review-file", place))
        data, heads = b"".join(file.streaming_content), str(dict(file.headers))
        assert not [name for name in names if name.encode() in data or name in heads]
        assert "ETag" not in file.headers
        assert "Last-Modified" not in file.headers
    assert expert.get(url_of(task, "review-file", 2)).status_code == 404
    picture = expert.get(url_of(task, "review-page", 0, 0))
    assert b"".join(picture.streaming_content).startswith(b"\xff\xd8")
    film = expert.get(url_of(task, "review-film", 1), headers={"Range": "bytes=4-7"})
    assert (film.status_code, b"".join(film.streaming_content)) == (206, b"ftyp")
    film = expert.get(url_of(task, "review-film", 1), headers={"Range": "bytes=999999999-"})
    assert film.status_code == 416
    _read_by_address(there, application, signed_in(there.experts[1]))


def _read_by_address(there, application, client):
    """Who opened no page of it leaves one line for all its pictures (controls BL-10)."""
    again = next(each for each in there.assigned[1] if each.application_id == application.pk)
    for _ in range(2):
        picture = client.get(url_of(again, "review-page", 0, 0))
        assert b"".join(picture.streaming_content).startswith(b"\xff\xd8")
    assert AuditEvent.objects.filter(action="selection.read_task", object_id=again.public_id).count() == 1


def test_single_blind_experts_read_names_and_the_file_itself_and_no_applicant_learns_who_judges(
    there, expert, signed_in
):
    rules = {**there.call.rules, "blindness": "single", "form_hides": []}
    type(there.call).objects.filter(pk=there.call.pk).update(rules=rules)
    task = there.assigned[0][0]
    application = task.application
    material = helping.hand_in_file(application, helping.word(application.organisation.name), "枝江.docx")
    helping.hand_in_file(application, laden.film(laden.Canaries()), "实录.mp4")
    ask_for_copies()
    helping.work()
    page = html.fromstring(expert.get(url_of(task)).content)
    told = page.text_content()
    assert application.organisation.name in told
    assert application.title in told
    assert f"{application.organisation.name}的做法" in told
    assert page.xpath("//video/@src") == [url_of(task, "review-film", 1)]
    file = expert.get(url_of(task, "review-file", 0))
    assert b"".join(file.streaming_content) == files.read(material.stored)
    assert application.title in expert.get(reverse("review-desk")).content.decode()
    school = signed_in(there.school)
    for address in (
        reverse("apply-page", args=[application.public_id]),
        reverse("call", args=[there.call.public_id]),
    ):
        shown = school.get(address).content.decode()
        assert [post.user.name for post in there.experts if post.user.name in shown] == []


def test_two_experts_know_one_application_by_two_codes_that_follow_no_order(there):
    """Controls BL-03: neither the number of arrival nor one after the other."""
    codes = {code_of(hand[0]) for hand in there.assigned}
    assert len(codes) == 2
    numbers = [int(code_of(task)) for task in there.assigned[0]]
    assert all(number >= 100_000 for number in numbers)
    assert all(abs(after - before) > 1 for before, after in pairwise(numbers))


@pytest.mark.once
def test_what_a_whole_sheet_needs_is_not_called_optional_and_that_he_read_it_is_logged(there, expert):
    task = there.assigned[0][0]
    page = html.fromstring(expert.get(url_of(task)).content)
    read = AuditEvent.objects.get(action="selection.read_task")
    assert (read.object_id, read.user) == (task.public_id, there.experts[0].user.public_id)
    labels = [each.text_content() for each in page.xpath("//*[@id='sheet']//*[self::label or self::legend]")]
    optional = [text.partition("（")[0].strip() for text in labels if "选填" in text]
    assert optional == ["否决的依据", "创新加分"]


@pytest.mark.once
def test_what_is_looked_at_by_its_address_alone_is_logged_too(there, expert, settings, tmp_path):
    task, clock_file, now = there.assigned[0][0], tmp_path / "clock", clock.now()
    helping.hand_in_file(task.application, laden.film(laden.Canaries()), "实录.mp4")
    ask_for_copies()
    helping.work()
    copy = BareCopy.objects.get()
    read = EvidenceFile.objects.create(about_id=copy.public_id, stored=copy.stored, name="文件", state="done")
    EvidencePage.objects.create(file=read, number=0, picture=copy.stored)
    settings.CLOCK_FILE = str(clock_file)
    for times, place in enumerate((["review-page", 0, 0], ["review-film", 0], ["review-file", 0]), 1):
        clock_file.write_text((now + dt.timedelta(minutes=2 * times)).isoformat())
        answer = expert.get(url_of(task, *place))
        assert (answer.status_code, b"".join(answer) != b"") == (200, True), place
        logged = AuditEvent.objects.filter(action="selection.read_task").values_list("object_id", "user")
        assert list(logged) == [(task.public_id, there.experts[0].user.public_id)] * times


def test_who_is_behind_is_seen_told_until_when_and_reminded_once_a_day(there, signed_in, send):
    helping.all_in(there, (("35", "30", "25"),))
    late, done = there.experts[1], there.experts[0]
    officer, here = signed_in(there.officer), reverse("review-rounds", args=[there.call.public_id])
    until = clock.today() + dt.timedelta(days=3)
    send(officer, reverse("review-set-due", args=[there.call.public_id]), None, until=until.isoformat())
    page = officer.get(here).content.decode()
    assert f"<strong>{until:%Y-%m-%d}</strong>" in page
    behind = page.split("没有交齐的评审人</th>")[1].split("</table>")[0]
    assert [seat.code in behind for seat in there.seats] == [False, True]
    desk = signed_in(late).get(reverse("review-desk")).content.decode()
    assert f"请在 <strong>{until:%Y-%m-%d}</strong> 以前交评分表" in desk
    assert [item.due for item in desk_items(there.actor(late))] == [until]
    urge = reverse("review-urge", args=[there.call.public_id])
    assert send(officer, urge, None).status_code == 302
    again = send(officer, urge, None)
    assert (again.status_code, "今天已经催过" in again.content.decode()) == (422, True)
    told = Delivery.objects.filter(key__startswith="review-urge:")
    assert [each.membership for each in told] == [late]
    assert not Delivery.objects.filter(membership=done, key__startswith="review-").exists()
    for days in (9, 20, 30):  # put off again the same day: their desks show it, nobody is told again
        day = clock.today() + dt.timedelta(days=days)
        actions.set_due(call=there.call, round="", until=day, by=there.actor("officer"))
        assert Delivery.objects.filter(membership=late, key__startswith="review-due:").count() == 1
    with pytest.raises(RuleBroken, match="当天只能往后改"):
        actions.set_due(call=there.call, round="", until=clock.today(), by=there.actor("officer"))
    with pytest.raises(RuleBroken, match="不能早于今天"):
        actions.set_due(
            call=there.call, round="", until=clock.today() - dt.timedelta(days=1), by=there.actor("officer")
        )
    for post, status in ((there.monitor, 403), (there.school, 404)):
        assert signed_in(post).post(urge, {"round": ""}).status_code == status
    helping.hand_in(there, 1, 0), helping.hand_in(there, 1, 1), helping.hand_in(there, 1, 2)
    with pytest.raises(RuleBroken, match="不用催交"):
        actions.urge(call=there.call, round="", by=there.actor("officer"))
