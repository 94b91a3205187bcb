"""The list of calls; one call as its bureau and as schools see it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from luoshi.accounts.models import Organisation
from luoshi.common import clock, files
from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.common.stages import installed
from luoshi.core.selection import Rules, read_rules

from .. import eligibility, permissions
from ..actions.extending import pending
from ..actions.proposing import more_places, waiting_proposal
from ..applying.history import barred_in
from ..applying.queries import keeps_away
from ..asking import missing_to_open, warnings
from ..measured import kept_rows, same_source
from ..models import Call, Kind
from ..queries import calls_visible_to, is_schools_own, kinds_visible_to, register_of
from ..quotas import allowed_all, unit_of, units
from ..shown import quota_words, rules_shown
from ..states import (
    CALL,
    HOSTED,
    HOSTED_IN,
    JUDGED,
    LEVELS,
    TONES,
    UNDER_WAY,
    CallState,
    ProposalKind,
    levels_of,
)
from ..telling import moment_words, told_words

READERS = "组织单位的管理人员；发出后下属学校和县市能看遴选的人"
SAID_BY = ("said_by__user", "declined_by__user")
BUTTONS = {
    "selection.withdraw_call": "withdraw-call",
    "selection.restore_call": "restore-call",
}
ENTRIES_SHOWN, UPPERS_SHOWN = 50, 20


def crumbs(call: Call | None, last: str = "") -> list[tuple[str, str]]:
    rows = [("遴选", reverse("calls") if call is not None or last else "")]
    if call is not None:
        rows.append((call.title, reverse("call", args=[call.public_id]) if last else ""))
    return [*rows, (last, "")] if last else rows


@policy(f"{READERS}：遴选列表")
def calls(request: HttpRequest) -> HttpResponse:
    actor, state = request.actor, request.GET.get("state", "")
    require(actor.may("read_selections"))
    rows = calls_visible_to(actor).order_by("-id")
    page = page_of(request, rows.filter(state=state) if state in CallState.values else rows)
    for row in page:
        row.tone, row.state_said = TONES[row.state], state_words(row)
    context = {
        "page_obj": page,
        "filters": [
            {"label": label, "url": "?" if key == state else f"?state={key}", "on": key == state}
            for key, label in CallState.choices
        ],
        "filtered": bool(state),
        "may_make": permissions.can_make_kind(actor),
        "sees_kinds": permissions.can_make_kind(actor) or kinds_visible_to(actor).exists(),
        "watches": actor.may("watch_selections"),
        "own": _own_first(actor),
        "crumbs": crumbs(None),
    }
    return render(request, "selection/calls.html", context)


def _own_first(actor: Actor) -> dict[str, Any]:
    """For schools and counties that may select first: calls above that take applications, each with what was begun here
    for it.
    """
    kind = Organisation.objects.filter(pk=actor.organisation_id).values_list("kind", flat=True).first()
    if kind not in (Organisation.Kind.SCHOOL, Organisation.Kind.COUNTY_BUREAU) or not actor.may(
        "run_selections"
    ):
        return {}
    rows = calls_visible_to(actor).filter(state=CallState.OPEN, until__gt=clock.now())
    uppers = list(rows.exclude(organisation=actor.organisation_id).order_by("until", "id")[:UPPERS_SHOWN])
    begun: dict[int, Call] = {}
    for row in (
        calls_visible_to(actor).filter(organisation=actor.organisation_id, parent__in=uppers).order_by("id")
    ):
        row.tone, row.state_said = TONES[row.state], state_words(row)
        begun[row.parent_id] = row
    return {"level": LEVELS[levels_of(kind)[0]], "uppers": [(upper, begun.get(upper.pk)) for upper in uppers]}


def state_words(call: Call) -> str:
    """An open call whose time has not begun or is over says so before the clock moves it."""
    if call.state == CallState.OPEN and call.is_over:
        return "受理已截止"
    if call.state == CallState.OPEN and call.opens_at is not None and call.opens_at > clock.now():
        return "即将受理"
    return call.get_state_display()


@policy(f"{READERS}：一次遴选", methods=("GET",))
def call_(request: HttpRequest, selection: str) -> HttpResponse:
    return call_page(request, find(calls_visible_to(request.actor), selection))


def call_page(request: HttpRequest, found: Call, status: int = 200, refusal: Any = None) -> HttpResponse:
    actor, rules = request.actor, read_rules(found.rules)
    runs = permissions.can_run_call(actor, found)
    waiting = pending(found) if found.organisation_id == actor.organisation_id else None
    panels = [
        panel
        for stage in installed()
        if "call" in stage.panels and (panel := stage.panels["call"](actor, found)) is not None
    ]
    taken = next((panel["taken"] for panel in panels if "taken" in panel), {})
    context = {
        "call": found,
        "tone": TONES[found.state],
        "state_said": state_words(found),
        "facts": facts_of(found),
        "rules": rules_shown(rules, found),
        "runs": runs,
        "kept_away": _why_kept_away(actor, found, runs),
        "buttons": _buttons(found, runs),
        "extensions": list(found.extensions.filter(confirmed_at__isnull=False)),
        "waiting": waiting,
        **_proposals(actor, found),
        "may_confirm": waiting is not None and permissions.can_confirm_extension(actor, waiting),
        "may_host": runs and found.state in (CallState.DRAFT, *HOSTED_IN) and not is_schools_own(found),
        "may_close": runs and found.state == CallState.OPEN and found.is_over,
        "panels": panels,
        "refusal": refusal,
        "crumbs": crumbs(found),
        **_mine(actor, found, rules, taken),
        **_before(actor, found),
        **(_to_prepare(found) if runs and found.state == CallState.DRAFT else {}),
        **(_quotas(found) if found.organisation_id == actor.organisation_id else {}),
    }
    return render(request, "selection/call.html", context, status=status)


def _why_kept_away(actor: Actor, call: Call, runs: bool) -> permissions.KeptAway | None:
    """What an officer reads in place of the buttons."""
    away = not runs and call.state in UNDER_WAY and permissions.is_its_officer(actor, call)
    return permissions.KeptAway(call) if away else None


def _proposals(actor: Actor, call: Call) -> dict[str, Any]:
    """What waits for the second person, for the own bureau; what two persons did, for everybody."""
    own = call.organisation_id == actor.organisation_id
    away = own and keeps_away(actor, call)
    proposal = waiting_proposal(call) if own and not away else None
    settled = call.proposals.filter(confirmed_at__isnull=False)
    return {
        "proposal": proposal,
        "proposed": more_places(proposal) if proposal and proposal.what == ProposalKind.QUOTAS else "",
        "may_confirm_proposal": proposal is not None and permissions.can_confirm_proposal(actor, proposal),
        "declined": _declined(call) if own and not away else [],
        "settled": list(settled.select_related("said_by__user", "confirmed_by__user")),
    }


def _declined(call: Call) -> list[Any]:
    """What the second person did not agree to: the bureau's own, the applicants read nothing of it."""
    rows = [*call.proposals.filter(declined_by__isnull=False).select_related(*SAID_BY)]
    extensions = call.extensions.filter(declined_by__isnull=False).select_related(*SAID_BY)
    return sorted([*rows, *extensions], key=lambda row: row.dropped_at)


