from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from luoshi.common import sealed_files as sealed

pytestmark = pytest.mark.once
DATA = bytes(range(256)) * 4096 * 2 + b"rest"  # two whole parts and a little


def write(name: str, data: bytes, step: int = 700_001) -> None:
    with sealed.writing(name) as file:
        for at in range(0, len(data), step):
            file.write(data[at : at + step])


@pytest.mark.parametrize("data", [b"", b"x", DATA[: sealed.PART], DATA])
def test_what_was_written_is_read_and_nothing_of_it_lies_open_on_the_disk(settings, tmp_path, data) -> None:
    settings.LUOSHI_HOME = tmp_path
    write("one", data)
    assert b"".join(sealed.reading("one")) == data
    lying = sealed.path_of("one").read_bytes()
    assert data[:64] not in lying or len(data) < 2
    assert sealed.path_of("one").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "harm",
    [
        lambda whole: whole[:-1],
        lambda whole: whole[: sealed._SEALED],
        lambda whole: (
            whole[sealed._SEALED : 2 * sealed._SEALED] + whole[: sealed._SEALED] + whole[2 * sealed._SEALED :]
        ),
        lambda whole: whole[:5000] + b"\0" + whole[5001:],
        lambda whole: whole + whole[: sealed._SEALED],
    ],
)
def test_a_file_that_was_cut_swapped_or_changed_does_not_open(settings, tmp_path, harm) -> None:
    settings.LUOSHI_HOME = tmp_path
    write("one", DATA)
    path = sealed.path_of("one")
    path.write_bytes(harm(path.read_bytes()))
    with closing(sealed.reading("one")) as parts, pytest.raises(ValueError, match="密文"):
        b"".join(parts)


def test_one_file_does_not_open_under_the_name_of_another(settings, tmp_path) -> None:
    settings.LUOSHI_HOME = tmp_path
    write("one", b"data")
    os.rename(sealed.path_of("one"), sealed.path_of("two"))
    with closing(sealed.reading("two")) as parts, pytest.raises(ValueError, match="密文"):
        b"".join(parts)


def test_a_writer_that_fails_leaves_the_older_file_as_it_was(settings, tmp_path) -> None:
    settings.LUOSHI_HOME = tmp_path
    write("one", b"older")
    with pytest.raises(TypeError), sealed.writing("one") as file:
        file.write(len(DATA))
    assert b"".join(sealed.reading("one")) == b"older"
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["one.sealed"]


def test_the_sweep_takes_what_is_older_than_a_day_and_not_kept(settings, tmp_path) -> None:
    settings.LUOSHI_HOME = tmp_path
    for name in ("old", "kept", "new"):
        write(name, b"x")
    (tmp_path / "made" / ".half.part").write_bytes(b"x")
    for path in (sealed.path_of("old"), sealed.path_of("kept"), tmp_path / "made" / ".half.part"):
        os.utime(path, (1, 1))
    sealed.sweep({"kept"})
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == ["kept.sealed", "new.sealed"]


def test_what_several_ask_for_at_once_is_made_once_and_anew_where_it_does_not_read(
    settings, tmp_path
) -> None:
    settings.LUOSHI_HOME = tmp_path
    made = []

    def make() -> bytes:
        made.append(hashlib.sha256(bytes(30 << 20)).hexdigest())  # long enough for the others to come by
        return b"printed"

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: sealed.once("one", make), range(4)))
    assert (found, len(made)) == ([b"printed"] * 4, 1)
    sealed.path_of("one").write_bytes(b"broken")
    assert (sealed.once("one", make), len(made)) == (b"printed", 2)
    assert b"".join(sealed.reading("one")) == b"printed"
