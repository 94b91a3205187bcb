"""What is red and why, who has not reported, the burden, what changed this week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.queries import within
from luoshi.indicators.alerts.models import Alert, AlertStep
from luoshi.indicators.alerts.queries import alerts_visible_to
from luoshi.indicators.alerts.states import BEGINS, StepKind
from luoshi.indicators.entry.queries import filings_visible_to, not_sent
from luoshi.indicators.entry.queries import sheets_visible_to as filing_sheets_of
from luoshi.indicators.entry.states import FilingState
from luoshi.progress.models import PeriodicReport
from luoshi.progress.queries import at_home_of, periods_visible_to
from luoshi.progress.returns.burden.account import Figures, account_of
from luoshi.progress.returns.queries import returns_visible_to, sheets_visible_to
from luoshi.progress.returns.states import ReturnState, SheetState
from luoshi.workplans.queries import workplans_visible_to

from .scope import Scope

RED, NAMED, PERIODS = 6, 6, 3
WEEK = dt.timedelta(days=7)


def red_of(scope: Scope) -> list[dict[str, Any]]:
    """The most severe alerts, at most two of a school, so that one school does not fill the list."""
    found: list[Alert] = []
    counts: dict[int, int] = {}
    for row in scope.alerts:
        if len(found) == RED:
            break
        if counts.get(row.organisation_id, 0) < 2 or len(scope.schools) == 1:
            counts[row.organisation_id] = counts.get(row.organisation_id, 0) + 1
            found.append(row)
    return [{"row": row, "href": reverse("alert", args=[row.public_id])} for row in found]


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that was asked, and who has not sent it."""

    title: str
    href: str
    due: dt.date
    names: tuple[str, ...]
    of: int

    @property
    def words(self) -> str:
        more = f"等 {len(self.names)} 所" if len(self.names) > NAMED else ""
        return f"{'、'.join(self.names[:NAMED])}{more}"


def missing_of(scope: Scope) -> list[Missing]:
    found = [*_reports(scope), *_sheets(scope), *_filings(scope)]
    return sorted(found, key=lambda each: each.due)


def _reports(scope: Scope) -> list[Missing]:
    periods = list(
        periods_visible_to(scope.actor)
        .filter(plan=scope.plan, closed_at__isnull=True, ends__lt=scope.today)
        .order_by("-ends")[:PERIODS]
    )
    rows = PeriodicReport.objects.filter(
        within(scope.actor.path, "organisation__"),
        within(scope.place.path, "organisation__"),
        period__in=periods,
        organisation__withdrawn_at__isnull=True,
    )
    at_home = at_home_of(rows)
    by_period: dict[int, list[PeriodicReport]] = {}
    for row in rows.select_related("organisation").order_by("organisation__order", "pk"):
        by_period.setdefault(row.period_id, []).append(row)
    found = []
    for period in periods:
        asked = by_period.get(period.pk, [])
        names = tuple(row.organisation.short for row in asked if row.pk in at_home)
        if names:
            href = reverse("report-period", args=[period.public_id])
            found.append(Missing(f"{period.label}进展报告", href, period.due, names, len(asked)))
    return found


def _sheets(scope: Scope) -> list[Missing]:
    returns = list(
        returns_visible_to(scope.actor)
        .filter(state=ReturnState.OPEN, until__isnull=False)
        .order_by("until")[:PERIODS]
    )
    rows = sheets_visible_to(scope.actor).filter(
        within(scope.place.path, "organisation__"), asked_in__in=returns
    )
    by_return: dict[int, list[Any]] = {}
    for row in rows.order_by("organisation__order", "pk"):
        by_return.setdefault(row.asked_in_id, []).append(row)
    waiting = (SheetState.TODO, SheetState.FILLING, SheetState.CHECKING)
    found = []
    for each in returns:
        asked = by_return.get(each.pk, [])
        names = tuple(row.organisation.short for row in asked if row.state in waiting)
        if names and each.last_day is not None:
            href = reverse("return", args=[each.public_id])
            found.append(Missing(each.title, href, each.last_day, names, len(asked)))
    return found


def _filings(scope: Scope) -> list[Missing]:
    filings = list(
        filings_visible_to(scope.actor).filter(state=FilingState.OPEN).order_by("due", "pk")[:PERIODS]
    )
    rows = filing_sheets_of(scope.actor).filter(
        within(scope.place.path, "organisation__"),
        filing__in=filings,
        organisation__withdrawn_at__isnull=True,
    )
    owing = set(rows.filter(not_sent()).order_by().values_list("pk", flat=True))
    by_filing: dict[int, list[Any]] = {}
    for row in rows.order_by("organisation__order", "pk"):
        by_filing.setdefault(row.filing_id, []).append(row)
    found = []
    for each in filings:
        asked = by_filing.get(each.pk, [])
        names = tuple(row.organisation.short for row in asked if row.pk in owing)
        if names:
            found.append(
                Missing(each.title, reverse("filing", args=[each.public_id]), each.due, names, len(asked))
            )
    return found


def burden_of(scope: Scope) -> dict[str, Any]:
    account = account_of(scope.actor, scope.today.year)
    total: Figures = account.total
    return {
        "year": account.year,
        "total": total,
        "each": round(total.asked / asked) if (asked := account.organisations) else 0,
        "sections": account.by_section()[:3],
        "url": reverse("burden"),
    }


@dataclass(frozen=True, slots=True)
class Changed:
    label: str
    count: int
    href: str
    unit: str


def changed_of(scope: Scope, first: dt.date | None = None, after: dt.date | None = None) -> list[Changed]:
    """What happened in the seven days up to now, or from the first day to before the day `after`."""
    start = first or scope.today - WEEK + dt.timedelta(days=1)
    end = after or scope.today + dt.timedelta(days=1)
    begins, ends = _moment(start), _moment(end)
    done = sum(
        row.state == "done" and row.since is not None and start <= row.since < end for row in scope.steps
    )
    filed = workplans_visible_to(scope.actor).filter(
        within(scope.place.path, "organisation__"), plan=scope.plan, filed_at__gte=begins, filed_at__lt=ends
    )
    sent = PeriodicReport.objects.filter(
        within(scope.actor.path, "organisation__"), within(scope.place.path, "organisation__"),
        period__plan=scope.plan, first_sent_at__gte=begins, first_sent_at__lt=ends,
    )  # fmt: skip
    rows = alerts_visible_to(scope.actor).filter(within(scope.place.path, "organisation__"), plan=scope.plan)
    steps = AlertStep.objects.filter(
        alert__in=rows.order_by().values("pk"), created_at__gte=begins, created_at__lt=ends
    )
    kinds = list(steps.order_by().values_list("kind", flat=True))
    alerts = f"{reverse('alerts')}?plan={scope.plan.public_id}"
    return [
        Changed("报告完成的里程碑", done, reverse("plan-roadmap", args=[scope.plan.public_id]), "个"),
        Changed("备案的方案", _count(filed), reverse("workplans"), "份"),
        Changed(
            "报送的进展报告",
            sent.order_by().exclude(pk__in=at_home_of(sent)).count(),
            reverse("reports"),
            "份",
        ),
        Changed("新出现的预警", sum(kind in BEGINS for kind in kinds), alerts, "条"),
        Changed(
            "解除的预警",
            sum(kind == StepKind.CLEARED for kind in kinds),
            f"{alerts}&state=cleared",
            "条",
        ),
    ]


def _count(rows: Any) -> int:
    return int(rows.select_related(None).order_by().count())


def _moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
