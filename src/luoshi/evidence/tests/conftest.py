"""Two schools, a bureau, and pieces as a test needs them."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.accounts.tests.conftest import town  # noqa: F401
from luoshi.common import clock, files
from luoshi.evidence import actions
from luoshi.evidence.models import Evidence

COUNTER = itertools.count(1)


@pytest.fixture
def cast(town: Any) -> Any:  # noqa: F811
    """office, teacher, other (teachers) of one school; stranger (office) of another; county, city above."""
    places = {
        "office": ("office", "village"),
        "head": ("school_head", "village"),
        "teacher": ("teacher", "village"),
        "colleague": ("teacher", "village"),
        "secretary": ("party_secretary", "village"),
        "stranger": ("office", "academy"),
        "county": ("county_officer", "county"),
        "city": ("city_officer", "city"),
    }
    people = {who: town.person(role, place) for who, (role, place) in places.items()}
    return SimpleNamespace(town=town, **people)


def actor(post: Any) -> Any:
    return actor_for(type(post).objects.select_related("user", "organisation").get(pk=post.pk))


def piece(post: Any, title: str = "实训基地照片", **said: Any) -> Evidence:
    """One piece of this post's school, each of its own bytes."""
    if "link" not in said and "stored" not in said:
        said["stored"] = files.put([f"piece {next(COUNTER)}".encode()])
    if "stored" in said:
        said.setdefault("file_name", f"{title}.pdf")
    given = {"kind": "document", "grade": 2, "happened_on": clock.today(), **said}
    made: Evidence = actions.add_evidence(
        organisation=post.organisation, title=title, by=actor(post), **given
    )
    return made


def sent(client: Any, url: str, version: int | None = None, **fields: Any) -> Any:
    """A form as a browser sends it, with a fresh key."""
    form = {"_once": f"key-{next(COUNTER)}", **fields}
    return client.post(url, form if version is None else form | {"_version": version})


def said(**more: Any) -> dict[str, Any]:
    return {"happened_on": clock.today().isoformat(), **more}


def text_of(answer: Any) -> str:
    text: str = answer.content.decode()
    return text
