"""What rounds offer to the whole."""

from luoshi.common.stages import PaperKind, Stage

from .handing_over import hand_over, holdings
from .queries import applications_visible_to, rounds_visible_to
from .states import WORKFLOWS

KIND = PaperKind("application", "承接申报")
STAGE = Stage(
    name="rounds",
    papers=(KIND,),
    workflows=WORKFLOWS,
    holdings=holdings,
    hand_over=hand_over,
    visible={"rounds.round": rounds_visible_to, "rounds.application": applications_visible_to},
)
