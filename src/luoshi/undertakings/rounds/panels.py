"""The round's line on the pages of a task and of a plan."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.plans.models import Plan, Task

from .models import Round
from .permissions import can_make_round
from .queries import rounds_visible_to
from .views.rounds import TONES, state_words


def state_of(round_: Round) -> dict[str, str]:
    return {"tone": TONES[round_.state], "words": state_words(round_)}


def _shown(rounds: Any) -> list[dict[str, Any]]:
    return [{"round": each, **state_of(each)} for each in rounds]


def task_panel(actor: Actor, task: Task) -> dict[str, Any] | None:
    """The rounds that offer this task."""
    rounds: list[Round] = list(rounds_visible_to(actor).filter(tasks__task=task).order_by("-id")[:5])
    return {"template": "rounds/_panel.html", "rounds": _shown(rounds)} if rounds else None


def plan_panel(actor: Actor, plan: Plan) -> dict[str, Any] | None:
    """The rounds of this plan, and the way to a new one for who may."""
    rounds: list[Round] = list(rounds_visible_to(actor).filter(plan=plan).order_by("-id")[:5])
    may = can_make_round(actor, plan)
    if not rounds and not may:
        return None
    return {"template": "rounds/_panel.html", "rounds": _shown(rounds), "plan": plan if may else None}
