"""Make the library that is measured: one city, eleven schools, 50,000 pieces with words; print where the pages are."""

from __future__ import annotations

import os
import random
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luoshi.commands.boot import start

PIECES = int(os.environ.get("LUOSHI_BENCH_PIECES", "50000"))
LENGTH, AT_ONCE = 300, min(5000, PIECES)
SIGNS = "产教融合实训基地课程标准教师团队质量提升校企合作专业建设思想政治学生技能大赛证书评价改革信息化"


def main() -> None:
    start(new_mode="demo")
    from luoshi.accounts.models import Organisation
    from luoshi.common.actor import system_actor
    from luoshi.home.loading import load_bundled

    load_bundled(system_actor())
    schools = list(Organisation.objects.filter(kind="school"))
    city = _person(0, Organisation.objects.get(key="yichang"), "city_officer")
    office = _person(1, schools[0], "office")
    rng = random.Random(1)
    for first in range(0, PIECES, AT_ONCE):
        _fill(range(first, min(first + AT_ONCE, PIECES)), schools, office, rng)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _tell(f"list of {PIECES:,} pieces, city", city, "/evidence/")
    _tell("list of one school of eleven", office, "/evidence/")
    _tell("a word of two characters in 20 files, city", city, "/evidence/?q=毓秀")
    _tell("a word of two characters in most files, city", city, "/evidence/?q=融合")
    _tell("a word of four characters in some files, city", city, "/evidence/?q=产教融合")
    _tell("the search of the desk for a word of two characters, city", city, "/search/?q=毓秀")
    _tell("a word that is nowhere, city", city, "/evidence/?q=璇玑")


def _person(number: int, place: Any, role: str) -> Any:
    from luoshi.accounts.actions import add_person
    from luoshi.common.actor import system_actor

    given = {"name": f"示例·测速{number}", "mobile": f"1000009{number:04d}"}
    return add_person(**given, organisation=place, role=role, by=system_actor())


def _fill(numbers: range, schools: list[Any], office: Any, rng: random.Random) -> None:
    """Past the acts: it is the reading that is measured."""
    from luoshi.common import clock
    from luoshi.common.models import StoredFile
    from luoshi.evidence.models import Evidence

    stored = StoredFile.objects.bulk_create(
        [StoredFile(digest=f"{number:064x}", size=1) for number in numbers]
    )
    shared = {"kind": "document", "happened_on": clock.today(), "file_name": "a.pdf", "added_by": office}
    pieces = Evidence.objects.bulk_create(
        Evidence(
            organisation=schools[number % len(schools)],
            title=f"第{number}份材料",
            grade=number % 4 + 1,
            stored=file,
            added_by_name="示例",
            **shared,
        )
        for number, file in zip(numbers, stored, strict=True)
    )
    _write_words(numbers, pieces, rng)


def _write_words(numbers: range, pieces: list[Any], rng: random.Random) -> None:
    from luoshi.core.searching import pieces_of
    from luoshi.evidence import fulltext
    from luoshi.evidence.models import EvidenceFile, EvidenceText

    read = EvidenceFile.objects.bulk_create(
        EvidenceFile(about_id=piece.public_id, stored=piece.stored, name="a.pdf", state="done")
        for piece in pieces
    )
    texts = []
    for number, file in zip(numbers, read, strict=True):
        words = "".join(rng.choices(SIGNS, k=LENGTH)) + ("，毓秀" if number % 2500 == 0 else "")
        texts.append(EvidenceText(file=file, order=0, pieces=f" {' '.join(pieces_of(words))} "))
    for row in EvidenceText.objects.bulk_create(texts):
        fulltext.index(row)


def _tell(name: str, post: Any, path: str) -> None:
    client = Client()
    client.force_login(post.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    client.get("/desk/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200, path
    print(f"{name}\t{path}\t{cookie.key}={cookie.value}\t{len(asked)}")


if __name__ == "__main__":
    main()
