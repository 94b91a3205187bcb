"""Sample figures of a demo site: twelve quarters counted from the sample entries, three school years filled in."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Sequence

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import acts, clock
from luoshi.common.actor import Actor, system_actor
from luoshi.core.periods import Period as Span
from luoshi.core.periods import period_before, period_of
from luoshi.papers.queries import holders_of
from luoshi.papers.states import StepState

from .. import actions as figures
from ..definitions import definition_for
from ..figures import Figure
from ..models import Indicator, IndicatorVersion, Period
from ..periods import row_of
from ..states import Kind, Status
from . import actions, permissions
from .carrying import carried_into
from .due import computed_versions
from .lines import Sheet
from .models import Filing, FilingSheet
from .states import LineState, SheetState

SEED, QUARTERS, YEARS = 7, 12, 3
NOTE = "示例数据"
UNFINISHED = (4, 7)  # schools by number: not begun; at its own steps
RETURNED, UNLOOKED = 5, 6
STUDENTS = (520, 1250)  # beside the two or three dozen sample teachers of a school


def make_sample_figures() -> int:
    """Returns how many figures were made: none where there are some already. A second run changes nothing."""
    if Filing.objects.exists():
        return 0
    schools = list(
        Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, withdrawn_at__isnull=True).order_by(
            "order", "id"
        )
    )
    done = count_quarters(schools=schools, by=system_actor())
    typed = [
        row.indicator
        for row in IndicatorVersion.objects.filter(superseded_at__isnull=True, computed={}).select_related(
            "indicator"
        )
    ]
    typed = [each for each in typed if each.withdrawn_at is None]
    officer = memberships_today().filter(role="city_officer").order_by("id").first()
    if not typed or not schools or officer is None:
        return done
    return done + _years(typed, schools) + _file(typed, schools, actor_for(officer))


def spans(kind: str, count: int) -> list[Span]:
    found = [period_of(kind, clock.today())]
    while len(found) < count:
        found.append(period_before(found[-1]))
    return found[::-1]


@acts.act("indicator_entry.count_sample_quarters", who=permissions.only_the_system)
def count_quarters(*, schools: Sequence[Organisation], by: Actor) -> int:
    """By the entries there were on each quarter's last day."""
    indicators = [row.indicator for row in computed_versions()]
    periods = [row_of(span) for span in (*spans("quarter", QUARTERS), *spans("school_year", YEARS))]
    done = 0
    for period in periods:
        done += len(
            actions.compute(indicators=indicators, organisations=schools, periods=[period], by=by).rows
        )
    return done


def _years(typed: Sequence[Indicator], schools: Sequence[Organisation]) -> int:
    """School years that are over: approved long since."""
    done = 0
    for back, span in enumerate(spans("school_year", YEARS)[:-1][::-1], 1):
        period = _period(span)
        said = [
            _figure(indicator, school, period, number, back)
            for number, school in enumerate(schools)
            for indicator in typed
            if definition_for(indicator.pk, period).period_type == period.type
        ]
        done += len(figures.record(figures=said, by=system_actor()).rows)
    return done


def _period(span: Span) -> Period:
    return make_period(span=span, by=system_actor())


@acts.act("indicator_entry.make_sample_period", who=permissions.only_the_system)
def make_period(*, span: Span, by: Actor) -> Period:
    return row_of(span)


def numbers_of(key: str, number: int, back: int) -> tuple[float, float]:
    """Value, or numerator and denominator, of a school so many years ago; the same each time. Some fall short of the
    published standard, one is far from the others."""
    chance = random.Random(f"{SEED}-{number}")
    students = chance.randrange(*STUDENTS) - 40 * back
    land = students * chance.uniform(24, 60)
    built = students * chance.uniform(14, 34)
    equipment = students * chance.uniform(1800, 6500) - 200_000 * back
    teachers = students / chance.uniform(11, 24)
    known = {
        "students": (students, 0),
        "land": (land, 0),
        "land-per-student": (land, students),
        "buildings": (built, 0),
        "buildings-per-student": (built, students),
        "students-per-teacher": (students, teachers),
        "equipment": (equipment / 10_000, 0),
        "equipment-per-student": (equipment, students),
        "books-per-student": (students * chance.uniform(16, 44), students),
    }
    return known.get(key, (chance.randrange(5, 90), 100))


