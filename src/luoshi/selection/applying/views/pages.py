"""The list of applications, and the page of one."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.showing import lines_of
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.common.stages import installed
from luoshi.core.selection import Rules, read_rules
from luoshi.papers.filed.queries import current_paper_of
from luoshi.papers.panels import Acted, panel_of
from luoshi.papers.queries import approvals_visible_to, sendings_for
from luoshi.selection import reads
from luoshi.selection.deadline import why_not_now
from luoshi.selection.models import Call
from luoshi.selection.queries import calls_visible_to, is_schools_own
from luoshi.selection.states import CallState

from .. import materials, permissions, quotas
from ..kinds import OPINION
from ..missing import Lack, lacking, left_to_the_check, missing, verdicts_of
from ..models import Application, Book
from ..named import denied
from ..queries import (
    applications_visible_to,
    hosted_by,
    is_countys,
    is_from_within,
    is_inside,
    materials_of,
    opinions_for,
    opinions_to_print,
    people_of,
    read_from_outside,
)
from ..states import APPLICATION, CHANGEABLE, ApplicationState
from ..tones import TONES
from .looking import checks_of, from_outside

READERS = "申报单位的填报人、相关人员和负责人；送到以后的县市经办；受理以后的组织单位、承办单位和监督员（回避的除外）"
ACTED = ("pass", "return", "enter", "resubmit", "recall")
BUTTONS = ("withdraw", "restore")


@policy(f"{READERS}：遴选申报列表")
def applications(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_selections"))
    seen = applications_visible_to(request.actor)
    call = calls_visible_to(request.actor).filter(public_id=request.GET.get("call", "")[:20]).first()
    rows = seen.filter(call=call) if call is not None else seen
    state = request.GET.get("state", "")
    counts = dict.fromkeys(ApplicationState.values, 0)
    counts |= dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    if state in counts:
        rows = rows.filter(state=state)
    rows = rows.order_by("-call_id", "rank", "sequence", "id")
    page = page_of(request, rows)
    for row in page:
        row.tone = TONES[row.state]
    reads.note_named(request.actor, [row.call for row in read_from_outside(request.actor, page)])
    context = {
        "page_obj": page,
        "call": call,
        "has_groups": any(row.group for row in page),
        "has_ranks": any(row.rank is not None for row in page),
        "hosts": request.actor.may("host_selections"),
        "filters": _filters(counts, state, call),
        "filtered": state in counts or call is not None,
        "clear_url": f"?call={call.public_id}" if call is not None else "?",
        **_calls(request.actor, call),
        "crumbs": [("工作台", reverse("desk")), ("遴选申报", "")],
    }
    return render(request, "applying/list.html", context)


def _calls(actor: Any, call: Call | None) -> dict[str, Any]:
    """What is open to be applied for; of one call, what its officers and counties do there."""
    applies = actor.may("apply_selections")
    if call is None:
        rows = calls_visible_to(actor).filter(state=CallState.OPEN).order_by("until", "id")
        return {"open_calls": list(rows[:20]), "may_apply": applies}
    key = [call.public_id]
    links = []
    if permissions.can_rank(actor, call):
        links.append((reverse("apply-ranking", args=key), "推荐排序"))
    if permissions.can_run_call(actor, call):
        links.append((reverse("apply-book", args=key), "上级申报书模板"))
    if permissions.can_take_in(actor, call):
        if not is_schools_own(call):
            links.append((reverse("apply-paper", args=key), "登记纸质材料"))
        if call.state == CallState.CHECKING and permissions.can_end_checks(actor, call):
            links.append((reverse("apply-end-checks", args=key), "结束形式审查"))
    open_ = call.state == CallState.OPEN and permissions.can_apply(actor, call)
    return {"call_links": links, "apply_url": reverse("apply-new", args=key) if open_ else ""}


def _filters(counts: dict[str, int], state: str, call: Call | None) -> list[dict[str, Any]]:
    of = f"&call={call.public_id}" if call is not None else ""
    return [
        {
            "label": f"{ApplicationState(key).label} {number}",
            "url": f"?state={key}{of}",
            "on": key == state,
        }
        for key, number in counts.items()
        if number or key == state
    ]


@policy(f"{READERS}：一份遴选申报")
def application(request: HttpRequest, selection_application: str) -> HttpResponse:
    found = find(applications_visible_to(request.actor), selection_application)
    return application_page(request, found)


def find_read(request: HttpRequest, public_id: str) -> Application:
    """One that is about to be read; of somebody else's the log takes a line (controls BL-10)."""
    found: Application = find(applications_visible_to(request.actor), public_id)
    note_read(request, found)
    return found


