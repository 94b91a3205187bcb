"""The pages, as a school, a county and the bureau use them."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from luoshi.common import clock
from luoshi.common.models import AuditEvent
from luoshi.core.receipts import check
from luoshi.notices.models import Notice
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.tests.conftest import come_back, do_jobs, texts

from . import helping, made

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page(row, name="apply-page", *more):
    return reverse(name, args=[row.public_id, *more])


def text_of(answer):
    return answer.content.decode()


def test_a_school_fills_and_sends_by_its_pages(there, signed_in, send):
    client = signed_in(there.office)
    start = page(there.call, "apply-new")
    assert "申报名称" in text_of(client.get(start))
    sent = send(client, start, title="示例课程组", group="思政")
    row = helping.Application.objects.get(title="示例课程组")
    assert sent.headers["Location"] == page(row)
    assert "报送前还要补上" in text_of(client.get(page(row)))

    send(client, page(row, "apply-form"), row, summary="做法一", students="120", contact="10000000001")
    for role, name in (("leader", "示例甲"), ("member", "示例乙")):
        send(client, page(row, "apply-people"), helping.fresh(row), role=role, name=name)
    for person in row.people.all():
        send(client, page(row, "apply-clear-person", person.public_id), helping.fresh(row), clear="yes")
    upload = SimpleUploadedFile("申报报告.pdf", made.pdf("report", pages=2))
    send(client, page(row, "apply-add-materials"), helping.fresh(row), item="report", files=upload)
    send(client, page(row, "apply-statements"), helping.fresh(row), statement="true")
    assert row.materials.get().pages == 2
    assert "内容齐了" in text_of(client.get(page(row)))

    send(client, page(row, "apply-send"), helping.fresh(row))
    row = helping.fresh(row)
    assert (row.state, row.sequence) == ("sent", 1)
    receipt = client.get(page(row, "apply-receipt"))
    assert json.loads(receipt.content)["sequence"] == 1
    assert check(receipt.content).faults == ()
    _receipt_in_words(client, row, check(receipt.content))


def _receipt_in_words(client, row, read):
    """To be printed: number, moment, hashes, how to check; and that what is signed is older than what lies there."""
    text = text_of(client.get(page(row, "apply-receipt-page")))
    local = timezone.localtime(read.statement.received_at)
    (file,) = read.statement.attachments
    for said in (
        "第 1 号",
        f"{local:%H:%M:%S}",
        read.statement.content,
        file.sha256,
        read.fingerprint,
        "/verify/",
    ):
        assert said in text
    assert "data:image/svg+xml" in text
    assert "报送以后内容改过" not in text
    helping.Application.objects.filter(pk=row.pk).update(group="专业课")
    assert "报送以后内容改过" in text_of(client.get(page(row, "apply-receipt-page")))
    shown = Client().post("/verify/file/", {"file": SimpleUploadedFile("回执.json", _bytes(row))})
    assert "没有改动过" in text_of(shown)
    changed = _bytes(row).replace("2026年示例遴选".encode(), "另一次遴选".encode())
    refused = Client().post("/verify/file/", {"file": SimpleUploadedFile("回执.json", changed)})
    assert (refused.status_code, "签名与内容不符" in text_of(refused)) == (422, True)


def _bytes(row):
    return json.dumps(row.receipt, ensure_ascii=False).encode()


def test_what_is_lacking_leads_to_where_it_is_mended(there, signed_in):
    """The county's opinion is none of it: it comes with its recommendation."""
    opinions = [
        {"key": "school", "title": "学校意见", "words": "同意推荐。"},
        {"key": "county", "title": "县市教育局推荐意见", "words": ""},
    ]
    helping.Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "opinions": opinions})
    there.call.refresh_from_db()
    made_ = helping.actions.start_application(
        call=there.call, title="示例", group="思政", by=there.actor(there.office)
    )
    text = text_of(signed_in(there.office).get(page(made_)))
    here = page(made_)
    for href in (f"{here}form/", f"{here}people/", "#material-report", "#the-statements", "#the-opinions"):
        assert f'<li><a href="{href}">' in text
    assert 'id="material-report"' in text
    until = timezone.localtime(there.call.until)
    assert f"截止 {until:%Y-%m-%d %H:%M}" in text
    assert "“学校意见”还没有盖章" in text
    assert "“县市教育局推荐意见”还没有盖章" not in text


