"""What each route of filed papers and scans answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common import clock
from luoshi.papers.filed.models import FiledPaper, ScanPage

from .lines import SEES_PEOPLE, Expected, button, page, version

HANDLERS = SEES_PEOPLE
RECEIVERS = frozenset({"city_officer", "section_head", "county_officer"})  # not whoever hands it in


def a_scan(row: Any, user: Any = None) -> dict[str, Any]:
    return {"scans": SimpleUploadedFile("scan.jpg", b"\xff\xd8\xff no picture")}


def put(row: Any, **fields: Any) -> dict[str, Any]:
    """The paper in another state, whatever it was in before."""
    nothing_more = {
        "copies": None,
        "received_on": None,
        "received_by": None,
        "stamped": None,
        "stamped_at": None,
    }
    FiledPaper.objects.filter(pk=row.pk).update(**{**nothing_more, **fields})
    return version(row)


def stamped(row: Any, user: Any = None) -> dict[str, Any]:
    ScanPage.objects.filter(paper=row).update(state="filed")
    return put(row, state="stamped", stamped=row.print, stamped_at=row.created_at)


def waiting(row: Any, user: Any = None) -> dict[str, Any]:
    """A paper whose pages have not come back."""
    ScanPage.objects.filter(paper=row).update(state="taken_back")
    return put(row, state="waiting")


def dropped(row: Any, user: Any = None) -> dict[str, Any]:
    waiting(row)
    return put(row, state="dropped")


def unbound(row: Any, user: Any = None) -> dict[str, Any]:
    ScanPage.objects.filter(paper=row).update(state="filed")
    return put(row, state="waiting")


def registered(row: Any, user: Any = None) -> dict[str, Any]:
    return put(row, state="received", copies=1, received_on=clock.today(), received_by=row.made_by)


def copies(row: Any, user: Any = None) -> dict[str, Any]:
    return {**stamped(row), "copies": "2", "received_on": clock.today().isoformat()}


def with_reason(row: Any, user: Any = None) -> dict[str, Any]:
    stamped(row.paper)
    return {**version(row), "reason": "放错了"}


def drop_with_reason(row: Any, user: Any = None) -> dict[str, Any]:
    return {**waiting(row), "reason": "不用了"}


def failed(row: Any, user: Any = None) -> dict[str, Any]:
    type(row).objects.filter(pk=row.pk).update(state="failed")
    return version(row)


def page_in(state: str) -> Any:
    """The page's paper waits for it again."""

    def form(row: Any, user: Any = None) -> dict[str, Any]:
        waiting(row.paper)
        ScanPage.objects.filter(pk=row.pk).update(state=state)
        return version(row)

    return form


def by_hand(row: Any, user: Any = None) -> dict[str, Any]:
    return {**page_in("waiting")(row), "code": row.paper.code, "number": "1"}


EXPECTED_FILED: dict[str, Expected] = {
    "filed-papers": page(HANDLERS),
    "filed-paper": page(HANDLERS),
    "filed-print": page(HANDLERS),
    "filed-stamped": page(HANDLERS),
    "filed-received": button(RECEIVERS, copies),
    "filed-received-undo": button(RECEIVERS, registered),
    "filed-drop": button(HANDLERS, drop_with_reason),
    "filed-restore": button(HANDLERS, dropped),
    "filed-bind": button(HANDLERS, unbound),
    "scans": page(HANDLERS),
    "scans-new": Expected(get=HANDLERS, post=HANDLERS, form=a_scan),
    "scan-pages": page(HANDLERS),
    "scan-batch": page(HANDLERS),
    "scan-batch-progress": page(HANDLERS),
    "scan-batch-again": button(HANDLERS, failed),
    "scan-file": page(HANDLERS),
    "scan-page": page(HANDLERS),
    "scan-picture": page(HANDLERS),
    "scan-page-file": button(HANDLERS, by_hand),
    "scan-page-take-back": button(HANDLERS, with_reason),
    "scan-page-use": button(HANDLERS, page_in("duplicate")),
    "scan-page-set-aside": button(HANDLERS, page_in("waiting")),
    "scan-page-bring-back": button(HANDLERS, page_in("set_aside")),
}
