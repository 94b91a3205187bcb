"""The worker's part: the archive is written as a stream, sealed on the disk; one act notes it.

Nothing but names is held in memory. Killed at any moment, the work begins anew in the same place.
"""

from __future__ import annotations

import errno
import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from luoshi.accounts.queries import actor_of_membership
from luoshi.common import clock, files, jobs, sealed_files
from luoshi.common.actor import Actor, system_actor
from luoshi.common.models import Job, StoredFile
from luoshi.core.binding import names
from luoshi.core.binding.zipping import LARGEST, TooLarge, Zip, size_of
from luoshi.core.fields.shown import size_words
from luoshi.core.reading.structure import Unreadable

from . import papers
from .actions import MAKE_JOB
from .layout import LOST, Item, Section, laid_out, name_files, pointers
from .makings import Made, note_made, note_unmade
from .models import Binder, Making
from .permissions import can_work_on_binder
from .queries import contents_of, evidence_for, readings_of
from .states import MakingState

CHUNK = 1024 * 1024
SPARE = 64 * 1024 * 1024
FULL = "服务器磁盘空间不够，没有生成：需要 {need}，还剩 {free}。请联系系统管理员清理磁盘，或分成几个较小的材料包。"
TOO_LARGE = "材料加起来有 {size}，一个材料包最多 4 GB（再大，多数解压软件打不开）。请去掉一些音视频，或分成几个材料包。"
Report = Callable[[int, int, str], None]


@dataclass(slots=True)
class File:
    """One file that goes in: of the store, or made here."""

    path: str
    size: int
    digest: str
    crc: int
    stored: StoredFile | None = None
    data: bytes = b""
    item: Item | None = None

    def chunks(self) -> Iterator[bytes]:
        return _chunks(self.stored) if self.stored is not None else iter([self.data])


def _chunks(stored: StoredFile) -> Iterator[bytes]:
    with files.path_of(stored.digest).open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def prepare(job: Job, report: Report) -> Made | None:
    """None when nobody waits for it any more."""
    making = _waiting(job)
    if making is None:
        return None
    actor, binder = _actor(job, making.binder), making.binder
    sections = _sections(actor, binder)
    root = names.safe(binder.title, 40)
    name_files(sections, root)
    try:
        going = _with_pointers(list(_going(sections, root, report, job)), sections, root)
        if _waiting(job) is None:
            return None
        return _written(making, sections, going, root, report, job)
    except _Stopped:
        return None
    except TooLarge:
        size = sum(
            item.stored.size for section in sections for item in section.items if item.path and item.stored
        )
        raise jobs.JobFailed(TOO_LARGE.format(size=size_words(size))) from None
    except OSError as broken:
        if broken.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise jobs.JobFailed(_full(0)) from None
        raise


def _waiting(job: Job) -> Making | None:
    rows = Making.objects.select_related("binder__organisation", "binder__about", "asked_by")
    return rows.filter(public_id=job.object_id, job=job, state=MakingState.MAKING).first()


def _actor(job: Job, binder: Binder) -> Actor:
    """Whoever asked, as he stands now: he must still see what goes in."""
    actor = actor_of_membership(job.membership_id)
    if actor is None or not can_work_on_binder(actor, binder):
        raise jobs.JobFailed("要生成的人员已不在原岗位，没有继续生成。请由现任人员重新生成。")
    return actor


def _sections(actor: Actor, binder: Binder) -> list[Section]:
    contents, _ = contents_of(actor, binder)
    seen = set(evidence_for(actor, binder).order_by().values_list("pk", flat=True)) if contents else set()
    mine = [row for row in contents if row.evidence_id is None or row.evidence_id in seen]
    pages = readings_of(row.evidence for row in mine)
    return laid_out(binder.folders.all(), mine, pages)


def _going(sections: list[Section], root: str, report: Report, job: Job) -> Iterator[File]:
    """Every file of the store looked at once: check sum, and whether its bytes are those they should be."""
    every = [item for section in sections for item in section.items if item.path]
    taken = names.once_each(item.path for item in every)
    for at, item in enumerate(every):
        if at % 20 == 0:
            report(at, 2 * len(every), f"正在核对第 {at + 1} 件，共 {len(every)} 件")
            if _waiting(job) is None:
                return
        if item.stored is None:
            yield from _link(item, taken)
            continue
        crc = _crc_of(item.stored)
        if crc is None:
            item.path, item.why = "", LOST
            continue
        yield File(item.path, item.stored.size, item.stored.digest, crc, stored=item.stored, item=item)


def _with_pointers(going: list[File], sections: list[Section], root: str) -> list[File]:
    """In the order of the folders."""
    place = {id(item): at for at, section in enumerate(sections) for item in section.items}
    files = [(place[id(each.item)], each) for each in going]
    files += [(at, _made(path, text.encode("utf-8-sig"))) for at, path, text in pointers(sections, root)]
    return [each for _, each in sorted(files, key=lambda pair: pair[0])]