def facts_of(call: Call) -> list[tuple[str, str]]:
    until = moment_words(call.until) if call.until else "未定"
    begins = [("开始受理", moment_words(call.opens_at))] if call.opens_at else []
    return [
        ("组织单位", call.organisation.short),
        *([("承办", _host_words(call))] if call.host else []),
        *([("级别", LEVELS.get(call.level, call.level))] if call.level else []),
        *([("入选的晋级到", call.parent.title)] if call.parent and call.parent.opened_at else []),
        *([("文号", call.document_number)] if call.document_number else []),
        *begins,
        ("截止", until),
        ("经办", call.officer.user.name),
    ]


def _host_words(call: Call) -> str:
    parts = "、".join(HOSTED[part] for part in call.hosted)
    return f"{call.host.short}（{parts}）" if call.host and parts else call.host.short if call.host else ""


def _buttons(call: Call, runs: bool) -> list[dict[str, Any]]:
    urls = {action: reverse(name, args=[call.public_id]) for action, name in BUTTONS.items()}
    buttons = CALL.buttons(call, lambda action: runs, urls)
    if call.state in JUDGED and runs and waiting_proposal(call) is None:
        give_up = {
            "label": "提请撤销",
            "url": urls["selection.withdraw_call"],
            "reason": True,
            "danger": True,
        }
        buttons.append({"action": "selection.propose_withdrawal", **give_up})
    return buttons


def _to_prepare(call: Call) -> dict[str, Any]:
    return {
        "missing": missing_to_open(call),
        "warnings": warnings(call),
        "kind_changed": call.kind.rules != call.rules,
        "goes_to": told_words(call),
        "quota_said": quota_words(read_rules(call.rules)),
    }


