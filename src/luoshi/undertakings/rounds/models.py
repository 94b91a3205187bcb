"""The rows of rounds: what is offered (`offering`), what is sent (`applications`)."""

from .applications import Application, Wish, WishRemark
from .offering import Round, RoundExtension, RoundOrganisation, RoundTask

__all__ = [
    "Application",
    "Round",
    "RoundExtension",
    "RoundOrganisation",
    "RoundTask",
    "Wish",
    "WishRemark",
]
