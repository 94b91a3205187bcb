"""Counts of the plan, of what was reported, alerts, resolutions; the same by school; who has not reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from luoshi.accounts.models import Organisation
from luoshi.core.days import day_in_words
from luoshi.core.shares import percent_of, shown
from luoshi.core.standing import DONE
from luoshi.indicators.alerts.models import Alert
from luoshi.indicators.models import Indicator
from luoshi.undertakings.states import DutyStage, Health

from .basics import NO_PLAN
from .facts import Facts
from .figures import BEFORE, NOW, TARGET, value_of
from .offers import NOTHING, Item, ListOffer, Offer, Value, cell, count, in_table, missing, text

PLAN, REPORTING, ALERTS, MEETINGS = "计划", "报送", "预警", "议定事项"
WORST = 1
NO_STEPS, NO_REPORTS = "（还没有生效的方案）", "（期内没有应报的）"
STAGES = tuple(each for each in DutyStage if each not in (DutyStage.CHANGED, DutyStage.LEFT))
Counted = Callable[[Facts], int | None]


def offers() -> Iterator[Offer]:
    yield from _counted(PLAN, "项", _of_duties())
    yield from _counted(PLAN, "所", iter([("承接学校 总数", _if_plan(_carriers))]))
    yield from _counted(PLAN, "个", _of_steps(), NO_STEPS)
    yield Offer(
        "里程碑 完成率", PLAN, lambda f: _percent(_done(f), len(f.steps), NO_STEPS), "已完成的除以全部"
    )
    yield from _counted(REPORTING, "份", _of_reports(), NO_REPORTS)
    yield Offer(
        "进展报告 及时率", REPORTING, lambda f: _percent(sum(map(f.is_in_time, f.reports)), len(f.reports), NO_REPORTS),
        "期限以内第一次报送的，除以应报的",
    )  # fmt: skip
    yield Offer("未报送的单位 名单", REPORTING, _names, "过了期限还没有报送的，用顿号隔开")
    yield Offer("预警 总数", ALERTS, lambda f: count(len(f.alerts), "条"))
    yield Offer("预警 未说明打算", ALERTS, lambda f: count(sum(a.state == "open" for a in f.alerts), "条"))
    yield Offer("议定事项 办理中", MEETINGS, lambda f: count(f.resolutions.count(), "项"))
    yield Offer(
        "议定事项 逾期", MEETINGS, lambda f: count(f.resolutions.filter(due__lt=f.today).count(), "项")
    )


def _counted(
    group: str, unit: str, rows: Iterator[tuple[str, Counted]], none: str = NO_PLAN
) -> Iterator[Offer]:
    """none: what is said where nothing can be counted."""
    for name, how in rows:
        yield Offer(name, group, _giver(how, unit, none))


def _giver(how: Counted, unit: str, none: str) -> Callable[[Facts], Value]:
    def give(facts: Facts) -> Value:
        number = how(facts)
        return missing(NO_PLAN if facts.plan is None else none) if number is None else count(number, unit)

    return give


def _of_duties() -> Iterator[tuple[str, Counted]]:
    yield "任务 总数", _if_plan(lambda f: len({row.task for row in f.duties}))
    yield "责任项 总数", _if_plan(lambda f: len(f.duties))
    for stage in STAGES:
        yield f"责任项 {stage.label}", _if_plan(_at_stage(stage))
    for health in Health:
        yield f"责任项 {health.label}", _if_plan(_in_health(health))


def _at_stage(stage: DutyStage) -> Callable[[Facts], int]:
    return lambda facts: sum(row.stage == stage for row in facts.duties)


def _in_health(health: Health) -> Callable[[Facts], int]:
    return lambda facts: sum(row.health == health for row in facts.duties)


def _if_plan(how: Callable[[Facts], int]) -> Counted:
    """Without a plan nothing is known, which is not 0."""
    return lambda facts: None if facts.plan is None else how(facts)


def _carriers(facts: Facts) -> int:
    return len({row.school for row in facts.duties})


def _done(facts: Facts) -> int:
    return sum(step.state == DONE for step in facts.steps)


def _if_steps(how: Callable[[Facts], int]) -> Counted:
    """Without a workplan in force no milestone is known, which is not 0."""
    return lambda facts: how(facts) if facts.steps else None


def _of_steps() -> Iterator[tuple[str, Counted]]:
    yield "里程碑 总数", _if_steps(lambda f: len(f.steps))
    yield "里程碑 已完成", _if_steps(_done)
    yield "里程碑 逾期", _if_steps(lambda f: sum(step.is_late(f.today) for step in f.steps))
    yield "里程碑 受阻", _if_steps(lambda f: len(f.stuck))
    yield "里程碑 本期到期", _if_steps(lambda f: sum(_within(f, step.due) for step in f.steps))
    yield (
        "里程碑 本期完成",
        _if_steps(lambda f: sum(step.state == DONE and _within(f, step.since) for step in f.steps)),
    )


def _within(facts: Facts, day: dt.date | None) -> bool:
    return day is not None and facts.span.starts <= day <= facts.span.ends


def _of_reports() -> Iterator[tuple[str, Counted]]:
    yield "进展报告 应报", _if_reports(lambda f: len(f.reports))
    yield "进展报告 已报", _if_reports(lambda f: sum(map(f.has_come, f.reports)))
    yield "进展报告 按时报送", _if_reports(lambda f: sum(map(f.is_in_time, f.reports)))
    yield "进展报告 未报", _if_reports(lambda f: sum(not f.has_come(row) for row in f.reports))


def _if_reports(how: Callable[[Facts], int]) -> Counted:
    return lambda facts: how(facts) if facts.reports else None


def _percent(part: int, whole: int, none: str = NOTHING) -> Value:
    value = percent_of(part, whole)
    return missing(none) if value is None else Value(f"{shown(value)}%")


def _not_sent(facts: Facts) -> list[tuple[str, str, str, str]]:
    """(key, school, what, until when) of all that should have come and did not."""
    reports = [
        (row.public_id, row.organisation.short, f"{row.period.label}进展报告", day_in_words(row.period.due))
        for row in facts.reports
        if not facts.has_come(row) and row.period.due < facts.today
    ]
    sheets = [
        (row.public_id, row.organisation.short, row.asked_in.title, day_in_words(row.asked_in.last_day))
        for row in facts.sheets
        if row.asked_in.last_day is not None
    ]
    filings = [
        (row.public_id, row.organisation.short, row.filing.title, day_in_words(row.filing.due))
        for row in facts.filing_sheets
    ]
    return reports + sheets + filings


def _names(facts: Facts) -> Value:
    names = dict.fromkeys(school for _, school, _, _ in _not_sent(facts))
    return text("、".join(names)) if names else Value("无")


def lists(indicators: Sequence[Indicator]) -> Iterator[ListOffer]:
    per_school = [f"{each.title} {what}" for each in indicators for what in (NOW, BEFORE, TARGET)]
    yield ListOffer(
        "各校", PLAN, (*_SCHOOL, *per_school), _schools,
        "范围内的学校，每所一行，按排列次序；指标的列写指标名称和本期、上期或目标",
    )  # fmt: skip
    yield ListOffer(
        "各县市", PLAN, ("单位", "学校", *_SCHOOL[2:], *per_school), _counties,
        "范围内的县市，每个一行：下属学校合在一起",
    )  # fmt: skip
    yield ListOffer("未报送的单位", REPORTING, ("单位", "事项", "期限"), _late, "过了期限还没有报送的")
    columns = ("单位", "级别", "事项", "情况", "自何时起", "打算")
    yield ListOffer("预警", ALERTS, columns, _alerts, "没有解除的，最重的在前")
    yield ListOffer("最重的预警", ALERTS, columns, _worst, "没有解除的里面最重一级的")
    columns = ("会议", "事项", "责任单位", "责任人", "期限", "状态")
    yield ListOffer("议定事项", MEETINGS, columns, _resolutions, "办理中的，最早到期的在前")


_SCHOOL = (
    "单位", "单位全称", "责任项", "已完成责任项", "逾期责任项", "受阻责任项",
    "里程碑", "已完成里程碑", "逾期里程碑", "完成率", "应报", "按时报送", "预警",
)  # fmt: skip


def _schools(facts: Facts, columns: Sequence[str]) -> list[Item]:
    return [
        Item(school.public_id, school.short, {
            "单位": text(school.short),
            "单位全称": text(school.name),
            **_numbers(facts, {school.pk}),
            **_figures(facts, school, columns),
        })
        for school in facts.schools
    ]  # fmt: skip


def _counties(facts: Facts, columns: Sequence[str]) -> list[Item]:
    found = []
    for county in facts.counties:
        schools = {each.pk for each in facts.schools if each.path.startswith(county.path)}
        values = {
            "单位": text(county.short),
            "学校": cell(len(schools)),
            **_numbers(facts, schools),
            **_figures(facts, county, columns),
        }
        found.append(Item(county.public_id, county.short, values))
    return found


def _figures(facts: Facts, place: Organisation, columns: Sequence[str]) -> dict[str, Value]:
    by_title = {each.title: each for each in facts.indicators}
    return {
        column: in_table(value_of(facts, by_title[title], place, what))
        for column in columns
        for title, _, what in [column.rpartition(" ")]
        if title in by_title
    }


def _numbers(facts: Facts, schools: set[int]) -> dict[str, Value]:
    """Of these schools together; what nothing can be counted of is missing, not 0."""
    duties = [row for row in facts.duties if row.school in schools]
    steps = [row for row in facts.steps if row.school in schools]
    reports = [row for row in facts.reports if row.organisation_id in schools]
    done = sum(step.state == DONE for step in steps)
    known = facts.plan is not None
    numbers = {
        "责任项": len(duties) if known else None,
        "已完成责任项": sum(row.stage == DutyStage.DONE for row in duties) if known else None,
        "逾期责任项": sum(row.health == Health.OVERDUE for row in duties) if known else None,
        "受阻责任项": sum(row.health == Health.BLOCKED for row in duties) if known else None,
        "里程碑": len(steps) or None,
        "已完成里程碑": done if steps else None,
        "逾期里程碑": sum(step.is_late(facts.today) for step in steps) if steps else None,
        "应报": len(reports) or None,
        "按时报送": sum(map(facts.is_in_time, reports)) if reports else None,
        "预警": sum(row.organisation_id in schools for row in facts.alerts),
    }
    percent = _percent(done, len(steps)) if steps else cell(None)
    return {**{name: cell(number) for name, number in numbers.items()}, "完成率": percent}


def _late(facts: Facts, columns: Sequence[str]) -> list[Item]:
    return [
        Item(key, f"{school} {what}", {"单位": text(school), "事项": text(what), "期限": text(until)})
        for key, school, what, until in _not_sent(facts)
    ]


def _alerts(facts: Facts, columns: Sequence[str]) -> list[Item]:
    return _of_alerts(facts.alerts)


def _worst(facts: Facts, columns: Sequence[str]) -> list[Item]:
    return _of_alerts([row for row in facts.alerts if row.rank == WORST])


def _of_alerts(rows: Sequence[Alert]) -> list[Item]:
    return [
        Item(
            row.public_id,
            f"{row.organisation.short} {row.title}",
            {
                "单位": text(row.organisation.short),
                "级别": text(row.level_word),
                "事项": text(row.title),
                "情况": text(row.why),
                "自何时起": text(day_in_words(row.since)),
                "打算": Value(row.plan_words or "（还没有说明）"),
            },
        )
        for row in rows
    ]


def _resolutions(facts: Facts, columns: Sequence[str]) -> list[Item]:
    return [
        Item(
            row.public_id,
            row.words,
            {
                "会议": text(row.meeting.title),
                "事项": text(row.words),
                "责任单位": text(row.owner.organisation.short),
                "责任人": text(row.owner.user.name),
                "期限": text(day_in_words(row.due)),
                "状态": text("逾期" if row.due < facts.today else row.get_state_display()),
            },
        )
        for row in facts.resolutions
    ]
