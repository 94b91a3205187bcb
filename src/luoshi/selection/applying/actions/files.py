"""Files of an application, each for one line of the list of materials."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.core.selection import read_rules
from luoshi.evidence.actions import cite_many, uncite
from luoshi.evidence.models import Evidence
from luoshi.evidence.queries import uses_about

from .. import permissions
from ..models import Application, Material
from ..queries import materials_of
from .moving import call_first, refuse_unless_changeable


@dataclass(frozen=True, slots=True)
class Measured:
    """A file kept before the act began, and what was counted in it."""

    stored: StoredFile
    name: str
    pages: int | None = None
    seconds: int | None = None
    words: int | None = None


@acts.act("applying.add_materials", who=permissions.can_write_application, on="application", first=call_first)
def add_materials(
    *,
    application: Application,
    item: str,
    files: Sequence[Measured],
    by: Actor,
    arrived: dt.datetime | None = None,
) -> Application:
    """Whether each is fit was looked at before (`materials.problems`); how many there may be is looked at here.
    `arrived`: as in `check_in_time`, here and wherever something is written.
    """
    _add(application, item, files, arrived)
    return application


@acts.act("applying.take_evidence", who=permissions.can_write_application, on="application", first=call_first)
def take_evidence(
    *,
    application: Application,
    item: str,
    pieces: Sequence[tuple[Evidence, Measured]],
    by: Actor,
    arrived: dt.datetime | None = None,
) -> Application:
    """Files of the school's own library for one line: the same bytes, and the library says that they serve here."""
    _add(application, item, [file for _, file in pieces], arrived)
    evidence = [each for each, _ in pieces]
    cite_many(organisation=application.organisation, pieces=evidence, about=application, by=by)
    return application


def _add(application: Application, item: str, files: Sequence[Measured], arrived: dt.datetime | None) -> None:
    refuse_unless_changeable(application, arrived)
    line = read_rules(application.call.rules).material(item)
    if line is None:
        raise RuleBroken("没有这一项材料，请刷新页面后再上传。")
    there = materials_of(application).filter(item=item)
    if line.most and there.count() + len(files) > line.most:
        raise RuleBroken(f"“{line.title}”最多 {line.most} 个文件，请先移除不要的再上传。")
    kept = set(there.values_list("stored", flat=True))
    for file in files:
        if file.stored.pk in kept:
            raise RuleBroken(f"“{file.name}”已经上传过，不用重复上传。")
        kept.add(file.stored.pk)
        measured = {"pages": file.pages, "seconds": file.seconds, "words": file.words}
        acts.create(
            Material, application=application, item=item, stored=file.stored, name=file.name, **measured
        )


@acts.act(
    "applying.remove_material", who=permissions.can_write_application, on="application", first=call_first
)
def remove_material(
    *, application: Application, material: Material, by: Actor, arrived: dt.datetime | None = None
) -> Application:
    """It stays as a row: what was handed in before can be read. What came from the library is cited here no longer."""
    refuse_unless_changeable(application, arrived)
    acts.change(material, removed_at=clock.now())
    if not materials_of(application).filter(stored=material.stored_id).exists():
        for use in uses_about(application).filter(evidence__stored=material.stored_id):
            uncite(use)
    return application
