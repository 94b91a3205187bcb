"""Imports of lists on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

from luoshi.common import clock
from luoshi.common.models import Job
from luoshi.registers.importing.models import ListImport
from luoshi.registers.models import Entry, Register

from .breakers_papers import post


def make_rows() -> None:
    """One of each state, after the registers."""
    office = post("school-office")
    register = Register.objects.get(key="sample-teachers")
    entry = Entry.objects.filter(register=register, organisation=office.organisation).order_by("pk")[0]
    for state in ("queued", "ready", "applied"):
        row = ListImport(
            register=register,
            organisation=office.organisation,
            started_by=office.user,
            file_name="a.xlsx",
            state=state,
        )
        if state == "queued":
            row.job = Job.objects.create(kind="register_imports.read", object_id="x")
        if state == "ready":
            row.sealed = row.seal("sealed", {"tables": [], "rows": [], "dropped": [], "remarks": []})
        if state == "applied":
            row.applied_at = clock.now()
            row.undo = row.seal("undo", {"added": [[entry.public_id, entry.version]], "changed": []})
            row.receipt = {"added": 1, "changed": 0, "same": 0}
        row.save()


def _without_its_job() -> None:
    ListImport.objects.filter(state="queued").update(job=None)


def _not_read() -> None:
    ListImport.objects.filter(state="ready").update(sealed=b"")


def _more_than_came() -> None:
    ListImport.objects.filter(state="applied").update(receipt={"added": 2, "changed": 0})


BREAKERS = {
    "list-import-job": _without_its_job,
    "list-import-read": _not_read,
    "list-import-entries": _more_than_came,
}
