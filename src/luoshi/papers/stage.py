"""What the stage offers to the whole."""

from functools import partial

from luoshi.accounts.following import following, standing
from luoshi.common.stages import Stage

from .desk import desk
from .following import FOLLOWED
from .handing import hand_over, holdings
from .invariants import INVARIANTS
from .kinds import BRIEF_KIND
from .queries import approvals_visible_to, briefs_visible_to
from .reminding import reminders
from .states import WORKFLOWS
from .vacant import beat

STAGE = Stage(
    name="papers",
    desk=desk,
    beat=beat,
    papers=(BRIEF_KIND,),
    workflows=WORKFLOWS,
    reminders=reminders,
    visible={"papers.approval": approvals_visible_to, "papers.brief": briefs_visible_to},
    holdings=holdings,
    hand_over=hand_over,
    invariants=INVARIANTS,
    stands_on=partial(standing, FOLLOWED),
    after=following("papers", FOLLOWED),
)
