"""预警: what facts become an alert, by which rule, and what becomes of alerts that stand. Pure; today is given.

The words, colours and limits are the office's (`Rules`). A colour only repeats what word and rank say: in some offices
red is praise, so none of them means anything by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from .days import day_in_words
from .standing import BLOCKED, DONE, OPEN, Step, percent_done

BEHIND, LATE, STUCK, NOT_STARTED = "behind", "late", "stuck", "not_started"
UNDER_TARGET, NOT_REPORTED, UNPROVED, FALLING = "under_target", "not_reported", "evidence_missing", "falling"
RANKS = (1, 2, 3)  # the first is the most severe
MARKS = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ"}
LONGEST_WORD = 8
COLOURS = {
    "red": "红", "orange": "橙", "yellow": "黄", "green": "绿", "blue": "蓝", "purple": "紫", "grey": "灰",
}  # fmt: skip
OWNER, OFFICE, COUNTY, CITY = "owner", "office", "county", "city"
REACHES = {OWNER: "责任人", OFFICE: "学校项目办", COUNTY: "县市教育局", CITY: "市教育局"}
STANDS, ANSWERED, GONE = "open", "acknowledged", "cleared"
# What may become of an alert in one look at the facts.
OPENED, REOPENED, RAISED, LOWERED, LAPSED, CLEARED, SAME = (
    *("opened", "reopened", "raised", "lowered"),
    *("lapsed", "cleared", "same"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact. tells: what it means; limit: the rule with its number; clears: what makes it go."""

    label: str
    unit: str
    most: int
    tells: str
    limit: str
    clears: str


