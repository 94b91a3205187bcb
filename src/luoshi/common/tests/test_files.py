"""Bytes and row appear together or not at all; what nobody cites goes after 48 hours."""

import datetime as dt
import hashlib
import os
from pathlib import Path

import pytest

import luoshi
from luoshi.common import clock, files
from luoshi.common.models import StoredFile

pytestmark = pytest.mark.django_db
BEFORE = dt.timedelta(hours=49)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    return tmp_path


def grow_old(stored):
    """As if it had been kept two days ago."""
    past = clock.now() - BEFORE
    StoredFile.objects.filter(pk=stored.pk).update(created_at=past)
    os.utime(files.path_of(stored.digest), (past.timestamp(), past.timestamp()))


def test_bytes_lie_under_their_digest_and_come_back():
    stored = files.put([b"one ", b"two"])
    assert (stored.size, stored.digest) == (7, hashlib.sha256(b"one two").hexdigest())
    assert files.read(stored) == b"one two"


def test_the_same_content_is_kept_once():
    assert files.put([b"x"]) == files.put([b"x"])
    assert StoredFile.objects.count() == 1


def test_an_upload_that_breaks_off_leaves_nothing(home):
    def broken():
        yield b"half"
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        files.put(broken())
    assert StoredFile.objects.count() == 0
    assert [path for path in files.root().rglob("*") if path.name != ".lock"] == []


def test_the_sweep_removes_what_nobody_cites_and_is_old():
    old, young, cited = files.put([b"old"]), files.put([b"young"]), files.put([b"cited"])
    grow_old(old)
    grow_old(cited)
    assert files.sweep({cited.digest}) == [old.digest]
    assert set(StoredFile.objects.all()) == {young, cited}
    assert not files.path_of(old.digest).exists()
    assert files.read(cited) == b"cited"


def test_an_old_file_that_is_sent_again_counts_as_new():
    grow_old(files.put([b"again"]))
    stored = files.put([b"again"])
    assert files.sweep(set()) == []
    assert files.read(stored) == b"again"


def test_the_sweep_removes_bytes_without_a_row_and_half_written_parts():
    stored = files.put([b"orphan"])
    grow_old(stored)
    stored.delete()
    part = files.root() / ".part-abc"
    part.write_bytes(b"half")
    os.utime(part, (0, 0))
    assert files.sweep(set()) == [stored.digest]
    assert not part.exists()
    assert not files.path_of(stored.digest).exists()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\用户\\方案.docx", "方案.docx"),
        ("a\r\nb\x00.txt", "ab.txt"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("...", "文件"),
        ("长" * 200 + ".docx", "长" * 100 + ".docx"),
    ],
)
def test_a_file_name_is_cleaned(given, shown):
    assert files.clean_name(given) == shown


def test_what_is_uploaded_is_known_by_a_name_without_numbers_of_persons():
    assert (
        files.given_name("x/420502199001011234 王某13800001234.pdf")
        == "4205**********1234 王某138****1234.pdf"
    )
    sources = [path for path in Path(luoshi.__file__).parent.rglob("*.py") if "tests" not in path.parts]
    lines = [line for path in sources for line in path.read_text().splitlines()]
    assert [line for line in lines if "files.put(" in line and "clean_name(" in line] == []


def test_a_file_is_served_as_a_sandboxed_attachment():
    answer = files.answer(files.put([b"<script>"]), '方案".docx')
    assert b"".join(answer.streaming_content) == b"<script>"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer["Content-Security-Policy"] == files.SANDBOX
    assert answer["Content-Type"] == "application/octet-stream"
    answer.close()
