"""The tables of an empty database are made at once, and are those that the migrations lead to, on both databases."""

import json
import os
import subprocess
import sys

import pytest

from luoshi.commands.tests.running import environment
from tests.reliability.site import new_database

# Step by step takes a minute of a processor: asked by `make prove`, on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.prove]

MAKE_AND_TELL = """
import json, re, sys
import django
django.setup()
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection
call_command("migrate" if sys.argv[1] == "at once" else migrate.Command(), verbosity=0)
QUESTIONS = {
    "sqlite": ["SELECT type, name, tbl_name, sql FROM sqlite_master"],
    "postgresql": [
        "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,"
        " column_default, is_identity FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    ],
}
told = []
with connection.cursor() as cursor:
    for question in [*QUESTIONS[connection.vendor], "SELECT app, name FROM django_migrations",
                     "SELECT app_label, model FROM django_content_type"]:
        cursor.execute(question)
        told += [[str(value) for value in row] for row in cursor.fetchall()]
print(json.dumps(sorted(told)))
"""


def tables(home, how):
    more = {"LUOSHI_MODE": "test", "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
    if os.environ.get("LUOSHI_DATABASE_URL", "").startswith("postgres"):
        more["LUOSHI_DATABASE_URL"] = new_database()
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", MAKE_AND_TELL, how],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {tuple(sorted_parts(value) for value in row) for row in json.loads(done.stdout)}


def sorted_parts(sql):
    """A statement without its quotes, its columns and conditions in the order of the alphabet."""
    return " ".join(
        sorted(sql.replace('"', "").replace("(", " ").replace(")", " ").replace(",", " ").split())
    )


def test_both_ways_lead_to_the_same_tables(tmp_path):
    at_once, step_by_step = tables(tmp_path / "one", "at once"), tables(tmp_path / "other", "step by step")
    assert len(at_once) > 500
    assert at_once - step_by_step == set()
    assert step_by_step - at_once == set()
