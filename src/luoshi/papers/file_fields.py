"""Files that come with a paper, in a form of this stage or a later one."""

from __future__ import annotations

from functools import partial
from typing import Any

from luoshi.common import file_fields

from . import uploads


class FilesField(file_fields.FilesField):
    """Files of these endings; what their beginning says must fit."""

    def __init__(self, *, endings: tuple[str, ...] = tuple(uploads.BEGINNINGS), **given: Any) -> None:
        refusals = partial(uploads.refusals, endings=endings)
        super().__init__(refusals=refusals, accept=",".join(endings), **given)
