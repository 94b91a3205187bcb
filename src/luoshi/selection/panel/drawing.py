"""From the candidates and the applications of a selection to a problem of `core.assignment`, and back to rows.

Everything in the problem is named by codes (第12号, 专家03): it can be handed to anybody who wants to replay the draw
(`luoshi assign FILE`) without telling who is who; `Draw.names` keeps that.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from luoshi.core.assignment import even_limits, problem_hash, read_problem
from luoshi.core.frozen import facts_digest, facts_json, fit
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call

from .checking import Ground, Pair, grounds, grounds_of, rules_of
from .facts import known
from .models import Assigned, Draw, Expert, Judges, Seat, Stood
from .opened import CATEGORY
from .queries import available, with_facts


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


def frozen(draw: Draw, seed: str, day: dt.date) -> tuple[dict[str, Any], list[Stood]]:
    """What the draw keeps of the pool that is closed: the problem as JSON, which row each code is, the facts it follows
    from, their digests; and by seat what bars it by these facts.
    """
    papers, seats = accepted(draw.call), candidates(draw.call)
    experts = {
        row.pk: row for row in with_facts(Expert.objects.filter(pk__in=[seat.expert_id for seat in seats]))
    }
    for seat in seats:
        seat.expert = experts[seat.expert_id]
    pool, applied = known(experts.values(), papers, day)
    barred = grounds_of(experts.values(), papers, day, pool, applied)
    problem = _problem(draw, seed, papers, seats, barred)
    key = secrets.token_bytes(32)  # kept nowhere: what a token stands for is not to be found by trying
    facts = facts_json(
        {
            seat.code: (pool[seat.expert_id, draw.call_id], fields_at_opening(seat.expert, draw.call))
            for seat in seats
        },
        {paper_code(paper): applied[paper.pk] for paper in papers},
        rules_of(draw.call),
        day,
        lambda said: hmac.new(key, said.encode(), hashlib.sha256).hexdigest()[:16],
    )
    kept = {
        "problem": problem,
        "problem_hash": hash_of(problem),
        "facts": facts,
        "facts_hash": facts_digest(facts),
        "names": {
            "papers": {paper_code(paper): paper.public_id for paper in papers},
            "reviewers": {seat.code: seat.public_id for seat in seats},
        },
    }
    return kept, [stood_of(draw, seat, papers, barred) for seat in seats]


def stood_of(
    draw: Draw, seat: Seat, papers: Iterable[Application], barred: Mapping[Pair, list[Ground]]
) -> Stood:
    """What registers say against this seat now."""
    ties = {
        paper.public_id: sorted({each.tie for each in barred.get((seat.expert_id, paper.pk), ()) if each.tie})
        for paper in papers
    }
    return Stood(draw=draw, seat=seat, ties={key: said for key, said in ties.items() if said})


def stand_by_hand(draw: Draw, seat: Seat, day: dt.date) -> Stood | None:
    """The same of somebody who is given something beyond the draw he was no candidate of; none where he was."""
    if Stood.objects.filter(draw=draw, seat=seat).exists():
        return None
    papers = accepted(draw.call)
    experts = list(with_facts(Expert.objects.filter(pk=seat.expert_id)))
    return stood_of(draw, seat, papers, grounds(experts, papers, day))


def _problem(
    draw: Draw, seed: str, papers: list[Application], seats: list[Seat], barred: Mapping[Pair, list[Ground]]
) -> dict[str, Any]:
    fields = {seat.code: fields_at_opening(seat.expert, draw.call) for seat in seats}
    tokens = categories(draw.mix)
    groups = {
        seat.code: sorted(
            tokens[each]
            for each in groups_of(seat.expert, fields_of(seat.expert, draw.call))
            if each in tokens
        )
        for seat in seats
    }
    problem: dict[str, Any] = {
        "papers": [
            {
                "id": paper_code(paper),
                "need": draw.need,
                "conflicts": [seat.code for seat in seats if (seat.expert_id, paper.pk) in barred],
            }
            for paper in papers
        ],
        "reviewers": [{"id": seat.code, "max": seat.most, "groups": groups[seat.code]} for seat in seats],
        "fit": [
            [paper_code(paper), seat.code, score]
            for paper in papers
            for seat in seats
            if (score := fit(fields[seat.code], paper.group, paper.title))
        ],
        "mix": [{**rule, "group": tokens[rule["group"]]} for rule in draw.mix],
        "seed": seed,
    }
    if not draw.mix:  # a mix may need somebody more often than an even share
        _share_evenly(problem)
    return problem


def categories(mix: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """By what a rule of the mix speaks of the word that stands for it in the list: the list is given to everybody in
    the end, and where an expert comes from or what he judges is not. What no rule asks for is not in it at all."""
    asked = dict.fromkeys(str(rule["group"]) for rule in mix)
    return {group: f"{CATEGORY}{number}" for number, group in enumerate(asked, 1)}


def _share_evenly(problem: dict[str, Any]) -> None:
    """Nobody gets much more than an even share, where he may be given so much."""
    limits = {row["id"]: row["max"] for row in problem["reviewers"]}
    even = even_limits(read_problem(problem).papers, limits)
    for row in problem["reviewers"]:
        row["max"] = even[row["id"]]


def groups_of(expert: Expert, fields: Iterable[str]) -> list[str]:
    """What mix rules may speak of: where he comes from, the region, his fields."""
    return sorted({expert.get_sort_display(), expert.get_region_display(), *fields})


def fields_of(expert: Expert, call: Call) -> list[str]:
    """What he judges in this selection: as it stood when the selection was opened, or as it was first said since."""
    before, since = _judged(expert, call)
    said = before[-1:] or since[:1]
    return list(said[0].fields) if said else []


def fields_at_opening(expert: Expert, call: Call) -> list[str]:
    """What tells how well he fits: nothing that was said once applications could be known."""
    before, _ = _judged(expert, call)
    return list(before[-1].fields) if before else []


def _judged(expert: Expert, call: Call) -> tuple[list[Judges], list[Judges]]:
    rows = list(expert.judged.all())
    opened = call.opened_at or call.created_at
    return [row for row in rows if row.created_at <= opened], [row for row in rows if row.created_at > opened]


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
