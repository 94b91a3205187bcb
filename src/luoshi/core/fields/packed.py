"""A form's content as a pack writes it: fields and checks as everywhere, and what became of the version before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .converting import Step
from .definition import read
from .model import Form, Problem
from .writing import to_data

STEPS = "steps"


def packed(form: Form, steps: Iterable[Step]) -> dict[str, Any]:
    """The content for a pack."""
    said = [{"path": step.path, "how": step.how, **({"to": step.to} if step.to else {})} for step in steps]
    return {**to_data(form), **({STEPS: said} if said else {})}


def unpacked(content: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Step, ...]]:
    """What `read` takes, and the steps."""
    rest = {name: value for name, value in content.items() if name != STEPS}
    steps = tuple(Step(each["path"], each["how"], each.get("to", "")) for each in content.get(STEPS, []))
    return rest, steps


def form_problems(content: Mapping[str, Any]) -> list[Problem]:
    """What keeps this content from being published."""
    return read(unpacked(content)[0])[1]
