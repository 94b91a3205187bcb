"""The worker's part: all is gathered, listed, signed and written as a stream, sealed on the disk; one act notes it.

Killed at any moment, the work begins anew in the same place.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
from collections.abc import Callable

from django.utils import timezone

from luoshi.accounts.queries import actor_of_membership
from luoshi.common import clock, files, jobs, sealed_files
from luoshi.common.actor import system_actor
from luoshi.common.checkpoints import signing_key
from luoshi.common.models import Job
from luoshi.core.archive import MANIFEST, SIGNATURE, Entry, manifest_bytes, sha256_of, signature_bytes
from luoshi.core.binding.names import safe
from luoshi.core.binding.zipping import LARGEST, Changed, TooLarge, Zip, size_of
from luoshi.core.fields.shown import size_words

from .actions import PACK_JOB, Packed, note_not_packed, note_packed
from .gathering import about, gathered
from .models import Package
from .permissions import can_pack
from .pieces import Piece
from .queries import basis_of
from .states import PackageState

SPARE = 64 * 1024 * 1024
FULL = "服务器磁盘空间不够，没有生成：需要 {need}，还剩 {free}。请联系系统管理员清理磁盘后重新生成。"
LOST = "有一个原文件已经丢失或者损坏，没有生成。请联系系统管理员从备份恢复后重新生成。"
CHANGED = "有一张评分表与交表时不一致，没有生成。请联系系统管理员核查操作日志。"
TOO_LARGE = "附件加起来超过 4 GB（多数解压软件打不开），没有生成。请联系系统管理员。"
Report = Callable[[int, int, str], None]


class _Stopped(Exception):
    """Nobody waits for it any more; what was written goes with the block."""


def prepare(job: Job, report: Report) -> Packed | None:
    """None when nobody waits for it any more."""
    package = _waiting(job)
    if package is None:
        return None
    _refuse_gone(job, package)
    now = timezone.localtime(clock.now())
    report(0, 1, "正在整理")
    basis = basis_of(package.call)
    try:
        pieces = gathered(package.call, now).rows
        return _written(package, [*pieces, *_signed(package, pieces, now)], basis, now, report, job)
    except _Stopped:
        return None
    except ValueError:
        raise jobs.JobFailed(CHANGED) from None
    except (FileNotFoundError, Changed):
        raise jobs.JobFailed(LOST) from None
    except TooLarge:
        raise jobs.JobFailed(TOO_LARGE) from None
    except OSError as broken:
        if broken.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise jobs.JobFailed(_full(0)) from None
        raise


def _waiting(job: Job) -> Package | None:
    rows = Package.objects.select_related(
        "call__organisation", "call__kind", "call__notice", "call__form_version"
    )
    return rows.filter(public_id=job.object_id, job=job, state=PackageState.MAKING).first()


def _refuse_gone(job: Job, package: Package) -> None:
    """Whoever asked must still be who may have it."""
    actor = actor_of_membership(job.membership_id)
    if actor is None or not can_pack(actor, package.call):
        raise jobs.JobFailed("要生成的人员已不在原岗位，没有继续生成。请由现任人员重新生成。")


def _signed(package: Package, pieces: list[Piece], at: dt.datetime) -> list[Piece]:
    """The list of all files and the site's signature over it."""
    entries = [Entry(each.path, each.size, each.sha256) for each in pieces]
    manifest = manifest_bytes(about(package.call, at), entries)
    signature = signature_bytes(manifest, signing_key())
    return [
        Piece(path, len(data), sha256_of(data), data=data)
        for path, data in ((MANIFEST, manifest), (SIGNATURE, signature))
    ]


def _written(
    package: Package, pieces: list[Piece], basis: dict[str, int], at: dt.datetime, report: Report, job: Job
) -> Packed:
    root, whole = safe(package.call.title, 40), hashlib.sha256()
    need = size_of((f"{root}/{each.path}", each.size) for each in pieces)
    if need > LARGEST:
        raise TooLarge
    if sealed_files.free_space() < need + need // 100 + SPARE:
        raise jobs.JobFailed(_full(need))
    with sealed_files.writing(package.public_id) as file:
        archive = Zip(lambda data: (whole.update(data), file.write(data)), at.replace(tzinfo=None))
        for number, each in enumerate(pieces):
            if number % 20 == 0:
                report(number, len(pieces), f"正在写入第 {number + 1} 个文件，共 {len(pieces)} 个")
                if _waiting(job) is None:
                    raise _Stopped
            _refuse_damaged(each)
            archive.add(f"{root}/{each.path}", each.size, each.check_sum(), each.chunks())
        size = archive.finish()
    return Packed(size, len(pieces), whole.hexdigest(), basis)


def _refuse_damaged(piece: Piece) -> None:
    """The list says what the store says; its bytes must be those."""
    if piece.stored is None:
        return
    with files.path_of(piece.stored.digest).open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != piece.sha256:
            raise Changed


def _full(need: int) -> str:
    wanted = size_words(need) if need else "更多"
    return FULL.format(need=wanted, free=size_words(sealed_files.free_space()))


def apply(job: Job, packed: Packed | None) -> None:
    package = _waiting(job)
    if package is not None and packed is not None:
        note_packed(package=package, packed=packed, by=system_actor(), version=package.version)


def fail(job: Job, message: str) -> None:
    package = _waiting(job)
    if package is not None:
        note_not_packed(package=package, message=message, by=system_actor(), version=package.version)


def register() -> None:
    jobs.register(PACK_JOB, jobs.Kind(prepare, apply, fail))
