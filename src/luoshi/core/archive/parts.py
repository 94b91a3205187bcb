"""What a package of its format must hold besides the files that all have: an older one says what it lacks."""

from __future__ import annotations

from collections.abc import Iterator

from .documents import Documents, Finding, fault, note
from .layout import ANNOUNCEMENTS, DECLINED, RULES
from .manifest import Manifest

SINCE_TWO = (
    (RULES, "quota_basis", "名额的测算"),
    (DECLINED, "proposals", "没有同意的提请"),
    (ANNOUNCEMENTS, "without", "不出公布文件的理由"),
)


def parts(read: Documents, manifest: Manifest) -> Iterator[Finding]:
    lacks = [
        words for path, name, words in SINCE_TWO if path not in manifest.files or name not in read.json(path)
    ]
    if manifest.version >= 2:
        yield from (fault(f"缺少{words}，档案包不完整。") for words in lacks)
    elif lacks:
        yield note(f"这份档案包按旧格式生成，没有收入{'、'.join(lacks)}，这几项没有核对。")
