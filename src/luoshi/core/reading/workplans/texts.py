"""Paragraphs of a plan by what they are about and by the task they stand under: 主要举措, 预期成果 and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..structure import Paragraph
from .items import half, without_label

# Words that open such a text, alone on their line or before a colon. The first that matches says the kind.
_OPENING: tuple[tuple[str, str], ...] = (
    (
        "mechanism",
        r"(?:组织|推进|工作|实施|运行)?(?:保障|领导)(?:措施|机制)?|(?:推进|工作|实施|运行|保障)机制",
    ),
    (
        "measures",
        r"(?:主要|工作|重点|具体|推进|建设|实施|改革)*(?:举措|措施|做法)|(?:主要|重点)?(?:建设|工作|实施)内容",
    ),
    ("deliverables", r"(?:预期|标志性|主要|阶段性|预计)+(?:建设|工作)?(?:成果|成效|效果)(?:形式)?"),
    (
        "risks",
        r"(?:主要|可能的)?风险(?:点|分析|防控|与应对|及应对)?(?:措施)?|(?:存在的?)?(?:主要)?(?:困难|问题)",
    ),
    ("goals", r"(?:建设|工作|总体|具体|年度|预期|绩效)*目标"),
    ("baseline", r"(?:建设|工作|现有|已有|前期)+(?:工作)?基础|(?:建设|工作)?现状|基本情况|现有条件"),
)
_ALONE: tuple[tuple[str, str], ...] = (
    ("timetable", r"(?:进度|时间|工作|实施|推进)*(?:进度|时间|安排|步骤|计划)"),
    ("money", r"经费(?:预算|保障|安排|投入|来源)?"),
)
_HEAD = re.compile(r"(?:[【\[](?P<a>[^】\]]{2,20})[】\]]|(?P<b>[^:。；;，,]{2,20}?)(?=:|\Z)):?")
_BY_KIND = tuple((kind, re.compile(rf"(?:{words})")) for kind, words in _OPENING)
_BY_KIND_ALONE = tuple((kind, re.compile(rf"(?:{words})")) for kind, words in (*_OPENING, *_ALONE))


def opening_of(paragraph: Paragraph) -> tuple[str, str]:
    """What a text is about that this line opens, and what the line itself says of it: ("measures", "组建团队。") of
    （二）主要举措：组建团队。 — ("", "") where it opens none.
    """
    words = without_label(paragraph.printed).strip()
    found = _HEAD.match(half(words))
    if not found:
        return "", ""
    head, rest = (found["a"] or found["b"]).strip(), words[found.end() :].strip()
    kinds = _BY_KIND if rest else _BY_KIND_ALONE
    kind = next((kind for kind, pattern in kinds if pattern.fullmatch(head)), "")
    return (kind, rest) if kind else ("", "")


@dataclass(frozen=True, slots=True)
class TaskText:
    """What the plan says of one task; `task_key` None where the heading it stands under names none for certain."""

    task_key: str | None
    task_text: str
    kind: str
    paragraph: Paragraph


@dataclass(slots=True)
class Texts:
    """Gathered while walking: `whole` is said of the plan, `of_tasks` below the heading of a task. `outside`: kind and
    heading that stand again when the next task begins.
    """

    whole: dict[str, list[Paragraph]] = field(default_factory=dict)
    of_tasks: list[TaskText] = field(default_factory=list)
    outside: tuple[str, str] | None = None

    def keep(self, kind: str, paragraph: Paragraph, task: tuple[str | None, str] | None) -> None:
        if task is None or kind == "goals":  # aims are shown as a whole beside the numbers read from them
            self.whole.setdefault(kind, []).append(paragraph)
        if task is not None:
            self.of_tasks.append(TaskText(*task, kind, paragraph))
