"""Applications on the page of a piece of the library that serves in them."""

from luoshi.common.stages import Citing

from .models import Application
from .queries import applications_visible_to, page_of

ABOUT = Application._meta.label_lower
APPLIED = Citing(
    label="遴选申报",
    visible=applications_visible_to,
    title=lambda row: f"{row.call.title}：{row.title}",
    href=page_of,
)
