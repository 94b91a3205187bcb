"""Print a version of an object so that it can be frozen: before the act begins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from luoshi.accounts.models import Organisation
from luoshi.common import files
from luoshi.common.models import Base, StoredFile
from luoshi.common.rendering.paper import Paper
from luoshi.common.rendering.pdf import Marks, print_paper
from luoshi.core.scans.codes import shown

from ..models import Sending
from . import codes
from .models import FiledPaper


@dataclass(frozen=True, slots=True)
class Prepared:
    """A print that waits for its act. undrawn: characters that no font can draw; tell the person. cover_only: the text
    itself could not be typeset, this is the page to put on top of it."""

    about: Base
    about_version: int
    kind: str
    kind_name: str
    organisation: Organisation
    title: str
    href: str
    code: str
    print: StoredFile
    page_count: int
    red_print: bool
    seen_above: bool
    undrawn: str
    sending: Sending | None = None
    cover_only: bool = False


def prepare(
    *,
    about: Base,
    version: int,
    kind: str,
    kind_name: str,
    organisation: Organisation,
    paper: Paper,
    href: str = "",
    seen_above: bool = True,
    sending: Sending | None = None,
) -> Prepared:
    """Print `paper` as version `version` of `about`; takes about half a second and must not happen inside an act.

    version      of what is printed, counted by the stage (not the row's own version, which every act raises)
    kind         which paper of the object: an object may have several (方案, 呈批件)
    href         the object's page
    seen_above   whether those above the organisation see it; not for papers that stay in the house
    sending      what went through steps (`papers.prints` gives it): then only who sees that sending sees the paper
    Raises Unreadable in words when it cannot be printed.
    """
    code = _free_code()
    texts = partial(codes.texts_of, code, landscape=paper.landscape)
    printed = print_paper(paper, Marks(shown(code), texts))
    return Prepared(
        about=about,
        about_version=version,
        kind=kind,
        kind_name=kind_name,
        organisation=organisation,
        title=" ".join(paper.title.split())[:200],
        href=href,
        code=code,
        print=files.put([printed.pdf]),
        page_count=printed.pages,
        red_print=bool(paper.issuer),
        seen_above=seen_above,
        undrawn=printed.undrawn,
        sending=sending,
    )


def _free_code() -> str:
    while FiledPaper.objects.filter(code=(code := codes.new_code())).exists():
        pass
    return code
