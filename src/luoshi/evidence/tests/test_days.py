"""The day nobody typed: of the photo itself, else of its name, else today; said on the pages until a person says it."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from luoshi.common import clock, files
from luoshi.evidence import actions
from luoshi.evidence.models import Evidence, EvidenceFile, EvidencePage

from .conftest import actor, piece, said, sent, text_of

pytestmark = pytest.mark.django_db
TAKEN, NAMED = dt.date(2026, 3, 12), dt.date(2026, 3, 15)
DATE_TIME_ORIGINAL, EXIF_PART = 0x9003, 0x8769


def photo(name: str, taken: str = "") -> SimpleUploadedFile:
    stream, exif = io.BytesIO(), Image.Exif()
    if taken:
        exif.get_ifd(EXIF_PART)[DATE_TIME_ORIGINAL] = taken
    Image.new("RGB", (8, 8), "red").save(stream, "JPEG", exif=exif, comment=name)
    return SimpleUploadedFile(name, stream.getvalue())


def test_each_file_has_the_day_it_tells_and_the_page_says_from_where(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    chosen = [
        photo("IMG_20260315_101112.jpg", "2026:03:12 10:11:12"),
        photo("微信图片_20260315101112.jpg"),
        photo("IMG_0001.jpg"),
    ]
    answer = sent(client, "/evidence/new/", files=chosen)
    rows = list(Evidence.objects.order_by("id"))
    told = [(row.happened_on, row.day_from) for row in rows]
    assert told == [(TAKEN, "photo"), (NAMED, "name"), (clock.today(), "added")]
    assert "2026-03-12" in rows[0].title, "the title goes by the same day"
    page = text_of(client.get(answer.url))
    assert [f"（按{words}）" in page for words in ("拍摄时间", "文件名", "添加的那天")] == [True] * 3
    assert "（按拍摄时间，没有人核对过）" in text_of(client.get(f"/evidence/{rows[0].public_id}/"))


def test_a_day_that_was_typed_counts_for_all_of_them(cast, signed_in) -> None:
    sent(signed_in(cast.teacher), "/evidence/new/", files=[photo("IMG_20260315_1.jpg")], **said())
    row = Evidence.objects.get()
    assert (row.happened_on, row.day_from) == (clock.today(), "")


def test_who_corrects_a_piece_says_the_day_himself(cast) -> None:
    row = piece(cast.teacher, happened_on=NAMED, day_from="name")
    actions.edit_evidence(evidence=row, happened_on=TAKEN, by=actor(cast.teacher), version=row.version)
    row.refresh_from_db()
    assert (row.happened_on, row.day_from) == (TAKEN, "")


def test_pieces_looked_through_stand_beside_their_first_pages(cast, signed_in) -> None:
    rows = [piece(cast.teacher, f"IMG_{number}", day_from="name") for number in range(2)]
    read = EvidenceFile.objects.get(about_id=rows[0].public_id)
    picture = files.put([b"picture"])
    for number in range(2):
        EvidencePage.objects.create(file=read, number=number, picture=picture)
    page = text_of(signed_in(cast.teacher).get("/evidence/many/"))
    shown = f'src="/evidence/{rows[0].public_id}/pages/0/"'
    assert shown in page
    assert page.count("/pages/") == 1
    assert 'loading="lazy"' in page[page.index(shown) :][:200]
    assert "还没有预览" in page
    assert page.count("日期按文件名") == 2
