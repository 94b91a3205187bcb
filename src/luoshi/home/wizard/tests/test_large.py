"""A document made to be costly: the reading is refused, and pages about a large one have a largest size."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.core.packs import export, parsing
from luoshi.core.reading import limits
from luoshi.home.wizard import difference
from luoshi.policies.states import ReadingState

from .documents import MATRIX

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def document(count, unit="个"):
    """The small document with so many targets more in its first clause."""
    more = "".join(f"建设{number}{unit}基地。" for number in range(1, count + 1))
    return MATRIX.replace("\n（二）深化", f"{more}\n（二）深化")


def seen(officer, query):
    with CaptureQueriesContext(connection) as asked:
        page = officer.page(query)
    return page, len(asked)


def test_more_targets_than_a_reading_may_say_are_refused_in_words(officer):
    reading = officer.read_text(document(limits.MOST_ON_PAGES["目标"] + 1))
    assert reading.state == ReadingState.FAILED
    assert "目标超过 1000 个" in officer.page()
    assert not reading.findings.exists()


def test_pages_of_a_large_reading_show_a_page_and_ask_as_often_as_of_a_small_one(officer, monkeypatch):
    monkeypatch.setattr(difference, "FIRST_LINES", 8)
    monkeypatch.setattr(difference, "LINES_A_PAGE", 20)
    pages = ("", "?tab=targets", "?tab=clauses", "difference/", "difference/?part=targets&page=2")
    asked = {}
    for count in (25, 150):
        officer.read_text(document(count))
        officer.accept_all()
        asked[count] = [seen(officer, query)[1] for query in pages]
    assert asked[25] == asked[150]
    assert officer.page("?tab=targets").count("?target=") == 100
    assert officer.page("?tab=targets&rows=2").count("?target=") == 52
    first = officer.page("difference/")
    assert "看全部 152 处" in first
    assert first.count("建设") < 40
    assert officer.page("difference/?part=targets&page=2").count("<li>") >= 20
    assert officer.page("difference/?part=nonsense&page=x")


def test_the_difference_is_shown_without_writing_or_parsing_yaml(officer, monkeypatch):
    officer.read_text(document(3))
    officer.accept_all()

    def refuse(*_):
        raise AssertionError("a pack's YAML costs 2 ms a target")

    monkeypatch.setattr(export, "_writer", refuse)
    monkeypatch.setattr(parsing, "_events", refuse)
    assert "装载后共有" in officer.page("difference/")
