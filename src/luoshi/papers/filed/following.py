"""What is still to be stamped, received or put in its place goes along when organisations merge."""

from django.db.models import Q

from luoshi.accounts.following import Followed

from .models import FiledPaper, ScanBatch
from .states import BatchState, PageState, PaperState

FOLLOWED = (
    Followed(
        FiledPaper,
        "organisation",
        Q(state__in=(PaperState.WAITING, PaperState.STAMPED), outdated_at__isnull=True),
        "没有报送完的报送件",
    ),
    Followed(
        ScanBatch,
        "organisation",
        Q(state=BatchState.READING) | Q(files__pages__state=PageState.WAITING),
        "没有归位的扫描件",
    ),
)
