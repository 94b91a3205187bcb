from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from luoshi.core.binding import names
from luoshi.core.binding.zipping import Changed, Zip, check_sum, size_of

NOON = dt.datetime(2026, 6, 1, 12, 30, 20)
WILD = st.text(max_size=90)


@given(WILD, st.integers(6, 60))
@example("CON", 20)
@example("lpt1.txt", 20)
@example('a/b\\c:d*e?f<g>h|i"j', 40)
@example("报告\u202egpj.exe ...", 40)
@example("𠮷野家😀", 20)
def test_any_text_becomes_a_name_that_windows_and_gbk_take(text, most) -> None:
    name = names.safe(text, most)
    assert 0 < len(name) <= most
    assert not set(name) & set('<>:"/\\|?*\0\u202e\u200b')
    assert name == name.strip(" .")
    assert name.split(".")[0].strip().lower() not in {"con", "nul", "lpt1", "com9"}
    name.encode("gbk")
    assert names.safe(name, most) == name  # a second time nothing changes


def test_signs_that_windows_forbids_stay_legible() -> None:
    assert names.safe("第1期：2/3月?") == "第1期：2／3月？"
    assert names.file_name("会议纪要.PDF", ".pdf") == "会议纪要.pdf"
    assert names.file_name("会" * 99, ".docx") == "会" * (names.FILE - 5) + ".docx"
    assert names.numbered(7, 1200, "甲") == "0007 甲"


@given(st.lists(WILD, max_size=4), WILD)
def test_a_path_is_never_too_long_and_keeps_its_ending(folders, title) -> None:
    parts = [names.numbered(at, 9, names.safe(folder)) for at, folder in enumerate(folders)]
    path = names.path_of([*parts, "夹" * 60, "夹" * 60], names.file_name(title, ".pdf"))
    assert len(path) <= names.MOST_IN_PATH
    assert path.endswith(".pdf")
    assert path.count("/") == len(folders) + 2


def test_two_of_one_name_get_a_number_whatever_their_capitals() -> None:
    assert names.once_each(["a.pdf", "A.pdf", "a.pdf", "b"]) == ["a.pdf", "A(2).pdf", "a(3).pdf", "b"]


@given(st.lists(st.tuples(WILD, st.binary(max_size=300)), max_size=6))
def test_the_archive_is_what_was_put_in_and_as_large_as_announced(given) -> None:
    paths = names.once_each(names.file_name(title, ".txt") for title, _ in given)
    stream = io.BytesIO()
    made = Zip(stream.write, NOON)
    for path, (_, data) in zip(paths, given, strict=True):
        made.add(path, len(data), check_sum([data]), [data[:100], data[100:]])
    size = made.finish()
    assert size == len(stream.getvalue())
    assert size == size_of((path, len(data)) for path, (_, data) in zip(paths, given, strict=True))
    with zipfile.ZipFile(stream) as read:
        assert read.testzip() is None
        assert {each.filename: read.read(each) for each in read.infolist()} == {
            path: data for path, (_, data) in zip(paths, given, strict=True)
        }
        assert all(each.date_time == (2026, 6, 1, 12, 30, 20) for each in read.infolist())


def test_an_archive_of_a_thousand_files_is_written_in_the_memory_of_ten() -> None:
    chunk, count = bytes(64 * 1024), 4

    def read() -> Iterator[bytes]:
        for _ in range(count):
            yield bytes(bytearray(chunk))  # new bytes each time, as they come from a disk

    def highest(files: int) -> int:
        sum_ = check_sum([chunk] * count)
        tracemalloc.start()
        made = Zip(len, NOON)
        for number in range(files):
            made.add(f"{number}.bin", len(chunk) * count, sum_, read())
        made.finish()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert highest(1000) - highest(10) < 1024 * 1024, "of 250 MB: the list of names alone"


@pytest.mark.parametrize("data", [b"other", b"longer than said", b""])
def test_bytes_that_changed_on_the_way_are_refused(data) -> None:
    made = Zip(io.BytesIO().write, NOON)
    with pytest.raises(Changed):
        made.add("a.txt", 5, check_sum([b"right"]), [data])
