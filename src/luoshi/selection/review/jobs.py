"""The worker's part: a copy made bare in a child process with limits, searched there for names that stayed."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from luoshi.common import files, jobs
from luoshi.common.actor import system_actor
from luoshi.common.models import Job, StoredFile
from luoshi.common.sandbox import run_in_child
from luoshi.core.reading.structure import Unreadable
from luoshi.core.scrubbing import is_video

from .actions.copies import COPY_JOB, Made, note_copy
from .models import BareCopy
from .names import names_of
from .queries import is_blind
from .states import CopyState

SECONDS = 120
LARGEST_FILM = 500 * 1024 * 1024
TOO_LARGE = "视频超过 500 MB，不能清理。请压缩以后更换。"
LINK = "文件不能清理，请另存以后更换。"
PART = 1 << 20
Report = Callable[[int, int, str], None]


def _waiting(job: Job) -> BareCopy | None:
    rows = BareCopy.objects.select_related(
        "material__stored", "material__application__call", "material__application__organisation", "replaced"
    )
    found: BareCopy | None = rows.filter(public_id=job.object_id, job=job, state=CopyState.WAITING).first()
    return found


def prepare(job: Job, report: Report) -> Made | None:
    """None when nobody waits for it any more. What cannot be made bare is held, which is an answer and no failure."""
    copy = _waiting(job)
    if copy is None:
        return None
    source = copy.replaced or copy.material.stored
    name = copy.replaced_name or copy.material.name
    if not is_blind(copy.material.application.call):
        return Made(source, bare=False)
    report(0, 1, "正在清理")
    path = files.path_of(source.digest)
    try:
        with path.open("rb") as opened:
            film = is_video(opened.read(16))
        names = names_of(copy.material.application)
        return _film(path, source, name, names) if film else _bare(path, name, names)
    except Unreadable as reason:
        return Made(None, bare=False, held=str(reason) or LINK)


def _bare(path: Path, name: str, wanted: list[str]) -> Made:
    ending = name.rpartition(".")[2]
    neutral = f"材料.{ending}"
    options = {"names": [neutral], "neutral": neutral, "called": name, "wanted": wanted}
    made = run_in_child("luoshi.core.scrubbing.tasks.bare", [path], options, seconds=SECONDS)
    hits, cleaned = (tuple((*each,) for each in made[key]) for key in ("hits", "cleaned"))
    stored = files.put([base64.b64decode(made["data"])])
    return Made(stored, bare=True, words=made["words"], hits=hits, cleaned=cleaned)


def _film(path: Path, source: StoredFile, name: str, wanted: list[str]) -> Made:
    """Its notes are written over in the copy; what is to be seen and heard in it an officer has to look at."""
    if source.size > LARGEST_FILM:
        raise Unreadable(TOO_LARGE)
    options: dict[str, Any] = {"names": ["材料.mp4"]}
    found = run_in_child("luoshi.core.scrubbing.tasks.film", [path], options, seconds=SECONDS)
    patches = sorted((at, base64.b64decode(data)) for at, data in found["patches"])
    stored = files.put(_patched(path, patches))
    from luoshi.core.scrubbing.finding import names_in  # brings a reader of PDF, seldom wanted here

    cleaned = tuple((hit.wanted, hit.where, hit.around) for hit in names_in(name, b"", wanted))
    words = "已去掉视频里的作者、设备、时间和地点；画面和声音请人工查看。"
    return Made(stored, bare=True, words=words, cleaned=cleaned)


def _patched(path: Path, patches: list[tuple[int, bytes]]) -> Iterator[bytes]:
    """The bytes of the file part by part, with the patches written over them."""
    at = 0
    with path.open("rb") as opened:
        while part := opened.read(PART):
            out = io.BytesIO(part)
            for place, data in patches:
                start, end = max(place, at), min(place + len(data), at + len(part))
                if start < end:
                    out.seek(start - at)
                    out.write(data[start - place : end - place])
            yield out.getvalue()
            at += len(part)


def keep(job: Job, result: Made | None) -> None:
    copy = _waiting(job)
    if copy is not None and result is not None:
        note_copy(copy=copy, made=result, by=system_actor(), version=copy.version)


def fail(job: Job, message: str) -> None:
    copy = _waiting(job)
    if copy is not None:
        note_copy(
            copy=copy, made=Made(None, bare=False, held=message), by=system_actor(), version=copy.version
        )


def register() -> None:
    jobs.register(COPY_JOB, jobs.Kind(prepare, keep, fail))
