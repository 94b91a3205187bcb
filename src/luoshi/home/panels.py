"""Parts of a page that the stages bring along: `panels["task"](actor, task)` gives what the template needs."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.common.stages import installed


def panels_of(page: str, actor: Actor, obj: Any) -> list[dict[str, Any]]:
    """The panels of all stages for one page, in the order of the process; a stage that has nothing to say gives None.

    Each panel is a dict with `template` and whatever that template needs.
    """
    made = [stage.panels[page](actor, obj) for stage in installed() if page in stage.panels]
    return [panel for panel in made if panel is not None]
