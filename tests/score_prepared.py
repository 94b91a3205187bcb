"""The program of the kill tests of scoring and publishing, in a process of its own on a home of its own:
`score_prepared.py SEED KILLS` prepares a review in which one sheet is missing, then lets children hand it in, close the
round, close the review and publish the notice, kills each in the middle of its transaction, and at last lets one finish
it and do it again.

Each line is JSON: what there is before, after each kill, and after the act was done and repeated.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from typing import Any

from luoshi.commands.boot import start
from round_prepared import _site
from workplan_prepared import BEFORE_COMMIT, in_a_child

ACTS = ("review.hand_in_sheet", "review.close_round", "review.close_review", "outcome.publish_notice")
MOST = {"sheet": 5, "round": 6, "review": 7, "notice": 15}  # changes that the act surely writes


def main(seed: str, kills: str) -> None:
    there = _prepared()
    rng = random.Random(int(seed))
    for name, perform in _acts(there).items():
        if name == "round":
            _say(there)
        if name == "notice":
            _decide(there)
        there.version = _call(there).version
        say(name, "before", there)
        places = [rng.randrange(1, MOST[name]) for _ in range(int(kills) - 1)]
        for place in (*places, BEFORE_COMMIT):
            in_a_child(perform, place)
            say(name, "killed", there)
        for _ in range(2):  # nobody knew whether it had been done
            in_a_child(perform, 0)
            say(name, "done", there)


def _prepared() -> Any:
    """Five applications, two experts; all sheets are in but the last."""
    from luoshi.accounts.models import Organisation
    from luoshi.accounts.queries import actor_for
    from luoshi.plans.models import Plan
    from luoshi.selection.outcome.tests import helping
    from luoshi.selection.review import actions
    from luoshi.selection.review.tests import helping as reviewing

    site = _site(Plan.objects.get(key="yichang-2021"), Organisation)
    there = reviewing.made(site, applications=5, levels=helping.LEVELS, notice_days=5)
    every = [
        (expert, task) for expert, tasks in zip(there.experts, there.assigned, strict=True) for task in tasks
    ]
    for expert, task in every[:-1]:
        actions.hand_in_sheet(assigned=task, content=_content(there, task), by=actor_for(expert))
    there.last = every[-1]
    return there


def _content(there: Any, task: Any) -> Any:
    from luoshi.selection.outcome.tests.helping import GOALS
    from luoshi.selection.review.content import Content

    goal = GOALS[there.applications.index(task.application)]
    return Content({"veto": False, "goal": goal, "deed": "优", "share": "60"}, {"share": "有"}, "好。")


def _acts(there: Any) -> dict[str, Callable[[], Any]]:
    from luoshi.accounts.queries import actor_for
    from luoshi.common.acts import Once
    from luoshi.selection.outcome import actions as outcome
    from luoshi.selection.outcome.listing import list_digest
    from luoshi.selection.outcome.tests import helping
    from luoshi.selection.review import actions
    from luoshi.selection.review.scoring import computed

    expert, task = there.last

    def officer(name: str) -> dict[str, Any]:
        return {"by": there.actor("officer"), "version": there.version, "once": Once(name, "a" * 64)}

    def publish() -> Any:
        call = _call(there)
        said = {"facts": helping.facts(), "shown": list_digest(call)}
        return outcome.publish_notice(call=call, **said, **officer("notice-once"))

    def close() -> Any:
        call = _call(there)
        return actions.close_review(call=call, shown=computed(call).digest, **officer("review-once"))

    return {
        "sheet": lambda: actions.hand_in_sheet(
            assigned=task,
            content=_content(there, task),
            by=actor_for(expert),
            once=Once("sheet-once", "a" * 64),
        ),
        "round": lambda: actions.close_round(
            proposal=there.said, by=there.actor("head"), version=1, once=Once("round-once", "a" * 64)
        ),
        "review": close,
        "notice": publish,
    }


def _say(there: Any) -> None:
    """One person said that the round may end; who confirms it is killed."""
    from luoshi.selection.review import actions
    from luoshi.selection.review.tests import helping

    there.said = helping.act(actions.propose_closing, there.actor("officer"), call=_call(there), round="")


def _decide(there: Any) -> None:
    """The list is drawn up, its tie settled, a meeting agreed."""
    from luoshi.selection.outcome.tests import helping

    helping.drawn_up(there)
    helping.meeting(there)


def _call(there: Any) -> Any:
    from luoshi.selection.models import Call

    return Call.objects.get(pk=there.call.pk)


def say(name: str, when: str, there: Any) -> None:
    from luoshi.common.models import AuditEvent, OnceReceipt
    from luoshi.common.verifying import verify
    from luoshi.selection.outcome.invariants import INVARIANTS as OF_OUTCOME
    from luoshi.selection.outcome.models import PublicNotice
    from luoshi.selection.review.content import opened
    from luoshi.selection.review.invariants import INVARIANTS as OF_REVIEW
    from luoshi.selection.review.models import RoundClosing, Scoring, Sheet

    last = Sheet.objects.filter(assigned=there.last[1]).first()
    found = {
        "state": _call(there).state,
        "sheets": Sheet.objects.filter(state="done").count(),
        "last": opened(last).values["goal"] if last is not None else None,
        "closed": RoundClosing.objects.count(),
        "scored": [len(row.data["results"]) for row in Scoring.objects.all()],
        "notices": [len(row.snapshot["rows"]) for row in PublicNotice.objects.all()],
        "events": AuditEvent.objects.filter(action__in=ACTS, result="done").count(),
        "receipts": OnceReceipt.objects.filter(key__endswith="-once").count(),
    }
    broken = [each for invariant in (*OF_REVIEW, *OF_OUTCOME) for each in invariant.check()]
    holds = when == "killed" or (broken == [] and verify().ok)
    print(json.dumps({"act": name, "when": when, "whole": holds, "found": found}), flush=True)


if __name__ == "__main__":
    start(new_mode="test")
    main(*sys.argv[1:])
