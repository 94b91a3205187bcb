"""The letter to an outside body as a Word file: addressee, matter, request; to be gone over, numbered and sealed."""

from __future__ import annotations

from luoshi.common import clock
from luoshi.common.rendering import word
from luoshi.core.days import day_in_words

from .minutes import MARGINS
from .models import Raised


def docx_bytes(raised: Raised) -> bytes:
    document = word.new_document(margins=MARGINS)
    word.add_paragraph(document, f"关于商请协调“{raised.title}”的函", word.TITLE_FONT, 22, centred=True)
    body = [
        f"{raised.addressee}：",
        f"　　{_plan(raised)}{raised.organisation.name}反映：{_ended(raised.words)}",
        f"　　为推进这项工作，现商请贵单位协调：{_ended(raised.request)}",
        "　　请予支持，并将办理意见函告我局。",
        "　　专此函达。",
    ]
    for line in [part for text in body for part in text.splitlines() if part.strip()]:
        word.add_paragraph(document, line, word.BODY_FONT, 16)
    for line in (raised.holder.name, day_in_words(clock.today())):
        word.add_paragraph(document, f"{'　' * 14}{line}", word.BODY_FONT, 16)
    return word.as_bytes(document)


def _ended(words: str) -> str:
    """With a stop at its end, as a letter has it."""
    bare = words.rstrip()
    return bare if bare.endswith(tuple("。！？；…”）")) else f"{bare.rstrip('，、,.')}。"


def _plan(raised: Raised) -> str:
    about = f"，在“{raised.about_words}”中" if raised.about_words else ""
    return f"在落实《{raised.plan.title}》过程中{about}，" if raised.plan else ""
