"""A package is found good when it is, and each thing that was turned in it is found, in its own sentence.

What was changed on the way breaks the list or the signature; what was changed by somebody who has the key breaks what
follows from what.
"""

from __future__ import annotations

import copy
import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.core.archive import MANIFEST, SIGNATURE, BadArchive, layout, signature_bytes
from luoshi.core.archive.container import is_safe
from luoshi.core.archive.draws import replayed
from luoshi.core.archive.verifying import EACH_STEP, verify
from luoshi.core.assignment import read_problem
from luoshi.core.signed_json import canonical

from . import made
from .turning import TURNED, the_draw
from .turning_more import MORE, reckoned, shown_until


@cache
def whole() -> dict[str, Any]:
    return made.files()


@cache
def data() -> dict[str, bytes]:
    return made.signed(whole())


def found(path: Path, **more: Any) -> list[str]:
    return list(verify(path, **more).faults)


def found_or_refused(path: Path) -> list[str]:
    """A list or signature that cannot even be read is refused with its reason."""
    try:
        return found(path)
    except BadArchive as bad:
        return [str(bad)]


def made_before(every: Any) -> None:
    """Nothing of how quotas were reckoned, of what was declined, of a paper that was not needed."""
    every.pop(layout.DECLINED)
    every[layout.RULES].pop("quota_basis")
    every[layout.ANNOUNCEMENTS].pop("without")
    every[layout.RULES].pop("quota_changes")


def test_a_whole_package_is_good_as_a_zip_and_as_a_folder(tmp_path: Path) -> None:
    for place in (made.as_zip(tmp_path / "a.zip", data()), made.as_folder(tmp_path / "b", data())):
        report = verify(place, made.KEY.public_key())
        assert (report.faults, report.notes, report.whole) == ((), (), True)
        assert (report.title, report.files) == ("示例遴选", len(whole()))
    assert found(made.as_zip(tmp_path / "c.zip", data(), root="")) == []
    older = made.as_zip(
        tmp_path / "e.zip", made.signed(turned(lambda every: the_draw(every).update(facts=None)))
    )
    report = verify(older)
    assert (report.faults, [words.split("，")[0] for words in report.notes]) == (
        (),
        ["第1次抽取：没有留存封存名单时的情况"],
    )
    unpacked = {f"示例/{name}": each for name, each in data().items()}
    assert found(made.as_folder(tmp_path / "d", unpacked)) == []  # the folder into which it was unpacked


LACKS = ["名额的测算", "没有同意的提请", "不出公布文件的理由", "受理期间增加的限额"]


def test_an_older_package_says_what_it_lacks_and_a_newer_one_must_not_lack_it(tmp_path: Path) -> None:
    without = turned(made_before)
    report = verify(made.as_zip(tmp_path / "a.zip", made.signed(without, version=1)))
    said = f"这份档案包按旧格式生成，没有收入{'、'.join(LACKS)}，没有核对。"
    assert (report.faults, report.notes, report.whole) == ((), (said,), True)
    report = verify(made.as_zip(tmp_path / "b.zip", made.signed(without)))
    assert (report.faults, report.notes) == (tuple(f"缺少{each}，档案包不完整。" for each in LACKS), ())
    report = verify(made.as_zip(tmp_path / "c.zip", made.signed(whole(), version=1)))
    assert (report.faults, report.notes) == ((), ()), "of the old format, and lacks nothing"
    for version in (0, 4, True, "2", None):
        signed = made.signed(whole(), version=version)  # type: ignore[arg-type]  # what no version may be
        path = made.as_zip(tmp_path / "d.zip", signed)
        with pytest.raises(BadArchive, match="格式版本不认识"):
            verify(path)


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_any_byte_that_was_changed_is_found(
    tmp_path_factory: pytest.TempPathFactory, drawn: st.DataObject
) -> None:
    name = drawn.draw(st.sampled_from(sorted(data())))
    place = drawn.draw(st.integers(0, len(data()[name]) - 1))
    turned = bytearray(data()[name])
    turned[place] ^= drawn.draw(st.integers(1, 255))
    path = tmp_path_factory.mktemp("turned") / "a.zip"
    made.as_zip(path, {**data(), name: bytes(turned)})
    if name in (MANIFEST, SIGNATURE):
        assert found_or_refused(path) != []
    else:
        assert found(path) == [f"文件“{name}”被改动过。"]


