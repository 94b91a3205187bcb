"""The kinds of paper that go through steps. Each stage names its own; this one has the 呈批件."""

from __future__ import annotations

from luoshi.common.stages import PaperKind, installed

BRIEF_KIND = PaperKind("brief", "呈批件")


def paper_kinds() -> dict[str, str]:
    """Key → label of every kind, in the order of the stages."""
    return {kind.key: kind.label for stage in installed() for kind in stage.papers}


def kind_in_words(key: str) -> str:
    """The label; 各类事项 for the route that serves all kinds, 其他 for a kind no stage knows any more."""
    return paper_kinds().get(key, "其他") if key else "各类事项"
