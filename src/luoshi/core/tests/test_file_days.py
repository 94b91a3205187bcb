"""Days in names and in photos."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.core.file_days import day_in_name, day_taken

TODAY = dt.date(2026, 11, 28)
MARCH = dt.date(2026, 3, 12)


@pytest.mark.parametrize(
    "name",
    [
        "IMG_20260312_101112.jpg", "IMG20260312101112.jpg", "微信图片_20260312101112.jpg", "微信图片_20260312.png",
        "Screenshot_20260312-101112.png", "扫描件_2026-03-12.pdf", "2026年3月12日例会纪要.docx", "例会 2026.03.12.pdf",
        "mmexport1773281472123.jpg", "VID_20260312_101112.mp4",
    ],
)  # fmt: skip
def test_the_day_in_a_name(name: str) -> None:
    assert day_in_name(name, TODAY) == MARCH


@pytest.mark.parametrize(
    "name",
    [
        "IMG_0001.jpg", "IMG_20261312_101112.jpg", "IMG_20271112_101112.jpg", "合同20260312号.pdf",
        "2026-03-12至2026-05-01台账.xlsx", "IMG_19700101_000000.jpg", "花名册（2026年）.xlsx", "mmexport.jpg", "",
    ],
)  # fmt: skip
def test_no_day_in_a_name(name: str) -> None:
    assert day_in_name(name, TODAY) is None


def test_when_a_photo_was_taken_is_its_earliest_moment() -> None:
    head = (
        b"\xff\xd8\xff\xe1\0\0Exif\0\0"
        + b"2026:04:01 08:00:00\0"
        + b"2026:03:12 10:11:12\0"
        + b"0000:00:00 00:00:00\0"
    )
    assert day_taken(head, TODAY) == MARCH
    assert day_taken(head.replace(b"2026", b"2027"), TODAY) is None, "a camera whose clock runs ahead"
    assert day_taken(b"2026:03:12 10:11:12\0", TODAY) is None, "no EXIF part"