def note_read(request: HttpRequest, found: Application) -> None:
    if not is_inside(request.actor, found):
        reads.note_read(reads.APPLICATION, request.actor, found)


def application_page(
    request: HttpRequest,
    found: Application,
    acted: Acted | None = None,
    status: int = 200,
    refusal: Any = None,
    **typed: Any,
) -> HttpResponse:
    """`typed`: a form that was refused, by its name; then too somebody reads the whole of it."""
    note_read(request, found)
    actor, rules = request.actor, read_rules(found.call.rules)
    inside = is_inside(actor, found)
    writes = permissions.can_write_application(actor, found)
    changeable = writes and found.state in CHANGEABLE and not _too_late_to_change(found)
    arrived = inside or reads_as_bureau(actor, found)
    context: dict[str, Any] = {
        "application": found,
        "tone": TONES[found.state],
        "facts": _facts(found),
        "inside": inside,
        "panel": _panel(request, found, acted),
        "sending": None if arrived else _last_sent(actor, found),
        "rules": rules,
        "refusal": refusal,
        "panels": _panels(actor, found),
        "crumbs": [*crumbs(), (found.title, "")],
        **_buttons(actor, found, writes),
        **_writing(found, rules, writes, changeable),
    }
    if arrived:
        context |= _content(found, rules, masked=not inside, changeable=changeable)
        context |= from_outside(actor, found, rules, context) if not inside else {}
        context["revealed"] = typed.get("revealed")
    if found.paper_at and not inside and permissions.can_check_application(actor, found):
        context["lacks"] = missing(found)
    context["to_print"] = _to_print(actor, found)
    context["denied"] = list(denied(found))
    context |= checks_of(actor, found, rules, context, typed)
    return render(request, "applying/application.html", context, status=status)


def _panels(actor: Any, found: Application) -> list[Any]:
    """What the later stages tell of it."""
    asked = [stage.panels.get("selection_application") for stage in installed()]
    told = [panel(actor, found) for panel in asked if panel is not None]
    return [each for each in told if each is not None]


def reads_as_bureau(actor: Any, found: Application) -> bool:
    """Whether whoever sees it reads it as it stands, for the bureau that called."""
    call = found.call
    ours = call.organisation_id == actor.organisation_id
    return ours or (call.host_id == actor.organisation_id and hosted_by(actor).filter(pk=call.pk).exists())


def crumbs() -> list[tuple[str, str]]:
    return [("工作台", reverse("desk")), ("遴选申报", reverse("selection-applications"))]


def _writing(found: Application, rules: Rules, writes: bool, changeable: bool) -> dict[str, Any]:
    """What whoever writes it is told and may do."""
    mends = writes and found.state in CHANGEABLE
    told = verdicts_of(found, rules) if mends else []
    drafted = writes and found.state == ApplicationState.DRAFT
    correcting = found.state == ApplicationState.CORRECTING
    return {
        "writes": writes,
        "within": is_from_within(found),
        "changeable": changeable,
        "promoted": found.lower_id is not None,
        "left": [(each.words, _address(found, each)) for each in lacking(found, told)] if mends else [],
        "to_check": left_to_the_check(told) if told and people_of(found).exists() else [],
        "until": (found.correct_until if correcting else found.call.until) if changeable else None,
        "why_not": _why_not(found) if writes else "",
        "may_send": drafted,
        "may_correct": writes and correcting,
        "places": quotas.in_words(found) if drafted else "",
    }


WHERE = {
    "basics": "apply-basics",
    "form": "apply-form",
    "people": "apply-people",
    "own": "apply-own-selection",
}
BELOW = {
    "materials": "the-files",
    "statements": "the-statements",
    "opinions": "the-opinions",
}  # on the page itself


def _address(found: Application, lack: Lack) -> str:
    """Where it is mended."""
    if lack.part in WHERE:
        return reverse(WHERE[lack.part], args=[found.public_id]) + (f"#id_{lack.at}" if lack.at else "")
    if lack.part in BELOW:
        return f"#material-{lack.at}" if lack.at else f"#{BELOW[lack.part]}"
    return reverse("call", args=[found.call.public_id]) + "#mine"


