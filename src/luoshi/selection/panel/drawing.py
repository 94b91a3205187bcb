"""From the candidates and the applications of a selection to a problem of `core.assignment`, and back to rows.

Everything in the problem is named by codes (第12号, 专家03): it can be handed to anybody who wants to replay the draw
(`luoshi assign FILE`) without telling who is who; `Draw.names` keeps that.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from luoshi.core.assignment import even_limits, problem_hash, read_problem
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call

from .checking import grounds
from .models import Assigned, Draw, Expert, Seat
from .queries import available, with_facts

SAME_GROUP, IN_TITLE = (
    2,
    1,
)  # how well somebody fits: his fields hold the 组别; one of them stands in the title


def digest_of(seed: str) -> str:
    """What is published of a seed before the pool closes."""
    return hashlib.sha256(seed.encode()).hexdigest()


def result_digest(result: Mapping[str, Any]) -> str:
    """SHA-256 of who reads what, in one fixed writing."""
    pairs = sorted([str(paper), str(reviewer)] for paper, reviewer, *_ in result["pairs"])
    text = json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def paper_code(application: Application) -> str:
    return f"第{application.sequence}号"


def accepted(call: Call) -> list[Application]:
    rows = Application.objects.filter(call=call, state=ApplicationState.ACCEPTED)
    return list(rows.select_related("call", "organisation", "entry").order_by("sequence"))


def candidates(call: Call) -> list[Seat]:
    """Who may be drawn: candidates whose experts may be asked today."""
    asked = available(Expert.objects.filter(organisation=call.organisation_id)).values("pk")
    rows = Seat.objects.filter(call=call, left_at__isnull=True, expert__in=asked)
    return list(rows.select_related("expert").order_by("code"))


def problem_of(draw: Draw, seed: str, day: dt.date) -> tuple[dict[str, Any], dict[str, Any]]:
    """The problem as JSON, and which row each code is."""
    papers, seats = accepted(draw.call), candidates(draw.call)
    experts = list(with_facts(Expert.objects.filter(pk__in=[seat.expert_id for seat in seats])))
    barred = grounds(experts, papers, day)
    by_pk = {expert.pk: expert for expert in experts}
    problem: dict[str, Any] = {
        "papers": [
            {
                "id": paper_code(paper),
                "need": draw.need,
                "conflicts": [seat.code for seat in seats if (seat.expert_id, paper.pk) in barred],
            }
            for paper in papers
        ],
        "reviewers": [
            {"id": seat.code, "max": seat.most, "groups": groups_of(by_pk[seat.expert_id])} for seat in seats
        ],
        "fit": [
            [paper_code(paper), seat.code, score]
            for paper in papers
            for seat in seats
            if (score := fit(by_pk[seat.expert_id], paper))
        ],
        "mix": list(draw.mix),
        "seed": seed,
    }
    if not draw.mix:  # a mix may need somebody more often than an even share
        _share_evenly(problem)
    names = {
        "papers": {paper_code(paper): paper.public_id for paper in papers},
        "reviewers": {seat.code: seat.public_id for seat in seats},
    }
    return problem, names


def _share_evenly(problem: dict[str, Any]) -> None:
    """Nobody gets much more than an even share, where he may be given so much."""
    limits = {row["id"]: row["max"] for row in problem["reviewers"]}
    even = even_limits(read_problem(problem).papers, limits)
    for row in problem["reviewers"]:
        row["max"] = even[row["id"]]


def groups_of(expert: Expert) -> list[str]:
    """What mix rules may speak of: where he comes from, the region, his fields."""
    return sorted({expert.get_sort_display(), expert.get_region_display(), *expert.fields})


def fit(expert: Expert, application: Application) -> int:
    same = SAME_GROUP if application.group and application.group in expert.fields else 0
    return same + (IN_TITLE if any(field and field in application.title for field in expert.fields) else 0)


def hash_of(problem: Mapping[str, Any]) -> str:
    return problem_hash(read_problem(problem))


def pairs_of(draw: Draw) -> Iterable[tuple[Application, Seat]]:
    """The result as rows, in its order."""
    names = draw.names
    papers = {
        row.public_id: row for row in Application.objects.filter(public_id__in=names["papers"].values())
    }
    seats = {row.public_id: row for row in Seat.objects.filter(public_id__in=names["reviewers"].values())}
    for paper, reviewer, *_ in draw.result["pairs"] if draw.result else ():
        yield papers[names["papers"][paper]], seats[names["reviewers"][reviewer]]


def still_fits(draw: Draw, day: dt.date) -> list[str]:
    """What has changed since the pool was frozen so that the result must not stand, in words."""
    found = []
    pairs = list(pairs_of(draw))
    experts = {
        row.pk: row for row in with_facts(Expert.objects.filter(pk__in={seat.expert_id for _, seat in pairs}))
    }
    keys = {paper.pk for paper, _ in pairs}
    papers = {row.pk: row for row in accepted(draw.call) if row.pk in keys}
    barred = grounds(list(experts.values()), list(papers.values()), day)
    here = {seat.pk for seat in candidates(draw.call)}
    for paper, seat in pairs:
        if paper.pk not in papers:
            found.append(f"{paper_code(paper)}申报已不在受理之列")
        elif seat.pk not in here:
            found.append(f"{seat.code}已退出或不能参加")
        elif (seat.expert_id, paper.pk) in barred:
            found.append(f"{seat.code}现在应当回避{paper_code(paper)}")
    return sorted(set(found))


def loads(call: Call, round: str) -> dict[int, int]:
    """By seat how many applications are in its hands in that round."""
    rows = Assigned.objects.filter(seat__call=call, round=round, void_at__isnull=True)
    found: dict[int, int] = {}
    for key in rows.values_list("seat", flat=True):
        found[key] = found.get(key, 0) + 1
    return found
