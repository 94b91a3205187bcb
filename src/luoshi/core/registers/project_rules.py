"""Rules about bases, groups, agreements and lists: expired, without activity, not covered, missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from luoshi.core.days import day_in_words, left_in_words
from luoshi.core.fields.checking import is_blank
from luoshi.core.fields.parsing import alike

from .facts import (
    ASK,
    ERROR,
    NOTE,
    NOTHING,
    Around,
    CheckResult,
    Fact,
    about,
    condition_of,
    holds,
    plain,
    rows_of,
    severity_in,
)
from .spans import first_day, last_day, months_before

Params = Mapping[str, Any]
SOON = 90


def expired(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """A certificate, agreement, term or recognition whose last day is over, or will be within `soon` days.

    Sources: 认定 ends with a validity and is reviewed (domain notes, sections c and g: 到期复核); agreements and terms
    end on their day. `field`: a date, or table.column; `what` names it; `next` says what to do.
    """
    path, what = str(params.get("field", "valid_until")), str(params.get("what", "有效期"))
    todo = str(params.get("next", "已续的请改有效期，不再有效的请点“结束”。"))
    soon = int(params.get("soon", SOON))
    for fact in entries:
        for name, until in _days(fact, path, str(params.get("name", "name"))):
            called = f"“{name}”的{what}" if name else what
            left = (until - day).days
            if left < 0:
                yield about(fact, f"{called}到{day_in_words(until)}为止，已经过期。{todo}", ERROR)
            elif left <= soon:
                yield about(
                    fact,
                    f"{called}到{day_in_words(until)}为止，{left_in_words(day, until)}。请提前准备续期。",
                    NOTE,
                )


def _days(fact: Fact, path: str, name: str) -> Iterator[tuple[str, dt.date]]:
    table, _, column = path.partition(".")
    if not column:
        until = last_day(fact.values.get(path, fact.extra.get(path)))
        if until is not None:
            yield "", until
    for row in rows_of(fact, table) if column else ():
        until = last_day(row.get(column))
        if until is not None:
            yield str(plain(row.get(name)) or ""), until


def activity(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """A base or group in which nothing happened for a year ("集而不团"); one that is not a year old is left alone.

    Source: domain notes, section j; the opinion, 三（二）.
    """
    table, column = str(params.get("table", "activities")), str(params.get("day", "day"))
    months = int(params.get("months", 12))
    limit = months_before(day, months)
    todo = str(params.get("next", "请补填漏记的活动；确实没有的，请安排活动，或与上级商量要不要保留。"))
    for fact in entries:
        begun = first_day(fact.values.get(str(params.get("begun", "set_up")))) or first_day(fact.since)
        if begun is not None and begun > limit:
            continue
        days = [first_day(row.get(column)) for row in rows_of(fact, table)]
        past = [each for each in days if each is not None and each <= day]
        if not past:
            yield about(fact, f"没有填任何活动。{todo}")
        elif max(past) <= limit:
            yield about(
                fact,
                f"最近一次活动在{day_in_words(max(past))}，{months} 个月没有活动。{todo}",
            )


def coverage(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """Every main specialty of an organisation is served by at least one station (or team, or whatever is registered).

    Sources: the opinion, 三（二）“建立覆盖主要专业领域的教师企业实践流动站” and 三（三）“每个重点特色专业……一个校级
    教师教学创新团队”. `register`: where the specialties are; `main`: the condition for a main one; `field`: what names
    the specialties served here (a text, choices, or table.column); compared as written, width and spaces apart.
    """
    wanted = around.beside.get(str(params.get("register", "specialties")), ())
    main, name = condition_of({"when": params.get("main")}), str(params.get("name", "name"))
    what, path = str(params.get("what", "流动站")), str(params.get("field", "specialties"))
    served = {(fact.organisation, each) for fact in entries for each in _named(fact, path)}
    for fact in wanted:
        title = str(plain(fact.values.get(name)) or "")
        if not title or fact.ended_on or not holds(main, fact, {}):
            continue
        if (fact.organisation, alike(title)) not in served:
            yield CheckResult(
                None,
                fact.organisation,
                f"主要专业“{title}”还没有{what}。请登记；已经登记的，请在那一条里写上这个专业。",
                ASK,
            )


def _named(fact: Fact, path: str) -> Iterator[str]:
    table, _, column = path.partition(".")
    values = [row.get(column) for row in rows_of(fact, table)] if column else [fact.values.get(path)]
    for value in values:
        found = plain(value)
        texts = found if isinstance(found, tuple) else (str(found or ""),)
        for text in texts:
            yield from (alike(part) for part in _split(text) if part.strip())


def _split(text: str) -> list[str]:
    for sign in "，,；;\n/":
        text = text.replace(sign, "、")
    return text.split("、")


def expected(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """Regulations every school should have and this one has not in force.

    Source: the opinion, 三（三） (自主聘任兼职教师的办法), 三（四） (以章程为核心, 人才培养方案研制发布程序); the list
    itself is the register's (`expected`). An entry stands for a title it names in `field`, or that its own name
    contains.
    """
    organisations = list(around.organisations) or list(dict.fromkeys(fact.organisation for fact in entries))
    missed = missing_titles(entries, params, organisations, around)
    for organisation in organisations:
        for title in missed[organisation]:
            words = f"缺“{title}”。已经有的请登记到制度库，没有的请安排制定。"
            yield CheckResult(None, organisation, words, ASK)


def missing_titles(
    entries: Sequence[Fact], params: Params, organisations: Sequence[str], around: Around
) -> dict[str, list[str]]:
    """By organisation the expected titles for which nothing stands."""
    field, name = str(params.get("field", "kind")), str(params.get("name", "name"))
    labels = around.choices.get(field, {})
    own: dict[str, list[Fact]] = {organisation: [] for organisation in organisations}
    for fact in entries:
        if fact.organisation in own and not fact.ended_on:
            own[fact.organisation].append(fact)
    return {
        organisation: [
            title
            for title in around.expected
            if not any(_stands_for(fact, title, field, name, labels) for fact in facts)
        ]
        for organisation, facts in own.items()
    }


def _stands_for(fact: Fact, title: str, field: str, name: str, labels: Mapping[str, str]) -> bool:
    said, wanted = plain(fact.values.get(field)), alike(title)
    called = str(labels.get(str(said), said or ""))
    names = (str(plain(fact.values.get(name)) or ""), fact.label)
    return alike(called) == wanted or any(wanted in alike(each) for each in names)


def overdue(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """A project that was set up so many months ago and has not come to the next of its stages.

    Source: domain notes, section g (a three-year build with a mid-term and a final check). `stage`: the stages it may
    not have stayed in, `since`: the extra fact that says from when.
    """
    stages = [str(each) for each in params.get("stages") or ["set_up", "building"]]
    months, wanted = int(params.get("months", 36)), str(params.get("wanted", "验收"))
    for fact in entries:
        since = first_day(fact.extra.get(str(params.get("since", "stage_since"))))
        if fact.extra.get("stage") in stages and since is not None and since <= months_before(day, months):
            yield about(
                fact,
                f"{day_in_words(since)}起已满 {months} 个月，还没有{wanted}。请办理并登记；已经{wanted}的，请补登记。",
            )


def filled(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """What should not be left empty, though an entry can be kept without it; `next` says why and what to do.

    Source: the register's own, an office changes it.
    """
    field, todo = str(params.get("field", "")), str(params.get("next", "请补填。"))
    for fact in entries:
        if is_blank(fact.values.get(field)):
            yield about(fact, todo, severity_in(params))
