"""Whether a winner fits the selection above: asked of what lies there already, as if it were handed in above."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.uploads import MEGABYTE
from luoshi.core.selection import read_rules
from luoshi.papers.routes import legs_up_to
from luoshi.selection.applying import quotas
from luoshi.selection.applying.missing import missing
from luoshi.selection.applying.models import Application, OwnSelection
from luoshi.selection.applying.queries import county_of, is_from_within, materials_of
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Decision, Objection, PublicNotice, Result
from luoshi.selection.outcome.states import NoticeState
from luoshi.selection.review.scoring import counting_sheets

from .models import Promotion

OWN = ("decided_on", "words", "notice_from", "notice_until", "outcome", "stored", "name")


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
    selected = own_selection_of(application)
    if selected is not None:
        probe.own_selection = OwnSelection(**selected)
    return probe


def own_selection_of(application: Application) -> dict[str, Any] | None:
    """校内遴选 and 校内公示 as fields of `OwnSelection`: out of the school's own selection where this is one and its
    result was published; else as it was noted with the application, if it was.
    """
    if not is_from_within(application):
        own = OwnSelection.objects.filter(application=application).first()
        return None if own is None else {name: getattr(own, name) for name in OWN}
    result = Result.objects.filter(application=application, selected=True).first()
    notice = _notice_of(application.call)
    if result is None or notice is None:
        return None
    decision = notice.decision
    return {
        "decided_on": decision.held_on,
        "words": _how(application.call, result, decision),
        "notice_from": notice.from_on,
        "notice_until": notice.until_on,
        "outcome": _objections(application.call),
        "stored": decision.minutes,
        "name": decision.minutes_name,
    }


def _notice_of(call: Call) -> PublicNotice | None:
    """The one that ran to its end."""
    rows = call.public_notices.filter(state__in=(NoticeState.SHOWN, NoticeState.OVER))
    return rows.select_related("decision").order_by("-number").first()


def _how(call: Call, result: Result, decision: Decision) -> str:
    accepted = call.applications.filter(state=ApplicationState.ACCEPTED).count()
    selected = call.results.filter(selected=True).count()
    experts = counting_sheets(call).order_by().values("assigned__seat__expert").distinct().count()
    return (
        f"本校组织“{call.title}”：受理申报 {accepted} 份，{experts} 名专家评审，{decision.body}审定，"
        f"入选 {selected} 项，本项排第 {result.order}。"
    )


def _objections(call: Call) -> str:
    number = Objection.objects.filter(notice__call=call).count()
    return f"公示期间收到异议 {number} 件，均已办结。" if number else "公示期间没有收到异议。"


def steps_between(application: Application, upper: Call) -> list[Organisation]:
    """Whose steps are still to come: of those between the organisation that selected below and the one above. What was
    selected below was agreed to there.
    """
    below, above = len(application.call.organisation.path), len(upper.organisation.path)
    way = legs_up_to(application.organisation, upper.organisation)
    return [each for each in way if above < len(each.path) < below]


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
        taken = quotas.taken_by_county(call, county, application.group).exclude(pk=application.pk).count()
    else:
        limit = quotas.school_limit(application)
        rows = quotas.taken_by_school(call, application.organisation, application.group)
        taken = rows.exclude(pk=application.pk).count()
    return None if limit is None else max(limit - taken, 0)