def test_beside_each_line_of_the_check_stands_what_it_is_about(there, signed_in):
    first, second = (
        helping.written(there, "zhijiang", number=number, reached="received") for number in (0, 1)
    )
    client = signed_in(there.officer)
    text = text_of(client.get(page(first)))
    file = first.materials.get()
    lines = [part.split("</fieldset>")[0] for part in text.split('class="check-line"')[1:]]
    assert f'<a href="{page(first, "apply-material", file.public_id)}">{file.name}</a>' in lines[0]
    assert "课堂实录：没有上传" in lines[0]
    assert file.name not in lines[1], "who may apply is about people and conditions"
    assert f'href="{page(second)}">下一份待审查' in text
    for row in (first, second):
        helping.accepted(there, row)
    helping.close(there)
    assert "结束形式审查" in text_of(client.get(page(second))).split("都审查完了")[1]


def test_the_phone_is_opened_one_at_a_time_with_a_reason(there, signed_in):
    row, officer = helping.written(there, "zhijiang", reached="received"), signed_in(there.officer)
    assert "10000000001" not in text_of(officer.get(page(row)))
    address = page(row, "apply-reveal")
    refused = officer.post(address, {"path": "contact", "reason": "看"})
    assert (refused.status_code, "10000000001" in text_of(refused)) == (422, False)
    assert officer.post(address, {"path": "summary", "reason": "电话通知补正"}).status_code == 422
    said = {"path": "contact", "reason": "电话通知补正", "_once": "示例-一张表"}
    shown, again = officer.post(address, said), officer.post(address, said)
    assert ["联系人手机：10000000001" in text_of(each) for each in (shown, again)] == [True, True]
    assert "no-store" in shown["Cache-Control"]
    events = AuditEvent.objects.filter(action="applying.reveal", result="done")
    assert len(events) == 2, "the same form sent again is another look"
    event = events[0]
    assert (event.user, event.object_id) == (there.officer.user.public_id, row.public_id)
    assert "contact" in json.dumps(event.changes)
    assert "10000000001" not in text_of(officer.get(page(row)))
    others = [signed_in(post).post(address, {}).status_code for post in (there.monitor, there.other)]
    assert others == [403, 404]


def test_a_refusal_tells_what_was_not_met(there, signed_in, send):
    test = {"field": "undertaken", "op": "ge", "value": 99}
    rule = {"key": "c1", "words": "承接任务多", "about": "organisation", "test": test, "veto": False}
    helping.Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "conditions": [rule]})
    row, officer = helping.written(there, "zhijiang", reached="received"), signed_in(there.officer)
    send(officer, page(row, "apply-check"), row, **{"met-whole": "no", "words-whole": "缺盖章页"})
    send(officer, page(row, "apply-refuse"), helping.fresh(row), reason="资格不符")
    body = Notice.objects.get(title__startswith="不予受理").body
    assert body.splitlines()[:2] == ["资格不符", "审查项不符合：材料齐全：缺盖章页"]
    assert "条件“承接任务多”不满足，因为“承接的任务”是 " in body
    assert "要求“承接的任务”不小于99" in body


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("报告.exe", b"MZ", "类型不能上传"),
        ("报告.pdf", b"no pdf", "内容与扩展名不符"),
        ("报告.pdf", b"", "空文件"),
        ("报告.pdf", made.pdf() + b"\0" * (1024 * 1024), "超过 1 MB"),
        ("报告.pdf", made.pdf(pages=21), "有 21 页，不能超过 20 页"),
        ("报告.docx", b"PK\x03\x04broken", "已损坏"),
        ("报告.pdf", made.pdf() + b"<</S/JavaScript/JS(app.alert(1))>>", "会自动运行的脚本"),
    ],
)
def test_a_file_beyond_the_limits_is_refused_in_words(there, signed_in, send, name, data, why):
    row = helping.filled(there, "zhijiang")
    before = row.materials.count()
    upload = SimpleUploadedFile(name, data)
    answer = send(signed_in(there.office), page(row, "apply-add-materials"), row, item="report", files=upload)
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert row.materials.count() == before


