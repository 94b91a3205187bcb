"""One field for several files, in every form that takes them."""

from __future__ import annotations

import pytest

from luoshi.common.file_fields import FilesField
from luoshi.home.wizard.forms import NewImportForm
from luoshi.notices.forms import TextForm
from luoshi.papers.filed.forms import ScansForm
from luoshi.papers.forms import BriefForm


@pytest.mark.parametrize(
    ("form", "name"),
    [(NewImportForm, "uploads"), (TextForm, "attachments"), (ScansForm, "scans"), (BriefForm, "files")],
)
def test_every_form_that_takes_several_files_uses_it(form, name):
    assert isinstance(form.base_fields[name], FilesField)
