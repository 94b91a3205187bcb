"""Stage, health and proof of a duty from facts that stand, and why, in words (design, section 3). Pure: today is given.

A workplan under way makes 方案编制, a filed one 已备案, the first step of it begun or done 实施中. Health looks at the
steps that are open: 受阻 before 逾期 before 临期. Proof asks whether evidence stands behind what was said to be done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

SOON = 14  # days before a step's last day in which it counts as 临期
OPEN, UNDER_WAY, DONE, BLOCKED = "open", "under_way", "done", "blocked"
UNDERTAKEN, PLANNING, FILED, RUNNING = "undertaken", "planning", "filed", "running"
SELF_ASSESSMENT, ACCEPTANCE, COMPLETED = "self_assessment", "acceptance", "done"
NORMAL, DUE_SOON, OVERDUE, STUCK = "normal", "due_soon", "overdue", "blocked"
NONE, PARTIAL, COMPLETE = "none", "partial", "complete"
RULES = (
    ("已承接", "还没有开始编制实施方案"),
    ("方案编制", "本校的实施方案已经起草或正在审批"),
    ("已备案", "实施方案已由市教育局备案，还没有里程碑开始"),
    ("实施中", "实施方案已备案，至少一个里程碑已经开始或完成"),
    ("临期", f"没有完成的里程碑里，有的在 {SOON} 天内到期"),
    ("逾期", "没有完成的里程碑里，有的已经过了完成时间"),
    ("受阻", "有里程碑报告受阻"),
    ("佐证部分、齐全", "报告完成的里程碑有一部分、全部附了有效的佐证；只在责任项上引用的材料，不改这个程度"),
)  # as the pages show it


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone as it stands: until when, how far, whether valid evidence stands behind it."""

    due: dt.date | None = None
    state: str = OPEN
    weight: int = 1
    proved: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a duty. `planning`: a workplan is being written; `filed`: one is in force; `later`: a stage
    that a later process has brought it to (自评, 验收, 已完成), which then counts."""

    planning: bool = False
    filed: bool = False
    steps: Sequence[Step] = ()
    later: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """`because`: the reasons, a sentence each; `percent`: done by weight, None without steps."""

    stage: str
    health: str
    proof: str
    because: tuple[str, ...]
    percent: int | None = None


def standing(facts: Facts, today: dt.date) -> Standing:
    """What follows from the facts on that day."""
    stage, stage_why = _stage(facts)
    health, health_why = _health(facts, today) if facts.filed and stage != COMPLETED else (NORMAL, "")
    proof, proof_why = _proof(facts.steps)
    because = tuple(why for why in (stage_why, health_why, proof_why) if why)
    return Standing(stage, health, proof, because, percent_done(facts.steps))


def _stage(facts: Facts) -> tuple[str, str]:
    if facts.later in (SELF_ASSESSMENT, ACCEPTANCE, COMPLETED):
        return facts.later, ""
    if facts.filed:
        begun = sum(step.state != OPEN for step in facts.steps)
        if begun:
            return RUNNING, f"实施方案已备案，{begun} 个里程碑已经开始或完成。"
        return FILED, "实施方案已备案，还没有里程碑开始。"
    if facts.planning:
        return PLANNING, "实施方案正在编制或审批。"
    return UNDERTAKEN, "还没有开始编制实施方案。"


def _health(facts: Facts, today: dt.date) -> tuple[str, str]:
    left = [step for step in facts.steps if step.state != DONE]
    stuck = [step for step in left if step.state == BLOCKED]
    late = [step for step in left if step.due is not None and step.due < today]
    limit = today + dt.timedelta(days=SOON)
    soon = [step for step in left if step.due is not None and today <= step.due <= limit]
    for health, steps, words in (
        (STUCK, stuck, "个里程碑受阻"),
        (OVERDUE, late, "个里程碑过了完成时间"),
        (DUE_SOON, soon, f"个里程碑在 {SOON} 天内到期"),
    ):
        if steps:
            named = f"：{steps[0].title}" if steps[0].title else ""
            return health, f"{len(steps)} {words}{named}{'等' if named and len(steps) > 1 else ''}。"
    return NORMAL, ""


def _proof(steps: Sequence[Step]) -> tuple[str, str]:
    done = [step for step in steps if step.state == DONE]
    proved = sum(step.proved for step in done)
    if not proved:
        return (PARTIAL, "已有佐证。") if any(step.proved for step in steps) else (NONE, "")
    if proved == len(done):
        return COMPLETE, f"报告完成的 {len(done)} 个里程碑都有佐证。"
    return PARTIAL, f"报告完成的 {len(done)} 个里程碑里，{proved} 个有佐证。"


def percent_done(steps: Sequence[Step]) -> int | None:
    """Weight of what is done in the weight of all, rounded down: 100 only when everything is."""
    whole = sum(step.weight for step in steps)
    if not whole:
        return None
    return sum(step.weight for step in steps if step.state == DONE) * 100 // whole