def test_no_more_files_than_the_line_allows_and_no_more_words(there, signed_in, send):
    lines = [
        {**line, "words": 12} if line["key"] == "report" else line for line in there.call.rules["materials"]
    ]
    helping.Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "materials": lines})
    there.call.refresh_from_db()
    row, client = helping.filled(there, "zhijiang"), signed_in(there.office)
    for number, (words, why) in enumerate(
        [("字" * 13, "约 13 字，不能超过 12 字"), ("字" * 12, ""), ("再来", "最多 2 个文件")]
    ):
        upload = SimpleUploadedFile(f"报告{number}.docx", made.docx(words))
        address = page(row, "apply-add-materials")
        answer = send(client, address, helping.fresh(row), item="report", files=upload)
        assert answer.status_code == (422 if why else 302)
        assert why in text_of(answer)
    assert row.materials.count() == 2


def test_an_opinion_page_is_printed_stamped_filed_and_goes_along(there, signed_in, send):
    """Changed afterwards, the stamped page is of an earlier edition: it is printed anew."""
    opinions = [{"key": "school", "title": "学校意见", "words": "同意推荐。"}]
    helping.Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "opinions": opinions})
    there.call.refresh_from_db()
    row, client = helping.filled(there, "zhijiang"), signed_in(there.office)
    for title in ("", "改过的名称"):
        if title:
            said = {"title": title, "group": row.group}
            row = helping.do(helping.actions.change_application, row, there.actor(there.office), **said)
        refused = send(client, page(row, "apply-send"), helping.fresh(row))
        assert "“学校意见”还没有盖章扫描件" in text_of(refused)
        printed = send(client, page(row, "apply-opinion", "school"), helping.fresh(row))
        paper = FiledPaper.objects.get(outdated_at=None)
        assert printed.headers["Location"] == reverse("filed-paper", args=[paper.public_id])
        assert (paper.kind_name, paper.about_version) == ("学校意见", helping.fresh(row).edition)
        come_back(there.office, texts(paper, 1))
        do_jobs()
        assert FiledPaper.objects.get(pk=paper.pk).state == "stamped"
    send(client, page(row, "apply-send"), helping.fresh(row))
    row = helping.fresh(row)
    assert row.state == "sent"
    stamped = FiledPaper.objects.get(pk=paper.pk).stamped
    assert stamped.digest in {each["sha256"] for each in row.receipt["attachments"]}


def test_a_video_is_measured_by_its_head(there, signed_in, send):
    row, client = helping.filled(there, "zhijiang"), signed_in(there.office)
    for seconds, status in ((601, 422), (600, 302)):
        upload = SimpleUploadedFile("课堂.mp4", made.mp4(seconds))
        answer = send(
            client, page(row, "apply-add-materials"), helping.fresh(row), item="video", files=upload
        )
        assert answer.status_code == status
    assert row.materials.get(item="video").seconds == 600


