"""From an alert to the page where what it is about is put right, as far as the reader sees it."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.plans.models import Target
from luoshi.progress.models import PeriodicReport
from luoshi.progress.queries import is_inside, reports_visible_to
from luoshi.progress.returns.queries import sheets_visible_to
from luoshi.undertakings.models import Duty
from luoshi.undertakings.queries import duties_visible_to
from luoshi.workplans.queries import in_force, milestones_visible_to

from ..entry.queries import indicators_visible_to
from ..entry.queries import sheets_visible_to as filings_of
from .models import Alert


def hrefs_of(actor: Actor, rows: Iterable[Alert]) -> dict[int, str]:
    """By key of the alert; in a few questions whatever their number. What the reader does not see has none."""
    rows = list(rows)
    keys: dict[str, dict[str, list[Alert]]] = {}
    for row in rows:
        kind, _, rest = row.about.partition(":")
        keys.setdefault(kind, {}).setdefault(rest, []).append(row)
    found: dict[int, str] = {}
    for kind, by_rest in keys.items():
        for rest, href in _HREFS[kind](actor, list(by_rest)).items():
            found |= {row.pk: href for row in by_rest[rest]}
    return found


def _milestones(actor: Actor, keys: list[str]) -> dict[str, str]:
    rows = milestones_visible_to(actor).filter(in_force(), key__in=keys).order_by()
    return {key: reverse("milestone", args=[public]) for key, public in rows.values_list("key", "public_id")}


def _plans(actor: Actor, keys: list[str]) -> dict[str, str]:
    """Of a school and a plan: what is late and stuck there."""
    return {key: f"{reverse('behind')}?school={key.partition(':')[0]}" for key in keys}


def _works(actor: Actor, keys: list[str]) -> dict[str, str]:
    works = {key.partition(":")[0]: key for key in keys}
    return {works[work]: href for work, href in _duties(actor, works).items()}


def _duties(actor: Actor, works: Iterable[str]) -> dict[str, str]:
    rows = duties_visible_to(actor).filter(work__public_id__in=list(works), left_at__isnull=True)
    pairs = rows.order_by("-pk").values_list("work__public_id", "public_id")
    return {work: reverse("duty", args=[duty]) for work, duty in pairs}


def _reports(actor: Actor, keys: list[str]) -> dict[str, str]:
    """The report itself for its writers, the period with all schools for those above."""
    inside = {
        row.public_id for row in reports_visible_to(actor).filter(public_id__in=keys) if is_inside(actor, row)
    }
    rows = PeriodicReport.objects.filter(public_id__in=keys).values_list("public_id", "period__public_id")
    return {
        key: reverse("report", args=[key]) if key in inside else reverse("report-period", args=[period])
        for key, period in rows
    }


def _sheets(actor: Actor, keys: list[str]) -> dict[str, str]:
    rows = sheets_visible_to(actor).filter(public_id__in=keys).order_by().values_list("public_id", flat=True)
    return {key: reverse("return-sheet", args=[key]) for key in rows}


def _targets(actor: Actor, keys: list[str]) -> dict[str, str]:
    """The duty of this school that the target belongs to."""
    pairs = {key: key.partition(":")[::2] for key in keys}
    tasks = dict(
        Target.objects.filter(public_id__in=[target for _, target in pairs.values()]).values_list(
            "public_id", "task_id"
        )
    )
    schools = dict(
        Organisation.objects.filter(public_id__in=[school for school, _ in pairs.values()]).values_list(
            "public_id", "pk"
        )
    )
    duties: dict[tuple[int, int], Duty] = {
        (duty.organisation_id, duty.task_id): duty
        for duty in duties_visible_to(actor).filter(
            organisation__in=schools.values(), task__in=[key for key in tasks.values() if key]
        )
    }
    found = {}
    for key, (school, target) in pairs.items():
        duty = duties.get((schools.get(school, 0), tasks.get(target) or 0))
        if duty is not None:
            found[key] = reverse("duty", args=[duty.public_id])
    return found


def _figures(actor: Actor, keys: list[str]) -> dict[str, str]:
    """The figure of this school with all it is made of."""
    wanted = {key: key.split(":")[:2] for key in keys}
    seen = indicators_visible_to(actor).filter(public_id__in=[indicator for _, indicator in wanted.values()])
    known = set(seen.order_by().values_list("public_id", flat=True))
    return {
        key: f"{reverse('figure', args=[indicator])}?{urlencode({'organisation': school})}"
        for key, (school, indicator) in wanted.items()
        if indicator in known
    }


def _filings(actor: Actor, keys: list[str]) -> dict[str, str]:
    rows = filings_of(actor).filter(public_id__in=keys).order_by().values_list("public_id", flat=True)
    return {key: reverse("filing-sheet", args=[key]) for key in rows}


_HREFS = {
    "filing": _filings,
    "figure": _figures,
    "milestone": _milestones,
    "plan": _plans,
    "work": _works,
    "report": _reports,
    "sheet": _sheets,
    "target": _targets,
}
