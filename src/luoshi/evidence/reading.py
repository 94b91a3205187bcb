"""What is made of a file's bytes, by a job, noted in one act: anew for every piece, also where another school keeps
the same bytes. Whoever could see that its file is ready at once would know that somebody else has it (docs/adr/0035).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from luoshi.common import acts, jobs
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Base, StoredFile
from luoshi.core.masking import mask_numbers
from luoshi.core.searching import pieces_of

from . import fulltext
from .models import Evidence, EvidenceFile, EvidencePage, EvidenceText
from .permissions import can_change_evidence, only_the_system
from .states import ReadState
from .taking import ending_of

READ_JOB = "evidence.read"
PART = 60_000  # characters of text in one row: a database's index has its limits


@dataclass(frozen=True, slots=True)
class Read:
    """pictures: of the first pages; page_count: of all of them; message: why there are none; text: what can be read."""

    pictures: list[StoredFile] = field(default_factory=list)
    page_count: int = 0
    message: str = ""
    text: str = ""


def neutral(name: str) -> str:
    """What is made of a file, and why it is not, bears no file name, only its ending."""
    return f"文件{ending_of(name)}"


def want_read(stored: StoredFile, name: str, *, about: Base) -> EvidenceFile:
    """Inside an act: a job for this file of this row, unless it has one."""
    row, made = EvidenceFile.objects.get_or_create(
        about_id=about.public_id, stored=stored, defaults={"name": neutral(name)}
    )
    if made:
        row.job = jobs.enqueue(READ_JOB, object_id=row.public_id, membership_id=None)
        row.save(update_fields=["job"])
    return row


@acts.act("evidence.read_again", who=can_change_evidence, under="evidence")
def read_again(*, evidence: Evidence, by: Actor) -> EvidenceFile:
    """Try once more where no picture could be made: what was missing on the server may be there now."""
    file = EvidenceFile.objects.filter(about_id=evidence.public_id, state=ReadState.NONE).first()
    if file is None:
        raise RuleBroken("这份材料已经有预览，或正在生成，请刷新页面查看。")
    file.pages.all().delete()
    file.texts.all().delete()
    job = jobs.enqueue(READ_JOB, object_id=file.public_id, membership_id=None)
    acts.change(file, state=ReadState.WAITING, message="", job=job)
    return file


@acts.act("evidence.note_read", who=only_the_system, on="file")
def note_read(*, file: EvidenceFile, read: Read, by: Actor) -> EvidenceFile:
    acts.change(
        file,
        state=ReadState.DONE if read.pictures else ReadState.NONE,
        message=read.message[:300],
        page_count=read.page_count,
        job=None,
    )
    EvidencePage.objects.bulk_create(
        [EvidencePage(file=file, number=number, picture=each) for number, each in enumerate(read.pictures)]
    )
    _keep_words(file, read.text)
    return file


def _keep_words(file: EvidenceFile, text: str) -> None:
    """Numbers of persons are masked before anything is indexed. A word at the border of two parts is in both."""
    masked = mask_numbers(text)
    for order, start in enumerate(range(0, len(masked), PART)):
        pieces = pieces_of(masked[start : start + PART + 50])
        if pieces:
            row = EvidenceText.objects.create(file=file, order=order, pieces=f" {' '.join(pieces)} ")
            fulltext.index(row)


@acts.act("evidence.note_unread", who=only_the_system, on="file")
def note_unread(*, file: EvidenceFile, message: str, by: Actor) -> EvidenceFile:
    acts.change(file, state=ReadState.NONE, message=message[:300], job=None)
    return file
