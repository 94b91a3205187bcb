"""Results, changes, decisions with their minutes, public notices, objections, the published paper."""

from __future__ import annotations

from typing import Any

from luoshi.core.archive import layout
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Change, Decision, Objection, PublicNotice, Result
from luoshi.selection.recognition.models import Announcement, NoAnnouncement

from .pieces import Pieces, day, moment


def decided(pieces: Pieces, call: Call) -> None:
    _results(pieces, call)
    objections = list(
        Objection.objects.filter(notice__call=call).select_related("notice", "result").order_by("pk")
    )
    cases = {row.pk: number for number, row in enumerate(objections, 1)}
    changes = Change.objects.filter(result__call=call)
    changes = changes.select_related("result", "said_by", "confirmed_by").order_by("pk")
    listed = [_change(pieces, row, cases.get(row.objection_id or 0)) for row in changes]
    pieces.add_json(layout.CHANGES, {"changes": listed})
    decisions = list(Decision.objects.filter(call=call).select_related("minutes").order_by("pk"))
    places = {row.pk: at for at, row in enumerate(decisions)}
    shown = [_decision(pieces, row, at) for at, row in enumerate(decisions, 1)]
    pieces.add_json(layout.DECISIONS, {"decisions": shown})
    notices = PublicNotice.objects.filter(call=call).select_related("picture", "replaces").order_by("number")
    pieces.add_json(
        layout.NOTICES, {"notices": [_notice(pieces, row, places[row.decision_id]) for row in notices]}
    )
    said = [_objection(pieces, row, cases[row.pk]) for row in objections]
    pieces.add_json(layout.OBJECTIONS, {"objections": said})
    versions = Announcement.objects.filter(call=call).select_related("stored").order_by("number")
    papers = [_announcement(pieces, row) for row in versions]
    pieces.add_json(layout.ANNOUNCEMENTS, {"announcements": papers, "without": _without(pieces, call)})


def _results(pieces: Pieces, call: Call) -> None:
    rows = list(Result.objects.filter(call=call).select_related("application", "scoring").order_by("code"))
    listed = [
        {
            "id": row.application.public_id, "code": row.code, "group": row.group, "place": row.place,
            "score": row.score, "passed": row.passed, "vetoed": row.vetoed, "proposed": row.proposed,
            "tied": row.tied, "level": row.level, "selected": row.selected, "order": row.order,
            "excluded": row.excluded_at is not None, "reason": pieces.reason(row.excluded_reason),
        }
        for row in rows
    ]  # fmt: skip
    scoring = {"number": rows[0].scoring.number, "digest": rows[0].scoring.digest} if rows else {}
    pieces.add_json(layout.RESULTS, {"scoring": scoring, "results": listed})


def _change(pieces: Pieces, row: Change, objection: int | None) -> dict[str, Any]:
    return {
        "code": row.result.code, "before": row.before, "after": row.after, "moved": row.moved,
        "reason": pieces.reason(row.reason), "objection": objection, "said_at": moment(row.created_at),
        "said_by": pieces.person(row.said_by), "confirmed_by": pieces.person(row.confirmed_by),
        "confirmed_at": moment(row.confirmed_at), "dropped_at": moment(row.dropped_at),
    }  # fmt: skip


def _decision(pieces: Pieces, row: Decision, number: int) -> dict[str, Any]:
    minutes = pieces.add_stored(f"05 审定/第{number}次审定纪要", row.minutes, row.minutes_name)
    return {
        "stage": row.stage, "body": row.body, "held_on": day(row.held_on), "number": row.number,
        "words": pieces.text(row.words), "digest": row.digest, "minutes": minutes,
        "entered_at": moment(row.created_at), "undone_at": moment(row.undone_at),
        "undone_reason": pieces.reason(row.undone_reason),
    }  # fmt: skip


def _notice(pieces: Pieces, row: PublicNotice, decision: int) -> dict[str, Any]:
    picture = None
    if row.picture is not None:
        picture = pieces.add_stored(f"06 公示/第{row.number}次公示截图", row.picture, row.picture_name)
    return {
        "number": row.number, "snapshot": row.snapshot, "digest": row.digest, "decision": decision,
        "from_on": day(row.from_on), "until_on": day(row.until_on), "days": row.days,
        "published_at": moment(row.published_at), "state": row.state,
        "replaces": row.replaces.number if row.replaces is not None else None,
        "official_url": row.official_url, "picture": picture, "taken_down_at": moment(row.taken_down_at),
        "reason": pieces.reason(row.reason),
    }  # fmt: skip


def _objection(pieces: Pieces, row: Objection, number: int) -> dict[str, Any]:
    """What became of it. Who objected, what he wrote, and what he was answered stay in the house."""
    return {
        "no": number, "notice": row.notice.number, "code": row.result.code if row.result is not None else None,
        "signed": row.signed, "came": row.came, "received_at": moment(row.received_at), "state": row.state,
        "refused_for": row.refused_for, "until": day(row.until), "outcome_words": pieces.reason(row.outcome_words),
        "replied_at": moment(row.replied_at),
    }  # fmt: skip


def _announcement(pieces: Pieces, row: Announcement) -> dict[str, Any]:
    file = pieces.add_stored(f"07 公布/公布文件第{row.number}版", row.stored, "公布文件.docx")
    return {
        "number": row.number, "document_number": row.document_number, "title": row.title,
        "words": pieces.text(row.words), "on": day(row.on), "file": file, "digest": row.digest,
        "reason": pieces.text(row.reason), "issued_at": moment(row.issued_at),
    }  # fmt: skip


def _without(pieces: Pieces, call: Call) -> dict[str, Any] | None:
    """That no paper is made here, and why; by whom stays in the house."""
    row = NoAnnouncement.objects.filter(call=call).first()
    return None if row is None else {"reason": pieces.reason(row.reason), "said_at": moment(row.said_at)}
