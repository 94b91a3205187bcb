"""The files of the matrix: the annex's layout, the same marks as the page, readable again, no formulas."""

import pytest

from luoshi.core.reading.reading import read_files
from luoshi.undertakings.models import Duty


@pytest.fixture
def officer(yichang, signed_in):
    return signed_in(yichang.post("city_officer"))


def fetch(client, plan, kind, query=""):
    answer = client.get(f"/plans/{plan.public_id}/matrix.{kind}{query}")
    assert answer.status_code == 200
    return answer.content


def undertaken(reading):
    return {(task["title"], name) for task in reading["tasks"] for name in task["undertaken_by"]}


def on_the_site(plan):
    pairs = Duty.objects.filter(task__plan=plan, basis="undertaken", left_at=None)
    return {
        (duty.task.title, duty.organisation.short) for duty in pairs.select_related("task", "organisation")
    }


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv"])
def test_what_is_read_back_from_the_file_is_what_stands_on_the_site(yichang, officer, kind):
    reading = read_files([(f"matrix.{kind}", fetch(officer, yichang.plan, kind))], {})
    assert len(undertaken(reading)) == 99
    assert undertaken(reading) == on_the_site(yichang.plan)
    assert [task["code"] for task in reading["tasks"]][:7] == ["4.1", "4.2", "4.3", "4.4", "4.5", "6", "18"]
    assert [task["declared"] for task in reading["tasks"]] == [
        11,
        3,
        9,
        11,
        11,
        10,
        4,
        8,
        8,
        9,
        2,
        6,
        0,
        2,
        1,
        4,
    ]
    assert [finding for finding in reading["findings"] if finding["severity"] == "error"] == []
