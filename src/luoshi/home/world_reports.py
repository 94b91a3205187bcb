"""Reports and their templates in the test world, a canary in each text: of a city, a county and a school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for, ancestors
from luoshi.common import clock, files
from luoshi.common.models import Job
from luoshi.core.periods import period_of
from luoshi.plans.models import Plan
from luoshi.reports import actions

if TYPE_CHECKING:
    from .world import World

MAKERS = ("city-officer", "county-officer", "school-office", "city-officer-west")


def make_reports_made(world: World) -> None:
    """Runs inside the world's act, after figures: what the worker does is done here at once."""
    for key in MAKERS:
        office = world.people[key].organisation
        _template(world, key, office)
        _report(world, key, office)


def _within(world: World, office: Organisation, permission: str) -> list[str]:
    return [
        key
        for key, actor in world.actors().items()
        if actor.may(permission) and actor.organisation_id == office.pk
    ]


def _template(world: World, key: str, office: Organisation) -> None:
    name, text, content = (world.canary() for _ in range(3))
    kept = actions.Template(
        files.put([content.encode()]), f"{name}.docx", "docx", ["单位"], [["第1段", f"{text}{{{{单位}}}}"]]
    )
    made = actions.keep_template(
        kind="circular", register=None, template=kept, by=actor_for(world.people[key])
    )
    world.add("template_version", made, [name, text, content], _within(world, office, "make_reports"))


def _report(world: World, key: str, office: Organisation) -> None:
    said, note, content = (world.canary() for _ in range(3))
    by = actor_for(world.people[key])
    plan = Plan.objects.filter(issuer__path__in=ancestors(office.path)).order_by("pk").first()
    asked = actions.Asked("circular", plan, None, period_of("quarter", clock.today()))
    made = actions.begin_report(place=office, asked=asked, by=by)
    single = {"name": "单位", "text": said, "missing": False, "printed": None}
    row = {"key": "line", "name": said, "cells": [[said, None]]}
    listed = {"name": "各校", "columns": ["单位"], "rows": [row]}
    whole = {"singles": [single], "lists": [listed], "notes": [note]}
    kept = actions.Made(files.put([content.encode()]), "docx", whole, [], clock.now())
    actions.note_made(report=made, made=kept, by=by)
    Job.objects.filter(pk=made.job_id).update(state=Job.State.DONE, finished_at=clock.now())
    world.add("made_report", made, [said, note, content], _within(world, office, "read_reports"))
