"""Results are drawn up from the scoring that counts, and changed by two persons with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.selection import read_rules
from luoshi.core.selection.placing import Ranked, proposed
from luoshi.papers.actions.moving import post_of
from luoshi.selection import two_persons
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .. import permissions
from ..listing import level_titles, numbers_of, proposal_of, rows_of
from ..models import Change, Objection, Result
from ..states import ObjectionState
from .holding import call_first, fresh_call, has_results, said

GONE = "申报单位已撤回申报"
SETTLED = "这项变更已经办过，请刷新页面。"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a result is to stand: in or not, on which level, or out of the selection altogether."""

    selected: bool
    level: str = ""
    excluded: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"selected": self.selected, "level": self.level, "excluded": self.excluded}


def standing_of(result: Result) -> Standing:
    return Standing(result.selected, result.level, result.excluded_at is not None)


@acts.act("outcome.draw_up", who=permissions.can_run_outcome, on="call", first=call_first)
def draw_up(*, call: Call, by: Actor) -> Call:
    """Copies of what the last scoring says, with the level the rule gives each. Once; nothing computes it again."""
    call = fresh_call(call, CallState.DECIDING)
    if has_results(call):
        raise RuleBroken("结果已经整理过。要重新整理，请先撤回整理。")
    scoring = call.scorings.order_by("-number").first()
    if scoring is None:
        raise RuleBroken("还没有计分，不能整理结果。请先结束评审。")
    applications = Application.objects.in_bulk(scoring.names.values())
    made = [_result(call, scoring, row, applications) for row in scoring.data["results"]]
    _place(call, made)
    acts.note_bulk("results", [[row.code, row.selected, row.level, row.order or 0] for row in made])
    return call


def _result(call: Call, scoring: Any, row: dict[str, Any], applications: dict[int, Application]) -> Result:
    application = applications[scoring.names[row["application"]]]
    gone = application.state != ApplicationState.ACCEPTED
    return Result(
        call=call, application=application, scoring=scoring, code=row["application"], group=application.group,
        place=row["place"], score=row["score"] or "", passed=row["passed"], vetoed=bool(row["vetoed"]),
        excluded_at=clock.now() if gone else None, excluded_reason=GONE if gone else "",
    )  # fmt: skip


def _place(call: Call, made: list[Result]) -> None:
    """The first numbers of the list; rows are written only now."""
    accepted: dict[str, int] = {}
    for row in made:
        accepted[row.group] = accepted.get(row.group, 0) + 1
    rules = read_rules(call.rules)
    standing = [Ranked(row.code, row.place, row.passed, row.group) for row in made if row.excluded_at is None]
    given = proposed(rules.levels, standing, accepted)
    for row in made:
        row.selected = row.code in given.levels
        row.level = row.proposed = given.levels.get(row.code, "")
        row.tied = row.code in given.tied
    numbers = numbers_of(rules, made)
    for row in made:
        row.order = numbers.get(row.code)
    Result.objects.bulk_create(made)


@acts.act("outcome.undo_draw_up", who=permissions.can_run_outcome, on="call", first=call_first)
def undo_draw_up(*, call: Call, reason: str, by: Actor) -> Call:
    """Back to before: only as long as nothing was decided or shown, and stands as the rule gave it: what two persons
    changed they change back first.
    """
    call = fresh_call(call, CallState.DECIDING)
    if not has_results(call):
        raise RuleBroken("还没有整理结果。")
    if call.public_notices.exists():
        raise RuleBroken("结果公示过，不能撤回整理。要改结果，请提出结果变更，由另一人确认。")
    if call.decisions.filter(undone_at__isnull=True).exists():
        raise RuleBroken("已经审定，不能撤回整理。请先撤销审定。")
    _refuse_undoing_two(call)
    said(reason)
    changes = Change.objects.filter(result__call=call)
    acts.note_bulk("changes", [[row.result.code, row.before, row.after] for row in changes])
    acts.note_bulk("results", [[row.code, row.selected, row.level] for row in rows_of(call)])
    changes.delete()
    Result.objects.filter(call=call).delete()
    return call


def _refuse_undoing_two(call: Call) -> None:
    """What two persons changed one alone does not undo: not by taking back the whole list either (controls SE-05)."""
    first: dict[int, dict[str, Any]] = {}
    confirmed = Change.objects.filter(result__call=call, confirmed_at__isnull=False)
    for change in confirmed.order_by("confirmed_at", "pk"):
        first.setdefault(change.result_id, change.before)
    rows = [row for row in rows_of(call) if row.pk in first]
    moved = [row.code for row in rows if first[row.pk] != standing_of(row).as_json()]
    if moved:
        raise RuleBroken(
            f"{'、'.join(moved[:5])}的结果变更是两个人确认的，一个人不能连同整理一起撤回。"
            "请先提出变更改回原来的结果，由另一人确认，再撤回整理。"
        )


