"""Make the library that is measured: one city, eleven schools, 50,000 pieces with words; print where the pages are."""

from __future__ import annotations

import random

from django.conf import settings
from django.db import connection
from django.test import Client

from luoshi.commands.boot import start

PIECES, LENGTH, AT_ONCE = 50_000, 300, 5000
SYLLABLES = "产教融合实训基地课程标准教师团队质量提升校企合作专业建设思想政治学生技能大赛证书评价改革信息化"


def main() -> None:
    start(new_mode="demo")
    from luoshi.accounts.actions import add_person
    from luoshi.accounts.models import Organisation
    from luoshi.common import clock
    from luoshi.common.actor import system_actor
    from luoshi.common.models import StoredFile
    from luoshi.core.searching import pieces_of
    from luoshi.evidence import fulltext
    from luoshi.evidence.models import Evidence, EvidenceFile, EvidenceText
    from luoshi.home.loading import load_bundled

    load_bundled(system_actor())
    schools = list(Organisation.objects.filter(kind="school"))
    rng, by = random.Random(1), system_actor()
    people = [
        add_person(name=f"示例·测速{at}", mobile=f"1000009{at:04d}", organisation=place, role=role, by=by)
        for at, (place, role) in enumerate(
            [(Organisation.objects.get(key="yichang"), "city_officer"), (schools[0], "office")]
        )
    ]
    for first in range(0, PIECES, AT_ONCE):
        numbers = range(first, first + AT_ONCE)
        stored = StoredFile.objects.bulk_create(
            [StoredFile(digest=f"{number:064x}", size=1) for number in numbers]
        )
        Evidence.objects.bulk_create(
            Evidence(
                organisation=schools[number % len(schools)],
                title=f"第{number}份材料",
                kind="document",
                happened_on=clock.today(),
                grade=number % 4 + 1,
                stored=file,
                file_name="a.pdf",
                added_by=people[1],
                added_by_name="示例",
            )
            for number, file in zip(numbers, stored, strict=True)
        )
        read = EvidenceFile.objects.bulk_create(
            [EvidenceFile(stored=file, name="a.pdf", state="done") for file in stored]
        )
        texts = []
        for number, file in zip(numbers, read, strict=True):
            words = "".join(rng.choices(SYLLABLES, k=LENGTH)) + ("，毓秀" if number % 2500 == 0 else "")
            texts.append(EvidenceText(file=file, order=0, pieces=f" {' '.join(pieces_of(words))} "))
        for row in EvidenceText.objects.bulk_create(texts):
            fulltext.index(row)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for name, post, path in (
        (f"list of {PIECES:,} pieces, city", people[0], "/evidence/"),
        ("list of one school of eleven", people[1], "/evidence/"),
        ("a word of two characters in 20 files, city", people[0], "/evidence/?q=毓秀"),
        ("a word of two characters in most files, city", people[0], "/evidence/?q=融合"),
        ("a word of four characters in some files, city", people[0], "/evidence/?q=产教融合"),
    ):
        client = Client()
        client.force_login(post.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        print(f"{name}\t{path}\t{cookie.key}={cookie.value}")


if __name__ == "__main__":
    main()
