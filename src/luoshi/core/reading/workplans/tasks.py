"""Which of the school's tasks a printed name or number means: for certain, by likeness (then it is asked), or none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from ..likeness import Passages, content_pairs, pairs_of
from .items import without_label
from .model import KnownTask

_CODE = re.compile(r"(?<![\d.])(\d{1,2}(?:[.-]\d{1,2})*)(?![\d.]*[%％年月日个项名次万]|\.?\d)")
_LEAD = re.compile(
    r"^(?:任务|项目|承接项目|承接任务)?(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?:\.\d{1,2})*)?[、.．:：)）\s]*"
)
_ENOUGH, _MARGIN = 0.45, 0.12


@dataclass(frozen=True, slots=True)
class Match:
    """`key` where it is certain; otherwise `proposal` with its `reason`, both empty where nothing is like it."""

    key: str | None = None
    proposal: str | None = None
    reason: str = ""


_SHORT = (("职教", "职业教育"), ("思政", "思想政治"), ("双师型", "双师"))


def spelt_out(text: str) -> str:
    """Abbreviations as schools use them, written out on both sides: 职教集团 is 职业教育集团."""
    for short, long in _SHORT:
        text = text.replace(short, long)
    return text


def letters(text: str) -> str:
    """The characters that carry the name: half-width, without blanks, quotes and punctuation."""
    return re.sub(r"[\W_]+", "", spelt_out(unicodedata.normalize("NFKC", text)))


class TaskFinder:
    """Finds tasks; the same name is looked for once."""

    def __init__(self, tasks: Iterable[KnownTask]) -> None:
        self.tasks = tuple(tasks)
        self._codes: dict[str, list[KnownTask]] = {}
        for task in self.tasks:
            if task.code:
                self._codes.setdefault(task.code, []).append(task)
        self._names = {
            task.key: tuple(filter(None, map(letters, (task.title, *task.also)))) for task in self.tasks
        }
        self._passages = Passages.of([spelt_out(" ".join((task.title, *task.also))) for task in self.tasks])
        self._known: dict[tuple[str, str], Match] = {}

    def find(self, text: str, code: str = "") -> Match:
        key = (text, code)
        if key not in self._known:
            self._known[key] = self._find(text, code)
        return self._known[key]

    def _find(self, text: str, code: str) -> Match:
        named = self._by_name(text)
        coded = self._by_code(code, text) if code else self._by_printed_code(text)
        if coded and named and named.key not in {task.key for task in coded}:
            best = coded[0]
            return Match(None, best.key, f"编号是“{best.code}”，名称却与“{self._title(named.key)}”相同")
        if named:
            return named
        if len(coded) == 1:
            return self._checked(coded[0], text, printed=bool(code))
        return self._by_likeness(text, coded or list(self.tasks))

    def _by_name(self, text: str) -> Match | None:
        own = letters(_bare(text))
        if len(own) < 2:
            return None
        same = [task for task in self.tasks if own in self._names[task.key]]
        held = [task for task in self.tasks if any(_holds(own, name) for name in self._names[task.key])]
        for tasks in (same, held):
            if len(tasks) == 1:
                return Match(tasks[0].key)
        return None

    def _by_code(self, code: str, text: str) -> list[KnownTask]:
        printed = _CODE.search(unicodedata.normalize("NFKC", code))
        found = self._codes.get(printed[1], []) if printed else []
        return found or self._by_printed_code(text)

    def _by_printed_code(self, text: str) -> list[KnownTask]:
        """4.3 思政团队, 思政团队（4.3）, 任务4.3: a code at the head or in a bracket, not a number in the name."""
        said = without_label(unicodedata.normalize("NFKC", text), chinese=True)
        for pattern in (
            r"^\W*(?:任务|项目|编号|承接)*\W?(?=\d)",
            r"[(\[](?:任务|编号|任务编号|对应任务)?[:：]?(?=\d)",
        ):
            for start in re.finditer(pattern, said):
                code = _CODE.match(said, start.end())
                if code and code[1] in self._codes:
                    return self._codes[code[1]]
        return []

    def _checked(self, task: KnownTask, text: str, *, printed: bool) -> Match:
        """A code alone is certain; with a name quite unlike the task's it may be the school's own numbering."""
        own = content_pairs(_bare(text)) if len(letters(_bare(text))) > 2 else set()
        like = own & set().union(*(pairs_of(spelt_out(name)) for name in (task.title, *task.also)))
        if not own or like:
            return Match(task.key)
        reason = f"编号“{task.code}”对应“{task.title}”，名称不相像"
        return Match(None, task.key, reason)

    def _by_likeness(self, text: str, tasks: list[KnownTask]) -> Match:
        among = {task.key for task in tasks}
        scored = sorted(
            (
                (score, task.key)
                for task, score in zip(self.tasks, self._passages.likeness(_bare(text)), strict=True)
                if task.key in among
            ),
            key=lambda pair: -pair[0],
        )
        if not scored or scored[0][0] < _ENOUGH:
            return Match()
        if len(scored) > 1 and scored[0][0] - scored[1][0] < _MARGIN:
            return Match()
        return Match(None, scored[0][1], f"名称与“{self._title(scored[0][1])}”最相像")

    def _title(self, key: str | None) -> str:
        return next((task.title for task in self.tasks if task.key == key), "")


def _bare(text: str) -> str:
    """The name without its numbering and the code in brackets."""
    said = unicodedata.normalize("NFKC", text).strip()
    said = re.sub(r"[(\[](?:任务|编号|任务编号|对应任务)?[:：]?\d[\d.\-]*[)\]]", "", said)
    said = without_label(said, chinese=True)
    return spelt_out(_LEAD.sub("", said, count=1).strip() or said)


def _holds(own: str, name: str) -> bool:
    """One name within the other, long enough to be no chance."""
    short, long = sorted((own, name), key=len)
    return len(short) >= 6 and short in long and len(short) * 3 >= len(long)
