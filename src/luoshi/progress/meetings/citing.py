"""Resolutions as places that cite evidence."""

from __future__ import annotations

from django.urls import reverse

from luoshi.common.stages import Citing

from .queries import resolutions_visible_to

RESOLUTION = Citing(
    label="议定事项",
    visible=resolutions_visible_to,
    title=lambda row: row.words,
    href=lambda row: f"{reverse('resolution', args=[row.public_id])}#evidence",
)
