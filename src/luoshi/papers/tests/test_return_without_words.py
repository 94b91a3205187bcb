"""A return says why: without words it is refused at the field where they belong, which says so beforehand."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.papers.models import Entry

from .conftest import days, fresh, lies_at

NEEDED = '意见 <span class="optional">（退回时必填，或写在下面分部分的意见里）</span>'
WITHOUT = "退回要写明意见，请在这里填写，也可以只写分部分的意见。"


def error_at(html, field):
    found = re.search(rf'<ul class="field-error" id="{field}_error">(.*?)</ul>', html)
    return re.sub("<[^>]*>", "", found[1]) if found else ""


def test_a_return_without_words_is_refused_at_the_field_and_keeps_what_was_chosen(town, paper, signed_in):
    brief, office = paper(), signed_in(town.the("office"))
    at = f"/briefs/{brief.public_id}/"
    assert NEEDED in office.get(at).content.decode()
    given = {"comment": " ", "due": str(days(2)), "to": "", "resume": "start", "_version": brief.version}
    answer = office.post(f"{at}return/", given | {"_once": "r1"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<h3>没有办成：请先改正下面的内容</h3>" in html
    assert '<a href="#id_comment">意见</a>：退回要写明意见' in html
    assert error_at(html, "id_comment") == WITHOUT
    assert "（选填）" not in html.split('name="comment"')[0].rpartition("<label")[2]
    assert f'value="{days(2)}"' in html
    assert lies_at(fresh(brief)) == "项目办"
    assert office.post(f"{at}return/", given | {"comment": "请补充", "_once": "r2"}).status_code == 302


def test_entering_a_return_without_words_is_refused_at_its_field_too(town, paper, signed_in):
    brief = paper()
    office = signed_in(town.the("office"))
    at = f"/briefs/{brief.public_id}/"
    office.post(f"{at}pass/", {"_version": brief.version, "_once": "e0"})
    brief.refresh_from_db()
    given = {"enter-outcome": "returned", "enter-decided_on": str(days(0)), "_version": brief.version}
    leader = {"enter-leader": town.the("school_head").public_id}
    signed = SimpleUploadedFile("签批单.pdf", b"%PDF-1.4 signed")
    answer = office.post(f"{at}enter/", given | leader | {"enter-files": signed, "_once": "e1"})
    assert answer.status_code == 422
    assert error_at(answer.content.decode(), "id_enter-comment") == WITHOUT
    assert not Entry.objects.filter(way="entered").exists()
