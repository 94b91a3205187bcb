"""The sample papers of a demo site: once, whole, to be known as invented."""

import pytest

from luoshi.accounts import demo
from luoshi.common.invariants import check_all
from luoshi.common.models import SiteState
from luoshi.papers.demo import MARK, make_sample_papers
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.models import Brief

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_second_run_changes_nothing_and_each_stands_where_it_should(yichang):
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "demo"})
    demo.make_cast()
    made = make_sample_papers()
    assert make_sample_papers() == []
    stand = Brief.objects.order_by("pk").values_list("state", flat=True)
    assert list(stand) == ["running", "returned", "approved"]
    assert all(brief.title.startswith(MARK) and "虚构" in brief.text for brief in made)
    prints = FiledPaper.objects.order_by("pk").values_list("state", "about_id")
    assert list(prints) == [("waiting", made[0].public_id), ("received", made[2].public_id)]
    assert check_all()["violations"] == []
