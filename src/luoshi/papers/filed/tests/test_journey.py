"""From the print to the stamped copy, with real pages, a real reader and the real worker."""

import io

import pypdfium2
import pytest
from PIL import Image

from luoshi.common import files
from luoshi.core.scans.tests.making import as_jpeg, photographed, scanned
from luoshi.papers.filed import actions
from luoshi.papers.filed.models import FiledPaper, ScanBatch, ScanPage
from luoshi.papers.filed.queries import stamped_copy_of

from .conftest import actor, do_jobs, prepared, upload

pytestmark = pytest.mark.django_db


def sheets_of(paper: FiledPaper, dpi: int = 150) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(files.read(paper.print))
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def test_a_paper_is_printed_stamped_sent_back_badly_and_comes_out_whole(cast, signed_in) -> None:
    paper = actions.freeze(prepared=prepared(cast.office, pages=3), by=actor(cast.office))
    first, second, third = sheets_of(paper)
    client = signed_in(cast.office)
    answer = upload(
        client,
        ("三.jpg", scanned(third, angle=187, blur=0.8, noise=8)),
        ("一二.jpg", photographed([second, first], size=(2400, 1800), angle=3)),
    )
    assert answer.status_code == 302
    batch = ScanBatch.objects.get()
    assert "正在识别" in client.get(answer["location"]).content.decode()
    assert do_jobs() == 2  # reading, binding
    batch.refresh_from_db()
    assert batch.state == "done"
    places = ScanPage.objects.order_by("number").values_list("number", "state", "file__name")
    assert list(places) == [(1, "filed", "一二.jpg"), (2, "filed", "一二.jpg"), (3, "filed", "三.jpg")]
    paper.refresh_from_db()
    assert paper.state == "stamped"
    copy = stamped_copy_of(cast.office.organisation, 1)
    assert copy is not None
    document = pypdfium2.PdfDocument(files.read(copy))
    assert [round(page.get_width()) for page in document] == [595] * 3
    document.close()
    page = client.get(f"/filed/{paper.public_id}/").content.decode()
    assert "盖章件已合成" in page
    got = client.get(f"/filed/{paper.public_id}/stamped.pdf")
    assert b"".join(got.streaming_content) == files.read(copy)


def test_one_bad_file_does_not_keep_the_others_back(cast, signed_in) -> None:
    paper = actions.freeze(prepared=prepared(cast.office, pages=1), by=actor(cast.office))
    [sheet] = sheets_of(paper)
    client = signed_in(cast.office)
    answer = upload(
        client, ("坏.jpg", b"\xff\xd8\xff broken"), ("矢量.jpg", b"<svg/>"), ("一.jpg", as_jpeg(sheet))
    )
    do_jobs()
    page = client.get(answer["location"]).content.decode()
    assert "“坏.jpg”" in page
    assert "“矢量.jpg”不是扫描件或照片" in page
    paper.refresh_from_db()
    assert paper.state == "stamped"


def test_what_a_phone_wrote_is_in_the_original_alone(cast, signed_in) -> None:
    paper = actions.freeze(prepared=prepared(cast.office, pages=1), by=actor(cast.office))
    exif = Image.Exif()
    exif[0x010F] = "CNRYphone"
    client = signed_in(cast.office)
    upload(client, ("一.jpg", as_jpeg(sheets_of(paper)[0], exif=exif)))
    do_jobs()
    page = ScanPage.objects.get()
    shown = client.get(f"/scans/pages/{page.public_id}/picture.jpg")
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Security-Policy"].startswith("sandbox")
    served = b"".join(shown.streaming_content)
    assert b"CNRY" not in served
    assert Image.open(io.BytesIO(served)).size[0] > 1000
    stamped = b"".join(client.get(f"/filed/{paper.public_id}/stamped.pdf").streaming_content)
    assert b"CNRY" not in stamped
    original = client.get(f"/scans/{page.file.batch.public_id}/files/0/")
    assert original["Content-Disposition"].startswith("attachment")
    assert b"CNRYphone" in b"".join(original.streaming_content)
