"""A package is found good when it is, and each thing that was turned in it is found, in its own sentence.

What was changed on the way breaks the list or the signature; what was changed by somebody who has the key breaks what
follows from what.
"""

from __future__ import annotations

import copy
import hashlib
import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.core.archive import MANIFEST, SIGNATURE, BadArchive, layout
from luoshi.core.archive.container import is_safe
from luoshi.core.archive.draws import pairs_digest
from luoshi.core.archive.verifying import verify
from luoshi.core.assignment import problem_hash, read_problem, to_json
from luoshi.core.assignment.solving import assign
from luoshi.core.frozen import facts_digest

from . import made


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


def a_sheet(every: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = every[layout.SHEETS]["sheets"][0]
    return row


def a_round(every: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = every[layout.SHEETS]["rounds"][0]
    return row


def a_result(every: dict[str, Any], code: str = "0001") -> dict[str, Any]:
    return next(row for row in every[layout.RESULTS]["results"] if row["code"] == code)


def a_letter(every: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = every[layout.RECOMMENDATIONS]["recommendations"][0]
    return row


def by_hand(expert: str, application: str, **said: Any) -> dict[str, Any]:
    row = {"expert": expert, "application": application, "round": "", "draw": None, "third": False}
    return {**row, "reason": "改派", "void_at": None, "said_by": "", "agreed_by": "", **said}


def drawn_before(every: dict[str, Any]) -> None:
    """An earlier draw, given up by one person once its result was there; the lot is not cast with its seed."""
    seed, first = "先前的种子" * 4, copy.deepcopy(every[layout.DRAWS]["draws"][0])
    problem = {**every[first["problem"]], "seed": seed}
    read = read_problem(problem)
    result = to_json(read, assign(read))
    first |= {"no": 2, "state": "void", "seed": seed, "commitment": hashlib.sha256(seed.encode()).hexdigest()}
    first |= {
        "problem_hash": problem_hash(read),
        "result_hash": pairs_digest(result["pairs"]),
        "voided_by": "人员1",
    }
    first |= {"problem": "03 抽取/先前-名单.json", "result": "03 抽取/先前-结果.json", "reason": "重来"}
    first |= {"witnessed_at": None, "confirmed_at": None, "confirmed_by": ""}
    every.update({first["problem"]: problem, first["result"]: result})
    every[layout.DRAWS]["draws"].insert(0, first)


def another_pair(every: dict[str, Any]) -> None:
    """Two readers change places, everywhere."""
    draw = every[layout.DRAWS]["draws"][0]
    pairs = every[draw["result"]]["pairs"]
    held = {(paper, expert) for paper, expert, _ in pairs}
    spare = next(
        (paper, expert, other)
        for paper, expert, _ in pairs
        for other in made.EXPERTS
        if (paper, other) not in held and paper != "第1号" and sum(o == other for _, o in held) < 5
    )
    paper, old, new = spare
    every[draw["result"]]["pairs"] = [
        [one, new if (one, expert) == (paper, old) else expert, fit] for one, expert, fit in pairs
    ]
    draw["result_hash"] = pairs_digest(every[draw["result"]]["pairs"])
    code = draw["papers"][paper]
    for row in [*every[layout.TASKS]["tasks"], *every[layout.SHEETS]["sheets"]]:
        if (row["application"], row["expert"]) == (code, old):
            row["expert"] = new
    for row in every[layout.SCORING]["reviews"]:
        if (row["application"], row["reviewer"]) == (code, old):
            row["reviewer"] = new


def the_draw(every: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = every[layout.DRAWS]["draws"][0]
    return row


def frozen_anew(every: dict[str, Any], change: Any) -> None:
    """Facts and list of the draw as somebody would have them, each with its digest."""
    draw = the_draw(every)
    facts, problem = every[draw["facts"]], every[draw["problem"]]
    change(facts, problem)
    draw |= {"facts_hash": facts_digest(facts), "problem_hash": problem_hash(read_problem(problem))}


TURNED: dict[str, tuple[Any, str]] = {
    "facts written afterwards": (
        lambda every: every[the_draw(every)["facts"]]["experts"]["专家02"].update(fields=[]),
        "封存时的情况与封存时的校验码不符",
    ),
    "an employer struck off": (
        lambda every: frozen_anew(every, lambda facts, _: facts["experts"]["专家01"].update(tenures=[])),
        "封存的名单写明专家01回避第5号，当时没有这样的情况",
    ),
    "one who works there not barred": (
        lambda every: frozen_anew(every, lambda _, problem: problem["papers"][4].update(conflicts=[])),
        "专家01应当回避第5号（现在或将要在申报单位任职），封存的名单没有列入",
    ),
    "a declared conflict from afterwards": (
        lambda every: every[layout.CONFLICTS]["conflicts"][0].update(since=made.later(3)),
        "封存的名单写明专家03回避第1号，当时没有这样的情况",
    ),
    "a fit that steers": (
        lambda every: frozen_anew(every, lambda _, problem: problem["fit"].append(["第3号", "专家01", 1])),
        "专家01对第3号的匹配是 1，应是 0",
    ),
    "facts of other people": (
        lambda every: frozen_anew(every, lambda facts, _: facts["experts"].pop("专家03")), "不是同一批申报和专家",
    ),
    "a score in a sheet": (lambda every: a_sheet(every)["values"].update(a="99"), "列出的得分与评分表原文不一致"),
    "a sheet rewritten": (lambda every: a_sheet(every).update(plain="{}"), "与交表时的校验码不符"),
    "a sheet left out": (lambda every: every[layout.SHEETS]["sheets"].pop(0), "没有这张评分表"),
    "a sheet not counted": (lambda every: every[layout.SCORING]["reviews"].pop(0), "交了，没有计分"),
    "a published score": (
        lambda every: every[layout.SCORING]["results"][0].update(score="1"), "得分公布为 1，重新计算为",
    ),
    "a place": (lambda every: every[layout.SCORING]["results"][0].update(place=2), "名次公布为 2，重新计算为 1"),
    "a place in the results": (lambda every: a_result(every).update(place=3), "名次、得分与计分不一致"),
    "another rubric": (lambda every: every[layout.SCORING]["rubric"].update(title="另一份"), "不是这次遴选公布的"),
    "a level": (lambda every: a_result(every, "0002").update(level="one"), "“0002”是否入选、等次"),
    "the level by rule": (lambda every: a_result(every, "0005").update(proposed="two"), "按规则应得的等次"),
    "a number in the list": (lambda every: a_result(every).update(order=2), "在名单里的序号"),
    "one put in quietly": (
        lambda every: a_result(every, "0005").update(selected=True, level="two", order=4), "“0005”是否入选",
    ),
    "a change by one person": (
        lambda every: every[layout.CHANGES]["changes"][0].update(confirmed_by="人员1"), "不是由另一个人确认的",
    ),
    "a change from elsewhere": (
        lambda every: every[layout.CHANGES]["changes"][0]["before"].update(selected=True), "与当时的结果不一致",
    ),
    "scores opened by one": (
        lambda every: a_round(every).update(confirmed_by="人员1"), "不是由一人提请、另一人确认打开的",
    ),
    "scores opened by nobody": (
        lambda every: a_round(every).update(said_by="", confirmed_by=""), "没有人提请和确认就打开了",
    ),
    "said after it was opened": (
        lambda every: a_round(every).update(said_at=made.later(11)), "提请的时间在打开以后",
    ),
    "opened by rule too early": (
        lambda every: (
            every[layout.RULES]["rules"].update(opens="all_in"),
            a_round(every).update(said_by="", confirmed_by="", came=9),
        ),
        "没有收齐就打开了",
    ),
    "an extension by one": (
        lambda every: every[layout.RULES]["extensions"][0].update(confirmed_by="人员1"),
        "不是由一人提出、另一人确认的",
    ),
    "the seed": (lambda every: every[layout.DRAWS]["draws"][0].update(seed="另一个"), "与事先公布的校验码不符"),
    "the drawn": (another_pair, "用公布的随机数重新抽取，结果与公布的不一样"),
    "a bound expert": (
        lambda every: every[layout.TASKS]["tasks"].append(by_hand("专家03", "0001")),
        "应当回避“0001”，却没有收回",
    ),
    "by hand without a reason": (
        lambda every: every[layout.TASKS]["tasks"].append(by_hand("专家02", "0003", reason="")),
        "是改派的，没有写理由",
    ),
    "more than a tenth by one": (
        lambda every: every[layout.TASKS]["tasks"].extend(by_hand("专家02", code) for code in ("0003", "0004")),
        "由一个人改派了 2 件，超过十分之一",
    ),
    "said and agreed by one": (
        lambda every: every[layout.TASKS]["tasks"].extend(
            by_hand("专家02", code, said_by="人员1", agreed_by="人员1") for code in ("0003", "0004")
        ),
        "由一个人改派了 2 件，超过十分之一",
    ),
    "a declared conflict lifted by one": (
        lambda every: every[layout.CONFLICTS]["conflicts"][0].update(
            lifted_at=made.later(6), lifted_by="人员1", lift_said_by="人员1"
        ),
        "由一个人解除了",
    ),
    "witnessed by who drew": (
        lambda every: every[layout.DRAWS]["draws"][0].update(witnessed_by="人员1"), "见证的和办理的是同一个人",
    ),
    "drawn until it suits": (drawn_before, "抽出结果以后作废，没有另一个人同意"),
    "the lot of another draw": (drawn_before, "计分排同分用的随机数不是抽取时公布的"),
    "another person signed": (
        lambda every: every[layout.TASKS]["seats"][0].update(signed_by="人员1"), "签署承诺的不是受邀的专家本人",
    ),
    "another person handed in": (
        lambda every: a_sheet(every).update(handed_in_by="人员1"), "交表的不是受邀的专家本人",
    ),
    "one person behind two codes": (
        lambda every: every[layout.TASKS]["seats"][0].update(person="人员8", signed_by="人员8"), "占了 2 个评审席位",
    ),
    "nobody signed": (
        lambda every: every[layout.TASKS]["seats"][0].update(signed_by=""), "交表的人没有签纪律承诺",
    ),
    "not witnessed": (
        lambda every: every[layout.DRAWS]["draws"][0].update(witnessed_at=None), "没有监督员见证就确认了",
    ),
    "drawn before committed": (
        lambda every: every[layout.DRAWS]["draws"][0].update(committed_at=made.later(9)), "先后次序不对",
    ),
    "a decision on another list": (
        lambda every: every[layout.DECISIONS]["decisions"][0].update(digest="0" * 64), "不是这次遴选当时有过的名单",
    ),
    "no meeting afterwards": (
        lambda every: every[layout.DECISIONS]["decisions"].pop(), "没有对公布的名单再次审定",
    ),
    "a notice": (
        lambda every: every[layout.NOTICES]["notices"][0]["snapshot"].update(title="改"), "与发布时的校验码不符",
    ),
    "an open objection": (
        lambda every: every[layout.OBJECTIONS]["objections"][0].update(state="checking"), "还有异议没有办结",
    ),
    "a published paper": (lambda every: every.update({"07 公布/第1版.docx": b"other"}), "与出文时的校验码不符"),
    "a certificate": (
        lambda every: every[layout.AWARDS]["awards"][0].update(holder="另一所学校"), "证书上写的与认定不一致",
    ),
    "a revocation hidden": (
        lambda every: every[layout.AWARDS]["awards"][0]["certificates"][0].update(revoked_on="2026-11-01"),
        "是否撤销，与撤销名单不一致",
    ),
    "a receipt of another": (
        lambda every: every[layout.APPLICATIONS]["applications"][0].update(sequence=9), "回执是另一件申报的",
    ),
    "one recommended who was not selected": (
        lambda every: a_letter(every)["rows"].append("0005"), "推荐了没有入选的",
    ),
    "the second before the first": (
        lambda every: a_letter(every).update(rows=["0002"]), "没有按名次推荐，也没有写理由",
    ),
    "more than may go up": (
        lambda every: (
            every[layout.RULES]["rules"].update(next_number=1), a_letter(every).update(rows=["0001", "0002"]),
        ),
        "推荐了 2 个，名额是 1 个",
    ),
    "a letter without a decision": (
        lambda every: every[layout.DECISIONS]["decisions"][1].update(undone_at=made.later(31)), "审定已经撤销",
    ),
    "another letter": (lambda every: every.update({"09 推荐上报/函.docx": b"other"}), "文件与拟稿时的校验码不符"),
    "an answer to nothing": (
        lambda every: every[layout.RECOMMENDATIONS]["upper"][0].update(code="0005"), "却登记了上级结果",
    ),
    "half a file": (lambda every: every.update({layout.RESULTS: {}}), "没有核对完"),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNED)
def test_what_was_turned_and_signed_anew_is_found(tmp_path: Path, name: str) -> None:
    change, words = TURNED[name]
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
