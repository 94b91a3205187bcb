"""Which row breaks which condition or quota of its round, in words: for the bureau before it judges."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.core import rounds as rules
from luoshi.core.conditions import Lookup, evaluate
from luoshi.core.fields import Form, words_of

from . import asked
from .standing import Line, Standing, TaskLine


def breaks_of(standing: Standing) -> dict[int, list[str]]:
    """By key of the wish, a sentence each; rows that were declined break nothing any more."""
    facts, form = _facts(standing), _form(standing)
    found: dict[int, list[str]] = {}
    for task in standing.tasks:
        for line, words in _of_task(task, facts, form):
            found.setdefault(line.wish.pk, []).append(words)
    for line, words in (*_of_schools(standing), *_of_joint(standing)):
        found.setdefault(line.wish.pk, []).append(words)
    return found


def _facts(standing: Standing) -> dict[int, Lookup]:
    """What the profiles say, asked only where a task has a condition."""
    if not any(task.offer.condition for task in standing.tasks):
        return {}
    return asked.facts_of_all([school.organisation for school in standing.schools if school.lines])


def _form(standing: Standing) -> Form:
    """The profile whose fields conditions are worded with."""
    any_condition = any(task.offer.condition for task in standing.tasks)
    return asked.profile_form(standing.round.plan.issuer) if any_condition else Form()


def _of_task(task: TaskLine, facts: dict[int, Lookup], form: Form) -> Iterator[tuple[Line, str]]:
    counting = [line for line in task.lines if line.counts]
    words = words_of(form, task.offer.condition) if task.offer.condition else ""
    many, much = _too_many(task), _too_much(task)
    for line in counting:
        if task.offer.condition is not None and line.organisation.pk in facts:
            met = evaluate(task.offer.condition, facts[line.organisation.pk])
            if met is None:
                yield line, f"要求{words}，该校单位概况里没有填"
            elif not met:
                yield line, f"要求{words}，该校不符合"
        if many and not line.takes_part:
            yield line, many
        if much and line.amount is not None:
            yield line, much


def quota_words(task: TaskLine) -> list[str]:
    """What the rows of a task break together."""
    return [words for words in (_too_many(task), _too_much(task)) if words]


def _too_many(task: TaskLine) -> str:
    most = task.row.most
    number = rules.count_of([line.rule for line in task.lines if line.counts], task.offer.task)
    return f"这项任务至多 {most} 个单位，现有 {number} 个" if most is not None and number > most else ""


def _too_much(task: TaskLine) -> str:
    limit, amount = task.row.quantity_most, task.amount
    if limit is None or amount is None or amount <= limit:
        return ""
    return f"这项任务数量合计至多 {limit.normalize():f}，现有 {amount.normalize():f}"


def _of_schools(standing: Standing) -> Iterator[tuple[Line, str]]:
    least, most = standing.round.least, standing.round.most
    for school in standing.schools:
        if school.lies:
            bound = f"至多 {most}" if school.lies > 0 else f"至少 {least}"
            for line in school.lines:
                if line.counts:
                    yield line, f"每校{bound} 项，该校现有 {school.load} 项"


def _of_joint(standing: Standing) -> Iterator[tuple[Line, str]]:
    """Who takes part under a school that does not lead the task."""
    counting = [line for line in standing.lines if line.counts]
    alone = {id(rule) for rule in rules.joint_problems([line.rule for line in counting])}
    for line in counting:
        if id(line.rule) in alone and line.wish.led_by is not None:
            yield line, f"牵头的{line.wish.led_by.short}没有牵头申报这项任务"
