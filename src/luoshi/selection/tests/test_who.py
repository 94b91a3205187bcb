"""Who may what is said once for every act of a selection, and for nothing that is no act."""

from importlib import import_module

import pytest

from luoshi.common.acts import REGISTRY

TABLES = {
    "selection": "SELECTION_WHO", "applying": "APPLICATION_WHO", "panel": "PANEL_WHO", "review": "REVIEW_WHO",
    "outcome": "OUTCOME_WHO", "recognition": "RECOGNITION_WHO", "recommendation": "RECOMMENDATION_WHO",
    "archive": "ARCHIVE_WHO",
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_who_may_is_said_for_every_act(name):
    package = "luoshi.selection" if name == "selection" else f"luoshi.selection.{name}"
    import_module(f"{package}.actions")
    acts = {key: act.who for key, act in REGISTRY.items() if key.startswith(f"{name}.")}
    assert acts
    assert getattr(import_module(f"{package}.permissions"), TABLES[name]) == acts