def test_a_missing_file_one_too_many_and_another_key_are_found(tmp_path: Path) -> None:
    less = {name: each for name, each in data().items() if name != layout.SHEETS}
    assert found(made.as_zip(tmp_path / "a.zip", less)) == [f"缺少文件“{layout.SHEETS}”。"]
    more = {**data(), "02 申报/多余.txt": b"x"}
    assert found(made.as_zip(tmp_path / "b.zip", more)) == ["多出一个文件“02 申报/多余.txt”，清单里没有。"]
    path = made.as_zip(tmp_path / "c.zip", data())
    assert found(path, key=made.OTHER.public_key()) == ["签名用的密钥不是主管部门公布的那一把。"]
    forged = made.as_zip(tmp_path / "d.zip", made.signed(whole(), made.OTHER))
    assert any("回执不是这个站点签发的" in words for words in found(forged))
    listed = made.signed({name: each for name, each in whole().items() if name != layout.CHANGES})
    assert found(made.as_zip(tmp_path / "e.zip", listed)) == [f"清单里没有“{layout.CHANGES}”，档案包不完整。"]


def test_a_hostile_zip_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    path = made.as_zip(tmp_path / "a.zip", data())
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("../../出去.txt", b"x")
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr(f"示例/{layout.SHEETS}", b"second")
        link = zipfile.ZipInfo("示例/链接")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
        file.writestr(f"示例/{layout.READ_ME.upper()}", b"")
    words = found(path)
    assert "“../../出去.txt”的路径不在档案包里，没有读取。" in words
    assert f"“示例/{layout.SHEETS}”在档案包里有两个，没有读取第二个。" in words
    assert "“示例/链接”不是普通文件，没有读取。" in words
    assert any("同一个文件名" in each for each in words)
    bomb = tmp_path / "b.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        for name, each in data().items():
            file.writestr(name, each)
        file.writestr("零.bin", bytes(50_000_000))
    assert found(bomb) == ["多出一个文件“零.bin”，清单里没有。"]  # its fifty megabytes were never unpacked


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_how_it_is_compressed_is_known_or_said(tmp_path: Path, compression: int) -> None:
    """Who packs the folder again may deflate it; nothing else is opened, so that no damage in it can be."""
    deflated, other = tmp_path / "a.zip", tmp_path / "b.zip"
    for path, kind in ((deflated, zipfile.ZIP_DEFLATED), (other, compression)):
        with zipfile.ZipFile(path, "w", kind) as file:
            for name, each in data().items():
                file.writestr(
                    name, each, compress_type=zipfile.ZIP_STORED if name in (MANIFEST, SIGNATURE) else kind
                )
    assert found(deflated) == []
    assert f"“{layout.SHEETS}”用了不认识的压缩方法，没有读取。" in found(other)


def test_a_damaged_name_or_head_of_an_entry_is_said_in_words(tmp_path: Path) -> None:
    """The directory at the end stays as it was; what lies before an entry is spoilt byte by byte."""
    whole_zip = made.as_zip(tmp_path / "a.zip", data()).read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as file:
        at = file.getinfo(f"示例/{layout.READ_ME}").header_offset
    path = tmp_path / "b.zip"
    for place in range(at, at + 30 + len(f"示例/{layout.READ_ME}".encode())):
        for value in (0x00, 0xFF):
            turned = bytearray(whole_zip)
            turned[place] = value
            path.write_bytes(turned)
            assert all(each.endswith("。") for each in found_or_refused(path))
    turned = bytearray(whole_zip)
    turned[at + 30] = 0xFF  # no UTF-8 any more
    path.write_bytes(turned)
    assert found(path) == [f"文件“{layout.READ_ME}”被改动过。"]


@pytest.mark.parametrize("made_at", [None, "", "昨天", "2026-11-27T09:00:00", "0001-01-01T00:00:00+23:59", 7])
def test_without_the_moment_it_was_made_the_rest_is_checked(tmp_path: Path, made_at: Any) -> None:
    listed = json.loads(data()[MANIFEST])
    listed["about"].pop("made_at") if made_at is None else listed["about"].update(made_at=made_at)
    written = canonical(listed)
    spoilt = {**data(), MANIFEST: written, SIGNATURE: signature_bytes(written, made.KEY)}
    said = "回执、公布文件和证书没有核对完：清单里没有写明是什么时候生成的。"
    assert found(made.as_zip(tmp_path / "a.zip", spoilt)) == [said]


@pytest.mark.parametrize("more", [float("nan"), "\ud800"])
def test_a_signature_with_what_has_no_form_is_refused_in_words(tmp_path: Path, more: Any) -> None:
    said = {**json.loads(data()["签名.json"]), "more": more}
    spoilt = {**data(), "签名.json": json.dumps(said).encode()}
    with pytest.raises(BadArchive, match="读不出来"):
        verify(made.as_folder(tmp_path / "a", spoilt))


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + bytes(40)])
def test_what_is_no_package_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(BadArchive, match="不是档案包"):
        verify(tmp_path / "a")
    made.as_folder(tmp_path / "b", {"a.txt": data})
    with pytest.raises(BadArchive, match="没有档案包的清单"):
        verify(tmp_path / "b")


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    place = made.as_folder(tmp_path / "a", data())
    (place / layout.READ_ME).unlink()
    (place / layout.READ_ME).symlink_to("/etc/hostname")
    assert found(place) == [f"“{layout.READ_ME}”不是普通文件，没有读取。", f"缺少文件“{layout.READ_ME}”。"]


