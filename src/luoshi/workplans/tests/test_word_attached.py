"""What a workplan takes as its attachments: Word too, looked at like every other file."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.workplans.forms import FilesForm


def docx() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        for name in ("[Content_Types].xml", "word/document.xml"):
            book.writestr(name, "<x/>")
    return stream.getvalue()


def wrong(name: str, content: bytes) -> str:
    form = FilesForm({}, {"files": SimpleUploadedFile(name, content)})
    return "" if form.is_valid() else str(form.errors["files"])


@pytest.mark.django_db
def test_word_is_taken_and_looked_at() -> None:
    assert wrong("会议纪要.docx", docx()) == ""
    assert wrong("会议纪要.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == ""
    assert "内容与扩展名不符" in wrong("纪要.docx", b"MZ not a document")
    macros = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "_VBA_PROJECT".encode("utf-16-le")
    assert "含有宏" in wrong("纪要.doc", macros)
    assert "请换成PDF、图片（JPG、PNG）、OFD、Word。" in wrong("名单.xlsx", docx())
