"""Every write of official statistics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.periods import Period as Span

from ..models import Indicator
from ..periods import row_of
from . import permissions
from .comparing import all_beside
from .models import KnownHeadings, StatedFigure, StatedSource
from .reading import indicators_for, taken
from .states import STATED, StatedState

Chosen = Mapping[str, Mapping[str, str]]


@acts.act("stated_figures.start_source", who=permissions.can_bring)
def start_source(
    *,
    public_id: str,
    title: str,
    span: Span,
    day: dt.date | None,
    file_name: str,
    digest: str,
    reading: dict[str, Any],
    by: Actor,
) -> StatedSource:
    """The file lies sealed under `public_id`, read already."""
    there = StatedSource.objects.filter(organisation=by.organisation_id, digest=digest)
    if there.filter(state__in=(StatedState.DRAFT, StatedState.APPLIED), period=row_of(span)).exists():
        raise RuleBroken("这个文件已经上传过，还在用。请打开那一次，或先撤回、放弃它。")
    made = StatedSource(public_id=public_id)
    row: StatedSource = acts.create(
        StatedSource,
        public_id=public_id,
        organisation_id=by.organisation_id,
        period=row_of(span),
        title=title,
        day=day,
        file_name=file_name[:120],
        digest=digest,
        uploaded_by=by.name,
    )
    StatedSource.objects.filter(pk=row.pk).update(sealed=made.seal(reading))
    return row


@acts.act("stated_figures.choose_columns", who=permissions.can_run, on="source")
def choose_columns(
    *, source: StatedSource, chosen: Chosen, count_of: Indicator | None, reading: dict[str, Any], by: Actor
) -> StatedSource:
    """Which column is what, remembered for these headings; `reading`: the file read anew by them."""
    if source.state != StatedState.DRAFT:
        raise RuleBroken("这份统计现在不能改。请刷新页面看看办到了哪一步。")
    for digest, columns in chosen.items():
        before = KnownHeadings.objects.filter(organisation=source.organisation, digest=digest).first()
        if before is not None:
            acts.change(before, columns=dict(columns))
        else:
            acts.create(KnownHeadings, organisation=source.organisation, digest=digest, columns=dict(columns))
    acts.change(source, count_of=count_of)
    StatedSource.objects.filter(pk=source.pk).update(sealed=source.seal(reading))
    return source


@acts.act("stated_figures.apply_source", who=permissions.can_run, on="source")
def apply_source(*, source: StatedSource, by: Actor, leaves: bool = False) -> StatedSource:
    """What is certain becomes figures; what is not is left out only where that was agreed to."""
    own = source.organisation.public_id if source.organisation.kind == Organisation.Kind.SCHOOL else ""
    found = taken(source, own)
    if not found.stated:
        raise RuleBroken("没有可以收下的数：先写明哪一列是学校、哪几列是哪个指标。")
    if found.left and not leaves:
        raise RuleBroken(f"有 {len(found.left)} 处没有读准。改好文件重新上传，或勾选“读不准的不收”。")
    keys = {each.school for each in found.stated}
    schools = {row.public_id: row for row in Organisation.objects.filter(public_id__in=keys)}
    indicators = {row.public_id: row for row in indicators_for(by, source.period)}
    STATED.make("stated_figures.apply_source", source, applied_at=clock.now(), sealed=b"")
    made = [
        StatedFigure(
            source=source,
            organisation=schools[each.school],
            indicator=indicators[each.indicator],
            value=each.value[:30],
            place=each.place[:120],
        )
        for each in found.stated
        if each.school in schools and each.indicator in indicators
    ]
    for each in all_beside(made):
        each.stated.differs = each.differs
    StatedFigure.objects.bulk_create(made, batch_size=500)
    acts.note_bulk("figures", [[row.public_id, row.value, row.place] for row in made])
    return source


@acts.act("stated_figures.withdraw_source", who=permissions.can_run, on="source")
def withdraw_source(*, source: StatedSource, by: Actor) -> StatedSource:
    """Its figures and reasons are kept and seen no more."""
    STATED.make("stated_figures.withdraw_source", source)
    return source


@acts.act("stated_figures.restore_source", who=permissions.can_run, on="source")
def restore_source(*, source: StatedSource, by: Actor) -> StatedSource:
    STATED.make("stated_figures.restore_source", source)
    return source


@acts.act("stated_figures.discard_source", who=permissions.can_run, on="source")
def discard_source(*, source: StatedSource, by: Actor) -> StatedSource:
    STATED.make("stated_figures.discard_source", source)
    return source


@acts.act("stated_figures.resume_source", who=permissions.can_run, on="source")
def resume_source(*, source: StatedSource, by: Actor) -> StatedSource:
    if not source.sealed:
        raise RuleBroken("读出的内容已经清除，请重新上传文件。")
    STATED.make("stated_figures.resume_source", source)
    return source


@acts.act("stated_figures.explain", who=permissions.can_explain, on="figure")
def explain(*, figure: StatedFigure, reason: str, by: Actor) -> StatedFigure:
    """Why it differs from ours; both stand. Empty: what was said is taken back."""
    reason = reason.strip()[:300]
    said = {"reason": reason, "reason_by": by.name if reason else ""}
    acts.change(figure, **said, reason_at=clock.now() if reason else None)
    return figure


@acts.act("stated_figures.compare_again", who=permissions.only_within_an_act)
def compare_again(*, figures: Iterable[StatedFigure], by: Actor) -> int:
    """Our figures moved since: whether they still differ."""
    changed = 0
    for each in all_beside(figures):
        if each.differs != each.stated.differs:
            StatedFigure.objects.filter(pk=each.stated.pk).update(differs=each.differs)
            changed += 1
    return changed


@acts.act("stated_figures.forget", who=permissions.only_within_an_act, on="source")
def forget(*, source: StatedSource, by: Actor) -> StatedSource:
    """What was read and never taken goes after a month."""
    if source.state == StatedState.DRAFT:
        STATED.make("stated_figures.forget", source, sealed=b"")
    else:
        acts.change(source, sealed=b"")
    return source
