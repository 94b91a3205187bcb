"""Reports: the list, one report as its readers see it, writing it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import zip_longest
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.acts import Once
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.papers.panels import Acted, panel_of
from luoshi.papers.queries import approvals_visible_to
from luoshi.plans.queries import plans_visible_to

from .. import actions, alike, permissions
from .. import report_forms as inputs
from ..actions.reports import closed_rows
from ..models import PeriodicReport, ReportNumber, ReportTerms
from ..models.reports import LONGEST
from ..queries import is_inside, periods_visible_to, reports_visible_to
from ..reports import content
from ..reports.completeness import lacking
from ..reports.elsewhere import Elsewhere, said_elsewhere
from ..reports.facts import facts_of
from ..reports.overview import TONES
from ..reports.sources import sources_of, told_of
from ..reports.stamps import lacks_stamp
from ..reports.timing import days_late, late_words
from ..sections import tabs
from ..states import CHANGEABLE, ReportState

WRITERS = "本校校长、分管校长、项目办"
READERS = f"{WRITERS}、处室负责人；审批到达后与审批有关的人（看到的是报送时的内容）；接收后本单位及其上级能看计划的人"
ACTED = ("pass", "return", "enter", "resubmit", "recall")


@policy("能看计划的人：报告期和看得到的进展报告")
def reports(request: HttpRequest) -> HttpResponse:
    """A school sees its reports, a bureau the periods of its plans."""
    actor = request.actor
    own = reports_visible_to(actor).filter(organisation=actor.organisation_id)
    above = permissions.can_look_after(actor) and not permissions.can_tell(actor)
    page = page_of(request, periods_visible_to(actor) if above else own.order_by("-period__ends", "-id"))
    for row in page:
        row.tone = "" if above else TONES[row.state]
    runs = (
        [plan for plan in plans_visible_to(actor) if permissions.can_run_reports(actor, plan)]
        if above
        else []
    )
    terms = {row.plan_id: row for row in ReportTerms.objects.filter(plan__in=runs, ended_at__isnull=True)}
    context = {
        "above": above,
        "page_obj": page,
        "plans": [(plan, terms.get(plan.pk)) for plan in runs],
        "tabs": tabs(actor, "reports"),
        "today": clock.today(),
    }
    return render(request, "progress/reports.html", context)


@policy(f"{READERS}：一份进展报告")
def report(request: HttpRequest, report: str) -> HttpResponse:
    return report_page(request, find(reports_visible_to(request.actor), report))


def report_page(
    request: HttpRequest,
    found: PeriodicReport,
    acted: Acted | None = None,
    status: int = 200,
    refusal: Any = None,
) -> HttpResponse:
    actor, key = request.actor, found.public_id
    inside, writes = is_inside(actor, found), permissions.can_write_report(actor, found)
    live = inside and found.state in CHANGEABLE
    panel = _panel(request, found, acted, live)
    facts = facts_of(found) if live else None
    missing = lacking(found, facts) if live else []
    sending = None if live else _sending(found, panel, inside)
    rows = content.taken(found, facts) if live else (sending.content.values["rows"] if sending else [])
    opinions = {row.public_id: row.opinion for row in found.rows.filter(returned=True)} if live else {}
    there = said_elsewhere(found, reports_visible_to(actor)) if inside else {}
    ended, closed = clock.today() >= found.period.ends, found.period.closed_at is not None
    context = {
        "report": found,
        "tone": TONES[found.state],
        "facts": _facts(found),
        "rows": _rows(rows, opinions, panel, _told(found, actor, there) if live else {}),
        "elsewhere": _elsewhere(there),
        "live": live,
        "sending": sending,
        "missing": missing,
        "stale_rows": writes and any("更新任务" in words for _, words in missing),
        "may_write": writes and live and not closed,
        "may_send": writes and found.state == ReportState.DRAFT and not missing and ended and not closed,
        "not_ended": live and not ended,
        "late": str(days_late(found) or "") if live and not closed else "",
        "closed": closed,
        "stamp": lacks_stamp(found),
        "panel": panel,
        "urls": {name: reverse(f"{name}-report", args=[key]) for name in ("send", "edit", "refresh")},
        "refusal": refusal,
        "crumbs": [("进展报告", reverse("reports")), (found.title, "")],
    }
    return render(request, "progress/report.html", context, status=status)


def _sending(found: PeriodicReport, panel: Any, inside: bool) -> Any:
    """What the reader sees of it where it is not being written."""
    if panel is not None and panel.sent is not None:
        return panel.sent
    return content.last_sent(found) if found.state == ReportState.ACCEPTED or inside else None


def _told(found: PeriodicReport, actor: Actor, there: Mapping[int, Elsewhere]) -> dict[str, list[list[str]]]:
    """By row, number by number where it comes from; what other plans' reports say has a list of its own."""
    known = sources_of(found, actor)
    return {
        row.public_id: [told_of(number, known, there, with_others=False) for number in row.numbers.all()]
        for row in content.standing_rows(found)
    }


