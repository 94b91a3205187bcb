"""What a package of its format must hold besides the files that all have: an older one says what it lacks."""

from __future__ import annotations

from collections.abc import Iterator

from .documents import Documents, Finding, fault, note
from .layout import ANNOUNCEMENTS, DECLINED, RULES
from .manifest import Manifest

SINCE = (
    (2, RULES, "quota_basis", "名额的测算"),
    (2, DECLINED, "proposals", "没有同意的提请"),
    (2, ANNOUNCEMENTS, "without", "不出公布文件的理由"),
    (3, RULES, "quotas", "限额"),
    (3, RULES, "quota_changes", "受理期间增加的限额"),
    (3, RULES, "extensions", "延期"),
)


def parts(read: Documents, manifest: Manifest) -> Iterator[Finding]:
    lacks = [
        (since, words)
        for since, path, name, words in SINCE
        if path not in manifest.files or name not in read.json(path)
    ]
    yield from (fault(f"缺少{words}，档案包不完整。") for since, words in lacks if since <= manifest.version)
    if older := [words for since, words in lacks if since > manifest.version]:
        yield note(f"这份档案包按旧格式生成，没有收入{'、'.join(older)}，没有核对。")
