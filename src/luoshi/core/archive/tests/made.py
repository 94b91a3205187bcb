"""A whole selection as the files of a package, without a site: five applications, three experts, two levels.

`files()` gives path → content (objects are written as canonical JSON); a test changes what it likes and lets `signed`
put list and signature beside it, as somebody would who has the key and wants to hide something.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from luoshi.core import credentials, public_notice, receipts
from luoshi.core.archive import (
    MANIFEST,
    SIGNATURE,
    Entry,
    layout,
    manifest_bytes,
    sha256_of,
    signature_bytes,
)
from luoshi.core.archive.draws import pairs_digest
from luoshi.core.archive.lists import Standing, list_digest
from luoshi.core.archive.manifest import VERSION
from luoshi.core.assignment import problem_hash, read_problem, to_json
from luoshi.core.assignment.solving import assign
from luoshi.core.conflicts import Applied, Candidate, Known, Rules, Tenure
from luoshi.core.frozen import facts_digest, facts_json
from luoshi.core.quota_rule import By, QuotaBasis
from luoshi.core.quota_rule import to_json as basis_to_json
from luoshi.core.scoring import compute
from luoshi.core.selection import read_rules
from luoshi.core.selection import to_json as rules_to_json
from luoshi.core.selection.placing import Ranked, proposed
from luoshi.core.signed_json import canonical

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
AT = dt.datetime(2026, 11, 27, 9, tzinfo=credentials.ZONE)
SEED, EXPERTS, CODES = "种子" * 8, ("专家01", "专家02", "专家03"), ("0001", "0002", "0003", "0004", "0005")
POINTS = {"0001": 38, "0002": 34, "0003": 30, "0004": 30, "0005": 20}
RULES: dict[str, Any] = rules_to_json(
    read_rules(
        {
            "rubric": {"total": 100, "items": [{"key": "a", "title": "目标", "most": 100}]},
            "levels": [
                {"key": "one", "title": "一等", "number": 1},
                {"key": "two", "title": "二等", "number": 2},
            ],
            "panel": {"need": 2, "most": 9},
        }
    )
)
TITLES = {"one": "一等", "two": "二等"}


def later(days: int, hours: int = 0) -> str:
    return (AT - dt.timedelta(days=40) + dt.timedelta(days=days, hours=hours)).isoformat()


def files(points: Mapping[str, int] = POINTS) -> dict[str, Any]:
    """points: what both readers give each application."""
    draw, problem, result = _draw()
    facts = _facts()
    draw |= {"facts": "03 抽取/第1次抽取-封存时的情况.json", "facts_hash": facts_digest(facts)}
    tasks, sheets = _read(result, points)
    scoring = _scoring(sheets)
    results, changes, states = _list(scoring)
    made: dict[str, Any] = {
        layout.RULES: {
            "call": {"title": "示例遴选", "outcome": "recognise"}, "rules": RULES, "extensions": [_extension()],
            "quota_basis": _reckoned(), "quotas": _quotas(), "quota_changes": [_more_places()],
        },
        layout.DECLINED: {"proposals": [_declined()]},
        **_applications(),
        layout.DRAWS: {"draws": [draw]}, draw["problem"]: problem, draw["result"]: result,
        draw["facts"]: facts,
        layout.CONFLICTS: {"conflicts": [_conflict()]},
        layout.TASKS: {"seats": _seats(), "tasks": tasks}, layout.SHEETS: {"rounds": [_round()], "sheets": sheets},
        layout.SCORING: scoring,
        layout.RESULTS: {"scoring": {"digest": sha256_of(canonical(scoring))}, "results": results},
        layout.CHANGES: {"changes": changes},
        layout.OBJECTIONS: {"objections": [{"no": 1, "state": "rejected"}]},
        layout.READ_ME: "说明".encode(),
        **_decided(results, states), **_published(results, list_digest(states[-1].values())),
    }  # fmt: skip
    return made


def _applications() -> dict[str, Any]:
    rows, found = [], {}
    for number, code in enumerate(CODES, 1):
        path = f"{layout.RECEIPTS}/{code}.json"
        said = receipts.Statement("示例遴选", f"id{code}", number, "示例学校", AT, "0" * 64, "1" * 64)
        found[path] = receipts.receipt(said, KEY)
        row = {"code": code, "id": f"id{code}", "sequence": number, "receipt": path}
        rows.append({**row, "title": f"示例{code}", "group": ""})
    return {layout.APPLICATIONS: {"applications": rows}, **found}


def _conflict() -> dict[str, Any]:
    row = {"expert": "专家03", "application": "0001", "lifted_at": None, "kind": "专家申明"}
    return {**row, "since": later(1)}


def _facts() -> dict[str, Any]:
    """The first expert works where the last application comes from; the second judges what the second is about."""
    papers = {f"第{int(code)}号": Applied("一次遴选", frozenset({f"单位{code}"})) for code in CODES}
    experts = {code: (Known(Candidate(code), frozenset({code}), frozenset()), []) for code in EXPERTS}
    works = Candidate(EXPERTS[0], (Tenure("单位0005"), Tenure("单位0004", until=dt.date(2020, 1, 1))))
    experts[EXPERTS[0]] = (Known(works, frozenset({EXPERTS[0]}), frozenset()), [])
    experts[EXPERTS[1]] = (experts[EXPERTS[1]][0], ["0002"])
    return facts_json(experts, papers, Rules(), AT.date(), lambda said: said)


def _draw() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    papers = [
        {
            "id": f"第{int(code)}号",
            "need": 2,
            "conflicts": {"0001": ["专家03"], "0005": ["专家01"]}.get(code, []),
        }
        for code in CODES
    ]
    readers = [{"id": expert, "max": 5} for expert in EXPERTS]
    problem = {"papers": papers, "reviewers": readers, "fit": [["第2号", "专家02", 1]], "seed": SEED}
    read = read_problem(problem)
    result = to_json(read, assign(read))
    draw = {
        "no": 1, "round": "", "state": "confirmed", "seed": SEED, "reason": "",
        "commitment": hashlib.sha256(SEED.encode()).hexdigest(), "committed_at": later(1), "closed_at": later(2),
        "drawn_at": later(3), "witnessed_at": later(4), "confirmed_at": later(5),
        "problem": "03 抽取/第1次抽取-名单.json", "problem_hash": problem_hash(read),
        "result": "03 抽取/第1次抽取-结果.json", "result_hash": pairs_digest(result["pairs"]),
        "papers": {f"第{int(code)}号": code for code in CODES}, "started_by": "人员1", "closed_by": "人员1",
        "witnessed_by": "人员3", "confirmed_by": "人员1", "voided_by": "", "void_agreed_by": "",
    }  # fmt: skip
    return draw, problem, result


def _round() -> dict[str, Any]:
    two = {"said_by": "人员1", "said_at": later(9), "confirmed_by": "人员2"}
    return {"round": "", "closed_at": later(10), "asked": 10, "came": 10, "reason": "", **two}


def _extension() -> dict[str, Any]:
    two = {"said_by": "人员1", "confirmed_by": "人员2", "confirmed_at": later(0)}
    return {"before": later(0), "until": later(1), "reason": "系统故障", "dropped_at": None, **two}


def _reckoned() -> dict[str, Any]:
    """Two for each 30, one more for a last result; the second school was given another number, with the reason."""
    basis = QuotaBasis(By.NUMBER, "figure.teachers", per=30, least=1, most=4, each_win=1, cap=4)
    rows = [
        {"unit": "u1", "name": "甲校", "held": [["甲校", "95", "", "教师数"]], "wins": 1, "number": 3, "raised": 1},
        {
            "unit": "u2", "name": "乙校", "held": [["乙校", "", "", ""]], "wins": 0, "number": None, "raised": 0,
            "by_hand": 1,
            "why": "没有登记数",
        },
    ]  # fmt: skip
    return {"rule": basis_to_json(basis), "words": "每 30 人 1 个", "unit": "人", "labels": {}, "rows": rows}


def _quotas() -> list[dict[str, Any]]:
    """As two persons agreed to in the end."""
    plain = {"group": "", "raised": 0, "reason": ""}
    return [
        {**plain, "unit": "u1", "organisation": "甲校", "number": 4},
        {
            **plain,
            "unit": "u2",
            "organisation": "乙校",
            "number": 2,
            "reason": "没有数，改为 1 个：没有登记数",
        },
    ]


def _more_places() -> dict[str, Any]:
    two = {"said_by": "人员1", "confirmed_by": "人员2", "said_at": later(0), "confirmed_at": later(0, 1)}
    return {**two, "reason": "名额不够", "rows": [["u1", "", 4, 0], ["u2", "", 2, 0]]}


def _declined() -> dict[str, Any]:
    return {
        "what": "延期", "reason": "系统故障", "said_by": "人员1", "said_at": later(0), "declined_by": "人员2",
        "declined_at": later(1), "declined_words": "没有故障",
    }  # fmt: skip


def _read(
    result: dict[str, Any], points: Mapping[str, int]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    tasks, sheets = [], []
    for at, (paper, expert, _) in enumerate(result["pairs"]):
        who = {"expert": expert, "application": f"{int(paper[1:-1]):04d}", "round": ""}
        tasks.append({**who, "draw": 1, "third": False, "reason": "", "void_at": None})
        values = {"a": str(points[who["application"]])}
        plain = json.dumps({"values": values, "comments": {}, "opinion": "好", "salt": f"{at:032d}"})
        sheets.append(
            {**who, "task": at, "third": False, "plain": plain, "digest": sha256_of(plain.encode()), "values": values,
             "aside_at": None, "handed_in_by": f"人员{7 + EXPERTS.index(expert)}"}
        )  # fmt: skip
    return tasks, sheets


def _seats() -> list[dict[str, Any]]:
    people = {expert: f"人员{7 + at}" for at, expert in enumerate(EXPERTS)}
    return [
        {"expert": expert, "person": who, "signed_by": who, "signed_at": later(5)}
        for expert, who in people.items()
    ]


def _scoring(sheets: list[dict[str, Any]]) -> dict[str, Any]:
    reviews = [
        {"application": row["application"], "reviewer": row["expert"], "round": "", "third": False,
         "values": row["values"]}
        for row in sheets
    ]  # fmt: skip
    data = {
        "rubric": RULES["rubric"], "method": RULES["method"], "seed": SEED[:200], "applications": list(CODES),
        "reviews": reviews,
    }  # fmt: skip
    made: dict[str, Any] = json.loads(canonical({**data, **compute(data)}))
    return made


def _list(
    scoring: dict[str, Any],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Standing]]]:
    """A tie across the last seat is settled by two persons, in favour of the last of the equal ones."""
    ranked = [Ranked(row["application"], row["place"], row["passed"]) for row in scoring["results"]]
    given = proposed(read_rules(RULES).levels, ranked, {"": len(CODES)})
    by_rule, changes = dict(given.levels), []
    settled = dict(by_rule)
    for border in given.borders:
        code, level = border.codes[-1], border.seats[0][0]
        settled[code] = level
        changes.append(_change(code, level, len(changes)))
    results = []
    for row in sorted(scoring["results"], key=lambda row: row["application"]):
        code = row["application"]
        results.append(
            {
                "id": f"id{code}", "code": code, "group": "", "place": row["place"], "score": row["score"] or "",
                "passed": row["passed"], "vetoed": bool(row["vetoed"]), "proposed": by_rule.get(code, ""),
                "level": settled.get(code, ""), "selected": code in settled, "excluded": False,
            }
        )  # fmt: skip
    numbers = _numbers(results, settled)
    for row in results:
        row["order"] = numbers.get(row["code"])
    states = [_state(results, by_rule)]
    for change in changes:
        by_rule = {**by_rule, change["code"]: settled[change["code"]]}
        states.append(_state(results, by_rule))
    return results, changes, states


def _change(code: str, level: str, at: int) -> dict[str, Any]:
    return {
        "code": code, "before": {"selected": False, "level": "", "excluded": False},
        "after": {"selected": True, "level": level, "excluded": False}, "reason": "会议定", "said_by": "人员1",
        "confirmed_by": "人员2", "confirmed_at": later(12, at),
    }  # fmt: skip


def _numbers(results: list[dict[str, Any]], levels: dict[str, str]) -> dict[str, int]:
    """The best level first, then by place, then by code."""
    chosen = [row for row in results if row["code"] in levels]
    chosen.sort(key=lambda row: (list(TITLES).index(levels[row["code"]]), row["place"], row["code"]))
    return {row["code"]: number for number, row in enumerate(chosen, 1)}


def _state(results: list[dict[str, Any]], levels: dict[str, str]) -> dict[str, Standing]:
    numbers = _numbers(results, levels)
    return {
        row["code"]: Standing(
            row["id"], row["code"], "", row["place"], row["code"] in levels, levels.get(row["code"], ""), False,
            numbers.get(row["code"], 0),
        )
        for row in results
    }  # fmt: skip


def _decided(results: list[dict[str, Any]], states: list[dict[str, Standing]]) -> dict[str, Any]:
    digest = list_digest(states[-1].values())
    said = {"body": "局长办公会", "digest": digest, "undone_at": None}
    decisions = [
        {**said, "stage": "before", "held_on": later(13)[:10]},
        {**said, "stage": "after", "held_on": later(30)[:10]},
    ]
    rows = [
        {
            "order": row["order"],
            "title": f"示例{row['code']}",
            "organisation": "示例学校",
            "level": TITLES[row["level"]],
        }
        for row in sorted(results, key=lambda row: row["order"] or 0)
        if row["selected"]
    ]
    head = {"title": "公示", "from_on": later(13)[:10], "until_on": later(20)[:10]}
    shown = public_notice.snapshot(head, ["level"], rows)
    notice = {
        "number": 1, "snapshot": shown, "digest": public_notice.digest(shown), "decision": 0,
        "from_on": later(13)[:10], "until_on": later(20)[:10], "days": 5, "state": "over",
        "published_at": later(13), "taken_down_at": later(21),
    }  # fmt: skip
    return {layout.DECISIONS: {"decisions": decisions}, layout.NOTICES: {"notices": [notice]}}


def _published(results: list[dict[str, Any]], digest: str) -> dict[str, Any]:
    """Each of the list has a certificate; the first goes up."""
    listed = sorted((row for row in results if row["order"]), key=lambda row: row["order"])
    code, paper = listed[0]["code"], b"a Word file"
    awards = [_award(row) for row in listed]
    return {
        layout.ANNOUNCEMENTS: {
            "announcements": [
                {"number": 1, "file": "07 公布/第1版.docx", "digest": sha256_of(paper), "reason": ""}
            ],
            "without": {"reason": "由上级行文公布", "said_at": later(20)},
        },
        "07 公布/第1版.docx": paper,
        layout.AWARDS: {"awards": [award for award, _ in awards]},
        **{award["certificates"][0]["file"]: data for award, data in awards},
        layout.RECOMMENDATIONS: {
            "recommendations": [_letter(code, digest)],
            "upper": [{"recommendation": 1, "code": code, "noted_by": "人员1"}],
        },
        "09 推荐上报/函.docx": paper,
        layout.REVOKED: credentials.revocation_list([], AT, KEY),
    }


def _award(row: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    code = row["code"]
    granted = credentials.Granted(
        f"https://example.invalid/verify/a{code}/", f"认字第{code}号", "示例市教育局", "示例学校", f"示例{code}",
        f"示例称号（{TITLES[row['level']]}）", "示教发〔2026〕12号", AT.date(),
    )  # fmt: skip
    award = {
        "code": code, "number": granted.number, "title": granted.title, "holder": granted.holder,
        "honour": granted.award, "revocations": [],
        "certificates": [{"file": f"08 认定和证书/{code}-1.jwt", "revoked_on": None}],
    }  # fmt: skip
    return award, credentials.credential(granted, KEY).encode()


def _letter(code: str, digest: str) -> dict[str, Any]:
    paper = {"letter": "09 推荐上报/函.docx", "table": "09 推荐上报/函.docx"}
    digests = dict.fromkeys(("letter_digest", "table_digest"), sha256_of(b"a Word file"))
    said = {
        "number": 1,
        "decision": 1,
        "rows": [code],
        "list_digest": digest,
        "skipped_words": "",
        "state": "sent",
        "decided_by": "人员1",
        "sent_by": "人员2",
    }
    return {**paper, **digests, **said}


def signed(made: dict[str, Any], key: Ed25519PrivateKey = KEY, version: int = VERSION) -> dict[str, bytes]:
    """The bytes of every file, list and signature among them."""
    data = {path: each if isinstance(each, bytes) else canonical(each) for path, each in made.items()}
    entries = [Entry(path, len(each), sha256_of(each)) for path, each in data.items()]
    said = {"title": "示例遴选", "organisation": "示例市教育局", "made_at": AT.isoformat()}
    listed = manifest_bytes(said, entries, version)
    return {**data, MANIFEST: listed, SIGNATURE: signature_bytes(listed, key)}


def as_zip(path: Path, data: dict[str, bytes], root: str = "示例/") -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, each in data.items():
            file.writestr(f"{root}{name}", each)
    return path


def as_folder(path: Path, data: dict[str, bytes]) -> Path:
    for name, each in data.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(each)
    return path
