"""What must always hold of returns."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from luoshi.common.dataforms.models import Answer
from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.papers.states import ApprovalState

from .models import Return, ReturnSheet
from .states import ARRIVED, COUNTED, Reading, SheetState

Found = Iterator[tuple[str, str]]


def waiting_templates_have_their_job() -> Found:
    for row in Return.objects.filter(reading=Reading.WAITING).select_related("job").iterator():
        if row.job is None or row.job.state not in ("queued", "running"):
            yield name_of(row), "等待识别原表，却没有任务在做"


def sent_sheets_have_what_was_sent() -> Found:
    """The answer in the version that was sent, as it stands or among its past."""
    sheets = ReturnSheet.objects.filter(state__in=ARRIVED)
    answers = {
        row.about_id: row
        for row in Answer.objects.filter(about_type=ReturnSheet._meta.label_lower).prefetch_related("past")
    }
    for sheet in sheets.iterator():
        answer = answers.get(sheet.public_id)
        versions = {answer.version, *(past.version for past in answer.past.all())} if answer else set()
        if sheet.answer_version not in versions:
            yield name_of(sheet), "写着已送出，却找不到送出的内容"


def answers_are_their_own_organisations() -> Found:
    """A sheet's answer belongs to the organisation of the sheet, and there is no answer without its sheet."""
    places = dict(ReturnSheet.objects.values_list("public_id", "organisation_id"))
    for row in Answer.objects.filter(about_type=ReturnSheet._meta.label_lower).iterator():
        if row.about_id not in places:
            yield name_of(row), "填报内容没有对应的表"
        elif places[row.about_id] != row.organisation_id:
            yield name_of(row), "填报内容与表不是同一个单位的"


def checked_sheets_are_at_their_steps() -> Found:
    rows = ReturnSheet.objects.filter(state=SheetState.CHECKING).select_related("approval")
    for sheet in rows.iterator():
        if sheet.approval is None or sheet.approval.state != ApprovalState.RUNNING:
            yield name_of(sheet), "写着校内审批，审批却不在进行"


def sheets_were_sent_to_the_end_of_their_steps() -> Found:
    """Where steps are asked, nothing arrives without them."""
    rows = ReturnSheet.objects.filter(asked_in__asks_steps=True, state__in=COUNTED).select_related("approval")
    rows = rows.exclude(entered_number=F("number"))  # the signed sheet stands for them
    for sheet in rows.iterator():
        if sheet.approval is None or sheet.approval.state != ApprovalState.PASSED:
            yield name_of(sheet), "要求校内审批，没有审批完却送出了"


def forms_stay_with_one_return() -> Found:
    yield from each(
        Return.objects.exclude(form_version=None).exclude(form_version__definition=F("definition")),
        "发出的表不是自己的那一张",
    )


INVARIANTS = (
    Invariant("return-template-job", waiting_templates_have_their_job),
    Invariant("return-sheet-sent", sent_sheets_have_what_was_sent),
    Invariant("return-sheet-own", answers_are_their_own_organisations),
    Invariant("return-sheet-steps", checked_sheets_are_at_their_steps),
    Invariant("return-sheet-agreed", sheets_were_sent_to_the_end_of_their_steps),
    Invariant("return-form-own", forms_stay_with_one_return),
)
