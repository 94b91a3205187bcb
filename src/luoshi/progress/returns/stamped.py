"""Whether the stamped page of a sheet is there: of its approval where it went through steps, else of its own print."""

from __future__ import annotations

from luoshi.common.models import StoredFile
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.queries import current_paper_of, papers_of
from luoshi.papers.filed.states import PaperState

from .kinds import KIND
from .models import ReturnSheet


def paper_of_sheet(sheet: ReturnSheet) -> FiledPaper | None:
    """The print of what was sent last, stamped or not."""
    return current_paper_of(sheet, KIND.key)


def is_stamped(sheet: ReturnSheet) -> bool:
    if sheet.is_entered:  # the paper it was entered from
        return True
    paper = paper_of_sheet(sheet)
    return paper is not None and paper.state in (PaperState.STAMPED, PaperState.RECEIVED)


def stamped_file(sheet: ReturnSheet) -> StoredFile | None:
    paper = papers_of(sheet, KIND.key).filter(stamped__isnull=False).first()
    return paper.stamped if paper is not None else None
