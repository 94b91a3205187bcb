"""What the pages over several stages offer the whole."""

from django.urls import reverse

from luoshi.common.dataforms.queries import definitions_visible_to
from luoshi.common.stages import Citing, Stage
from luoshi.undertakings.queries import duties_visible_to

from .cockpit.week import make_weeks
from .duty.evidence import claims_of
from .profile.reminding import reminders
from .profile.uses import uses


def _sweep() -> None:
    make_weeks()


STAGE = Stage(
    name="home",
    sweep=_sweep,
    reminders=reminders,
    uses_forms=uses,
    cites={
        "undertakings.duty": Citing(
            label="责任项",
            visible=duties_visible_to,
            title=str,
            href=lambda duty: f"{reverse('duty', args=[duty.public_id])}#evidence",
            claims=claims_of,
        )
    },
    visible={"dataforms.formdefinition": definitions_visible_to},
)
