"""Shown before a return goes out: what is asked or held already, days that are full, deadlines at short notice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from luoshi.accounts.calendars import beyond_the_table, workdays_of
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.burden import meter_of
from luoshi.common.dataforms.models import FormVersion
from luoshi.common.dataforms.sources import all_prefills, prefill_for
from luoshi.core.fields.burden import Burden

from ..models import Return, ReturnSheet
from ..places import without_a_place
from ..states import ReturnState
from .known import asked_before, said_before

FULL = 2  # other returns due on one day, from which on it counts as full
SHORT = dt.timedelta(hours=24)
SAMPLE = 30
ADD_OR_LEAVE_OUT = (
    "请点“选择单位”去掉它们；要它们填的，在原表里给它们加上，再到“对照原表”换这个文件重新识别。"
)


@dataclass(slots=True)
class Before:
    """burden: of one organisation; held: (field, source, organisations that get it filled in; none: the source knows
    nothing yet); warnings in words.
    """

    burden: Burden
    organisations: int
    held: list[tuple[str, str, int]] = field(default_factory=list)
    sampled: int = 0  # of how many it was asked, where it was not of all
    warnings: list[str] = field(default_factory=list)

    @property
    def wanted_fields(self) -> int:
        return self.burden.fields - self.burden.optional

    @property
    def wanted_cells(self) -> int:
        """Without what may stay empty (备注, 选填)."""
        return self.burden.cells - self.burden.optional_cells

    @property
    def all_cells(self) -> int:
        return self.organisations * self.wanted_cells


def before_sending(row: Return, version: FormVersion, actor: Actor) -> Before:
    sheets = row.sheets.select_related("organisation").order_by("organisation__order", "organisation_id")
    asked = [sheet.organisation for sheet in sheets]
    schools = [each.pk for each in asked]
    burden = meter_of(version, actor, asked_before(row.organisation_id, row)).burden
    found = Before(burden, len(schools))
    found.held = _held(version, schools, actor)
    found.sampled = len(sample_of(schools)) if len(schools) > SAMPLE else 0
    placeless = [f"{words}{ADD_OR_LEAVE_OUT}" for words in without_a_place(row, asked)]
    found.warnings = [*placeless, *_short_notice(row), *_full_days(row, schools)]
    return found


def sample_of(schools: list[int]) -> list[int]:
    """Sources are asked for each organisation: of very many, so many spread over all of them."""
    return schools[:: max(1, -(-len(schools) // SAMPLE))]


def _held(version: FormVersion, schools: list[int], actor: Actor) -> list[tuple[str, str, int]]:
    form, sources = version.form, all_prefills(actor)
    named_here = [each for each in form.fields if each.prefill in sources]
    filled_in: Counter[str] = Counter()
    asked = sample_of(schools) if named_here else []
    shared: dict[str, Any] = {}
    for school in asked:
        filled_in.update(prefill_for(form, actor, organisation_id=school, shared=shared).keys())
    rows = [(each.label, sources[each.prefill].label, filled_in[each.key]) for each in named_here]
    rows = [(label, source, count * len(schools) // max(len(asked), 1)) for label, source, count in rows]
    said = said_before(form, schools, version.definition)
    named = {each.key: each.label for each in form.fields if each.prefill not in sources}
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for known in said.values():
        for key, value in known.items():
            if key in named:
                counts[key] += 1
                words.setdefault(key, value.source)
    return rows + [(named[key], words[key], count) for key, count in counts.items()]


def _short_notice(row: Return) -> list[str]:
    if row.until is None:
        return []
    found = []
    if row.same_day:
        found.append(
            "今天发出、今天就要，学校很难核对。确实急的，在“填报说明”里写明理由才能发出；不急的，请改到明天以后。"
        )
    elif row.until - clock.now() < SHORT:
        found.append("离截止不到 24 小时，学校很难核对。")
    if row.at_night:
        found.append("截止时间在晚上或清早，学校要加班才能填。建议改到上班时间。")
    day = timezone.localtime(row.until).date()
    path = row.organisation.path
    if not workdays_of(path).is_workday(day):
        found.append("截止那天不上班，请改到工作日。")
    elif unknown := beyond_the_table(path, day):
        found.append(unknown)
    return found


def _full_days(row: Return, schools: list[int]) -> list[str]:
    """Other returns that want something of the same schools on the same day."""
    if row.last_day is None:
        return []
    start = timezone.make_aware(dt.datetime.combine(row.last_day, dt.time.min))
    others = Return.objects.filter(
        state=ReturnState.OPEN, until__gte=start, until__lt=start + dt.timedelta(days=1)
    ).exclude(pk=row.pk)
    asked = ReturnSheet.objects.filter(asked_in__in=others, organisation__in=schools)
    counts = Counter(asked.values_list("organisation__short", flat=True))
    full = sorted(name for name, count in counts.items() if count >= FULL)
    if full:
        names = f"{'、'.join(full[:5])}{'等' if len(full) > 5 else ''}"
        return [f"这一天 {len(full)} 个单位（{names}）已经有 {FULL} 项以上的表要交，建议错开。"]
    if counts:
        return [f"这一天 {len(counts)} 个单位还有别的表要交。"]
    return []
