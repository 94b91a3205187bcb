"""A school's own plan in the test world, read and waiting to be checked, a canary in each text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luoshi.common import files
from luoshi.workplans.models import Workplan
from luoshi.workplans.reading.models import PlanReading, PlanReadingFile

if TYPE_CHECKING:
    from .world import World

SEERS = ("school-office", "school-head", "deputy-head")


def make_plan_readings(world: World) -> None:
    """Runs inside the world's act, after the workplans: into the draft that is being written."""
    workplan = Workplan.objects.filter(state="draft").order_by("-pk")[0]
    canaries = [world.canary() for _ in range(8)]
    reading = PlanReading(workplan=workplan, state="ready", started_by=world.people["school-office"].user)
    reading.sealed = reading.sealed_result(_result(canaries[:7]))
    reading.save()
    stored = files.put([canaries[7].encode()])
    PlanReadingFile.objects.create(reading=reading, stored=stored, name=f"{canaries[7]}.docx")
    world.add("plan_reading", reading, canaries, SEERS)


def _result(said: list[str]) -> dict[str, Any]:
    """One step of a task nobody knows, as the reader answers."""
    title, task, result, note, text, aim, source = said
    lists: dict[str, list[str]] = {
        "owners": [],
        "departments": [],
        "leaders": [],
        "helpers": [],
        "unclear": [],
    }
    step = {
        "number": 1, "task": None, "task_text": task, "title": title, "start": "", "due": "2031-06-30",
        "recurrence": "", "due_text": "2031-06-30", "certain": True, "owner": "", "result": result, "note": note,
        "place": "表1第2行第2列", **lists,
    }  # fmt: skip
    indicator = {
        "name": aim, "unit": "个", "comparator": "", "quantity": "1", "upper": None, "words": "", "year": None,
        "place": "表2第2行第2列",
    }  # fmt: skip
    money = {
        "task": None, "task_text": task, "source": source, "year": 2031, "amount": "1", "place": "表3第2行第2列",
    }  # fmt: skip
    told = {
        "code": "missing-owner", "severity": "ask", "message": f"{note}。", "proposal": None, "place": {},
        "where": "表1第2行第3列",
    }  # fmt: skip
    return {
        "steps": [step], "money": [money], "indicators": [indicator], "texts": {"mechanism": text},
        "doubts": [told], "remarks": [],
    }  # fmt: skip
