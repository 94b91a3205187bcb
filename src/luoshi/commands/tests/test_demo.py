"""`luoshi demo --stage matrix`: eleven schools with people, posts and papers at their steps; again, and all stays."""

import os
import sqlite3

import pytest

from .running import run

pytestmark = pytest.mark.skipif(
    "postgresql" in os.environ.get("LUOSHI_DATABASE_URL", ""), reason="the site brings its own database"
)
COUNTED = (
    "accounts_user",
    "accounts_membership",
    "accounts_organisation",
    "undertakings_duty",
    "papers_approval",
    "papers_step",
    "rounds_application",
    "notices_delivery",
)
SCHOOLS = """SELECT school.short, count(DISTINCT post.user_id), count(DISTINCT post.role), count(DISTINCT room.id)
FROM accounts_organisation school
LEFT JOIN accounts_membership post ON post.organisation_id = school.id
LEFT JOIN accounts_organisation room ON room.path LIKE school.path || '_%' AND room.kind = 'department'
WHERE school.kind = 'school' GROUP BY school.id"""
STRANGE = "SELECT count(*) FROM accounts_user WHERE name NOT LIKE '示例·%'"
STEPS = "SELECT DISTINCT state FROM papers_step"


def asked(home, *questions):
    database = sqlite3.connect(home / "luoshi.sqlite3")
    try:
        return [database.execute(question).fetchall() for question in questions]
    finally:
        database.close()


def counts(home):
    return asked(home, *(f"SELECT count(*) FROM {table}" for table in COUNTED))


def test_eleven_schools_have_people_posts_and_steps_and_a_second_run_changes_nothing(tmp_path):
    home = tmp_path / "home"
    made = run(home, "demo", "--stage", "matrix")
    assert made.returncode == 0, made.stderr
    schools, strange, steps = asked(home, SCHOOLS, STRANGE, STEPS)
    assert len(schools) == 11
    for short, people, posts, rooms in schools:
        assert (people >= 15, posts >= 8, rooms) == (True, True, 5), short
    assert strange == [(0,)]
    assert {("passed",), ("current",), ("waiting",)} <= set(steps)
    before = counts(home)
    assert [rows for rows in before if rows == [(0,)]] == []
    assert run(home, "demo", "--stage", "matrix").returncode == 0
    assert counts(home) == before
