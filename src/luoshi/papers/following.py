"""Papers on their way go along when organisations merge."""

from django.db.models import Q

from luoshi.accounts.following import Followed

from .models import Approval, Brief, Step
from .states import ApprovalState, BriefState, StepState

OPEN = (ApprovalState.RUNNING, ApprovalState.RETURNED)
BRIEFS = Q(state__in=(BriefState.DRAFT, BriefState.RUNNING, BriefState.RETURNED))
FOLLOWED = (
    Followed(Approval, "organisation", Q(state__in=OPEN), "在办的审批"),
    Followed(
        Step, "organisation", Q(approval__state__in=OPEN) & ~Q(state=StepState.PASSED), "未办的审批环节"
    ),
    Followed(Brief, "organisation", BRIEFS, "呈批件"),
    Followed(Brief, "up_to", BRIEFS),
)
