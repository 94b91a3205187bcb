"""Offices merge: the files they brought go along, and come back when it is undone."""

from __future__ import annotations

from django.db.models import Q

from luoshi.accounts.following import Followed, following

from .models import StatedSource
from .states import StatedState

HELD = Q(state__in=(StatedState.DRAFT, StatedState.APPLIED))
FOLLOWED = (Followed(StatedSource, "organisation", HELD, ""),)
AFTER = following("stated_figures", FOLLOWED)
