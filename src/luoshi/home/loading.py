"""Packs into the site: read → check → three-way difference → one act that carries it out. And the way back.

Nothing is deleted and no decision of the site is reverted: where site and pack both changed something, the site's
stands unless the person who loads takes the pack's for that very object.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from luoshi.accounts.pack import closed_organisations
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import SiteState
from luoshi.common.packs import PackLoad, PackSection
from luoshi.common.stages import installed
from luoshi.core.packs.checks import check_pack
from luoshi.core.packs.difference import Difference, FieldDifference, Kind, ObjectDifference, difference
from luoshi.core.packs.export import dump_pack
from luoshi.core.packs.pack import Pack, pack_kind
from luoshi.core.packs.parsing import parse_pack
from luoshi.core.packs.problems import Problem
from luoshi.core.packs.snapshots import PLAN_SECTIONS, SITE_SECTIONS, pack_data, snapshot
from luoshi.plans.models import PackVersion
from luoshi.plans.queries import last_version

from . import permissions

BUNDLED = Path(__file__).resolve().parent.parent / "packs"
TAKEN = frozenset[tuple[str, str]]


class PackRefused(Exception):
    """A pack that cannot be loaded; `problems` name file, line and remedy."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("包里有问题，没有装载。")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Comparison:
    """A checked pack beside the site, and what loading it would do. `stamp` changes when either side does."""

    pack: Pack
    kind: str
    key: str
    difference: Difference
    stamp: str


def compare(name: str, text: str) -> Comparison:
    """Read, check and compare one pack. Raises PackRefused."""
    return compare_pack(_parsed(name, text))


def compare_pack(pack: Pack) -> Comparison:
    """Check and compare a pack whose values are known without its YAML. Raises PackRefused."""
    kind = pack_kind(pack)
    problems = check_pack(pack, site=None if kind == "site" else site_pack())
    if problems or kind is None:
        raise PackRefused(list(problems))
    key = pack.data[kind]["key"]
    version = last_version(kind, key)
    new = snapshot(pack.data)
    site_now = snapshot_now(kind, key)
    found = difference(version.snapshot if version else None, site_now, new)
    stamp = hashlib.sha256(json.dumps([site_now, new], sort_keys=True, default=str).encode()).hexdigest()
    return Comparison(pack, kind, key, found, stamp)


@lru_cache(maxsize=8)
def _parsed(name: str, text: str) -> Pack:
    """A pack is compared when it is shown and again when it is loaded; its YAML is read once."""
    return parse_pack(name, text)


def sections_of(kind: str) -> list[PackSection]:
    """The sections of a kind of pack in the order they must be applied."""
    order = SITE_SECTIONS if kind == "site" else PLAN_SECTIONS
    owned = {section.name: section for stage in installed() for section in stage.pack if section.kind == kind}
    return [owned[name] for name in order]


def snapshot_now(kind: str, key: str) -> dict[str, Any]:
    """What is in force on the site, in a pack's form."""
    return {section.name: section.snapshot(key) for section in sections_of(kind)}


def site_pack() -> Pack | None:
    """The site as a pack, for checking plan packs against; None before the first site pack was loaded.

    A plan may name organisations that were merged or closed since: what it said of them stays said.
    """
    state = SiteState.objects.first()
    if state is None or not state.key:
        return None
    site = snapshot_now("site", state.key)
    site = {**site, "organisations": {**site["organisations"], **closed_organisations()}}
    return Pack("本站", pack_data("site", site))


@acts.act("home.load_pack", who=permissions.can_load_pack, under="comparison")
def load_pack(*, comparison: Comparison, text: str, by: Actor, taken: TAKEN = frozenset()) -> PackVersion:
    """Carry out what the person was shown. Raises RuleBroken when the site has changed since.

    taken  conflicts (section, key) in which the person takes the pack's side
    """
    fresh = compare(comparison.pack.name, text)
    if fresh.stamp != comparison.stamp:
        raise RuleBroken("您查看差异之后，站点内容又有变化。请重新查看差异，再决定是否装载。")
    load = PackLoad(key=fresh.key, by=by)
    for section in sections_of(fresh.kind):
        entries = [entry for entry in fresh.difference.objects if entry.section == section.name]
        section.apply(load, [entry for each in entries if (entry := _to_do(each, taken)) is not None])
    return _keep_version(fresh, text, by)


