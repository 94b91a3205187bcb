"""受理号: what an objector gets to ask with, and that each has its own."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from luoshi.selection.outcome.models import CODE_LENGTH, Objection
from luoshi.selection.outcome.queries import objection_of

from .helping import WORDS, objected, published

pytestmark = pytest.mark.django_db
OTHER = "10000990077"


def test_the_number_alone_and_the_telephone_alone_tell_nothing(there: Any) -> None:
    row = objected(published(there))
    assert (len(row.code), row.code) == (CODE_LENGTH, row.public_id[-CODE_LENGTH:].upper())
    spaced = f" {row.code[:3].lower()}-{row.code[3:]} "
    assert objection_of(spaced, WORDS.phone) == objection_of(row.code, WORDS.phone) == row
    for code, phone in ((row.code, OTHER), (row.code[1:], WORDS.phone), ("", WORDS.phone), (row.code, "")):
        assert objection_of(code, phone) is None


def test_each_of_several_is_found_by_its_own_number(there: Any) -> None:
    notice = published(there)
    first, second = objected(notice), objected(notice, words=dataclasses.replace(WORDS, phone=OTHER))
    third = objected(notice)
    assert len({row.code for row in (first, second, third)}) == 3
    found = [objection_of(row.code, WORDS.phone) for row in (first, second, third)]
    assert found == [first, None, third]
    assert objection_of(second.code, OTHER) == second
    assert Objection.objects.count() == 3
