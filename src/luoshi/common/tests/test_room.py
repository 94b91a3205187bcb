"""A disk that is full: uploads are refused in words beforehand, and what meets it all the same says what to do."""

from __future__ import annotations

import errno
import os
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from luoshi.common import error_pages, files, jobs, room, sealed_files, uploads
from luoshi.common.errors import DiskFull, RuleBroken
from luoshi.common.file_fields import FilesField
from luoshi.common.middleware import RefusalMiddleware
from luoshi.common.models import Job, StoredFile

WORDS = "请联系系统管理员清理磁盘"


@pytest.fixture
def full(settings, tmp_path, monkeypatch):
    """A disk with a few bytes left."""
    settings.LUOSHI_HOME = tmp_path
    monkeypatch.setattr(os, "statvfs", lambda path: SimpleNamespace(f_bavail=10, f_frsize=512))


def pdf(name="表.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4 words")


def no_space():
    return OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.usefixtures("full")
def test_a_form_says_it_at_its_field_before_anything_is_kept():
    [words] = uploads.refusals([pdf()])
    assert "“表.pdf”没有上传" in words
    assert WORDS in words
    field = FilesField(refusals=lambda chosen: [], required=False)
    with pytest.raises(Exception, match=rf"“甲.pdf等 2 个文件”没有上传.*{WORDS}"):
        field.clean([pdf("甲.pdf"), pdf("乙.pdf")])
    assert field.clean([]) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("full")
def test_nothing_is_kept_and_a_cached_file_is_made_without_being_kept():
    with pytest.raises(DiskFull):
        files.put([b"words"])
    with pytest.raises(DiskFull), sealed_files.writing("a"):
        pass
    assert sealed_files.once("cafe", lambda: b"made") == b"made"
    assert not sealed_files.exists("cafe")
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("broken", [no_space(), OperationalError("database or disk is full"), DiskFull()])
def test_what_meets_a_full_disk_in_a_view_is_answered_in_words(rf, broken):
    answer = RefusalMiddleware(lambda request: None).process_exception(rf.get("/x/"), broken)
    assert answer.status_code == 507
    assert WORDS in answer.content.decode()
    outer = ValueError("reading")
    outer.__cause__ = broken
    assert room.is_full(outer) is not isinstance(broken, DiskFull), "what led to it counts"


def test_a_form_whose_files_could_not_be_taken_in_is_answered_in_words_too(rf):
    """Before any view: there the server's last resort answers."""
    try:
        raise no_space()
    except OSError:
        answer = error_pages.broken(rf.post("/x/"))
    assert (answer.status_code, WORDS in answer.content.decode()) == (507, True)
    try:
        raise OSError(errno.EIO, "broken")
    except OSError:
        assert error_pages.broken(rf.post("/x/")).status_code == 500
    assert not room.is_full(RuleBroken("No space left on device"))


@pytest.mark.django_db
def test_a_job_that_meets_a_full_disk_fails_in_words_and_does_not_try_again(monkeypatch):
    def prepare(job, report):
        raise no_space()

    told = []
    kind = jobs.Kind(
        prepare=prepare, apply=lambda job, result: None, fail=lambda job, words: told.append(words)
    )
    monkeypatch.setitem(jobs.KINDS, "full", kind)
    job = Job.objects.create(kind="full", object_id="x")
    jobs.run_next()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert WORDS in told[0]
