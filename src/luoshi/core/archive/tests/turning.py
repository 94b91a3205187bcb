"""What somebody who has the key could turn in a package, and the sentence by which it is found."""

from __future__ import annotations

import copy
import hashlib
from typing import Any

from luoshi.core.archive import layout, sha256_of
from luoshi.core.archive.draws import pairs_digest
from luoshi.core.assignment import problem_hash, read_problem, to_json
from luoshi.core.assignment.solving import assign
from luoshi.core.frozen import facts_digest

from . import made


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


def said_twice(every: dict[str, Any]) -> None:
    """Its digest is that of the whole text; a reader sees the first values, a program takes the last."""
    plain = '{"values": {"a": "99"}, ' + a_sheet(every)["plain"][1:]
    a_sheet(every).update(plain=plain, digest=sha256_of(plain.encode()))


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
    "a reckoned quota": (
        lambda every: every[layout.RULES]["quota_basis"]["rows"][0].update(number=4),
        "甲校测算的名额与规则和当时的数不一致",
    ),
    "a number without an end": (
        lambda every: every[layout.RULES]["quota_basis"]["rows"][0]["held"][0].__setitem__(1, "1e999999999"),
        "名额的测算没有核对完",
    ),
    "something else in place of a number": (
        lambda every: every[layout.RULES]["quota_basis"]["rule"].update(each_win=True),
        "名额的测算没有核对完",
    ),
    "wins without an end": (
        lambda every: every[layout.RULES]["quota_basis"]["rows"][0].update(wins=True), "名额的测算没有核对完",
    ),
    "a sheet that says it twice": (said_twice, "评分和计分没有核对完"),
    "no paper and no reason": (
        lambda every: every[layout.ANNOUNCEMENTS]["without"].update(reason=""), "登记了不出公布文件，没有写理由",
    ),
    "a quota by hand": (
        lambda every: every[layout.RULES]["quota_basis"]["rows"][1].update(why=""), "不按测算，没有写理由",
    ),
    "declined by oneself": (
        lambda every: every[layout.DECLINED]["proposals"][0].update(declined_by="人员1"), "不是由另一人答复的",
    ),
    "declined before it was said": (
        lambda every: every[layout.DECLINED]["proposals"][0].update(said_at=made.later(2)), "答复在提请以前",
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
    "sent by who entered the decision": (
        lambda every: a_letter(every).update(sent_by="人员1"), "登记审定和发出推荐函的是同一个人",
    ),
    "answered by who sent it": (
        lambda every: a_letter(every).update(sent_by="人员1", decided_by="人员2"), "是发出推荐函的人自己登记的",
    ),
    "an answer to nothing": (
        lambda every: every[layout.RECOMMENDATIONS]["upper"][0].update(code="0005"), "却登记了上级结果",
    ),
    "half a file": (lambda every: every.update({layout.RESULTS: {}}), "没有核对完"),
}  # fmt: skip
