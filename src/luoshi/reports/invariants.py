"""What must always hold of reports and their templates."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.common.invariants import name_of
from luoshi.common.stages import Invariant
from luoshi.indicators.entry.models import PrintedFigure

from .models import Report, TemplateVersion, about_of, digest_of
from .states import ReportState

Found = Iterator[tuple[str, str]]


def reports_are_as_they_were_made() -> Found:
    for row in Report.objects.exclude(digest="").iterator():
        if digest_of(row.content) != row.digest:
            yield name_of(row), "内容与生成时不同"


def figures_in_reports_were_printed() -> Found:
    """Every figure in a report opens to what was printed."""
    for row in Report.objects.filter(stored__isnull=False).iterator():
        keys = {each["printed"] for each in row.content.get("singles", ()) if each["printed"]}
        for listed in row.content.get("lists", ()):
            keys |= {printed for line in listed["rows"] for _, printed in line["cells"] if printed}
        if PrintedFigure.objects.filter(public_id__in=keys).count() < len(keys):
            yield name_of(row), "有的数没有留存"


def waiting_reports_have_their_job() -> Found:
    for row in Report.objects.filter(state=ReportState.QUEUED).select_related("job").iterator():
        if row.job is None or row.job.state not in ("queued", "running"):
            yield name_of(row), "等待生成，却没有任务在做"


def rows_stand_under_what_they_are_about() -> Found:
    for model in (Report, TemplateVersion):
        for row in model._default_manager.select_related("register").iterator():
            if row.about != about_of(row.kind, row.register) or (row.kind == "register") != (
                row.register_id is not None
            ):
                yield name_of(row), "类别和台账对不上"


INVARIANTS = (
    Invariant("report-content", reports_are_as_they_were_made),
    Invariant("report-figures", figures_in_reports_were_printed),
    Invariant("report-job", waiting_reports_have_their_job),
    Invariant("report-about", rows_stand_under_what_they_are_about),
)
