"""A draft takes everything as it is: what is missing is told before sending, what does not fit is kept as typed."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common.form_pages import KEPT
from luoshi.papers.models import Brief


def said(town, **more):
    return {"kind": "request", "title": "", "text": "", "up_to": town.school.public_id, **more}


def test_an_empty_brief_is_put_aside_and_says_what_is_missing_before_it_is_sent(town, signed_in):
    author = signed_in(town.the("department_head"))
    assert "（报送时必填）" in author.get("/briefs/new/").content.decode()
    answer = author.post("/briefs/new/", said(town, _once="d1"))
    brief = Brief.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/briefs/{brief.public_id}/")
    page = author.get(answer["Location"]).content.decode()
    assert "草稿已暂存" in page
    assert "（未写标题）" in page
    assert "还缺标题、正文或附件，请点“修改”补上再报送。" in page
    assert f"/briefs/{brief.public_id}/send/" not in page
    assert "（未写标题）" in author.get("/briefs/").content.decode()
    sending = author.post(f"/briefs/{brief.public_id}/send/", {"_version": brief.version, "_once": "d2"})
    assert (sending.status_code, "还缺标题、正文或附件" in sending.content.decode()) == (422, True)


def test_what_cannot_be_stored_yet_is_kept_as_it_was_typed_and_told(town, signed_in):
    author = signed_in(town.the("department_head"))
    bad = SimpleUploadedFile("程序.exe", b"MZ")
    answer = author.post("/briefs/new/", said(town, title="关于设备", text="写了一半", files=bad, _once="d3"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert KEPT in page
    assert "没有保存" not in page
    assert not Brief.objects.exists()
    again = author.get("/briefs/new/").content.decode()
    assert "写了一半" in again
    assert 'value="关于设备"' in again