def _link(item: Item, taken: list[str]) -> Iterator[File]:
    stem = item.path.removesuffix(".url")
    for ending, data in papers.link_files(item):
        path = stem + ending
        if path == item.path or path not in taken:
            yield File(path, len(data), papers.digest_of(data), zlib.crc32(data), data=data, item=item)


def _crc_of(stored: StoredFile) -> int | None:
    """None where the bytes are missing or no longer the same."""
    crc, digest = 0, hashlib.sha256()
    try:
        for chunk in _chunks(stored):
            crc = zlib.crc32(chunk, crc)
            digest.update(chunk)
    except FileNotFoundError:
        return None
    return crc if digest.hexdigest() == stored.digest else None


def _written(
    making: Making, sections: list[Section], going: list[File], root: str, report: Report, job: Job
) -> Made | None:
    now = timezone.localtime(clock.now())
    cover = _cover(making.binder, sections, f"{now:%Y年%-m月%-d日}")
    report(len(going), 2 * len(going), "正在编目录")
    beside, message = _beside(cover, sections, going, root)
    every = [*beside, *going]
    need = size_of((each.path, each.size) for each in every)
    if need > LARGEST:
        raise TooLarge
    if sealed_files.free_space() < need + need // 100 + SPARE:
        raise jobs.JobFailed(_full(need))
    whole = hashlib.sha256()
    with sealed_files.writing(making.public_id) as file:
        archive = Zip(lambda data: (whole.update(data), file.write(data)), now.replace(tzinfo=None))
        for at, each in enumerate(every):
            if at % 10 == 0:
                report(len(every) + at, 2 * len(every), f"正在写入第 {at + 1} 个文件，共 {len(every)} 个")
                if _waiting(job) is None:
                    raise _Stopped
            archive.add(each.path, each.size, each.crc, each.chunks())
        size = archive.finish()
    return Made(size, len(every), cover.pages, cover.left_out, whole.hexdigest(), message, _held(sections))


class _Stopped(Exception):
    """Nobody waits for it any more; what was written goes with the block."""


def _cover(binder: Binder, sections: list[Section], day: str) -> papers.Cover:
    items = [item for section in sections for item in section.items]
    inside = [item for item in items if item.path]
    return papers.Cover(
        title=binder.title,
        organisation=binder.organisation.name,
        scope=binder.source_words or (binder.about.name if binder.about else "下属单位"),
        day=day,
        pieces=len(inside),
        pages=sum(item.pages for item in inside),
        unpaged=sum(not item.pages and item.stored is not None for item in inside),
        left_out=sum(item.why.startswith((LOST, "已撤回")) for item in items),
    )


def _beside(
    cover: papers.Cover, sections: list[Section], going: list[File], root: str
) -> tuple[list[File], str]:
    """Table of contents and manifest; and what could not be made of them, in words."""
    made, message = [_made(f"{root}/{papers.TOC}.docx", papers.toc_as_word(cover, sections))], ""
    try:
        made.append(_made(f"{root}/{papers.TOC}.pdf", papers.toc_as_pdf(cover, sections)))
    except Unreadable as reason:
        message = f"PDF 目录没有排出来（{reason}），Word 目录在里面。"[:300]
    listed = [_listed(each, root) for each in [*made, *going]]
    made.append(_made(f"{root}/{papers.CSV}", papers.manifest_csv(listed)))
    made.append(_made(f"{root}/{papers.JSON}", papers.manifest_json(cover, listed, sections)))
    listed += [_listed(each, root) for each in made[-2:]]
    made.append(_made(f"{root}/{papers.SUMS}", papers.sums(listed)))
    return made, message


def _made(path: str, data: bytes) -> File:
    return File(path, len(data), papers.digest_of(data), zlib.crc32(data), data=data)


def _listed(each: File, root: str) -> papers.Listed:
    return papers.Listed(each.path.removeprefix(f"{root}/"), each.size, each.digest, each.item)


def _full(need: int) -> str:
    wanted = size_words(need) if need else "更多"
    return FULL.format(need=wanted, free=size_words(sealed_files.free_space()))


def _held(sections: list[Section]) -> dict[str, list[str]]:
    rows = [item for section in sections for item in section.items if item.path]
    return {
        "papers": sorted({item.paper for item in rows if item.paper}),
        "places": sorted({item.place for item in rows}),
    }


def apply(job: Job, made: Made | None) -> None:
    making = _waiting(job)
    if making is not None and made is not None:
        note_made(making=making, made=made, by=system_actor(), version=making.version)


def fail(job: Job, message: str) -> None:
    making = _waiting(job)
    if making is not None:
        note_unmade(making=making, message=message, by=system_actor(), version=making.version)


def register() -> None:
    jobs.register(MAKE_JOB, jobs.Kind(prepare, apply, fail))