@acts.act("outcome.say_change", who=permissions.can_say_change, under="result", first=call_first)
def say_change(
    *, result: Result, after: Standing, reason: str, by: Actor, objection: Objection | None = None
) -> Change:
    """One person says it; nothing changes before another one confirms."""
    result.refresh_from_db()
    call = fresh_call(result)
    _refuse_senseless(call, result, after)
    _refuse_foreign(call, objection)
    change: Change = _said(result, after, said(reason), by, objection)
    return change


def _said(result: Result, after: Standing, reason: str, by: Actor, objection: Objection | None) -> Any:
    if two_persons.waiting(result.changes.all()).exists():
        raise RuleBroken("这一项已经有待确认的变更，请先确认或撤回。")
    return acts.create(
        Change, result=result, objection=objection, before=standing_of(result).as_json(),
        after=after.as_json(), reason=reason, said_by=post_of(by),
    )  # fmt: skip


def _refuse_senseless(call: Call, result: Result, after: Standing) -> None:
    levels = level_titles(read_rules(call.rules))
    if after == standing_of(result):
        raise RuleBroken("和现在的结果一样，没有要变更的。")
    if after.selected and (after.excluded or after.level not in (levels or {"": ""})):
        raise RuleBroken("入选的要选一个等次。请选好等次后再提交。")
    if not after.selected and after.level:
        raise RuleBroken("不入选的没有等次。")
    if after.selected and result.application.state != ApplicationState.ACCEPTED:
        raise RuleBroken(f"{GONE}，不能入选。")


def _refuse_foreign(call: Call, objection: Objection | None) -> None:
    if objection is None:
        return
    objection.refresh_from_db()
    if objection.notice.call_id != call.pk or objection.state != ObjectionState.UPHELD:
        raise RuleBroken("这件异议没有认定成立，不能据此变更结果。")


@acts.act("outcome.rank_again", who=permissions.can_run_outcome, under="call", first=call_first)
def rank_again(*, call: Call, reason: str, by: Actor, objection: Objection | None = None) -> Call:
    """After an exclusion the rule is applied once more; each result it would move becomes a change to be confirmed."""
    call = fresh_call(call)
    _refuse_foreign(call, objection)
    kept = said(reason)
    rows = list(rows_of(call))
    given = proposal_of(call, rows)
    moved = 0
    for row in rows:
        wanted = Standing(row.code in given.levels, given.levels.get(row.code, ""))
        left_alone = row.excluded_at is not None or row.code in given.tied or row.tied
        if not left_alone and wanted != standing_of(row) and not _was_changed(row):
            _said(row, wanted, kept, by, objection)
            moved += 1
    if not moved:
        raise RuleBroken("按规则重新排序，没有要变动的结果。")
    return call


def _was_changed(row: Result) -> bool:
    """Moved by hand before, or about to be: the rule does not overrule two persons."""
    return row.changes.filter(dropped_at__isnull=True).exists()


@acts.act(
    "outcome.confirm_change", who=permissions.can_confirm_change, on="change", first=call_first, proof=True
)
def confirm_change(*, change: Change, by: Actor) -> Change:
    """The second person. The result stands otherwise from now on; numbers close up, and the change tells who moved."""
    two_persons.refuse_settled(change, SETTLED)
    call, result = fresh_call(change), Result.objects.get(pk=change.result_id)
    if standing_of(result).as_json() != change.before:
        raise RuleBroken("提出变更以后，这一项结果已经变了。请撤回这项变更，按现在的结果重新提出。")
    after = Standing(**change.after)
    before = {row.code: row.order for row in rows_of(call)}
    moment = clock.now()
    acts.change(
        result, selected=after.selected, level=after.level,
        order=(result.order or len(before) + 1) if after.selected else None,
        excluded_at=(result.excluded_at or moment) if after.excluded else None,
        excluded_reason=change.reason if after.excluded else "",
    )  # fmt: skip
    two_persons.confirm(change, by, moved=_renumber(call, before, result.code))
    return change


def _renumber(call: Call, before: dict[str, int | None], itself: str) -> list[dict[str, Any]]:
    """Close up the numbers; answers whose became another one."""
    rows = list(rows_of(call))
    numbers = numbers_of(read_rules(call.rules), rows)
    moved = []
    for row in rows:
        number = numbers.get(row.code)
        if row.order != number:
            acts.change(row, order=number)
        if before[row.code] != number and row.code != itself:
            moved.append({"code": row.code, "before": before[row.code], "after": number})
    return moved


@acts.act("outcome.drop_change", who=permissions.can_drop_change, on="change", first=call_first)
def drop_change(*, change: Change, by: Actor) -> Change:
    """Taken back before it was confirmed."""
    two_persons.refuse_settled(change, SETTLED)
    fresh_call(change)
    two_persons.drop(change)
    return change
