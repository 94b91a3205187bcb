"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .citing import ABOUT, UPDATE
from .desk import desk_items, reminders
from .following import follow_evidence, follow_joining
from .invariants import INVARIANTS
from .kinds import KIND
from .panels import duty_panel
from .queries import periods_visible_to, reports_visible_to, updates_visible_to
from .reports.joining import hand_over, holdings, refuse_merger, stands_on
from .reports.opening import open_all
from .states import WORKFLOWS

STAGE = Stage(
    name="progress",
    desk=desk_items,
    papers=(KIND,),
    workflows=WORKFLOWS,
    reminders=reminders,
    panels={"duty": duty_panel},
    cites={ABOUT: UPDATE},
    invariants=INVARIANTS,
    visible={
        ABOUT: updates_visible_to,
        "progress.periodicreport": reports_visible_to,
        "progress.reportperiod": periods_visible_to,
    },
    holdings=holdings,
    hand_over=hand_over,
    stands_on=stands_on,
    sweep=open_all,
    after={
        "accounts.merge_organisations": refuse_merger,
        "evidence.withdraw_evidence": follow_evidence,
        "evidence.restore_evidence": follow_evidence,
        "undertakings.join_work": follow_joining,
    },
)
