"""A list being imported in the test world, read and waiting for its doubts, a canary in each text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luoshi.registers.importing.models import ListImport
from luoshi.registers.models import Register

if TYPE_CHECKING:
    from .world import World

SEERS = ("school-office", "school-head", "deputy-head", "department-head")


def make_list_imports(world: World) -> None:
    """Runs inside the world's act, after the registers. What stands in a personal cell only its uploader sees."""
    post = world.people["school-office"]
    said = [world.canary() for _ in range(7)]
    personal = world.canary()
    register = Register.objects.filter(owner=world.people["city-officer"].organisation).order_by("pk")[0]
    row = ListImport(
        register=register,
        organisation=post.organisation,
        started_by=post.user,
        file_name=f"{said[0]}.xlsx",
        state="ready",
        columns_are_certain=True,
    )
    row.sealed = row.seal("sealed", _reading(said[1:], personal))
    row.save()
    seers = [key for key in SEERS if key in world.people]
    world.add("list_import", row, said, seers)
    world.add("personal of a list", row, [personal], ["school-office"])


def _reading(said: list[str], personal: str) -> dict[str, Any]:
    """One entry with a doubtful number, as `core.lists.task` answers."""
    sheet, name, heading, dropped, remark, why = said
    column = {"letter": "A", "certainty": "sure", "unit": "", "note": "", "tick": ""}
    columns = [
        {**column, "at": 1, "path": [heading], "field": "name", "samples": [name]},
        {**column, "at": 2, "path": ["证件号码"], "field": "number", "samples": [personal]},
    ]
    doubt = {
        "field": "number", "code": "id_check", "text": personal, "why": why, "place": "B2", "proposal": None,
    }  # fmt: skip
    return {
        "tables": [
            {"sheet": sheet, "first": 1, "last": 1, "columns": columns, "digest": "0" * 32, "is_word": False}
        ],
        "rows": [{"table": 0, "number": 2, "values": {"name": name}, "twin": 0, "doubts": [doubt]}],
        "dropped": [{"sheet": sheet, "first": 3, "last": 3, "why": dropped, "text": ""}],
        "remarks": [remark],
    }
