"""Names that several modules need."""

from luoshi.common.dataforms.queries import ONE_TIME

FORM_KEY = f"{ONE_TIME}return-"  # begins the key of every form that belongs to one return alone
FILL_DRAFT = "returns.fill"
NOTICE_KIND = "returns"


def sheet_reminder(asked_in: str, organisation: str) -> str:
    """The key of what is reminded of and urged: one for each organisation."""
    return f"return:{asked_in}:{organisation}"
