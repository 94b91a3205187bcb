"""Make one binder of COUNT files (first argument) in a site of its own; print what it took as a line of JSON.

The files are made past the acts; the archive by the worker's own code, in this process, so that its peak memory can be
read: what the process held most, before and after. Its page is asked for by a client in the same process, in turn with
a bare page in our frame.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

from luoshi.commands.boot import start

SIZE, FOLDERS, TURNS = 256 * 1024, 50, 30


def main(count: int) -> None:
    start(new_mode="demo")
    from luoshi.accounts.models import Organisation
    from luoshi.common import jobs, sealed_files
    from luoshi.common.actor import system_actor
    from luoshi.common.models import Job
    from luoshi.evidence.binders.actions import make_binder
    from luoshi.home.loading import load_bundled

    load_bundled(system_actor())
    office, by = _office(Organisation.objects.filter(kind="school")[0])
    binder = _binder(office, by, _pieces(office, count))
    making = make_binder(binder=binder, by=by)
    Job.objects.exclude(kind="binders.make").delete()
    before, began = _most(), time.perf_counter()
    assert jobs.run_next()
    took = time.perf_counter() - began
    making.refresh_from_db()
    assert making.state == "ready", making.message
    grown = _most() - before
    read = sum(len(part) for part in sealed_files.reading(making.public_id))
    assert read == making.size
    told = _page(office, f"/binders/{binder.public_id}/") | {
        "seconds": took,
        "plain": _plain(count),
        "grown": grown,
        "size": making.size,
        "files": making.file_count,
    }
    print(json.dumps(told))


def _most() -> int:
    """Bytes this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _office(school: Any) -> tuple[Any, Any]:
    from luoshi.accounts.actions import add_person
    from luoshi.accounts.queries import actor_for
    from luoshi.common.actor import system_actor

    given = {"name": "示例·测速", "mobile": "10000099999"}
    post = add_person(**given, organisation=school, role="office", by=system_actor())
    return post, actor_for(type(post).objects.select_related("user", "organisation").get(pk=post.pk))


def _pieces(office: Any, count: int) -> list[int]:
    from luoshi.common import clock, files
    from luoshi.evidence.models import Evidence, EvidenceFile

    rng = random.Random(1)
    made = []
    for number in range(count):
        stored = files.put([rng.randbytes(SIZE)])
        piece = Evidence.objects.create(
            organisation=office.organisation,
            title=f"第{number}份材料：产教融合实训基地建设情况",
            kind="document",
            grade=number % 4 + 1,
            happened_on=clock.today(),
            stored=stored,
            file_name="a.pdf",
            added_by=office,
            added_by_name="示例",
        )
        said = {"name": "a.pdf", "state": "done", "page_count": number % 9 + 1}
        EvidenceFile.objects.create(about_id=piece.public_id, stored=stored, **said)
        made.append(piece.pk)
    return made


def _binder(office: Any, by: Any, pieces: list[int]) -> Any:
    from luoshi.evidence.binders.actions import Lying, Place, begin_binder

    places = [
        Place(f"f{at}", f"第{at}项", contents=tuple(Lying(evidence=key) for key in pieces[at::FOLDERS]))
        for at in range(FOLDERS)
    ]
    given = {"organisation": office.organisation, "about": office.organisation, "title": "测速"}
    return begin_binder(**given, places=places, by=by)


def _page(office: Any, path: str) -> dict[str, Any]:
    """Seconds of the binder's page, of a bare page in our frame, and how many queries the binder's asks."""
    from django.conf import settings
    from django.test import Client

    from bench._queries import queries_of

    client = Client()
    client.force_login(office.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    queries = queries_of(client, path)
    times: dict[str, list[float]] = {path: [], "/bench/bare/": []}
    for _ in range(TURNS):
        for each, taken in times.items():
            began = time.perf_counter()
            assert client.get(each).status_code == 200
            taken.append(time.perf_counter() - began)
    page, bare = (statistics.median(taken) for taken in times.values())
    return {"page": page, "bare": bare, "queries": queries}


def _plain(count: int) -> float:
    """The yardstick: the same number of bytes into an archive by the standard library, neither sealed nor checked."""
    path, data = Path(os.environ["LUOSHI_HOME"]) / "plain.zip", random.Random(2).randbytes(SIZE)
    began = time.perf_counter()
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}.pdf", data)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]))
