"""Draws, conflicts, who read what, the sheets that were opened, and the scoring."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from luoshi.common import crypto
from luoshi.core.archive import layout, sha256_of
from luoshi.core.conflicts import IN_WORDS, Tie
from luoshi.core.masking import mask_numbers
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Result
from luoshi.selection.panel.models import Assigned, Conflict, Draw, Proposal, Seat
from luoshi.selection.review.models import RoundClosing, Sheet, ThirdReading
from luoshi.selection.review.states import SheetState

from .pieces import Pieces, code_of, moment


def judged(pieces: Pieces, call: Call) -> None:
    codes = {
        row.public_id: code_of(row.sequence)
        for row in Application.objects.filter(call=call, sequence__isnull=False)
    }
    persons = ("started_by", "closed_by", "witnessed_by", "confirmed_by", "voided_by")
    draws = list(Draw.objects.filter(call=call).select_related(*persons).order_by("pk"))
    numbers = {row.pk: number for number, row in enumerate(draws, 1)}
    listed = [_draw(pieces, row, numbers[row.pk], codes) for row in draws]
    pieces.add_json(layout.DRAWS, {"draws": listed})
    _conflicts(pieces, call)
    _read(pieces, call, numbers)
    result = Result.objects.filter(call=call).select_related("scoring").first()
    if result is not None:
        pieces.add_json(layout.SCORING, result.scoring.data)


def _draw(pieces: Pieces, row: Draw, number: int, codes: dict[str, str]) -> dict[str, Any]:
    names = row.names.get("papers", {})
    return {
        "no": number, "round": row.round, "number": row.number, "need": row.need, "state": row.state,
        "commitment": row.commitment, "committed_at": moment(row.committed_at), "seed": row.seed,
        "closed_at": moment(row.closed_at), "problem": _part(pieces, number, "名单", row.problem),
        "problem_hash": row.problem_hash, "facts": _part(pieces, number, "封存时的情况", row.facts),
        "facts_hash": row.facts_hash, "result": _part(pieces, number, "结果", row.result),
        "result_hash": row.result_hash, "drawn_at": moment(row.drawn_at),
        "papers": {code: codes.get(public_id, "") for code, public_id in names.items()},
        "witnessed_by": pieces.person(row.witnessed_by), "witnessed_at": moment(row.witnessed_at),
        "witness_words": pieces.reason(row.witness_words), "confirmed_at": moment(row.confirmed_at),
        "reason": pieces.reason(row.reason), "started_by": pieces.person(row.started_by),
        "closed_by": pieces.person(row.closed_by), "confirmed_by": pieces.person(row.confirmed_by),
        "voided_by": pieces.person(row.voided_by), "void_agreed_by": _agreed(pieces, row.proposals.all()),
    }  # fmt: skip


def _agreed(pieces: Pieces, proposals: Iterable[Proposal]) -> str:
    """The second person; nobody where one person did it alone."""
    found = [each.confirmed_by for each in proposals if each.confirmed_by is not None]
    return pieces.person(found[0]) if found else ""


def _part(pieces: Pieces, number: int, what: str, content: Any) -> str | None:
    """In a file of its own: `luoshi assign` takes the list as it is."""
    if content is None:
        return None
    return pieces.add_json(f"{layout.DRAW}/第{number}次抽取-{what}.json", content)


def _conflicts(pieces: Pieces, call: Call) -> None:
    """Of those who sat in this panel. Why in one's own words stays in the house: it may tell who the expert is."""
    seats = dict(Seat.objects.filter(call=call).values_list("expert", "code"))
    rows = Conflict.objects.filter(application__call=call, expert__in=seats).select_related("application")
    listed = [
        {
            "expert": seats[row.expert_id],
            "application": code_of(row.application.sequence),
            "kind": row.get_kind_display(),
            "ties": [IN_WORDS[tie] for tie in Tie if str(tie) in _ties(row)],
            "since": moment(row.created_at),
            "lifted_at": moment(row.lifted_at),
            "lifted_by": pieces.person(row.lifted_by),
            "lift_said_by": _said(pieces, row),
        }
        for row in rows.order_by("pk")
    ]
    pieces.add_json(layout.CONFLICTS, {"conflicts": listed})


def _said(pieces: Pieces, row: Conflict) -> str:
    """Who proposed what another person then agreed to."""
    found = [each.said_by for each in row.proposals.all() if each.confirmed_at is not None]
    return pieces.person(found[-1]) if found else ""


