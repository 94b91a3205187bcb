"""A template changed in Word: unknown markers told, versions kept, compared, restored; the shipped one comes back."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luoshi.core.report_templates import faults_of, read
from luoshi.reports.models import TemplateVersion
from luoshi.reports.queries import version_in_use, versions_visible_to
from luoshi.reports.values import Catalogue, Facts
from luoshi.reports.values.showing import GROUPS

from .helping import quarter, template

pytestmark = pytest.mark.django_db
PAGE = "report-template"


@pytest.fixture
def client(there, signed_in):
    return signed_in(there.posts["city"])


def upload(client, data, name="通报.docx", about="circular"):
    said = {"about": about, "upload": SimpleUploadedFile(name, data)}
    return client.post(reverse(PAGE), said)


def changed(data, old, new):
    """The file as an officer changes it: one text replaced by another."""
    document = docx.Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_template_goes_there_and_back_with_who_and_when(client, there):
    sample = body(client.get(reverse("shipped-template"), {"about": "circular"}))
    own = changed(sample, "（请在这里写工作要求。）", "各单位要于{{年度}}底前整改到位。")
    assert upload(client, own, "../我局通报?.docx").status_code == 302
    first = version_in_use(there.city.organisation_id, "circular")
    assert (first.number, first.file_name, first.ending) == (1, "我局通报.docx", "docx")
    assert there.city.name in first.made_by
    assert "年度" in first.used
    assert body(client.get(reverse("template-version-file", args=[first.public_id]))) == own
    assert upload(client, own).status_code == 422, "the same file again"
    assert upload(client, changed(own, "整改到位", "全部整改")).status_code == 302
    second = TemplateVersion.objects.get(number=2)
    page = client.get(reverse("template-version", args=[second.public_id])).content.decode()
    assert "＋ 新增" in page
    assert "底前全部整改。</td>" in page
    assert "底前整改到位。</td>" in page
    client.post(reverse("restore-template-version", args=[first.public_id]))
    third = version_in_use(there.city.organisation_id, "circular")
    assert (third.number, third.restored, third.stored_id) == (3, 1, first.stored_id)
    assert client.post(reverse("restore-template-version", args=[first.public_id])).status_code == 422
    client.post(reverse("use-shipped-template"), {"about": "circular"})
    assert version_in_use(there.city.organisation_id, "circular").is_shipped
    assert client.post(reverse("use-shipped-template"), {"about": "circular"}).status_code == 422
    client.post(reverse("restore-template-version", args=[second.public_id]))
    page = client.get(reverse(PAGE), {"about": "circular"}).content.decode()
    assert "恢复自第 2 版" in page
    assert [row.number for row in versions_visible_to(there.city)] == [5, 4, 3, 2, 1]
    assert not versions_visible_to(there.county).exists()
    assert not versions_visible_to(there.leader).exists()


def test_what_is_wrong_is_told_by_place_and_nothing_is_kept(client, there):
    wrong = template(
        "双师{{本级 双师占比示列 本期}}", rows=(("{{每一行：各校 单位}}", "{{每一行：预警 事项}}"),)
    )
    answer = upload(client, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (
        '<th scope="row">第1段</th><td>没有“本级 双师占比示列 本期”这个标记。</td><td>本级 双师占比示例 本期'
        in page
    )
    assert "一行里写了几张表的列" in page
    for data, words in (
        (template("没有标记的通报"), "没有一个标记"),
        (template("{{证件号码}}"), "没有“证件号码”这个标记"),
        (b"PK\x03\x04broken", "已损坏"),
        (with_macro(template("{{单位}}")), "宏"),
        (b"%PDF-1.7", "内容与扩展名不符"),
    ):
        answer = upload(client, data)
        assert answer.status_code == 422, words
        assert words in answer.content.decode()
    assert upload(client, b"x", "模板.txt").status_code == 422
    assert not TemplateVersion.objects.exists()


def with_macro(data):
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return stream.getvalue()


def test_a_register_s_columns_are_its_own_and_never_personal(client, there):
    about = f"register:{there.people.public_id}"
    listed = template("清单", rows=(("{{每一行：条目 姓名}}", "{{每一行：条目 职称}}"),))
    assert upload(client, listed, about="circular").status_code == 422, "a circular knows no entries"
    personal = template("清单", rows=(("{{每一行：条目 姓名}}", "{{每一行：条目 证件号码}}"),))
    assert upload(client, personal, about=about).status_code == 422
    assert upload(client, listed, about=about).status_code == 302
    assert version_in_use(there.city.organisation_id, about).register == there.people


def test_every_marker_that_is_shown_is_taken_in_a_template(client, there):
    entries = f"register:{there.people.public_id}"
    for group in GROUPS:
        for about in ("circular", entries) if group == "台账" else ("circular",):
            asked = {"about": about, "group": group}
            page = client.get(reverse("report-markers"), asked).content.decode()
            shown = [part.partition("</code>")[0] for part in page.split('<code class="marker">')[1:]]
            assert len(shown) >= 2
            marked = read("标记.docx", template(*(name for name in shown if "每一行" not in name)))
            columns = [(name,) for name in shown if "每一行" in name]
            listed = read("表.docx", template("表", rows=tuple(columns) or (("表",),)))
            known = Catalogue(facts_for(there, entries if about == entries else "")).known
            assert (faults_of(marked, known), faults_of(listed, known)) == ([], []), (group, about)


def facts_for(there, about):
    register = there.people if about else None
    return Facts(there.city, there.site.bureau, there.site.bureau, quarter(), register=register)


def test_markers_are_found_by_a_word_and_say_what_they_stand_for(client, there):
    asked = {"about": "circular", "group": "指标", "q": "生师比"}
    page = client.get(reverse("report-markers"), asked).content.decode()
    assert "生师比示例" in page
    assert "占地面积示例" not in page
    assert "（暂无数据）" in page
    for nonsense in ("\u0661", "x" * 9000, "{{", "%"):
        answer = client.get(
            reverse("report-markers"), {**asked, "q": nonsense, "page": nonsense, "group": nonsense}
        )
        assert answer.status_code == 200
