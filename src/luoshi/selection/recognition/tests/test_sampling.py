"""What comes of a kind is seen before it is used: its certificate and its 公布文件, with nothing real in them."""

from __future__ import annotations

import io
from typing import Any

import docx
import pypdfium2
import pytest
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.selection.models import Kind
from luoshi.selection.recognition.certifying import level_beside
from luoshi.selection.recognition.models import Award
from luoshi.selection.recognition.sampling import notice_of

from .helping import fresh, granted

pytestmark = pytest.mark.django_db
OWN = {"certificate": "{{单位}}的“{{项目}}”认定为", "notice": "现公布{{遴选}}。"}


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_range()
    document.close()
    return "".join(text.split())


def samples(there: Any, signed_in: Any) -> tuple[Any, Any]:
    client, key = signed_in(there.officer), [there.call.kind.public_id]
    urls = (reverse(f"kind-{name}-sample", args=key) for name in ("certificate", "notice"))
    certificate, notice = (client.get(url) for url in urls)
    return certificate, notice


@pytest.mark.parametrize(
    ("honour", "level", "beside"),
    [
        ("企业实践流动站（示例）", "企业实践流动站", ""),
        ("示范校", "示范校", ""),
        ("示范校", "示范校（高职）", "示范校（高职）"),
        ("示范校", "一等奖", "一等奖"),
    ],
)
def test_an_honour_is_not_said_twice(honour: str, level: str, beside: str) -> None:
    assert level_beside(honour, level) == beside


def test_the_words_of_a_kind_are_seen_on_a_certificate_that_nobody_takes_for_one(
    there: Any, signed_in: Any
) -> None:
    Kind.objects.filter(pk=there.call.kind_id).update(rules={**there.call.rules, "wording": OWN})
    certificate, notice = samples(there, signed_in)
    text = words_of(certificate.content)
    for word in ("样张没有查验码", "示例学校的“示例项目”认定为", "（样张）〔2000〕0号"):
        assert word in text
    document = docx.Document(io.BytesIO(notice.content))
    told = "".join(paragraph.text for paragraph in document.paragraphs)
    assert f"{there.call.kind.title}遴选（样张）" in told
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [row[-1] for row in rows[1:]] == ["一等奖", "二等奖"]
    assert "示例学校1" in rows[1]
    assert not Award.objects.exists()
    page = signed_in(there.officer).get(reverse("selection-kind", args=[there.call.kind.public_id]))
    assert [word in page.content.decode() for word in ("证书样张", "公布文件样张")] == [True, True]


def test_what_ends_in_a_recommendation_has_no_certificate(there: Any, signed_in: Any) -> None:
    Kind.objects.filter(pk=there.call.kind_id).update(outcome="recommend")
    certificate, notice = samples(there, signed_in)
    assert (certificate.status_code, notice.status_code) == (404, 200)


def test_a_level_called_like_the_honour_is_not_said_twice(there: Any) -> None:
    Kind.objects.filter(pk=there.call.kind_id).update(title="一等奖")
    there.call = fresh(there.call)
    assert [award.full_honour for award in granted(there)] == ["一等奖", "一等奖（二等奖）"]


def test_a_school_tells_its_own_departments() -> None:
    school = Organisation(kind="school", name="示例学校")
    document = docx.Document(io.BytesIO(notice_of(Kind(organisation=school, title="示例", rules={}))))
    told = [paragraph.text for paragraph in document.paragraphs]
    assert "各处室：" in "".join(told)
    assert "县市教育局" not in "".join(told)