def test_what_is_typed_into_the_form_is_kept_but_not_sent(there, signed_in, send):
    row, client = helping.filled(there, "zhijiang"), signed_in(there.office)
    typed = {"_version": row.version, "summary": "还没有想好"}
    kept = client.post(page(row, "apply-form"), typed, headers={"X-Requested-With": "autosave"})
    assert kept.status_code == 204
    assert "还没有想好" in text_of(client.get(page(row, "apply-form")))
    assert helping.fresh(row).answer.values["summary"] != "还没有想好"
    assert helping.fresh(row).version == row.version


def test_others_get_404_and_the_bureau_only_what_has_arrived(there, signed_in):
    row = helping.filled(there, "zhijiang")
    seen = {name: signed_in(post).get(page(row)).status_code for name, post in _readers(there).items()}
    assert seen == {"office": 200, "other": 404, "teacher": 404, "clerk": 404, "officer": 404, "monitor": 404}
    sent = helping.do(helping.actions.send_application, row, there.actor(there.office))
    row = helping.accepted(there, helping.passed(there, sent))
    seen = {name: signed_in(post).get(page(row)).status_code for name, post in _readers(there).items()}
    assert seen == {"office": 200, "other": 404, "teacher": 404, "clerk": 200, "officer": 200, "monitor": 200}
    assert "10000000001" in text_of(signed_in(there.office).get(page(row)))
    assert "10000000001" not in text_of(signed_in(there.officer).get(page(row)))


def _readers(there):
    return {
        name: getattr(there, name) for name in ("office", "other", "teacher", "clerk", "officer", "monitor")
    }


def test_the_bureau_checks_asks_and_accepts_by_its_pages(there, signed_in, send):
    row, client = helping.written(there, "zhijiang", reached="received"), signed_in(there.officer)
    assert "形式审查" in text_of(client.get(page(row)))
    send(
        client,
        page(row, "apply-check"),
        row,
        **{"met-whole": "no", "words-whole": "缺盖章页", "met-who": "yes"},
    )
    send(client, page(row, "apply-ask-correction"), helping.fresh(row))
    row = helping.fresh(row)
    assert row.state == "correcting"
    school = signed_in(there.office)
    assert "缺盖章页" in text_of(school.get(page(row)))
    _changed_and_not_handed_in(there, row, client, school)
    send(school, page(row, "apply-send-correction"), helping.fresh(row))
    _by_heap_and_apart(client, send, row)
    send(client, page(row, "apply-accept"), helping.fresh(row))
    assert helping.fresh(row).state == "accepted"
    helping.close(there)
    assert "已受理" in text_of(client.get(page(there.call, "apply-end-checks")))
    send(client, page(there.call, "apply-end-checks"), there.call)
    assert helping.fresh(there.call).state == "drawing"


def _changed_and_not_handed_in(there, row, bureau, school):
    """Till it is handed in it is the school's alone."""
    given = helping.a_file(made.pdf("mended"), "补正.pdf")
    by = there.actor(there.office)
    row = helping.do(helping.actions.add_materials, row, by, item="report", files=[given])
    file = page(row, "apply-material", row.materials.get(name="补正.pdf").public_id)
    assert "补正.pdf" in text_of(school.get(page(row)))
    assert b"".join(school.get(file).streaming_content) == made.pdf("mended")
    shown = text_of(bureau.get(page(row)))
    assert "申报单位正在改：材料“申报报告”" in shown
    assert "补正.pdf" not in shown
    assert bureau.get(file).status_code == 404


def _by_heap_and_apart(client, send, row):
    """What nobody has looked at is met at one click, as offered; what does not apply says why; each may be changed."""
    url = page(row, "apply-check")
    why = "不适用的，请写明为什么"
    assert why in text_of(send(client, url, helping.fresh(row), **{"met-who": "apart"}))
    send(client, url, helping.fresh(row), **{"met-who": "apart", "words-who": "本次不限资格"})
    shown = text_of(client.get(page(row)))
    assert 'name="rest" value="whole"' in shown
    assert "补正.pdf" in shown
    said = {"met-who": "apart", "words-who": "本次不限资格", "rest": "whole,who"}
    send(client, url, helping.fresh(row), **said)
    found = dict(row.checks.values_list("item", "applies"))
    assert (found, row.checks.filter(met=True).count()) == ({"whole": True, "who": False}, 2)
    send(client, url, helping.fresh(row), **{"met-whole": "no", "words-whole": "缺页", "met-who": "yes"})
    assert dict(row.checks.values_list("item", "met")) == {"whole": False, "who": True}
    send(client, url, helping.fresh(row), **{"met-who": "yes", "rest": "whole"})


