"""A school with its office, and papers of it to stamp. The object they are printed of is the school itself."""

from __future__ import annotations

import io
import itertools
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import files, jobs
from luoshi.common.rendering.paper import NewPage, Paper, Words
from luoshi.papers.filed import actions, codes
from luoshi.papers.filed.models import FiledPaper, ScanBatch, ScanPage
from luoshi.papers.filed.placing import Seen
from luoshi.papers.filed.printing import Prepared, prepare

COUNTER = itertools.count(1)


@pytest.fixture
def cast(yichang: Any) -> Any:
    """office (of a school), head, other (another school's office), county, city; and their actors' organisations."""
    places = {
        "office": ("office", "sanxia"),
        "head": ("school_head", "sanxia"),
        "teacher": ("teacher", "sanxia"),
        "other": ("office", "jidian"),
        "city": ("city_officer", "yichang"),
    }
    keys = set(Organisation.objects.values_list("key", flat=True))
    schools = [org.key for org in yichang.schools if org.path.startswith(yichang.bureau.path)]
    city_run = [org.key for org in yichang.schools if len(org.path) == len(yichang.bureau.path) + 8]
    named = {"sanxia": city_run[0], "jidian": city_run[1] if len(city_run) > 1 else schools[-1]}
    posts = {}
    for who, (role, place) in places.items():
        key = place if place in keys else named[place]
        posts[who] = yichang.post(role, key)
    return SimpleNamespace(**posts)


def actor(post: Any) -> Any:
    return actor_for(type(post).objects.select_related("user", "organisation").get(pk=post.pk))


def prepared(
    post: Any, pages: int = 2, version: int = 1, title: str = "关于承接任务的请示", **more: Any
) -> Prepared:
    """Really printed."""
    blocks = [block for at in range(1, pages + 1) for block in (Words(f"第{at}页的正文。"), NewPage())][:-1]
    return prepare(
        about=post.organisation,
        version=version,
        kind=more.pop("kind", "request"),
        kind_name="请示",
        organisation=post.organisation,
        paper=Paper(title=title, blocks=blocks, landscape=more.pop("landscape", False)),
        **more,
    )


def quick(
    post: Any, pages: int = 2, version: int = 1, title: str = "关于承接任务的请示", **more: Any
) -> Prepared:
    """As if printed, without the half second it takes."""
    return Prepared(
        about=more.pop("about", post.organisation),
        about_version=version,
        kind=more.pop("kind", "request"),
        kind_name="请示",
        organisation=post.organisation,
        title=title,
        href="",
        code=codes.new_code(),
        print=files.put([b"%PDF-1.7 " + title.encode()]),
        page_count=pages,
        red_print=False,
        seen_above=more.pop("seen_above", True),
        undrawn="",
        sending=more.pop("sending", None),
    )


def frozen(post: Any, pages: int = 2, **more: Any) -> FiledPaper:
    paper: FiledPaper = actions.freeze(prepared=quick(post, pages, **more), by=actor(post))
    return paper


def picture(shade: int = 255) -> Any:
    """A kept picture of a page, different for every shade."""
    stream = io.BytesIO()
    Image.new("L", (60, 85), shade).save(stream, "JPEG")
    return files.put([stream.getvalue()])


def batch_of(post: Any, names: tuple[str, ...] = ("扫描.pdf",)) -> ScanBatch:
    """Sent, not read yet."""
    uploads = [actions.Upload(files.put([f"{name}{next(COUNTER)}".encode()]), name) for name in names]
    batch: ScanBatch = actions.send_scans(organisation=post.organisation, uploads=uploads, by=actor(post))
    return batch


def texts(paper: FiledPaper, number: int) -> tuple[str, ...]:
    return codes.texts_of(paper.code, number, landscape=False)


def come_back(post: Any, *pages: tuple[str, ...], unread: dict[int, str] | None = None) -> list[ScanPage]:
    """A batch in which these codes were seen, one tuple a page; its pages, filed as far as they could be."""
    batch = batch_of(post)
    file = batch.files.get()
    seen = [Seen(file.pk, at, 0, codes_seen, picture(at % 250), 900) for at, codes_seen in enumerate(pages)]
    actions.note_read(batch=batch, pages=seen, unread=unread or {}, by=actor(post), version=batch.version)
    batch.job.delete()
    return list(ScanPage.objects.filter(file=file).order_by("sheet"))


def do_jobs() -> int:
    """Let the worker do everything there is; how many jobs that was."""
    count = 0
    while jobs.run_next():
        count += 1
    return count


def sent(client: Any, url: str, version: int | None = None, **fields: Any) -> Any:
    """A form as a browser sends it, with a fresh key."""
    form = {"_once": f"key-{next(COUNTER)}", **fields}
    return client.post(url, form if version is None else form | {"_version": version})


def upload(client: Any, *pictures: tuple[str, bytes]) -> Any:
    return sent(client, "/scans/new/", scans=[SimpleUploadedFile(name, data) for name, data in pictures])
