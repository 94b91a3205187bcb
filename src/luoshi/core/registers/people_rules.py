"""Rules about people: enterprise practice, 双师 levels and the standard they rest on, one person in two places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from luoshi.core.days import day_in_words
from luoshi.core.likeness import alike, is_other_paper
from luoshi.core.lists import persons

from .deriving import months_stated, practice_spans, window_of_years
from .facts import ASK, ERROR, NOTE, NOTHING, Around, CheckResult, Fact, about, rows_of, severity_in
from .spans import Span, first_day, in_tenths, last_day, months_of, within

Params = Mapping[str, Any]


def practice(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """Enterprise practice: so many months in five years *and* so many every year; both hold.

    Sources: 教师〔2016〕3号《职业学校教师企业实践规定》 (专业课教师 at least 6 months in every 5 years) and
    国发〔2019〕4号 (职教20条), repeated in 教师〔2019〕6号 (专业课教师 at least one month a year); domain notes,
    section c. Years are those of the calendar that lie whole in the window and behind the year a teacher came; of the
    running one people are reminded from the month `remind_from` on. Where only a sum is known (`stated`) it stands
    for the five years.
    """
    table, starts, ends = _names(params, "table", "starts", "ends", default=("practice", "starts", "ends"))
    for fact in entries:
        spans = practice_spans(rows_of(fact, table), starts, ends, day)
        joined = first_day(fact.values.get(str(params.get("joined", "worked_since"))))
        if not spans:
            yield from _only_stated(fact, params, joined, day)
            continue
        yield from _in_five_years(fact, spans, params, joined, day)
        yield from _every_year(fact, spans, params, joined, day)


def _only_stated(fact: Fact, params: Params, joined: dt.date | None, day: dt.date) -> Iterator[CheckResult]:
    stated = months_stated(fact.values.get(str(params.get("stated", "practice_stated"))))
    if stated is None:
        words = "没有填企业实践经历。有的请补填起止时间和企业；确实没有的，请安排本年度企业实践。"
        yield about(fact, words)
        return
    yield from _in_five_years(fact, stated, params, joined, day)
    if stated:
        words = "企业实践只填了合计月数，看不出每年够不够 1 个月。请逐次补填起止时间。"
        yield about(fact, words, NOTE)


def _in_five_years(
    fact: Fact, spans: list[Span] | Decimal, params: Params, joined: dt.date | None, day: dt.date
) -> Iterator[CheckResult]:
    years, wanted = int(params.get("years", 5)), int(params.get("months", 6))
    window = window_of_years(day, years)
    if joined is not None and joined > window[0]:
        return  # not so long a teacher that the five years are over
    had = spans if isinstance(spans, Decimal) else months_of(within(spans, window))
    if had < wanted:
        yield about(
            fact,
            f"近 {years} 年企业实践累计 {in_tenths(had)} 个月，要求不少于 {wanted} 个月，还差 "
            f"{in_tenths(wanted - had)} 个月。请安排企业实践，或补填漏记的经历。",
            ERROR,
        )


def _every_year(
    fact: Fact, spans: list[Span], params: Params, joined: dt.date | None, day: dt.date
) -> Iterator[CheckResult]:
    wanted = int(params.get("each_year", 1))
    earliest = max(day.year - int(params.get("years", 5)), int(params.get("each_year_since", 2019)))
    since = max(earliest, joined.year + 1 if joined is not None else earliest)
    had = {year: _months_in(spans, year, day) for year in range(since, day.year + 1)}
    short = [year for year in range(since, day.year) if had[year] < wanted]
    if short:
        yield about(
            fact,
            f"{'、'.join(map(str, short))} 年企业实践不满 {wanted} 个月（要求每年至少 {wanted} 个月）。"
            "请核对有没有漏记；确实没有的，今年起逐年安排。",
            ASK,
        )
    if day.month >= int(params.get("remind_from", 9)) and had.get(day.year, Decimal(wanted)) < wanted:
        yield about(
            fact,
            f"{day.year} 年企业实践还只有 {in_tenths(had[day.year])} 个月，年底前要满 {wanted} 个月。请尽快安排。",
            NOTE,
        )


def _months_in(spans: list[Span], year: int, day: dt.date) -> Decimal:
    return months_of(within(spans, (dt.date(year, 1, 1), min(dt.date(year, 12, 31), day))))


def standard(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """A recognised level must name the version of the standard it rests on, and that version must still be in force.

    Sources: 教师厅〔2022〕2号 (a base standard, provinces issue their own); 晋教〔2025〕5号 is an example of one
    with an end date; domain notes, section c. `versions`: key of the choice → last day in force (null: no end).
    """
    field, version = _names(params, "field", "version", default=("dual_level", "dual_standard"))
    versions: Mapping[str, Any] = params.get("versions") or {}
    levels = params.get("levels") or ["junior", "middle", "senior"]
    for fact in entries:
        if fact.values.get(field) not in levels:
            continue
        named = fact.values.get(version)
        if named is None:
            yield about(fact, "已认定双师型，没有写明按哪个认定标准。请补填认定标准，见认定文件或证书。")
            continue
        until = last_day(versions.get(str(named)))
        if until is not None and until < day:
            yield about(
                fact,
                f"认定所依据的标准已于{day_in_words(until)}失效。请按现行标准复核，复核后更新认定标准和认定时间。",
            )


def ages(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """Who began to work as a child (劳动法, section 15: nobody under sixteen): one of the two is written wrong. The day
    of birth and the number are personal: neither is told.
    """
    number, birth, since = _names(
        params, "number", "birth", "since", default=("id_number", "birth", "worked_since")
    )
    least = int(params.get("years_least", 16))
    for fact in entries:
        born, began = _born(fact, number, birth), first_day(fact.values.get(since))
        if born is not None and began is not None and began.year - born < least:
            words = f"按出生年份，参加工作时不到 {least} 岁。请核对参加工作年月和证件号码。"
            yield about(fact, words)


def number(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """An ID number that cannot be one: length, signs, birthday or check sign (GB 11643-1999). Asked, never refused:
    papers of other kinds have numbers of their own, and what stands in a list stands. The number is personal: not told.
    """
    field = str(params.get("field", "id_number"))
    for fact in entries:
        said = str(fact.values.get(field) or "")
        if not said or is_other_paper(said):
            continue
        outcome = persons.id_number(alike(said))
        if outcome.is_doubt:
            words = f"号码校验不对：{outcome.why}号码写错的，同一个人会算成几个。"
            yield about(fact, words, severity_in(params))


def namesakes(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """The same name twice in one organisation and told apart by something else, such as a mistyped number: counted
    twice. Two whose numbers are right and of different days of birth are two persons, and not asked about. Source:
    design, section 4 (count once).
    """
    name, number = _names(params, "field", "number", default=("name", "id_number"))
    seen: dict[tuple[str, str], list[Fact]] = {}
    for fact in entries:
        if called := alike(str(fact.values.get(name) or "")):
            seen.setdefault((fact.organisation, called), []).append(fact)
    for same in seen.values():
        born = [_birthday(str(fact.values.get(number) or "")) for fact in same]
        if len({fact.identity for fact in same}) == 1 or (all(born) and len(set(born)) == len(born)):
            continue
        words = f"本校有 {len(same)} 条同名，号码不同，现在各算一个。请核对：是同一个人的，请合并。"
        for fact in same:
            yield about(fact, words, severity_in(params))


def _birthday(text: str) -> str:
    """As a right ID number says; "" of any other."""
    outcome = persons.id_number(alike(text))
    return "" if outcome.is_doubt else str(outcome.value)[6:14]


def _born(fact: Fact, number: str, birth: str) -> int | None:
    """The year in the ID number, else the one that is given."""
    text = str(fact.values.get(number) or "")
    if len(text) == 18 and text[6:10].isascii() and text[6:10].isdigit():
        return int(text[6:10])
    given = first_day(fact.values.get(birth))
    return given.year if given is not None else None


def elsewhere(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around
) -> Iterator[CheckResult]:
    """The same person or thing in a second organisation: counted once in all sums.

    Source: design, section 4 (count once); who may not see the other holder is told only that there is one.
    """
    for fact in entries:
        held = around.elsewhere.get(fact.identity, ()) if fact.identity else ()
        others = [each for each in held if each.organisation != fact.organisation]
        names = [each.name for each in others if each.name]
        if not others:
            continue
        who = "、".join(names[:3]) + ("等" if len(names) > 3 else "")
        hidden = len(others) - len(names)
        parts = [f"{who}也填报了"] if who else []
        parts += [f"另有 {hidden} 个单位也填报"] if hidden else []
        words = f"{'，'.join(parts)}，汇总时只算一个。请核对是不是同一个；不再属于本校的，请点“结束”。"
        yield about(fact, words, severity_in(params))


def doubled(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """The same identity twice in one organisation. Source: design, section 4 (acts merge and split)."""
    seen: dict[tuple[str, str], list[Fact]] = {}
    for fact in entries:
        if fact.identity:
            seen.setdefault((fact.organisation, fact.identity), []).append(fact)
    for twins in seen.values():
        for fact in twins[1:]:
            yield about(fact, f"与本校另一条“{twins[0].label}”是同一个，现在各算一条。请核对后合并。", ERROR)


def apart(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """Industry mentors (产业导师) are no ordinary part-time teachers: one person in both registers of an organisation
    is asked about.

    Source: domain notes, section j (产业导师与兼职教师分开); the opinion, 三（三）: 完善学校自主聘任兼职教师的办法，
    实施现代产业导师特聘计划, two things. Compared by the fields in `by`: identities of two registers
    never match.
    """
    other = around.beside.get(str(params.get("register", "teachers")), ())
    keys = [str(key) for key in params.get("by") or ["name"]]
    kind, part_time = str(params.get("field", "employment")), params.get("values") or ["part_time"]
    there = [fact for fact in other if fact.values.get(kind) in part_time and not fact.ended_on]
    names = {(fact.organisation, *_values(fact, keys)) for fact in there}
    for fact in entries:
        if all(_values(fact, keys)) and (fact.organisation, *_values(fact, keys)) in names:
            yield about(
                fact,
                "也在教师台账里登记为兼职教师。产业导师与兼职教师分别统计，请核对是不是同一人；是的，保留聘任文件写明的一种。",
            )


def _values(fact: Fact, keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(fact.values.get(key) or "") for key in keys)


def _names(params: Params, *names: str, default: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(params.get(name, other)) for name, other in zip(names, default, strict=True))
