"""Every write of packages: asked for, made, fetched, cleared."""

from __future__ import annotations

from dataclasses import dataclass, field

from luoshi.accounts.models import Membership
from luoshi.common import acts, clock, jobs
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from . import permissions
from .models import Package
from .states import PACKAGE, PackageState

PACK_JOB = "archive.pack"
GONE = "这份档案包已经清除（生成后保留 24 小时），请重新生成。"


@dataclass(frozen=True, slots=True)
class Packed:
    """What the worker made."""

    size: int
    files: int
    digest: str
    basis: dict[str, int] = field(default_factory=dict)


@acts.act("archive.start_package", who=permissions.can_pack, under="call")
def start_package(*, call: Call, by: Actor) -> Package:
    """The worker makes the file; one at a time for each selection."""
    if call.state != CallState.ENDED:
        raise RuleBroken("结果公布以后才能生成档案包。请先办完公示、审定和公布。")
    if call.packages.filter(state=PackageState.MAKING).exists():
        raise RuleBroken("这次遴选的档案包正在生成，请等它完成，或先停止。")
    made: Package = acts.create(
        Package,
        call=call,
        asked_by=Membership.objects.get(pk=by.membership_id),
        asked_by_name=f"{by.organisation_name} {by.name}"[:80],
    )
    job = jobs.enqueue(PACK_JOB, object_id=made.public_id, membership_id=by.membership_id)
    acts.change(made, job=job)
    return made


@acts.act("archive.note_packed", who=permissions.only_the_system, on="package")
def note_packed(*, package: Package, packed: Packed, by: Actor) -> Package:
    PACKAGE.make(
        "archive.note_packed", package, made_at=clock.now(), size=packed.size, files=packed.files,
        digest=packed.digest, basis=packed.basis, message="",
    )  # fmt: skip
    return package


@acts.act("archive.note_not_packed", who=permissions.only_the_system, on="package")
def note_not_packed(*, package: Package, message: str, by: Actor) -> Package:
    PACKAGE.make("archive.note_not_packed", package, message=message[:300])
    return package


@acts.act("archive.stop_package", who=permissions.can_work_on_package, on="package")
def stop_package(*, package: Package, by: Actor) -> Package:
    PACKAGE.make("archive.stop_package", package)
    return package


@acts.act("archive.note_fetched", who=permissions.can_fetch, under="package", proof=True)
def note_fetched(*, package: Package, by: Actor) -> Package:
    """That somebody took the whole selection out of the house stands in the log; nothing else changes. The
    password is asked again (controls SE-05).
    """
    package.refresh_from_db()
    if package.state != PackageState.READY:
        raise RuleBroken(GONE if package.state == PackageState.GONE else "档案包还没有生成好。")
    return package


@acts.act("archive.clear_package", who=permissions.can_work_on_package, on="package")
def clear_package(*, package: Package, by: Actor) -> Package:
    """The file goes; that it was made, and by whom, stays."""
    PACKAGE.make("archive.clear_package", package)
    return package