def turned(change: Any) -> dict[str, Any]:
    again = copy.deepcopy(whole())
    change(again)
    return again


@pytest.mark.parametrize("name", [*TURNED, *MORE])
def test_what_was_turned_and_signed_anew_is_found(tmp_path: Path, name: str) -> None:
    change, words = {**TURNED, **MORE}[name]
    path = made.as_zip(tmp_path / "a.zip", made.signed(turned(change)))
    report = verify(path, made.KEY.public_key())
    assert report.whole
    assert any(words in each for each in report.faults), report.faults
    assert all(each.endswith("。") for each in report.faults)


@given(st.lists(st.integers(1, 6), min_size=5, max_size=5), st.integers(0, 9), st.integers(7, 9))
@settings(max_examples=15, deadline=None)
def test_whatever_was_scored_is_good_as_it_was_and_found_when_a_score_was_turned(
    tmp_path_factory: pytest.TempPathFactory, points: list[int], which: int, other: int
) -> None:
    every = made.files(dict(zip(made.CODES, points, strict=True)))
    folder = tmp_path_factory.mktemp("scored")
    assert found(made.as_zip(folder / "a.zip", made.signed(every))) == []
    for rows in (every[layout.SHEETS]["sheets"], every[layout.SCORING]["reviews"]):
        rows[which] = {**rows[which], "values": {"a": str(other)}}
    assert found(made.as_zip(folder / "b.zip", made.signed(every))) != []


@given(st.text("ab./\\:*\x00\u200b 说", max_size=20))
def test_a_safe_path_stays_in_its_folder(name: str) -> None:
    if is_safe(name):
        inside = Path("/a/folder") / name
        assert ".." not in inside.parts
        assert inside.is_relative_to("/a/folder")
        assert inside != Path("/a/folder")


def test_what_a_package_cannot_tell_for_certain_is_said(tmp_path: Path) -> None:
    """Holidays are not in it; in the draft one officer sets quotas with a reason; a draw may give fewer readers."""

    def notes(change: Any) -> tuple[str, ...]:
        report = verify(made.as_zip(tmp_path / "a.zip", made.signed(turned(change))))
        assert report.faults == ()
        return report.notes

    start = made.later(13)[:10]
    (said,) = notes(lambda every: shown_until(every, 5))
    assert (
        said == f"第1次公示：{start}至{made.later(18)[:10]}，按周一至周五是 4 个工作日，请按调休的安排核对。"
    )
    (_, differ) = notes(lambda every: reckoned(every, number=5, reason="承办省赛"))
    assert differ == "甲校测算的名额是 4 个，限额是 6 个，起草时另行设定。"
    assert notes(reckoned) == ("里面没有受理期间增加的限额，没有可以核对的。",)
    (fewer,) = notes(lambda every: every[layout.RULES]["rules"]["panel"].update(need=3))
    assert fewer == "第1次抽取：规则是每件 3 人评审，有 5 件抽取的人数少于规则。"


def test_a_draw_that_was_not_proved_best_is_no_worse_than_it_says(tmp_path: Path) -> None:
    """How far it may be from the best stands under no digest: what is worse by more is found (G1)."""
    problem = read_problem(
        {
            "papers": [{"id": "甲", "need": 1}, {"id": "乙", "need": 1}],
            "reviewers": [{"id": "子", "max": 1}, {"id": "丑", "max": 1}],
            "fit": [["甲", "子", 10], ["乙", "丑", 10], ["甲", "丑", 1], ["乙", "子", 1]], "seed": "1",
        }
    )  # fmt: skip
    worse = {"pairs": [["甲", "丑", 1], ["乙", "子", 1]], "solver": "another"}

    def said(gap: float) -> list[tuple[bool, str]]:
        result = {**worse, "gap": {"worst_off": gap, "sum": 0.0}}
        return [(each.grave, each.words) for each in replayed("抽取", problem, result, EACH_STEP)]

    assert said(0.5) == [(True, "抽取：重新抽取，匹配最差的一件是 10，公布的结果是 1。")]
    ((grave, words),) = said(0.95)
    assert (grave, "匹配合计 2，重新抽取是 20" in words) == (False, True)
