"""A filing opened for a period, its indicators and its schools; changed, closed, opened again, withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.periods import Period as Span
from luoshi.notices.actions import tell
from luoshi.papers.states import ApprovalState

from ...definitions import held_by_cell
from ...models import Indicator, Period
from ...periods import row_of
from .. import permissions
from ..models import Filing, FilingIndicator, FilingSheet, SheetLine
from ..queries import fillers_of
from ..states import FILING, REPORTED, FilingState
from ..steps import give_up_returned

NOTICE, GIVEN_UP = "filing", "这次指标填报已撤回"
MOST = 400  # lines of one grid


@acts.act("indicator_entry.open_filing", who=permissions.can_open_filing)
def open_filing(
    *,
    title: str,
    words: str,
    span: Span,
    due: dt.date,
    indicators: Sequence[Indicator],
    schools: Collection[Organisation],
    by: Actor,
    asks_steps: bool = False,
) -> Filing:
    """Out to the schools at once. Indicators that registers give are not asked."""
    if due < clock.today():
        raise RuleBroken("报送期限已经过了，请改成今天或以后的日期。")
    if not indicators or not schools:
        raise RuleBroken("请至少选一个指标、一所学校。")
    if len(indicators) > MOST:
        raise RuleBroken(f"一次最多填报 {MOST} 个指标，请分几次发起。")
    period = held(row_of(span))
    definitions = held_by_cell(sorted(each.pk for each in indicators), {period.pk: period})
    for each in indicators:
        _refuse_unfit(each, definitions[each.pk, period.pk], span)
    _refuse_asked_twice(period.pk, [each.pk for each in indicators], [school.pk for school in schools])
    made: Filing = acts.create(
        Filing,
        organisation_id=by.organisation_id,
        period=period,
        title=title.strip(),
        words=words.strip(),
        due=due,
        asks_steps=asks_steps,
        opened_by_id=by.membership_id,
    )
    asked = FilingIndicator.objects.bulk_create(
        FilingIndicator(filing=made, definition=definitions[each.pk, period.pk], order=place)
        for place, each in enumerate(indicators)
    )
    _add_sheets(made, asked, schools)
    _tell(made, schools, f"请填报：{made.title}", by)
    return made


def held(period: Period) -> Period:
    """Of two filings opened or restored at one instant the later one sees the earlier."""
    return Period.objects.select_for_update(no_key=True).get(pk=period.pk)


def _refuse_unfit(indicator: Indicator, definition: object, span: Span) -> None:
    if definition.computed:  # type: ignore[attr-defined]
        raise RuleBroken(f"“{indicator.title}”由台账计算，不用填报。请去掉它，让学校补全台账。")
    if definition.period_type != span.kind:  # type: ignore[attr-defined]
        raise RuleBroken(f"“{indicator.title}”的统计周期与所选的统计期不同，请分开发起。")


def _refuse_asked_twice(
    period: int, indicators: Collection[int], schools: Collection[int], but: int | None = None
) -> None:
    """A school's figure of a period is asked in one filing: a second one would change what the first has approved."""
    found = (
        SheetLine.objects.filter(
            asked__definition__indicator__in=indicators,
            sheet__organisation__in=schools,
            sheet__filing__period=period,
        )
        .exclude(sheet__filing__state=FilingState.WITHDRAWN)
        .exclude(sheet__filing=but)
        .select_related("sheet__filing", "sheet__organisation", "asked__definition__indicator")
        .order_by("pk")
        .first()
    )
    if found is not None:
        raise RuleBroken(
            f"{found.sheet.organisation.short}的“{found.asked.definition.indicator.title}”这一期已经在"
            f"“{found.sheet.filing.title}”里填报。要更正请在那里退回；不同的学校或指标请分开发起。"
        )


def _add_sheets(filing: Filing, asked: Sequence[FilingIndicator], schools: Collection[Organisation]) -> None:
    sheets = FilingSheet.objects.bulk_create(
        FilingSheet(filing=filing, organisation=school) for school in schools
    )
    SheetLine.objects.bulk_create(SheetLine(sheet=sheet, asked=each) for sheet in sheets for each in asked)
    acts.note_bulk("indicator_entry.filingsheet", [[sheet.organisation.public_id] for sheet in sheets])


