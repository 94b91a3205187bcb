"""Who brings statistics in, and who says why they differ. Which of them there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor

from .models import StatedFigure, StatedSource


def can_bring(actor: Actor, _: Any = None) -> bool:
    """Whoever enters figures: officers for the schools below them, the office of a school for its own."""
    return actor.may("enter_figures") and actor.may("read_figures")


def can_run(actor: Actor, source: StatedSource) -> bool:
    return can_bring(actor) and source.organisation_id == actor.organisation_id


def can_explain(actor: Actor, figure: StatedFigure) -> bool:
    """The school it is about, and the office that brought the file."""
    mine = actor.organisation_id in (figure.organisation_id, figure.source.organisation_id)
    return can_bring(actor) and mine


def only_within_an_act(actor: Actor, _: Any = None) -> bool:
    return actor.is_system


STATED_WHO: dict[str, Any] = {
    "stated_figures.start_source": can_bring,
    "stated_figures.choose_columns": can_run,
    "stated_figures.apply_source": can_run,
    "stated_figures.withdraw_source": can_run,
    "stated_figures.restore_source": can_run,
    "stated_figures.discard_source": can_run,
    "stated_figures.resume_source": can_run,
    "stated_figures.explain": can_explain,
    "stated_figures.compare_again": only_within_an_act,
    "stated_figures.forget": only_within_an_act,
}
