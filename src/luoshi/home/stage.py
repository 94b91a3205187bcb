"""What the pages over several stages offer the whole."""

from luoshi.common.dataforms.queries import definitions_visible_to
from luoshi.common.stages import Stage

from .profile.reminding import reminders

STAGE = Stage(
    name="home",
    reminders=reminders,
    visible={"dataforms.formdefinition": definitions_visible_to},
)
