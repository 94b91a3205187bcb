"""Whether a winner fits the selection above: asked of what lies there already, as if it were handed in above."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from luoshi.common.uploads import MEGABYTE
from luoshi.core.selection import read_rules
from luoshi.selection.applying import quotas
from luoshi.selection.applying.missing import missing
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.queries import county_of, materials_of
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Result

from .models import Promotion


@dataclass(frozen=True, slots=True)
class Candidate:
    """A winner of the lower selection: already promoted, or why it cannot be, a sentence each, where that was asked."""

    result: Result
    promotion: Promotion | None
    asked: bool = False
    why: tuple[str, ...] = ()


def candidates(rows: Sequence[Result], upper: Call, asked: Container[str] = ()) -> list[Candidate]:
    """Winners as they are given. asked: public ids of those to be looked at, a dozen questions each."""
    standing = Promotion.objects.filter(result__in=rows, taken_back_at__isnull=True)
    done = {each.result_id: each for each in standing.select_related("application")}
    found = []
    for row in rows:
        look = row.public_id in asked and row.pk not in done
        why = tuple(why_not(row, upper)) if look else ()
        found.append(Candidate(row, done.get(row.pk), look, why))
    return found


def as_if_above(application: Application, upper: Call) -> Application:
    """The application of the lower selection as the upper one would see it; never to be saved."""
    probe: Application = Application.objects.select_related("organisation", "entry__register", "answer").get(
        pk=application.pk
    )
    rules = read_rules(upper.rules)
    probe.call = upper
    probe.group = probe.group if probe.group in rules.group_titles else ""
    if probe.entry is not None and probe.entry.register.key != rules.register:
        probe.entry = None
    return probe


def why_not(result: Result, upper: Call) -> Iterator[str]:
    """Each sentence says what is missing above; nothing: it can go on as it is, as far as there are places."""
    application = result.application
    if application.state != ApplicationState.ACCEPTED:
        yield "申报已撤回，不能晋级。"
        return
    if not application.organisation.path.startswith(upper.organisation.path):
        yield f"申报单位不在{upper.organisation.short}下面，不能晋级到它组织的遴选。"
        return
    twins = Application.objects.filter(
        call=upper, organisation=application.organisation, title=application.title
    )
    if twins.exclude(state=ApplicationState.WITHDRAWN).exists():
        yield "上一级遴选里已有本单位同名的申报，不用晋级。"
        return
    probe = as_if_above(application, upper)
    yield from missing(probe)
    yield from _too_large(probe)


def _too_large(probe: Application) -> Iterator[str]:
    """Files that the upper selection would not have taken."""
    lines = {line.key: line for line in read_rules(probe.call.rules).materials}
    for each in materials_of(probe):
        line = lines.get(each.item)
        if line is None:
            continue
        if line.megabytes and each.stored.size > line.megabytes * MEGABYTE:
            yield f"“{each.name}”超过上一级要求的 {line.megabytes} MB。"
        for limit, number, unit in (
            (line.pages, each.pages, "页"),
            (line.words, each.words, "字"),
            (line.seconds, each.seconds, "秒"),
        ):
            if limit and number and number > limit:
                yield f"“{each.name}”有 {number} {unit}，上一级要求不超过 {limit} {unit}。"


def places_left(application: Application) -> int | None:
    """Places that are left above for what counts in the same quota; None where nothing limits it."""
    call = application.call
    if quotas.is_ranked_by_county(application):
        county = county_of(application.organisation, call)
        assert county is not None
        limit = quotas.places(call, county, application.group)
        taken = quotas.recommended_by(call, county, application.group).exclude(pk=application.pk).count()
    else:
        limit = quotas.school_limit(application)
        rows = quotas.taken_by_school(call, application.organisation, application.group)
        taken = rows.exclude(pk=application.pk).count()
    return None if limit is None else max(limit - taken, 0)