def _mine(actor: Actor, call: Call, rules: Rules, taken: dict[str, int]) -> dict[str, Any]:
    """What a school is told of itself: whether it can apply, its places, the conditions, its entries.

    taken: by 组别 ("" where places are not given by group) how many of its places are taken, as a later stage knows it.
    """
    school = Organisation.objects.filter(pk=actor.organisation_id, kind=Organisation.Kind.SCHOOL).first()
    if school is None or call.organisation_id == school.pk:
        return {}
    register, day = register_of(call), clock.today()
    told = eligibility.of_organisation(rules, school, call.organisation, register, day)
    entries = (
        eligibility.of_entries(rules, school, call.organisation, register, day)
        if register is not None
        else []
    )
    judged = [(entry, said, not any(each.bars for each in said)) for entry, said in entries]
    unit = unit_of(call, school)
    places = [
        (group, each, _left_of(each.number, taken, group) if unit == school else None)
        for (_, group), each in allowed_all(call, [unit]).items()
    ]
    return {
        "school": school,
        "verdicts": told,
        "barred": barred_in(school, call, rules, day),
        "answer": _answer(call, told, None if register is None else [fit for _, _, fit in judged], places),
        "entries": judged[:ENTRIES_SHOWN],
        "more_entries": max(0, len(entries) - ENTRIES_SHOWN),
        "register": register,
        "unit": unit,
        "places": places,
    }


def _before(actor: Actor, call: Call) -> dict[str, Any]:
    """The own selection that may come before one above: among the people of a school, or the schools of a county."""
    if call.state != CallState.OPEN or call.is_over or not permissions.can_take_kind(actor, call):
        return {}
    own = Kind.objects.filter(
        organisation=actor.organisation_id, title=call.kind.title, withdrawn_at__isnull=True
    )
    level = Organisation.objects.values_list("kind", flat=True).get(pk=actor.organisation_id)
    begun = calls_visible_to(actor).filter(organisation=actor.organisation_id, parent=call)
    last = begun.exclude(state=CallState.WITHDRAWN).order_by("-id").first()
    if last is not None:
        last.tone, last.state_said = TONES[last.state], state_words(last)
    return {"own_first": LEVELS[levels_of(level)[0]], "own_kind": own.first(), "own_begun": last}


def _left_of(number: int | None, taken: dict[str, int], group: str) -> int | None:
    if number is None:
        return None
    return max(number - taken.get(group, taken.get("", 0)), 0)


def _answer(
    call: Call, told: list[eligibility.Verdict], fits: list[bool] | None, places: list[Any]
) -> dict[str, str]:
    """Yes or no, and why: the first thing that stands in the way."""
    full = bool(places) and all(left == 0 for _, _, left in places)
    if call.is_over:
        return {"kind": "warning", "words": "不能申报", "why": "受理已经截止。"}
    if any(each.bars for each in told):
        todo = "先到台账或单位概况里核对；内容改好以后，这里会跟着变。"
        return {"kind": "warning", "words": "现在还不能申报", "why": "下面有不满足的条件。", "todo": todo}
    if fits is not None and not any(fits):
        why = "台账里没有满足条件的条目。" if fits else "台账里没有已确认的条目。"
        return {"kind": "warning", "words": "现在还不能申报", "why": why, "todo": "先登记、核对台账条目。"}
    if full:
        todo = "撤回一份，名额随即空出。"
        return {"kind": "warning", "words": "不能再申报", "why": "名额已经用完。", "todo": todo}
    if any(each.met is None for each in told):
        return {"kind": "ok", "words": "可以申报", "mind": "有现在看不出是否满足的条件，形式审查时核。"}
    return {"kind": "ok", "words": "可以申报"}


def _quotas(call: Call) -> dict[str, Any]:
    """For the bureau: who has how many places, those set apart first."""
    listed = units(call)
    places = allowed_all(call, listed)
    rows = [
        {"unit": unit.short, "group": group, "number": each.number, "words": each.words}
        for unit in listed
        for (pk, group), each in places.items()
        if pk == unit.pk
    ]
    common = [row for row in rows if row["words"] != "统一名额"]
    return {"quota_rows": common, "quota_units": len(listed), **kept_basis(call)}


def kept_basis(call: Call) -> dict[str, Any]:
    """From what the quotas were reckoned, where they were."""
    kept = call.quota_basis
    rows = kept_rows(kept)
    return (
        {"basis_rows": rows, "basis_same": same_source(rows), "basis_at": parse_datetime(kept["at"])}
        if kept
        else {}
    )


@policy(f"{READERS}：下载遴选通知")
def call_notice(request: HttpRequest, selection: str) -> HttpResponseBase:
    found: Call = find(calls_visible_to(request.actor), selection)
    if found.notice is None:
        raise Http404
    return files.answer(found.notice, found.notice_name)
