"""Imports under way and the texts a bureau keeps go along when bureaus merge."""

from django.db.models import Q

from luoshi.accounts.following import Followed

from .models import PolicyDocument, Reading
from .states import ReadingState

UNDER_WAY = (ReadingState.QUEUED, ReadingState.FAILED, ReadingState.DECIDING)

FOLLOWED = (
    Followed(Reading, "owner", Q(state__in=UNDER_WAY), "进行中的导入"),
    Followed(PolicyDocument, "owner", Q()),
)
