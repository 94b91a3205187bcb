"""What a form sends is kept as it reads: no marks that turn a line, no code points that are no characters."""

import pytest

from luoshi.core.workbooks.tidy import name
from luoshi.papers.models import Brief

from .test_drafts import said

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TURNED = "关于\u202e设备\u2066\ufffe\uffff\u200b\x1f的请示"


def test_a_title_and_a_text_lose_signs_nobody_sees_and_keep_their_lines(town, signed_in):
    author = signed_in(town.the("department_head"))
    author.post("/briefs/new/", said(town, title=TURNED, text=f"{TURNED}\r\n二\u200d行", _once="u1"))
    brief = Brief.objects.latest("id")
    assert brief.title == "关于设备的请示"
    assert brief.text.splitlines() == ["关于设备的请示", "二\u200d行"]


def test_a_name_from_a_workbook_loses_them_too():
    assert name("曹\u202e杰\u2066\ufffe\uffff\u061c磊") == "曹杰磊"
