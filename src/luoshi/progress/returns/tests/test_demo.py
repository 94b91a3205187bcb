"""Sample returns: made once, marked as samples, with a merged workbook and sheets in all states."""

from collections import Counter

import pytest

from luoshi.common.invariants import check_all
from luoshi.common.models import Job
from luoshi.progress.returns.demo import make_sample_returns
from luoshi.progress.returns.models import Return

from .books import cells
from .test_from_a_template import url

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_sample_returns_are_made_once_merged_and_in_all_states(there, signed_in):
    there.officer.user.cast_key = "city-officer"
    there.officer.user.save()
    for school in there.schools[2:8]:
        there.post("office", school.key)
    assert make_sample_returns() == 2
    assert make_sample_returns() == 0
    merged, under_way = Return.objects.order_by("pk")
    assert [row.title[-4:] for row in (merged, under_way)] == ["（示例）"] * 2
    assert (merged.state, under_way.state) == ("sent_up", "open")
    found = cells(signed_in(there.officer).post(url("return-merged", merged)).content)
    offices = {there.school, there.second, *there.schools[2:8]}
    assert sum(isinstance(found.get(f"C{line}"), int) for line in range(4, 15)) == len(offices)
    states = Counter(under_way.sheets.values_list("state", flat=True))
    assert set(states) == {"received", "doubtful", "sent", "filling", "todo"}
    assert not Job.objects.filter(state__in=("queued", "running"), kind__startswith="returns.").exists()
    assert check_all()["violations"] == []
