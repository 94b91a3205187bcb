"""What the common ground offers to the whole."""

from .dataforms import attached
from .dataforms.invariants import INVARIANTS as FORM_INVARIANTS
from .dataforms.own_sources import PREFILL
from .invariants import INVARIANTS
from .pack import HOLIDAYS, SITE
from .stages import Stage

STAGE = Stage(
    name="common",
    pack=(SITE, HOLIDAYS),
    prefill=PREFILL,
    invariants=(*INVARIANTS, *FORM_INVARIANTS),
    sweep=attached.sweep,
)
