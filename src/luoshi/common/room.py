"""Whether the disk takes more: asked before bytes are kept, and told in words where it is full all the same."""

from __future__ import annotations

import errno
import os

from django.conf import settings
from django.db import DatabaseError

from .errors import DiskFull

SPARE = 256 * 1024 * 1024  # bytes of the disk that stay free for the database and its log
REFUSED = "服务器磁盘空间不够，“{name}”没有上传。请联系系统管理员清理磁盘，再重新上传。"
_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT})
_SIGNS = ("disk is full", "No space left on device", "could not extend file")  # of the databases


def free() -> int:
    """Bytes of the site's disk that are free."""
    left = os.statvfs(settings.LUOSHI_HOME)
    return left.f_bavail * left.f_frsize


def disk_full(name: str, size: int) -> str:
    """Why a file of this size is not kept; empty: there is room."""
    return REFUSED.format(name=name) if free() < size + SPARE else ""


def refuse_unless_free() -> None:
    """Before bytes are kept whose number is not known yet. Raises DiskFull."""
    if free() < SPARE:
        raise DiskFull


def is_full(broken: BaseException | None) -> bool:
    """Whether this, or what led to it, says that a disk or a share of one is used up: the site's, or the temporary."""
    while broken is not None:
        if isinstance(broken, OSError):
            if broken.errno in _NUMBERS:
                return True
        elif isinstance(broken, DatabaseError) and any(sign in str(broken) for sign in _SIGNS):
            return True
        broken = broken.__cause__ or broken.__context__
    return False
