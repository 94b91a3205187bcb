"""What each route of reading a school's own plan answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.core.reading.formats.tests.word import docx, p
from luoshi.workplans.models import Workplan
from luoshi.workplans.reading.models import PlanReading
from luoshi.workplans.reading.sheet import NONE, sheet_of

from .expect_workplans import WRITERS, as_own
from .lines import Expected, button, page

_SEALED: dict[int, bytes] = {}


def a_plan(workplan: Any, user: Any) -> dict[str, Any]:
    """A file for a draft into which nothing else is being read."""
    PlanReading.objects.filter(workplan=workplan).update(state="discarded")
    return {"uploads": SimpleUploadedFile("a.docx", docx(p("方案"))), **as_own("draft")(workplan, user)}


def waiting(reading: Any, user: Any = None) -> dict[str, Any]:
    """Waiting to be checked, with what was read: applying it has put that away."""
    if reading.sealed:
        _SEALED[reading.pk] = bytes(reading.sealed)
    sealed = _SEALED[reading.pk]
    Workplan.objects.filter(pk=reading.workplan_id).update(state="draft")
    PlanReading.objects.filter(workplan=reading.workplan_id).exclude(pk=reading.pk).update(state="discarded")
    PlanReading.objects.filter(pk=reading.pk).update(state="ready", sealed=sealed)
    return {"_version": reading.version}


def answered(reading: Any, user: Any) -> dict[str, Any]:
    waiting(reading)
    fresh = PlanReading.objects.get(pk=reading.pk)
    said = {question.name: NONE for question in sheet_of(fresh).questions}
    return {**said, "money": "keep", "_version": fresh.workplan.version}


def given_up(reading: Any, user: Any) -> dict[str, Any]:
    said = waiting(reading)
    PlanReading.objects.filter(pk=reading.pk).update(state="discarded")
    return said


EXPECTED_PLAN_READINGS: dict[str, Expected] = {
    "read-plan": Expected(get=WRITERS, post=WRITERS, form=a_plan),
    "plan-reading": Expected(get=WRITERS, post=WRITERS, form=answered),
    "plan-reading-progress": page(WRITERS),
    "plan-reading-advised": button(WRITERS, waiting),
    "discard-plan-reading": button(WRITERS, waiting),
    "resume-plan-reading": button(WRITERS, given_up),
}