KINDS = {
    BEHIND: Kind(
        "进度落后", "个百分点", 100,
        "按里程碑权重，到今天应完成的比例减去已完成的比例",
        "落后满 {n} 个百分点", "补上到期的里程碑，落后不足 {n} 个百分点",
    ),
    LATE: Kind(
        "里程碑逾期", "天", 3000, "过了完成时间还没有完成（受阻的另算）",
        "逾期满 {n} 天", "填报这个里程碑完成，或在修订的方案里改期并备案",
    ),
    STUCK: Kind(
        "受阻未解", "天", 3000, "责任人报告受阻，一直没有解决（过了完成时间的从到期时算起）",
        "受阻满 {n} 天", "填报受阻已经解决（进行中或完成）",
    ),
    NOT_STARTED: Kind(
        "迟迟未开始", "个月", 120, "方案已备案，过了开始时间，这项工作没有一个里程碑开始",
        "满 {n} 个月没有开始", "填报这项工作的任何一个里程碑进行中或完成",
    ),
    UNDER_TARGET: Kind(
        "低于目标", "%", 1000, "最近一期接收或审定的数离年度目标、公布的标准还差百分之几",
        "差距满 {n}%", "新一期接收的数差距不足 {n}%",
    ),
    NOT_REPORTED: Kind(
        "逾期未报", "天", 3000, "过了报送期限还没有离开学校（进展报告、收表、指标填报；校内审批中的也算）",
        "逾期满 {n} 天未报", "报送",
    ),
    UNPROVED: Kind(
        "完成后缺佐证", "天", 3000, "一项工作报告完成了里程碑，最早的一个一直没有有效的佐证材料",
        "报告完成满 {n} 天没有佐证", "给报告完成的里程碑都附上佐证材料",
    ),
    FALLING: Kind(
        "连续变差", "期", 60, "同一个数一期比一期离目标更远",
        "连续 {n} 期变差", "新一期的数不比上一期差",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One of the office's degrees. reach: how far up it is put on desks; each takes the lower ones along."""

    rank: int
    word: str
    colour: str
    reach: str

    @property
    def mark(self) -> str:
        return MARKS[self.rank]


DEFAULT_LEVELS = (
    Level(1, "严重", "red", CITY),
    Level(2, "较重", "orange", COUNTY),
    Level(3, "提醒", "yellow", OWNER),
)
DEFAULT_LIMITS: dict[str, dict[int, int]] = {
    BEHIND: {1: 30, 2: 20, 3: 10},
    LATE: {1: 60, 2: 30, 3: 7},
    STUCK: {1: 45, 2: 21, 3: 7},
    NOT_STARTED: {1: 6, 2: 4, 3: 2},
    UNDER_TARGET: {1: 50, 2: 30, 3: 10},
    NOT_REPORTED: {1: 15, 2: 5, 3: 1},
    UNPROVED: {2: 90, 3: 30},
    FALLING: {2: 3, 3: 2},
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What one office has set for one plan: its degrees, and per kind the number from which each degree counts. A
    kind without a number makes no alert.
    """

    levels: tuple[Level, ...] = DEFAULT_LEVELS
    limits: Mapping[str, Mapping[int, int]] = field(default_factory=lambda: DEFAULT_LIMITS)

    def level(self, rank: int) -> Level:
        return next(level for level in self.levels if level.rank == rank)

    def problems(self) -> list[str]:
        """What is wrong with it, a sentence each; hint and refusal alike."""
        return [*_of_levels(self.levels), *_of_limits(self.limits)]


def _of_levels(levels: Sequence[Level]) -> Iterable[str]:
    if [level.rank for level in levels] != list(RANKS):
        yield "预警要有三级，从重到轻排列。"
        return
    words = [level.word.strip() for level in levels]
    for rank, word in zip(RANKS, words, strict=True):
        if not word or len(word) > LONGEST_WORD:
            yield f"{MARKS[rank]}级的名称请填 1 到 {LONGEST_WORD} 个字。"
    if len(set(words)) < len(words):
        yield "三级的名称不能相同，否则黑白打印分不清。"
    if len({level.colour for level in levels}) < len(levels):
        yield "三级的颜色不能相同。"
    reaches = list(REACHES)
    if any(level.colour not in COLOURS or level.reach not in REACHES for level in levels):
        yield "请选择颜色和推送范围。"
    elif any(reaches.index(one.reach) < reaches.index(other.reach) for one, other in pairwise(levels)):
        yield "重的一级至少要推送到轻的一级那么高，请调整推送范围。"


def _of_limits(limits: Mapping[str, Mapping[int, int]]) -> Iterable[str]:
    for key, by_rank in limits.items():
        kind = KINDS[key]
        numbers = [by_rank[rank] for rank in RANKS if rank in by_rank]
        if any(not 1 <= number <= kind.most for number in numbers):
            yield f"“{kind.label}”的数请填 1 到 {kind.most}，不用的一级留空。"
        elif any(one <= other for one, other in pairwise(numbers)):
            yield f"“{kind.label}”越重的一级，数要越大。"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is so. about: names it for ever; measure: in the kind's unit; since: the first day it was so;
    words: in figures (`应完成 40%，已完成 25%`)."""

    kind: str
    about: str
    organisation: int
    title: str
    measure: int
    since: dt.date
    words: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A fact that a rule makes an alert. why: the fact and the rule; clears: what makes it go."""

    fact: Fact
    rank: int
    why: str
    clears: str


def judge(rules: Rules, fact: Fact) -> Judged | None:
    """The most severe degree whose number the fact reaches; None where it reaches none."""
    limits = rules.limits.get(fact.kind, {})
    reached = [rank for rank in RANKS if rank in limits and fact.measure >= limits[rank]]
    if not reached:
        return None
    rank, kind = min(reached), KINDS[fact.kind]
    level, least = rules.level(rank), min(limits.values())
    rule = f"{kind.label}：{kind.limit.format(n=limits[rank])}为{level.mark}级（{level.word}）"
    said = f"{fact.words}，" if fact.words else ""
    why = f"{said}自{day_in_words(fact.since)}起。规则：{rule}。"
    return Judged(fact, rank, why, f"{kind.clears.format(n=least)}。")


@dataclass(frozen=True, slots=True)
class Kept:
    """An alert as it stands. promised: the day until which its school means to have it settled."""

    state: str
    rank: int
    promised: dt.date | None = None


def change_of(kept: Kept | None, judged: Judged | None, today: dt.date) -> str:
    """What becomes of one alert. An answer holds until its day is over or the alert gets worse."""
    if kept is None or kept.state == GONE:
        if judged is None:
            return SAME
        return OPENED if kept is None else REOPENED
    if judged is None:
        return CLEARED
    if judged.rank < kept.rank:
        return RAISED
    if kept.state == ANSWERED and kept.promised is not None and kept.promised < today:
        return LAPSED
    return LOWERED if judged.rank > kept.rank else SAME


def state_after(kept: Kept | None, change: str) -> str:
    if change == CLEARED:
        return GONE
    if change in (OPENED, REOPENED, RAISED, LAPSED):
        return STANDS
    return kept.state if kept is not None else GONE


def compare(kept: Mapping[str, Kept], judged: Mapping[str, Judged], today: dt.date) -> dict[str, list[str]]:
    """By what becomes of them, the names of all alerts, in order."""
    found: dict[str, list[str]] = {}
    for about in sorted({*kept, *judged}):
        change = change_of(kept.get(about), judged.get(about), today)
        found.setdefault(change, []).append(about)
    return found


# ---- facts, measured


def points_behind(steps: Sequence[Step], today: dt.date) -> tuple[int, dt.date, int, int] | None:
    """Points, since when, percent that should be done by today, percent done; None where nothing is behind. Both by
    weight; a step counts as due from the day after its last one.
    """
    weight = sum(step.weight for step in steps)
    over = [step for step in steps if step.due is not None and step.due < today]
    done = percent_done(steps)
    if not weight or done is None:
        return None
    should = sum(step.weight for step in over) * 100 // weight
    missing = [step.due for step in over if step.state != DONE and step.due is not None]
    if should <= done or not missing:
        return None
    return should - done, min(missing) + dt.timedelta(days=1), should, done


def days_late(step: Step, today: dt.date) -> int:
    """Of what is neither done nor stuck."""
    if step.due is None or step.state in (DONE, BLOCKED):
        return 0
    return max((today - step.due).days, 0)


def months_between(since: dt.date, today: dt.date) -> int:
    """Whole months gone by."""
    months = (today.year - since.year) * 12 + today.month - since.month
    return max(months - (today.day < since.day), 0)


def not_begun(steps: Sequence[Step]) -> bool:
    """Nothing of it was begun though it has steps."""
    return bool(steps) and all(step.state == OPEN for step in steps)


def percent_short(goal: float, actual: float, *, down: bool = False) -> int:
    """By how many hundredths of the goal the number is off, rounded down; down: at most so much is wanted."""
    wanted, said = Decimal(str(goal)), Decimal(str(actual))  # 1 − 0.9 is short by 10, not by 9.99…
    gap = said - wanted if down else wanted - said
    if gap <= 0:
        return 0
    return 1000 if wanted == 0 else min(int(gap * 100 / abs(wanted)), 1000)


def times_worse(numbers: Sequence[float], *, down: bool = False) -> int:
    """How often in a row, up to the last, a number was worse than the one before."""
    count = 0
    for before, after in zip(reversed(numbers[:-1]), reversed(numbers[1:]), strict=True):
        if not (after > before if down else after < before):
            break
        count += 1
    return count
