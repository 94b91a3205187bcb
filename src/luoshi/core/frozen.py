"""The facts by which a draw bars and fits, as they stood when its pool was frozen: whoever replays the draw computes
from them who had to keep away from what, and how well each fitted. People and places are tokens that mean nothing
outside of the one draw: who meets whom can be seen, who somebody is cannot.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from luoshi.core.conflicts import IN_WORDS, Applied, Candidate, Known, Rules, Tenure, Tie, conflicts
from luoshi.core.signed_json import canonical

SAME_GROUP, IN_TITLE = (
    2,
    1,
)  # how well somebody fits: his fields hold the 组别; one of them stands in the title
Token = Callable[[str], str]
_SETS = ("teams", "groups", "with_authors", "applies_in", "manages")


def fit(fields: Collection[str], group: str, title: str) -> int:
    """Of an expert with these fields to an application with this title, of this group."""
    same = SAME_GROUP if group and group in fields else 0
    return same + (IN_TITLE if any(field and field in title for field in fields) else 0)


def facts_json(
    experts: Mapping[str, tuple[Known, Iterable[str]]],
    papers: Mapping[str, Applied],
    rules: Rules,
    day: dt.date,
    token: Token,
) -> dict[str, Any]:
    """By code the experts, each with the fields that count, and the applications. When somebody left an employer is
    told only of one that applies: of the others it would tell who he is.
    """
    apply = {key for paper in papers.values() for key in paper.organisations}
    return {
        "day": day.isoformat(),
        "counted": sorted(str(tie) for tie in rules.counted),
        "years": rules.years,
        "experts": {code: _expert(each, fields, apply, token) for code, (each, fields) in experts.items()},
        "papers": {code: _paper(each, token) for code, each in papers.items()},
    }


def _expert(known: Known, fields: Iterable[str], apply: Collection[str], token: Token) -> dict[str, Any]:
    candidate = known.candidate
    tenures = {
        (
            token(each.organisation),
            each.until.isoformat() if each.until and each.organisation in apply else "",
        )
        for each in candidate.tenures
    }
    return {
        "person": token(candidate.person),
        "tenures": [list(each) for each in sorted(tenures)],
        "keys": sorted(map(token, known.keys)),
        "counties": sorted(map(token, known.counties)),
        "fields": sorted(fields),
        "denied": sorted([token(paper), token(key)] for paper, key in known.denied),
        **{name: sorted(map(token, getattr(candidate, name))) for name in _SETS},
    }


def _paper(applied: Applied, token: Token) -> dict[str, Any]:
    return {
        "selection": token(applied.selection),
        "key": token(applied.key),
        "county": token(applied.county) if applied.county else "",
        **{
            name: sorted(map(token, getattr(applied, name)))
            for name in ("organisations", "people", "teams", "groups")
        },
    }


def facts_digest(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(facts)).hexdigest()


def ties_of(facts: Mapping[str, Any]) -> dict[tuple[str, str], list[Tie]]:
    """By codes of application and expert why he must keep away from it, where he must.

    Raises KeyError, TypeError, ValueError where it has not the form `facts_json` gives it.
    """
    day = dt.date.fromisoformat(facts["day"])
    rules = Rules(frozenset(Tie(each) for each in facts["counted"]), int(facts["years"]))
    experts = {code: _known(row) for code, row in facts["experts"].items()}
    found = {}
    for paper, row in facts["papers"].items():
        sets: dict[str, Any] = {
            name: frozenset(row[name]) for name in ("organisations", "people", "teams", "groups")
        }
        applied = Applied(selection=row["selection"], county=row["county"], key=row["key"], **sets)
        for code, known in experts.items():
            if why := conflicts(known.facing(applied), applied, rules, day):
                found[paper, code] = [each.tie for each in why]
    return found


def _known(row: Mapping[str, Any]) -> Known:
    tenures = tuple(
        Tenure(place, until=dt.date.fromisoformat(until) if until else None)
        for place, until in row["tenures"]
    )
    sets: dict[str, Any] = {name: frozenset(row[name]) for name in _SETS}
    candidate = Candidate(person=row["person"], tenures=tenures, **sets)
    denied = frozenset((paper, key) for paper, key in row["denied"])
    return Known(candidate, frozenset(row["keys"]), frozenset(row["counties"]), denied)


def in_words(ties: Iterable[Tie]) -> str:
    return "、".join(IN_WORDS[tie] for tie in ties)
