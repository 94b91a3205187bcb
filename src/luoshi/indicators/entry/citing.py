"""Lines of a filing as places that cite evidence."""

from __future__ import annotations

from django.urls import reverse

from luoshi.common.stages import Citing

from .models import SheetLine
from .queries import lines_visible_to
from .states import OPEN_LINES, WRITABLE


def why_proof_stays(line: SheetLine) -> str:
    """Why evidence cannot be taken away now: those who judge the figure judge it with what shows it."""
    if line.state in OPEN_LINES and line.sheet.state in WRITABLE:
        return ""
    return "这一项已经报送，佐证不能撤下，可以补充。要换的，请先撤回填报单，或请上级退回这一项。"


LINE = Citing(
    label="指标填报",
    visible=lines_visible_to,
    title=str,
    href=lambda row: f"{reverse('filing-line', args=[row.public_id])}#evidence",
    keeps=why_proof_stays,
)
ABOUT = SheetLine._meta.label_lower
