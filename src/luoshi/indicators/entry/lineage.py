"""Where a figure comes from: its inputs by organisation, or the entries it was counted from with their evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.common.pages import page_of
from luoshi.evidence.models import EvidenceUse
from luoshi.evidence.permissions import can_read_library
from luoshi.evidence.queries import uses_about_many
from luoshi.registers.listing import MOST_NAMED
from luoshi.registers.models import Entry
from luoshi.registers.queries import entries_visible_to, registers_visible_to

from ..models import Contribution, Observation
from ..queries import Shown, contributions_of, inputs_of, shown_of
from ..sharing import shared
from ..states import Kind, Status
from .computing import entries_told_of
from .lines import Sheet
from .models import SheetLine
from .states import LineState
from .steps import said_of
from .wording import plain_words, value_words

ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Input:
    organisation: Organisation
    observation: Observation
    value: str
    parts: str  # 56 / 100


@dataclass(frozen=True, slots=True)
class Inputs:
    """Figures that went in, a page of them. hidden: how many more there are out of sight; told: how many of those in
    sight say something of themselves (what was left out, why it jumps); only: these alone are shown.
    """

    page: Page[Observation]
    rows: list[Input]
    hidden: int
    told: int
    only: bool


def inputs(request: HttpRequest, shown: Shown) -> Inputs:
    """The figures below that went in, those within the actor's sight."""
    rows, actor = inputs_of(shown), request.actor
    seen = rows if actor.is_system else rows.filter(within(actor.path, "organisation__"))
    hidden, told = rows.count() - seen.count(), seen.exclude(note="")
    only = request.GET.get("told") == "1"
    page = page_of(request, (told if only else seen).select_related("recorded_by__user"), ENTRIES)
    found = []
    for row in page:
        one = shown_of(shown.indicator, row.definition, row.organisation, shown.period, row, shown.as_of)
        value = value_words(one) if row.has_value else f"没有：{row.missing}"
        found.append(Input(row.organisation, row, value, parts_words(one)))
    return Inputs(page, found, hidden, told.count(), only)


def parts_words(shown: Shown) -> str:
    if shown.definition.kind != Kind.RATIO or shown.numerator is None:
        return ""
    version = shown.definition
    return f"{plain_words(shown.numerator, version)} ÷ {plain_words(shown.denominator, version)}"


def once_words(shown: Shown) -> str:
    """上报 120，去重 113: why it is less than the sum of what was reported."""
    version = shown.definition
    if shown.numerator is None or not shown.removed_duplicates:
        return ""
    stated, left, name = shown.stated, shown.numerator, ""
    if version.kind == Kind.RATIO:
        stated, left = shown.denominator + shown.removed_denominator, shown.denominator
        name = f"{version.extra.get('denominator', '分母')}："
    said = f"{name}上报 {plain_words(stated, version)}，去重 {plain_words(left, version)}。"
    return f"{said}同一身份在几处登记的只算一次，以最近核对的为准。"


def entry_href(public_id: str) -> str:
    """The page of a register's entry, where registers have pages."""
    try:
        return reverse("register-entry", args=[public_id])
    except NoReverseMatch:
        return ""


def entries(request: HttpRequest, shown: Shown) -> tuple[Page[Contribution] | None, list[dict[str, Any]]]:
    """What one organisation's figure was counted from, each with its evidence; unseen entries without their words."""
    if shown.observation is None:
        return None, []
    page = page_of(request, contributions_of(shown.observation, shown.as_of), ENTRIES)
    keys = [row.entry for row in page if row.entry]
    seen = {row.public_id: row for row in entries_visible_to(request.actor).filter(public_id__in=keys)}
    uses = uses_about_many(list(seen.values())) if can_read_library(request.actor) else {}
    also = shared(list(page), request.actor)
    return page, [
        {
            **_entry(row, seen.get(row.entry), uses.get(row.entry, []), shown),
            "also": also[row.pk].words if row.pk in also else "",
        }
        for row in page
    ]


def _entry(row: Contribution, entry: Entry | None, uses: list[EvidenceUse], shown: Shown) -> dict[str, Any]:
    version = shown.definition
    counts = "分子、分母都算" if row.numerator else "只算分母"
    return {
        "label": entry.label if entry is not None else "一条（不在您能看的范围）",
        "state": entry.get_state_display() if entry is not None else "",
        "href": entry_href(row.entry) if entry is not None else "",
        "counts": counts if version.kind == Kind.RATIO else plain_words(row.numerator, version),
        "uses": [
            {"title": use.evidence.title, "href": reverse("evidence-piece", args=[use.evidence.public_id])}
            for use in uses
        ],
    }


def told_of(shown: Shown, actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """The entries that the note of a school's figure speaks of: words, and links to the register's list of them."""
    if (
        shown.as_of is not None
        or shown.is_rolled_up
        or shown.observation is None
        or not shown.observation.note
    ):
        return []
    key = (shown.definition.computed or {}).get("register", "")
    register = registers_visible_to(actor).filter(key=key, withdrawn_at__isnull=True).first()
    if register is None:
        return []
    url, found = reverse("register", args=[register.public_id]), []
    for words, about in entries_told_of(shown.definition, shown.organisation, shown.period):
        parts = [about[start : start + MOST_NAMED] for start in range(0, len(about), MOST_NAMED)]
        links, first = [], 1
        for part in parts:
            said = f"第 {first}—{first + len(part) - 1} 条" if len(parts) > 1 else "看是哪些"
            links.append((f"{url}?{urlencode({'entry': part}, doseq=True)}", said))
            first += len(part)
        found.append((f"{len(about)} 条{words}", links))
    return found


def typed_line(shown: Shown, lines: Any) -> SheetLine | None:
    """The line of a filing in which a typed figure was given, as the actor may see it."""
    if shown.observation is None or shown.observation.source != "typed":
        return None
    people = ("sheet__sent_by__user", "sheet__approved_by__user")
    found: SheetLine | None = (
        lines.select_related(*people)
        .filter(
            sheet__organisation=shown.organisation,
            sheet__filing__period=shown.period,
            asked__definition__indicator=shown.indicator,
        )
        .last()
    )
    return found


def correction_said(line: SheetLine | None) -> str:
    """The figure that was sent in place of an approved one and waits for approval; empty where there is none."""
    if line is None or line.state != LineState.WAITING:
        return ""
    return next(
        (
            said_of(row, row.draft)
            for row in Sheet(line.sheet).rows()
            if row.line.pk == line.pk and row.corrects
        ),
        "",
    )


def who_words(observation: Observation | None, line: SheetLine | None) -> str:
    """Who sent and who approved it; of a figure without a filing, who recorded it."""
    if observation is None:
        return ""
    if line is not None and line.sheet.sent_by is not None:
        sent = f"{line.sheet.sent_by.user.name}报送"
        by = line.sheet.approved_by
        approved = f"，{by.user.name}审定" if by is not None and observation.status == Status.APPROVED else ""
        return f"{sent}{approved}，{timezone.localtime(observation.recorded_at):%Y年%-m月%-d日 %H:%M}"
    by = observation.recorded_by
    who = by.user.name if by is not None else "系统"
    return f"{who}，{timezone.localtime(observation.recorded_at):%Y年%-m月%-d日 %H:%M}"