def _ties(row: Conflict) -> set[str]:
    """Kinds, in whichever of the forms they were kept."""
    return {str(each.get("tie", "")) if isinstance(each, dict) else str(each) for each in row.ties}


def _read(pieces: Pieces, call: Call, draws: dict[int, int]) -> None:
    """The tasks, and of each the sheet, where its round was opened while the expert still had it."""
    tasks = list(
        Assigned.objects.filter(seat__call=call)
        .select_related("seat", "application", "proposal__said_by", "proposal__confirmed_by")
        .order_by("pk")
    )
    thirds = set(ThirdReading.objects.filter(application__call=call).values_list("assigned", flat=True))
    listed = [_task(pieces, row, draws, row.pk in thirds) for row in tasks]
    pieces.add_json(layout.TASKS, {"seats": _seats(pieces, call), "tasks": listed})
    rounds = list(
        RoundClosing.objects.filter(call=call)
        .select_related("proposal__said_by", "proposal__confirmed_by")
        .order_by("pk")
    )
    opened = {row.round: row.closed_at for row in rounds}
    places = {
        row.pk: at
        for at, row in enumerate(tasks)
        if row.round in opened and (row.void_at is None or row.void_at >= opened[row.round])
    }
    sheets = Sheet.objects.filter(assigned__in=places, state=SheetState.DONE)
    sheets = sheets.select_related("assigned__seat", "assigned__application", "done_by").order_by("assigned")
    listed = [
        _sheet(pieces, row, places[row.assigned_id], row.assigned_id in thirds)
        for row in sheets.iterator(chunk_size=500)
    ]
    closings = [_closing(pieces, row) for row in rounds]
    pieces.add_json(layout.SHEETS, {"rounds": closings, "sheets": listed})


def _seats(pieces: Pieces, call: Call) -> list[dict[str, Any]]:
    """Who was asked and who signed, as codes of persons: the same one (controls BL-07, BL-09)."""
    rows = Seat.objects.filter(call=call).select_related("held_by", "discipline__signed_by").order_by("code")
    return [
        {
            "expert": row.code, "person": pieces.person(row.held_by), "left_at": moment(row.left_at),
            "signed_by": pieces.person(row.discipline.signed_by) if hasattr(row, "discipline") else "",
            "signed_at": moment(row.discipline.signed_at) if hasattr(row, "discipline") else None,
        }
        for row in rows
    ]  # fmt: skip


def _closing(pieces: Pieces, row: RoundClosing) -> dict[str, Any]:
    """Who said that it be opened and who confirmed it; nobody where the rules opened it."""
    said = row.proposal
    return {
        "round": row.round, "closed_at": moment(row.closed_at), "asked": row.asked, "came": row.came,
        "reason": pieces.reason(row.reason), "said_at": moment(said.created_at) if said else None,
        "said_by": pieces.person(said.said_by) if said else "",
        "confirmed_by": pieces.person(said.confirmed_by) if said else "",
    }  # fmt: skip


def _task(pieces: Pieces, row: Assigned, draws: dict[int, int], third: bool) -> dict[str, Any]:
    said = getattr(row, "proposal", None)
    return {
        "expert": row.seat.code, "application": code_of(row.application.sequence), "round": row.round,
        "draw": draws.get(row.draw_id or 0), "third": third, "given_at": moment(row.given_at),
        "reason": pieces.reason(row.reason), "void_at": moment(row.void_at),
        "void_reason": pieces.reason(row.void_reason), "said_by": pieces.person(said.said_by) if said else "",
        "agreed_by": pieces.person(said.confirmed_by) if said else "",
    }  # fmt: skip


def _sheet(pieces: Pieces, row: Sheet, task: int, third: bool) -> dict[str, Any]:
    """Word for word, so that its digest can be computed again; without the words where they hold somebody's number."""
    plain = crypto.decrypt(bytes(row.sealed), context=row.context).decode()
    if sha256_of(plain.encode()) != row.digest:
        raise ValueError("the sheet is not the one that was handed in")
    content = json.loads(plain)
    said = "\n".join([content["opinion"], *content["comments"].values()])
    return {
        "task": task, "expert": row.assigned.seat.code, "application": code_of(row.assigned.application.sequence),
        "round": row.assigned.round, "third": third, "done_at": moment(row.done_at), "digest": row.digest,
        "handed_in_by": pieces.person(row.done_by),
        "values": content["values"], "plain": plain if mask_numbers(said) == said else None,
        "aside_at": moment(row.aside_at), "aside_reason": pieces.reason(row.aside_reason),
    }  # fmt: skip
