"""What each route of reports and their templates answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

import io
from typing import Any

import docx
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common import clock, files
from luoshi.reports.choices import key_of_span, usual_span
from luoshi.reports.models import Report, TemplateVersion

from .expect_outcome import EXPECTED_OUTCOME
from .expect_papers import post_of
from .expect_review import EXPECTED_REVIEW
from .lines import Expected, button, page, version

MAKERS = frozenset({"city_officer", "section_head", "county_officer", "office"})
READERS = MAKERS | {
    *("bureau_leader", "county_leader"),
    *("school_head", "party_secretary", "deputy_head", "council_chair"),
}
ABOUT = "?about=circular"


def a_report(row: Any, user: Any) -> dict[str, Any]:
    """Nothing like it is being made."""
    post = post_of(user)
    if post is None:
        return {}
    Report.objects.filter(organisation=post.organisation_id, state="queued").update(state="failed")
    plan = Report.objects.filter(organisation=post.organisation_id).values_list("plan__public_id", flat=True)
    span = key_of_span(usual_span("circular", clock.today()))
    return {
        "about": "circular",
        "place": post.organisation.public_id,
        "span": span,
        "plan": plan.first() or "",
    }


def a_template(row: Any, user: Any) -> dict[str, Any]:
    document = docx.Document()
    document.add_paragraph(f"{{{{单位}}}}第{TemplateVersion.objects.count()}版")
    stream = io.BytesIO()
    document.save(stream)
    return {"about": "circular", "upload": SimpleUploadedFile("通报.docx", stream.getvalue())}


def own_one_in_use(row: Any, user: Any) -> dict[str, Any]:
    return {"about": "circular"}


def an_earlier_one(row: TemplateVersion, user: Any) -> dict[str, Any]:
    """Another file is in use."""
    other = files.put([f"another {TemplateVersion.objects.count()}".encode()])
    fields = {"kind": row.kind, "about": row.about, "file_name": "b.docx", "ending": "docx"}
    last = TemplateVersion.objects.filter(organisation=row.organisation, about=row.about).first()
    number = last.number + 1 if last is not None else 1
    TemplateVersion.objects.create(organisation=row.organisation, number=number, stored=other, **fields)
    return version(row)


def in_state(state: str) -> Any:
    def form(row: Report, user: Any) -> dict[str, Any]:
        Report.objects.filter(pk=row.pk).update(state=state)
        return version(row)

    return form


EXPECTED_REPORTS: dict[str, Expected] = {
    "made-reports": Expected(get=READERS, gate=True),
    "new-made-report": Expected(get=MAKERS, post=MAKERS, form=a_report, gate=True),
    "made-report": page(),
    "made-report-progress": page(),
    "made-report-file": page(),
    "made-report-since": page(),
    "brief-of-made-report": button(MAKERS, in_state("ready")),
    "retry-made-report": button(MAKERS, in_state("failed")),
    "withdraw-made-report": button(MAKERS, in_state("ready")),
    "restore-made-report": button(MAKERS, in_state("withdrawn")),
    "report-templates": Expected(get=MAKERS, gate=True),
    "report-template": Expected(get=MAKERS, post=MAKERS, form=a_template, gate=True, query=ABOUT),
    "shipped-template": Expected(get=MAKERS, gate=True, query=ABOUT),
    "use-shipped-template": Expected(post=MAKERS, form=own_one_in_use, gate=True),
    "report-markers": Expected(get=MAKERS, gate=True, query=ABOUT),
    "template-version": page(),
    "template-version-file": page(),
    "restore-template-version": button(MAKERS, an_earlier_one),
}
EXPECTED_REPORTS |= EXPECTED_REVIEW | EXPECTED_OUTCOME