def _figure(indicator: Indicator, school: Organisation, period: Period, number: int, back: int) -> Figure:
    definition = definition_for(indicator.pk, period)
    top, bottom = (round(each) for each in numbers_of(indicator.key, number, back))
    given = {"status": Status.APPROVED, "note": NOTE}
    if definition.kind == Kind.TEXT:
        return Figure(indicator, school, period, text=NOTE, status=Status.APPROVED)
    if definition.kind == Kind.YES_NO:
        return Figure(indicator, school, period, numerator=1, **given)
    denominator = bottom * 10**definition.scale if definition.kind == Kind.RATIO else None
    return Figure(indicator, school, period, top * 10**definition.scale, denominator, **given)


def _file(typed: Sequence[Indicator], schools: Sequence[Organisation], officer: Actor) -> int:
    """The school year under way: asked by the city, in every state a sheet can be in."""
    span = period_of("school_year", clock.today())
    asked = [
        each
        for each in typed
        if IndicatorVersion.objects.get(indicator=each, superseded_at=None).period_type == span.kind
    ]
    if not asked:
        return 0
    filing: Filing = actions.open_filing(
        title=f"{span.label}办学条件（示例）",
        words="按学年初报表填，与报表不一致的在说明里写原因。",
        span=span,
        due=clock.today() + dt.timedelta(days=12),
        indicators=asked,
        schools=schools,
        by=officer,
        asks_steps=True,
    )
    sheets = filing.sheets.select_related("organisation", "filing__period").order_by(
        "organisation__order", "pk"
    )
    return sum(_fill(sheet, number, officer) for number, sheet in enumerate(sheets))


def _fill(sheet: FilingSheet, number: int, officer: Actor) -> int:
    office = (
        memberships_today().filter(organisation=sheet.organisation_id, role="office").order_by("id").first()
    )
    if office is None or number in UNFINISHED[:1]:
        return 0
    whole = Sheet(sheet)
    rows, carried = whole.rows(), carried_into(whole, whole.figures({}))
    typed = {row.key: _cells(row.definition, number, carried.get(row.key, ())) for row in rows}
    by = actor_for(office)
    actions.save_sheet(sheet=sheet, typed=typed, by=by, version=sheet.version)
    sheet.refresh_from_db()
    if Sheet(sheet).missing():
        return len(rows)
    actions.send_sheet(sheet=sheet, by=by, version=sheet.version)
    if number in UNFINISHED or not _passed(sheet):
        return len(rows)
    _judge(sheet, number, officer)
    return len(rows)


def _passed(sheet: FilingSheet) -> bool:
    """By those of the school whose steps it goes through; not where somebody is missing."""
    sheet.refresh_from_db()
    while sheet.state == SheetState.CHECKING and sheet.approval is not None:
        step = sheet.approval.steps.get(state=StepState.CURRENT)
        holders = holders_of(step)
        if step.is_meeting or not holders:
            return False
        actions.pass_sheet(sheet=sheet, by=actor_for(holders[0]), version=sheet.version, comment="同意")
        sheet.refresh_from_db()
    return sheet.state == SheetState.SENT


def _cells(definition: IndicatorVersion, number: int, carried: Iterable[str]) -> dict[str, str]:
    """`carried`: columns whose number comes from another figure."""
    top, bottom = (round(each) for each in numbers_of(definition.indicator.key, number, 0))
    below = str(bottom) if definition.kind == Kind.RATIO else ""
    said = {"value": str(top), "bottom": below, "missing": "", "note": NOTE}
    return {**said, **dict.fromkeys(carried, "")}


def _judge(sheet: FilingSheet, number: int, officer: Actor) -> None:
    if sheet.through_county and number != UNLOOKED:
        county = memberships_today().filter(role="county_officer").select_related("organisation")
        post = next(
            (each for each in county if sheet.organisation.path.startswith(each.organisation.path)), None
        )
        if post is None:
            return
        actions.look_at_sheet(sheet=sheet, by=actor_for(post), version=sheet.version)
        sheet.refresh_from_db()
    if number == UNLOOKED:
        return
    if number == RETURNED:
        line = sheet.lines.filter(state=LineState.WAITING).order_by("pk")[0]
        words = "与学年初报表不一致，请核对（示例）"
        actions.return_lines(
            sheet=sheet, lines=[line.public_id], reason=words, by=officer, version=sheet.version
        )
        return
    if sheet.looked_at is not None or not sheet.through_county:
        actions.approve_lines(sheet=sheet, lines=[], by=officer, version=sheet.version)