def _tell(
    filing: Filing, schools: Collection[Organisation], title: str, by: Actor, *, opens: bool = True
) -> None:
    """opens: whether its schools can open it; what was withdrawn they see no more."""
    sheets = {sheet.organisation_id: sheet for sheet in filing.sheets.all()}
    for school in schools:
        sheet = sheets.get(school.pk)
        if sheet is None:
            continue
        tell(
            to=fillers_of(school),
            title=title,
            kind=NOTICE,
            href=reverse("filing-sheet", args=[sheet.public_id]) if opens else "",
            about=sheet if opens else None,
            due=filing.due if opens else None,
            by=by,
        )


@acts.act("indicator_entry.change_filing", who=permissions.can_run_filing, on="filing")
def change_filing(*, filing: Filing, title: str, words: str, due: dt.date, by: Actor) -> Filing:
    """Its name, what is said to the schools, the day it is due."""
    if filing.state != FilingState.OPEN:
        raise RuleBroken("只有填报中的可以修改。已截止的先重新开放。")
    if due != filing.due and due < clock.today():
        raise RuleBroken("报送期限已经过了，请改成今天或以后的日期。")
    moved = due != filing.due
    acts.change(filing, title=title.strip(), words=words.strip(), due=due)
    if moved:
        owing = [
            sheet.organisation
            for sheet in filing.sheets.exclude(state__in=REPORTED).select_related("organisation")
        ]
        _tell(filing, owing, f"期限改到 {due.month}月{due.day}日：{filing.title}", by)
    return filing


@acts.act("indicator_entry.close_filing", who=permissions.can_run_filing, on="filing")
def close_filing(*, filing: Filing, by: Actor) -> Filing:
    """Nothing more is sent; what has not come counts as not reported."""
    FILING.make("indicator_entry.close_filing", filing, closed_at=clock.now())
    return filing


@acts.act("indicator_entry.reopen_filing", who=permissions.can_run_filing, on="filing")
def reopen_filing(*, filing: Filing, reason: str, by: Actor) -> Filing:
    FILING.make("indicator_entry.reopen_filing", filing, reason=reason, closed_at=None)
    acts.change(filing, reason=reason.strip())
    owing = filing.sheets.exclude(state__in=REPORTED).select_related("organisation")
    _tell(filing, [sheet.organisation for sheet in owing], f"重新开放填报：{filing.title}", by)
    return filing


@acts.act("indicator_entry.withdraw_filing", who=permissions.can_run_filing, on="filing")
def withdraw_filing(*, filing: Filing, reason: str, by: Actor) -> Filing:
    if not filing.nobody_sent:
        raise RuleBroken("已经有单位报送或送校内审批，不能撤回。不再要的，请截止这次填报。")
    for sheet in filing.sheets.filter(approval__state=ApprovalState.RETURNED).select_related("approval"):
        give_up_returned(sheet, by, GIVEN_UP)
    FILING.make("indicator_entry.withdraw_filing", filing, reason=reason)
    acts.change(filing, reason=reason.strip())
    _tell(filing, _all_asked(filing), f"已撤回，不用再填：{filing.title}", by, opens=False)
    return filing


@acts.act("indicator_entry.restore_filing", who=permissions.can_run_filing, on="filing")
def restore_filing(*, filing: Filing, reason: str, by: Actor) -> Filing:
    indicators = filing.indicators.values_list("definition__indicator", flat=True)
    schools = filing.sheets.values_list("organisation", flat=True)
    held(filing.period)
    _refuse_asked_twice(filing.period_id, list(indicators), list(schools), but=filing.pk)
    FILING.make("indicator_entry.restore_filing", filing, reason=reason)
    acts.change(filing, reason=reason.strip())
    _tell(filing, _all_asked(filing), f"恢复填报：{filing.title}", by)
    return filing


def _all_asked(filing: Filing) -> list[Organisation]:
    return [sheet.organisation for sheet in filing.sheets.select_related("organisation")]
