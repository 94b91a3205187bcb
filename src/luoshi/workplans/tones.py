"""How states look: the tone of chips; of a step also a shape, so that no colour is needed to read it."""

from __future__ import annotations

from .states import StepState

TONES = {
    "draft": "", "running": "busy", "returned": "warn", "filed": "ok", "superseded": "", "withdrawn": "bad",
}  # fmt: skip
STEP_TONES = {StepState.OPEN: "", StepState.UNDER_WAY: "busy", StepState.DONE: "ok", StepState.BLOCKED: "bad"}
STEP_GLYPHS = {
    StepState.OPEN: "g-0",
    StepState.UNDER_WAY: "g-2",
    StepState.DONE: "g-4",
    StepState.BLOCKED: "g-left",
}


def step_shown(state: str) -> dict[str, str]:
    """For `workplans/_step_state.html`."""
    known = StepState(state or StepState.OPEN)
    return {"label": known.label, "tone": STEP_TONES[known], "glyph": STEP_GLYPHS[known], "state": known}