def _too_late_to_change(found: Application) -> bool:
    if found.state == ApplicationState.CORRECTING:
        return found.is_correction_over
    return found.call.until is not None and clock.now() > found.call.until


def _why_not(found: Application) -> str:
    handing_in = found.state in (ApplicationState.DRAFT, ApplicationState.RETURNED)
    return why_not_now(found.call, clock.now()) if handing_in else ""


def _facts(found: Application) -> list[tuple[Any, ...]]:
    call = reverse("call", args=[found.call.public_id])
    rows: list[tuple[Any, ...]] = [("遴选", found.call.title, call), ("单位", found.organisation.name)]
    if found.group:
        rows.append(("组别", found.group))
    if found.entry is not None:
        rows.append(("台账条目", found.entry.label))
    if found.sequence is not None:
        rows.append(("收件序号", found.sequence))
    if found.rank is not None:
        rows.append(("推荐次序", found.rank))
    return rows


def _buttons(actor: Any, found: Application, writes: bool) -> dict[str, Any]:
    key = [found.public_id]
    urls = {f"applying.{name}_application": reverse(f"apply-{name}", args=key) for name in BUTTONS}
    return {"buttons": APPLICATION.buttons(found, lambda action: writes, urls)}


def _panel(request: HttpRequest, found: Application, acted: Acted | None) -> Any:
    if found.approval is None or found.state == ApplicationState.DRAFT:
        return None
    if not approvals_visible_to(request.actor).filter(pk=found.approval_id).exists():
        return None
    acts = [name for name in ACTED if name != "recall" or found.lower_id is None]
    urls = {name: reverse(f"apply-{name}", args=[found.public_id]) for name in acts}
    live = is_inside(request.actor, found)
    return panel_of(
        found.approval, request.actor, urls, versioned=found, acted=acted, request=request, live=live
    )


def _last_sent(actor: Any, found: Application) -> Any:
    if found.approval is None:
        return None
    sendings = sendings_for(found.approval, actor)
    return sendings[-1] if sendings else None


def _content(found: Application, rules: Rules, *, masked: bool, changeable: bool) -> dict[str, Any]:
    """As it stands: for its own people, and for the bureau once it has arrived (personal values masked)."""
    version, answer = found.call.form_version, found.answer
    values = values_of(answer, masked=masked) if answer is not None else {}
    lines = (
        lines_of(
            version.form, values, href=lambda file: reverse("apply-form-file", args=[found.public_id, file])
        )
        if version is not None
        else []
    )
    return {
        "lines": lines,
        "has_form": version is not None,
        "people": list(people_of(found)),
        "has_people": rules.applicant != "school",
        "material_lines": _material_lines(found, rules),
        "statements": [{"row": each, "ticked": found.statements.get(each.key)} for each in rules.statements],
        "own": getattr(found, "own_selection", None),
        "opinions": [
            {
                "row": each,
                "paper": current_paper_of(found, f"{OPINION}{each.key}"[:40]),
                "countys": is_countys(each),
            }
            for each in opinions_for(found)
        ],
        "partners": list(found.partners.order_by("order", "id")),
        "shows_content": True,
        "has_book": Book.objects.filter(call=found.call_id).exists(),
    }


def _to_print(actor: Any, found: Application) -> list[dict[str, Any]]:
    """Opinion pages of the county while it lies there, and of a school for winners of its own selection."""
    countys = permissions.gives_countys_opinion(actor, found)
    over = is_from_within(found) and found.call.state == CallState.ENDED
    if not countys and not (over and permissions.can_print_opinion(actor, found)):
        return []
    return [
        {"row": each, "paper": current_paper_of(found, f"{OPINION}{each.key}"[:40])}
        for each in opinions_to_print(found)
        if not countys or is_countys(each)
    ]


def _material_lines(found: Application, rules: Rules) -> list[dict[str, Any]]:
    there: dict[str, list[Any]] = {}
    for each in materials_of(found):
        there.setdefault(each.item, []).append(each)
    lines = [
        {"row": line, "limits": materials.limits_in_words(line), "files": there.pop(line.key, [])}
        for line in rules.materials
    ]
    for rest in there.values():  # scans of what was registered from paper
        lines.append({"row": None, "limits": "", "files": rest})
    for line in lines:
        row = line["row"]
        line["accept"] = materials.accepted_by_browsers(row) if row is not None else ""
        line["full"] = bool(row is not None and row.most and len(line["files"]) >= row.most)
    return lines