def test_paper_is_registered_by_the_page(there, signed_in, send):
    now = clock.now()
    helping.Call.objects.filter(pk=there.call.pk).update(until=now)
    there.call.refresh_from_db()
    scan = SimpleUploadedFile("纸质材料.pdf", made.pdf("paper"))
    at = (now - dt.timedelta(seconds=1)).astimezone(dt.timezone(dt.timedelta(hours=8)))
    said = {
        "organisation": there.school.public_id,
        "title": "纸质申报",
        "group": "思政",
        "reason": "学校断网",
    }
    answer = send(
        signed_in(there.officer),
        page(there.call, "apply-paper"),
        None,
        files=scan,
        at=f"{at:%Y-%m-%d %H:%M}",
        **said,
    )
    row = helping.Application.objects.get(title="纸质申报")
    assert answer.status_code == 302
    assert (row.state, row.sequence, row.paper_reason) == ("received", 1, "学校断网")
    assert "学校断网" in text_of(signed_in(there.office).get(page(row)))
    assert "系统里还缺" in text_of(signed_in(there.officer).get(page(row)))
    assert "系统里还缺" not in text_of(signed_in(there.office).get(page(row)))
    officer = signed_in(there.officer)
    send(officer, page(row, "apply-check"), row, **{"met-whole": "yes", "met-who": "yes"})
    told = Notice.objects.get(title__startswith="登记了纸质申报")
    assert set(told.deliveries.values_list("membership", flat=True)) == {there.monitor.pk}
    alone = send(officer, page(row, "apply-accept"), helping.fresh(row), reason="照纸质的评审")
    assert alone.status_code == 422
    assert "这份申报的纸质材料由您登记，不能由您受理。请由" in text_of(alone)
    officer = signed_in(there.section)
    refused = send(officer, page(row, "apply-accept"), helping.fresh(row))
    assert (refused.status_code, "评审人看不到纸质的内容" in text_of(refused)) == (422, True)
    send(officer, page(row, "apply-accept"), helping.fresh(row), reason="照纸质的评审")
    assert helping.fresh(row).state == "accepted"
    assert "受理说明：照纸质的评审" in text_of(signed_in(there.office).get(page(row)))


def test_the_upper_offices_own_form_comes_back_filled(there, signed_in, send):
    officer, address = signed_in(there.officer), page(there.call, "apply-book")
    wrong = SimpleUploadedFile("申报书.docx", made.docx("名称：{{申报名}}"))
    answer = send(officer, address, None, files=wrong)
    assert answer.status_code == 422
    assert "是不是“申报名称”" in text_of(answer)
    words = ("{{申报名称}}（{{申报单位}}）", "主持人{{主持人}}，做法：{{主要做法}}", "电话{{联系人手机}}")
    send(officer, address, None, files=SimpleUploadedFile("申报书.docx", made.docx(*words)))
    row = helping.written(there, "zhijiang", number=3)
    texts = {}
    for name, post in (("school", there.office), ("bureau", there.officer)):
        data = signed_in(post).get(page(row, "apply-filled-book")).content
        texts[name] = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    for said in ("示例团队4", there.school.name, "示例主持4", "第4份的主要做法"):
        assert said in texts["school"]
        assert said in texts["bureau"]
    assert "10000000001" in texts["school"]
    assert "10000000001" not in texts["bureau"]
