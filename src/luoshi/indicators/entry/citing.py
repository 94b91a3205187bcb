"""Lines of a filing as places that cite evidence."""

from __future__ import annotations

from django.urls import reverse

from luoshi.common.stages import Citing

from .models import SheetLine
from .queries import lines_visible_to

LINE = Citing(
    label="指标填报",
    visible=lines_visible_to,
    title=str,
    href=lambda row: f"{reverse('filing-line', args=[row.public_id])}#evidence",
)
ABOUT = SheetLine._meta.label_lower
