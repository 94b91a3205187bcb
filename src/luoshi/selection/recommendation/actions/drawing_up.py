"""The letter and the table are drawn up, drawn up anew, printed for the seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.core.selection import read_rules
from luoshi.papers.filed.actions import freeze, outdate_papers
from luoshi.papers.filed.printing import Prepared
from luoshi.selection.models import Call
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import Decision, Result
from luoshi.selection.states import Outcome

from .. import permissions
from ..drawing import Letter
from ..models import Recommendation
from ..queries import decisions_for, is_stamped, last_of, selected_of, standing_of
from ..states import RECOMMENDATION, STANDING
from .holding import call_first, day_said, ended, refuse_answered, said

CHANGED = "您看到名单以后，名单有了变化，没有办理。请核对最新的名单后再办。"


@dataclass(frozen=True, slots=True)
class Draft:
    """One version. rows: public ids of the results that go up; shown: digest of the list the files were made of."""

    letter: Letter
    decision: Decision
    rows: Sequence[str]
    shown: str
    stored: StoredFile
    table: StoredFile
    columns: Sequence[str] = field(default_factory=tuple)
    skipped_words: str = ""


def no_decision(call: Call) -> str:
    meetings = call.own_words.meetings
    return f"还没有{meetings}对这份名单的审定，不能出推荐函。请先登记推荐审定，附上会议纪要。"


def level_above(call: Call) -> str:
    return read_rules(call.rules).next_level or "province"


def refuse_unfit(call: Call, rows: Sequence[str], skipped_words: str) -> None:
    """Only who was selected, within the number the office above gives, the better ones first."""
    selected = selected_of(call)
    known = {row.public_id: row for row in selected}
    if not rows:
        raise RuleBroken("没有选推荐哪些。请在入选名单里勾选要推荐的。")
    if strange := [key for key in rows if key not in known]:
        raise RuleBroken(f"有 {len(strange)} 项不在入选名单里，不能推荐。请刷新页面重新勾选。")
    limit = read_rules(call.rules).next_number
    for group, chosen in _by_group([known[key] for key in rows]).items():
        if limit and len(chosen) > limit:
            where = f"“{group}”" if group else ""
            raise RuleBroken(f"{where}推荐名额是 {limit} 个，选了 {len(chosen)} 个。请去掉多出来的。")
    if skips(selected, set(rows)) and not skipped_words.strip():
        raise RuleBroken("有排在前面的没有推荐，排在后面的推荐了。请写明没有按名次推荐的理由。")


def _by_group(rows: Sequence[Result]) -> dict[str, list[Result]]:
    found: dict[str, list[Result]] = {}
    for row in rows:
        found.setdefault(row.group, []).append(row)
    return found


def skips(selected: Sequence[Result], rows: set[str]) -> set[str]:
    """Of these (public ids) those that stand behind one of their 组别 that does not go up."""
    found = set()
    for group in _by_group(selected).values():
        left_out = False
        for row in group:
            if row.public_id not in rows:
                left_out = True
            elif left_out:
                found.add(row.public_id)
    return found


@acts.act("recommendation.draw_up", who=permissions.can_recommend, on="call", first=call_first)
def draw_up(*, call: Call, draft: Draft, by: Actor, reason: str = "") -> Recommendation:
    """The first version; or, after the last one was recalled, another one with the reason."""
    call = ended(call)
    rules = read_rules(call.rules)
    if call.kind.outcome != Outcome.RECOMMEND and not rules.next_level:
        raise RuleBroken("这类遴选的结果不往上推荐。要推荐，请在类别的规则里选“评完推荐到”哪一级。")
    if standing_of(call) is not None:
        raise RuleBroken("已经有一份推荐函。要改，请换一版，写明理由。")
    last = last_of(call)
    return _drawn(call, draft, by, last, said(reason) if last is not None else "")


@acts.act(
    "recommendation.renew", who=permissions.can_run_recommendation, on="recommendation", first=call_first
)
def renew(*, recommendation: Recommendation, draft: Draft, reason: str, by: Actor) -> Recommendation:
    """Another version in place of the one that stands; prints of the former are outdated."""
    call = ended(recommendation.call)
    refuse_answered(recommendation)
    kept = said(reason)
    RECOMMENDATION.make("recommendation.renew", recommendation, reason=kept)
    outdate_papers(about=recommendation, by=by)
    return _drawn(call, draft, by, recommendation, kept)


def _drawn(call: Call, draft: Draft, by: Actor, last: Recommendation | None, reason: str) -> Recommendation:
    if draft.shown != list_digest(call):
        raise RuleBroken(CHANGED)
    if draft.decision.pk not in {row.pk for row in decisions_for(call)}:
        raise RuleBroken(no_decision(call))
    refuse_unfit(call, draft.rows, draft.skipped_words)
    letter: dict[str, Any] = {
        "to": draft.letter.to.strip()[:80],
        "letter_number": draft.letter.letter_number.strip()[:80],
        "title": draft.letter.title.strip()[:120],
        "words": draft.letter.words.strip(),
        "on": day_said(draft.letter.on),
    }
    made: Recommendation = acts.create(
        Recommendation, call=call, number=last.number + 1 if last is not None else 1, level=level_above(call),
        decision=draft.decision, rows=list(draft.rows),
        size=len(draft.rows), columns=list(draft.columns),
        skipped_words=draft.skipped_words.strip()[:300], list_digest=draft.shown, letter=draft.stored,
        letter_digest=draft.stored.digest, table=draft.table, table_digest=draft.table.digest, replaces=last,
        reason=reason, drawn_by=f"{by.organisation_name} {by.name}"[:80], drawn_at=clock.now(), **letter,
    )  # fmt: skip
    return made


@acts.act(
    "recommendation.print_letter",
    who=permissions.can_run_recommendation,
    on="recommendation",
    first=call_first,
)
def print_letter(*, recommendation: Recommendation, prepared: Prepared, by: Actor) -> Recommendation:
    """For the seal: frozen, it comes back scanned."""
    if recommendation.state not in STANDING:
        raise RuleBroken("这一版推荐函已经撤回或换版，请打印现在的一版。")
    if is_stamped(recommendation):
        raise RuleBroken("这一版推荐函已经盖章，不用再打印。内容要改的，请先换一版。")
    freeze(prepared=prepared, by=by)
    return recommendation
