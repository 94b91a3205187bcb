"""The minutes of a meeting as a Word file, in the layout of offices: to be gone over, signed and uploaded."""

from __future__ import annotations

from luoshi.common.rendering import word
from luoshi.core.days import day_in_words

from .agenda import settled
from .models import AgendaItem, Meeting, Resolution
from .queries import taking_part
from .states import ItemKind, ResolutionState

MARGINS = (37, 26, 35, 28)
NUMBERS = "一二三四五六七八九十"
DONE = {"done": "已落实", "open": "办理中", "dropped": "不再办理"}


def docx_bytes(meeting: Meeting) -> bytes:
    document = word.new_document(margins=MARGINS)
    word.add_paragraph(document, f"{meeting.title}纪要", word.TITLE_FONT, 22, centred=True)
    for label, text in _facts(meeting):
        word.add_paragraph(document, f"{label}：{text}", word.BODY_FONT, 16)
    items = list(meeting.items.filter(removed_at__isnull=True).select_related("organisation"))
    undone = [item for item in items if item.kind == ItemKind.UNDONE]
    others = [item for item in items if item.kind != ItemKind.UNDONE]
    now = settled(others)
    resolutions = list(
        meeting.resolutions.exclude(state=ResolutionState.DROPPED).select_related(
            "owner__user", "owner__organisation"
        )
    )
    parts = [
        ("上次议定事项的落实情况", _undone(undone)),
        ("研究的事项", [_sentence(at, item, now) for at, item in enumerate(others, 1)]),
        ("议定的事项", [_resolved(row) for row in resolutions]),
    ]
    for number, (title, lines) in enumerate([each for each in parts if each[1]]):
        word.add_paragraph(document, f"　　{NUMBERS[number]}、{title}", word.HEAD_FONT, 16)
        for line in lines:
            word.add_paragraph(document, f"　　{line}", word.BODY_FONT, 16)
    word.add_paragraph(document, f"　　发：{'，'.join(_names(meeting))}。", word.BODY_FONT, 16)
    return word.as_bytes(document)


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    return [
        ("时间", f"{day_in_words(meeting.held_on)} {meeting.at}".strip()),
        ("地点", meeting.place or "　　　　"),
        ("主持", "　　　　"),
        ("参加单位", "、".join(_names(meeting))),
        ("记录", meeting.runner.user.name),
    ]


def _names(meeting: Meeting) -> list[str]:
    return list(taking_part(meeting).values_list("name", flat=True))


def _undone(items: list[AgendaItem]) -> list[str]:
    rows = {
        row.public_id: row for row in Resolution.objects.filter(public_id__in=[each.about for each in items])
    }
    lines = []
    for at, item in enumerate(items, 1):
        row = rows.get(item.about)
        state = DONE[row.state] if row else "办理中"
        said = f"：{row.done_words}" if row and row.state == ResolutionState.DONE else ""
        lines.append(f"（{at}）{item.title}（{state}{said}）")
    return lines


def _sentence(at: int, item, now: dict[str, tuple[str, str]]) -> str:  # type: ignore[no-untyped-def]
    where = f"{item.organisation.short}：" if item.organisation else ""
    since = f"（{now[item.about][0]}）" if item.about in now else ""
    return f"（{at}）{where}{item.title}{since}。{item.words}"


def _resolved(row: Resolution) -> str:
    words = row.words.rstrip("。；;")
    who = f"{row.owner.organisation.short} {row.owner.user.name}"
    return f"（{row.number}）{words}。（{who}，{day_in_words(row.due)}前）"
