"""A school's plan in Excel, and the files of the practice folder, by the pages into a draft."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luoshi.accounts.actions import add_person
from luoshi.common import jobs
from luoshi.common.actor import system_actor
from luoshi.common.invariants import check_all
from luoshi.workplans import parts as works
from luoshi.workplans.reading.models import PlanReading
from luoshi.workplans.tests import helping
from luoshi.workplans.tests.helping import fresh, parts_of

from . import papers
from .papers import again, answered


def _steps(workplan):
    rows = workplan.milestones.select_related("owner__user", "part").order_by("order")
    return [(row.title, str(row.due or ""), row.owner.user.name if row.owner else "") for row in rows]


@pytest.mark.once
def test_a_plan_in_excel_goes_into_the_draft_by_the_same_pages(there, office, draft, send):
    file = SimpleUploadedFile("任务分解.xlsx", papers.book_of(there))
    send(office, reverse("read-plan", args=[draft.public_id]), draft, uploads=file)
    reading = PlanReading.objects.get()
    page = reverse("plan-reading", args=[reading.public_id])
    assert jobs.run_next()
    shown = office.get(page).content.decode()
    for words in ("组建团队", "修订制度", "不在本校承担的任务里", "龚不在"):
        assert words in shown
    done = send(office, page, fresh(draft), **answered(there, again(reading)))
    assert done.status_code == 302, done.context["form"].errors
    owner, (first, second) = there.owner.user.name, parts_of(draft)
    assert _steps(fresh(draft)) == [
        ("组建团队", "2021-12-31", owner),
        ("修订制度", "2022-06-30", owner),
        ("开展评选", "2022-06-30", owner),
        ("改造食堂", "2023-06-30", ""),
    ]
    assert [row.part_id for row in draft.milestones.order_by("order")] == [first.pk] * 3 + [second.pk]
    assert check_all()["violations"] == []


@pytest.mark.shared
@pytest.mark.once
def test_the_practice_files_come_through_the_pages_as_the_truth_says(
    yichang, settings, tmp_path, signed_in, send, shared_input
):
    """A real school's plan, then its task book, by the same pages."""
    settings.LUOSHI_HOME = tmp_path
    there = helping.cast(yichang, whole=True)
    practice = shared_input / "practice"
    truth = json.loads((practice / "truth-office.json").read_text("utf-8"))["workplan"]
    for number, name in enumerate(dict.fromkeys(step["owner"] for step in truth)):
        add_person(
            name=name, mobile=f"1000001{number:04d}", organisation=there.school, role="task_owner",
            by=system_actor(),
        )  # fmt: skip
    office, draft = signed_in(there.office), helping.started(there)
    brought(there, office, draft, send, practice / "school-workplan.docx")
    rows = list(draft.milestones.select_related("part", "owner__user").order_by("order"))
    assert sorted((row.title, row.owner.user.name) for row in rows) == sorted(
        (step["step"], step["owner"]) for step in truth
    )
    codes = codes_of(there, draft)
    for row in rows:
        step = next(step for step in truth if step["step"] == row.title)
        said = [int(number) for number in re.findall(r"\d+", step["due"])][
            :2
        ]  # the year, and mostly the month
        assert [row.due.year, row.due.month][: len(said)] == said, step
        if any(step["code"] in each for each in codes.values()):
            assert step["code"] in codes[row.part_id], step
    brought(there, office, fresh(draft), send, practice / "task-book.xlsx")
    book = draft.milestones.exclude(pk__in=[row.pk for row in rows])
    assert Counter(book.values_list("due__year", flat=True)) == {2021: 15, 2022: 12, 2023: 14}
    assert check_all()["violations"] == []


def brought(there, office, draft, send, path):
    """Uploaded, read by the worker, every question answered, taken over."""
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = send(office, reverse("read-plan", args=[draft.public_id]), draft, uploads=file)
    assert answer.status_code == 302
    assert jobs.run_next()
    reading = again(PlanReading.objects.get(public_id=answer.url.split("/")[-2]))
    done = send(office, answer.url, fresh(draft), **answered(there, reading, year="2022"))
    assert done.status_code == 302, done.context["form"].errors


def codes_of(there, draft):
    """By key of the part the codes of the tasks it is about."""
    carried = works.duties_by_work(there.school, there.plan)
    return {part.pk: {duty.task.code for duty in carried[part.work_id]} for part in parts_of(draft)}
