"""Names that cameras give tell nothing; those that people give do."""

import datetime as dt

import pytest

from luoshi.core.piece_titles import LONGEST, piece_title, tells

DAY = dt.date(2026, 11, 28)


@pytest.mark.parametrize(
    "name",
    [
        "IMG_20261127_103000.jpg", "IMG_2034 (2).JPG", "DSC00012.jpg", "mmexport1732678800123.jpg",
        "微信图片_20261127.png",
        "Screenshot_20261127-103000_WeChat.png", "扫描件.pdf", "20261127.jpg", "2026年11月27日.jpg", "1.jpg",
        "d41d8cd98f00b204e9800998ecf8427e.jpg", "未命名.docx",
    ],
)  # fmt: skip
def test_a_name_nobody_gave_tells_nothing(name):
    assert not tells(name)


@pytest.mark.parametrize(
    "name", ["现场.jpg", "实训室2.jpg", "课程标准定稿.docx", "img设计稿.png", "2026年工作总结.pdf"]
)
def test_a_name_somebody_gave_tells(name):
    assert tells(name)


def test_photographs_of_one_step_are_told_apart_by_step_day_and_number():
    place, said = "制定办法·三（二）5 建立教师企业实践流动站", {"what": "照片", "day": DAY}
    first, second = (piece_title("IMG_1.jpg", place=place, number=n, **said) for n in (1, 2))
    assert first == f"{place} 2026-11-28 照片（1）"
    assert first != second
    assert piece_title("IMG_1.jpg", **said) == "照片 2026-11-28 IMG_1"
    assert piece_title("现场.jpg", place="制定办法", number=2, **said) == "现场（制定办法）"
    assert piece_title("现场.jpg", **said) == "现场"


def test_a_title_is_never_too_long_and_keeps_what_tells_it_apart():
    long = piece_title("IMG_1.jpg", what="照片", day=DAY, place="里" * 200, number=30)
    assert len(long) == LONGEST
    assert long.endswith("2026-11-28 照片（30）")
    assert len(piece_title("名" * 117 + ".jpg", what="照片", day=DAY, place="里程碑")) <= LONGEST
    assert len(piece_title("名" * 100 + ".jpg", what="照片", day=DAY, place="里" * 90)) <= LONGEST
