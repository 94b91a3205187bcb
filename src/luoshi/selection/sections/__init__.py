"""The rules of a kind in parts that fit on a page each; no one sees how they are kept."""

from .applicants import APPLICANTS
from .ending import ENDING
from .judging import METHOD, PANEL, RUBRIC
from .parts import Section
from .submitting import MATERIALS, PAPERS
from .wording import WORDING

ALL = (APPLICANTS, MATERIALS, PAPERS, PANEL, RUBRIC, METHOD, ENDING, WORDING)
SECTIONS = {each.key: each for each in ALL}

__all__ = ["SECTIONS", "Section"]