def _to_do(entry: ObjectDifference, taken: TAKEN) -> ObjectDifference | None:
    """What of an object is carried out: added, changed, withdrawn; a conflict only where it was taken."""
    if entry.kind in (Kind.ADDED, Kind.WITHDRAWN):
        return entry
    conflict_taken = (entry.section, entry.key) in taken
    fields = tuple(_as_change(each, conflict_taken) for each in entry.fields)
    done = tuple(each for each in fields if each.kind is Kind.CHANGED)
    if entry.kind is Kind.CONFLICT and conflict_taken and not entry.fields:
        return replace(entry, kind=Kind.WITHDRAWN)
    return replace(entry, kind=Kind.CHANGED, fields=done) if done else None


def _as_change(each: FieldDifference, conflict_taken: bool) -> FieldDifference:
    return replace(each, kind=Kind.CHANGED) if conflict_taken and each.kind is Kind.CONFLICT else each


def _keep_version(comparison: Comparison, text: str, by: Actor) -> PackVersion:
    digest = hashlib.sha256(text.encode()).hexdigest()
    last = last_version(comparison.kind, comparison.key)
    if last is not None and last.digest == digest:
        return last
    return acts.create(
        PackVersion,
        kind=comparison.kind,
        key=comparison.key,
        name=comparison.pack.name,
        digest=digest,
        text=text,
        snapshot=snapshot(comparison.pack.data),
        loaded_by=by.user_public_id,
        loaded_at=clock.now(),
    )


def load_text(name: str, text: str, by: Actor) -> PackVersion | None:
    """Compare and load in one go, for the command line; None when there was nothing to do."""
    comparison = compare(name, text)
    version = last_version(comparison.kind, comparison.key)
    if comparison.difference.is_empty and version is not None and version.text == text:
        return None
    return load_pack(comparison=comparison, text=text, by=by)


def bundled_packs() -> list[Path]:
    """The packs that come with Luoshi, sites before plans."""
    return [*sorted((BUNDLED / "sites").glob("*.yaml")), *sorted((BUNDLED / "plans").glob("*.yaml"))]


def sample_packs() -> list[Path]:
    """Invented plans for demo sites, loaded only where they are asked for."""
    return sorted((BUNDLED / "samples").glob("*.yaml"))


def load_bundled(by: Actor) -> list[PackVersion]:
    """Load what comes with Luoshi and mark the first load as done. A second call changes nothing."""
    loaded = load_files(bundled_packs(), by)
    SiteState.objects.filter(loaded_at__isnull=True).update(loaded_at=clock.now())
    return loaded


def load_files(paths: Iterable[Path], by: Actor) -> list[PackVersion]:
    """Load packs in the order given. Raises PackRefused at the first that has problems, having loaded those before."""
    loaded = [load_text(path.name, path.read_text("utf-8"), by) for path in paths]
    return [version for version in loaded if version is not None]


def export_pack(kind: str, key: str, *, as_loaded: bool = False) -> str:
    """The pack of this key as YAML: what is in force now, or the stored bytes of the last load.

    Raises RuleBroken when the site knows no such pack.
    """
    version = last_version(kind, key)
    if as_loaded:
        if version is None:
            raise RuleBroken(f"站点没有装载过代号为“{key}”的包，请核对代号。")
        return version.text
    state = snapshot_now(kind, key)
    if not state[kind]:
        raise RuleBroken(f"站点上没有代号为“{key}”的包，请核对代号。")
    return dump_pack(pack_data("site" if kind == "site" else "plan", state))