def _elsewhere(there: Mapping[int, Elsewhere]) -> list[tuple[str, str, str]]:
    """Target, what the other report says of it, its address."""
    numbers = ReportNumber.objects.filter(pk__in=there).select_related("target").order_by("row__order", "id")
    lines = [(number.target.words, there[number.pk]) for number in numbers]
    return [
        (words, each.words, reverse("report", args=[each.report.public_id]))
        for words, each in lines
        if each.words
    ]


def _rows(
    rows: list[dict[str, Any]], opinions: dict[str, str], panel: Any, told: Mapping[str, list[list[str]]]
) -> list[dict[str, Any]]:
    """With what was said of each when it was returned; `box`: where whoever decides now writes what he has to say."""
    decide = panel.decide if panel is not None else None
    return [
        {
            **row,
            "opinion": opinions.get(row["row"], ""),
            "box": decide.place(row["row"]) if decide else None,
            "lines": [
                (*number, said)
                for number, said in zip_longest(row["numbers"], told.get(row["row"], ()), fillvalue=())
                if number
            ],
        }
        for row in rows
    ]


def _panel(request: HttpRequest, found: PeriodicReport, acted: Acted | None, live: bool) -> Any:
    if found.approval is None or found.state == ReportState.DRAFT:
        return None
    if not approvals_visible_to(request.actor).filter(pk=found.approval_id).exists():
        return None
    urls = {name: reverse(f"{name}-report", args=[found.public_id]) for name in ACTED}
    more = {"acted": acted, "request": request, "live": live, "lacks": lacks_stamp(found)}
    return panel_of(found.approval, request.actor, urls, versioned=found, **more)


def _facts(found: PeriodicReport) -> list[tuple[Any, ...]]:
    period = found.period
    rows: list[tuple[Any, ...]] = [
        ("单位", found.organisation.name, reverse("organisation", args=[found.organisation.public_id])),
        ("计划", period.plan.short, reverse("plan", args=[period.plan.public_id])),
        ("报告期", f"{period.label}（{period.starts}至{period.ends}）"),
        ("期限", f"{period.due}{late_words(found)}"),
    ]
    if found.first_sent_at is not None:
        sent = timezone.localtime(found.first_sent_at)
        rows.append(("报送", f"{sent:%Y-%m-%d %H:%M}{'，迟报' if sent.date() > period.due else ''}"))
    if found.accepted_at is not None:
        rows.append(("接收", f"{timezone.localtime(found.accepted_at):%Y-%m-%d %H:%M}"))
    return rows


@policy(f"{WRITERS}：核对、填写进展报告", methods=("GET", "POST"))
def edit_report(request: HttpRequest, report: str) -> HttpResponse:
    found: PeriodicReport = find(reports_visible_to(request.actor), report)
    require(permissions.can_write_report(request.actor, found))
    here = reverse("report", args=[found.public_id])
    if (request.method == "GET" or alike.is_asked(request)) and _stands_still(found):
        return redirect(here)
    there = said_elsewhere(found, reports_visible_to(request.actor))
    known, made = sources_of(found, request.actor), list[inputs.ReportForm]()
    boxes = partial(inputs.ReportForm, **_read(found), elsewhere=there, known=known)

    def make(**given: Any) -> inputs.ReportForm:
        made.append(boxes(**given))
        return made[-1]

    page = FormPage(
        request,
        "progress/edit_report.html",
        make=make,
        name="progress.report",
        about=found,
        send=lambda said: actions.write_report(
            report=found,
            words=made[-1].words(),
            numbers=made[-1].numbers(),
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: here,
        stored=lambda: inputs.stored(found, there, known),
        keeps=True,
        said="已保存，报送前都可以再改。",
        context=_around(found, here),
    )
    return alike.answered(page) if alike.is_asked(request) else answer(page)


def _read(found: PeriodicReport) -> dict[str, Any]:
    return {
        "rows": content.standing_rows(found),
        "taken": content.taken(found),
        "closed": closed_rows(found),
    }


def _around(found: PeriodicReport, here: str) -> dict[str, Any]:
    return {
        "report": found,
        "cancel_url": here,
        "longest": LONGEST,
        "late": days_late(found),
        "crumbs": [("进展报告", reverse("reports")), (found.title, here), ("填写", "")],
    }


def _stands_still(report: PeriodicReport) -> bool:
    return report.state not in CHANGEABLE or report.period.closed_at is not None
