"""What each route of importing lists answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common import clock, sealed_files
from luoshi.registers.importing.deciding import Sheet
from luoshi.registers.importing.from_returns import SINGLE
from luoshi.registers.importing.models import ListImport
from luoshi.registers.models import Register

from .expect_registers import KEEPERS, RUNNERS
from .expect_returns import sheet_in
from .lines import Expected, button, page

_KEPT: dict[int, dict[str, bytes]] = {}


def a_list(register: Any, user: Any) -> dict[str, Any]:
    ListImport.objects.filter(register=register).update(digest="")
    return {"upload": SimpleUploadedFile("a.csv", "名称\n甲\n".encode())}


def waiting(row: ListImport, user: Any = None) -> dict[str, Any]:
    """Waiting for its doubts, with what was read: importing it has put that away."""
    if row.sealed:
        _KEPT[row.pk] = {"sealed": bytes(row.sealed), "decided": b""}
    ListImport.objects.filter(pk=row.pk).update(
        state="ready", job=None, applied_at=None, undo=b"", outline=b"", compared=b"", **_KEPT[row.pk]
    )
    row.refresh_from_db()
    return {"_version": row.version}


def columns(row: ListImport, user: Any) -> dict[str, Any]:
    with sealed_files.writing(row.public_id) as file:
        file.write("名称\n甲\n".encode())
    return {**waiting(row), "c-0-1": "name", "c-0-2": "number"}


def answered(row: ListImport, user: Any) -> dict[str, Any]:
    said = waiting(row)
    (group,) = Sheet(row).groups
    return {**said, f"how-{group.id}": "empty"}


def decided(row: ListImport, user: Any) -> dict[str, Any]:
    said = waiting(row)
    (group,) = Sheet(row).groups
    cells = {key: ["empty", None] for key in group.cells()}
    ListImport.objects.filter(pk=row.pk).update(decided=row.seal("decided", {"cells": cells, "rows": {}}))
    return said


def applied(row: ListImport, user: Any) -> dict[str, Any]:
    said = waiting(row)
    undo = row.seal("undo", {"added": [], "changed": []})
    ListImport.objects.filter(pk=row.pk).update(
        state="applied", sealed=b"", decided=b"", applied_at=clock.now(), undo=undo,
        receipt={"added": 0, "changed": 0, "same": 0},
    )  # fmt: skip
    return said


def given_up(row: ListImport, user: Any) -> dict[str, Any]:
    said = waiting(row)
    ListImport.objects.filter(pk=row.pk).update(state="discarded")
    return said


def taken_over(sheet: Any, user: Any) -> dict[str, Any]:
    """Sent, and its one part chosen for the register of the world."""
    said = sheet_in("sent")(sheet, user)
    ListImport.objects.update(digest="")
    return {**said, "part": SINGLE, "register": Register.objects.order_by("pk")[0].public_id}


EXPECTED_IMPORTS: dict[str, Expected] = {
    "start-list-import": Expected(get=KEEPERS, post=KEEPERS, form=a_list),
    "take-over-return-sheet": Expected(get=RUNNERS, post=RUNNERS, form=taken_over),
    "list-import": page(KEEPERS),
    "list-import-progress": page(KEEPERS),
    "list-import-columns": Expected(get=KEEPERS, post=KEEPERS, form=columns),
    "list-import-doubts": Expected(get=KEEPERS, post=KEEPERS, form=answered),
    "compare-list-import": button(KEEPERS, decided),
    "apply-list-import": button(KEEPERS, decided),
    "take-back-list-import": button(KEEPERS, applied),
    "discard-list-import": button(KEEPERS, waiting),
    "resume-list-import": button(KEEPERS, given_up),
}
