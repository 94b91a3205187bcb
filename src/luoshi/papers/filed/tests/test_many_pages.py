"""Pages that came back in every bad shape: filed right, and never to a wrong paper. 12 here, 200 in `make prove`."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator

import pypdfium2
import pytest
from PIL import Image

from luoshi.common import files
from luoshi.core.scans.tests.making import photographed, scanned
from luoshi.papers.filed import actions
from luoshi.papers.filed.models import ScanPage

from .conftest import actor, do_jobs, prepared

pytestmark = pytest.mark.django_db
LARGE = bool(os.environ.get("LUOSHI_PROVE"))
SEED = int(os.environ.get("LUOSHI_SEED", "20261125"))
PAPERS, PAGES, AT_ONCE = (25, 8, 25) if LARGE else (3, 4, 12)
Truth = tuple[str, int]  # short code, number of the page


def printed_pages(post) -> dict[Truth, Image.Image]:
    """Really printed papers, every fifth of them landscape, as pictures at 170 dpi."""
    found: dict[Truth, Image.Image] = {}
    for at in range(PAPERS):
        print_ = prepared(post, pages=PAGES, title=f"第{at}份材料", kind=f"kind{at}", landscape=at % 5 == 4)
        paper = actions.freeze(prepared=print_, by=actor(post))
        document = pypdfium2.PdfDocument(files.read(paper.print))
        for number, page in enumerate(document, 1):
            found[paper.code, number] = page.render(scale=170 / 72).to_pil().convert("RGB")
        document.close()
    return found


SCAN_WEAR = ({}, {"blur": 0.8}, {"blur": 1.4}, {"noise": 12}, {"contrast": 0.4}, {"quality": 35})
PHOTO_WEAR = ({}, {"shadow": 0.5}, {"blur": 0.8}, {"quality": 50})


def worn_scan(page: Image.Image, rng: random.Random) -> bytes:
    """150 dpi, any quarter turn, skewed up to 10°, and blurred, noisy, pale or much compressed."""
    angle = rng.choice((0, 90, 180, 270)) + rng.uniform(-10, 10)
    return scanned(page, dpi=150, angle=angle, **rng.choice(SCAN_WEAR))


def worn_photo(pages: list[Image.Image], rng: random.Random) -> bytes:
    """One page or two, from aside, turned, and in shadow, shaken or much compressed."""
    size = rng.choice(((2400, 3200), (1800, 2400)) if len(pages) == 1 else ((3200, 2400), (4000, 3000)))
    angle = rng.choice((0, 90, 180, 270)) + rng.uniform(-6, 6)
    lean, seed = rng.uniform(0.02, 0.2), rng.randrange(10**6)
    return photographed(pages, size=size, angle=angle, lean=lean, seed=seed, **rng.choice(PHOTO_WEAR))


def shapes(pages: dict[Truth, Image.Image], rng: random.Random) -> Iterator[list[Truth]]:
    """All pages in any order, now and then two at once."""
    order = list(pages)
    rng.shuffle(order)
    at = 0
    while at < len(order):
        taken = order[at : at + rng.choice((1, 1, 1, 2))]
        yield taken
        at += len(taken)


def worn(taken: list[Truth], pages: dict[Truth, Image.Image], rng: random.Random) -> bytes:
    """Two pages on a photo; one page on a scan (twice as often) or on a photo."""
    pictures = [pages[each] for each in taken]
    if len(pictures) == 1 and rng.random() < 0.66:
        return worn_scan(pictures[0], rng)
    return worn_photo(pictures, rng)


def counted(truth: dict[str, list[Truth]]) -> Counter[str]:
    count: Counter[str] = Counter(right=0, wrong=0)
    for page in ScanPage.objects.filter(state="filed").select_related("paper", "file"):
        right = (page.paper.code, page.number) in truth[page.file.name]
        count["right" if right else "wrong"] += 1
    return count


@pytest.mark.once
def test_pages_in_every_bad_shape_are_filed_right_and_none_wrongly(cast) -> None:
    rng = random.Random(SEED)
    pages = printed_pages(cast.office)
    files_of_pages = list(shapes(pages, rng))
    truth: dict[str, list[Truth]] = {}
    for start in range(0, len(files_of_pages), AT_ONCE):
        uploads = []
        for taken in files_of_pages[start : start + AT_ONCE]:
            name = f"{len(truth)}.jpg"
            truth[name] = taken
            uploads.append(actions.Upload(files.put([worn(taken, pages, rng)]), name))
        actions.send_scans(organisation=cast.office.organisation, uploads=uploads, by=actor(cast.office))
        do_jobs()
        sent = sum(len(taken) for taken in truth.values())
        print(f"{sent} of {len(pages)} pages in {len(truth)} files: {dict(counted(truth))}", flush=True)
    count = counted(truth)
    assert count["wrong"] == 0
    assert count["right"] >= 0.99 * len(pages)
