"""Bytes come before their row: a row whose bytes are not there would be a promise nobody can keep."""

import hashlib

import pytest

from luoshi.common import files
from luoshi.common.models import StoredFile

pytestmark = pytest.mark.django_db


def test_bytes_that_cannot_be_put_in_place_leave_no_row(settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    content = b"a report"
    folder = files.path_of(hashlib.sha256(content).hexdigest()).parent
    folder.parent.mkdir()
    folder.write_text("a file stands where the folder should be")
    with pytest.raises(OSError, match="exists"):
        files.put([content])
    assert not StoredFile.objects.exists()
    assert not list(files.root().glob(".part-*"))
