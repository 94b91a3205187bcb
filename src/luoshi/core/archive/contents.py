"""What lists a package holds: what every selection has is there, nothing stands twice, what is empty is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from luoshi.core.signed_json import canonical

from .documents import Documents, Finding, fault, note
from .layout import (
    ANNOUNCEMENTS,
    APPLICATIONS,
    AWARDS,
    CHANGES,
    CONFLICTS,
    DECISIONS,
    DECLINED,
    DRAWS,
    NOTICES,
    OBJECTIONS,
    RECOMMENDATIONS,
    RESULTS,
    RULES,
    SCORING,
    SHEETS,
    TASKS,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """keys: by which a row is known; none: by all of it. needed: no selection ends without. said: where it is empty,
    that is said here; otherwise by the check of that part.
    """

    path: str
    name: str
    words: str
    keys: tuple[str, ...] = ()
    needed: bool = False
    said: bool = True


LISTS = (
    Listed(RULES, "quotas", "限额", ("unit", "organisation", "group")),
    Listed(RULES, "quota_changes", "受理期间增加的限额"),
    Listed(RULES, "extensions", "延期"),
    Listed(DECLINED, "proposals", "没有同意的提请"),
    Listed(APPLICATIONS, "applications", "申报", ("code",), needed=True),
    Listed(APPLICATIONS, "applications", "申报的编号", ("id",), said=False),
    Listed(DRAWS, "draws", "抽取", ("no",), needed=True),
    Listed(CONFLICTS, "conflicts", "回避"),
    Listed(TASKS, "seats", "评审席位", ("expert",), needed=True),
    Listed(TASKS, "tasks", "评审任务", needed=True),
    Listed(SHEETS, "rounds", "打开评分的记录", ("round",), needed=True),
    Listed(SHEETS, "sheets", "评分表", ("task",), needed=True),
    Listed(SCORING, "reviews", "计分用的评分", needed=True),
    Listed(SCORING, "results", "计分的结果", ("application",), needed=True),
    Listed(RESULTS, "results", "结果", ("code",), needed=True),
    Listed(CHANGES, "changes", "结果变更"),
    Listed(DECISIONS, "decisions", "审定", needed=True),
    Listed(NOTICES, "notices", "公示", ("number",), needed=True),
    Listed(OBJECTIONS, "objections", "异议"),
    Listed(ANNOUNCEMENTS, "announcements", "公布文件", ("number",), said=False),
    Listed(AWARDS, "awards", "认定", ("code",), said=False),
    Listed(RECOMMENDATIONS, "recommendations", "推荐函", ("number",), said=False),
    Listed(RECOMMENDATIONS, "upper", "上级结果", ("recommendation", "code")),
)


def contents(read: Documents, paths: Any) -> Iterator[Finding]:
    """paths: files that are there. What a format of its age need not have: `parts`."""
    empty = []
    for each in LISTS:
        if each.path not in paths or (not each.needed and each.name not in read.json(each.path)):
            continue
        rows = read.rows(each.path, each.name)
        if not rows and each.needed:
            yield fault(f"里面没有{each.words}，档案包不完整。")
        elif not rows and each.said:
            empty.append(each.words)
        if twice := _twice(rows, each.keys):
            yield fault(f"{each.words}里有 {twice} 行列了两次。")
    if empty:
        yield note(f"里面没有{'、'.join(empty)}，没有可以核对的。")


def _twice(rows: list[dict[str, Any]], keys: tuple[str, ...]) -> int:
    seen = Counter(canonical([row.get(key) for key in keys] if keys else row) for row in rows)
    return len(rows) - len(seen)
