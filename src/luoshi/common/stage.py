"""What the common ground offers to the whole."""

from .invariants import INVARIANTS
from .pack import HOLIDAYS, SITE
from .stages import Stage

STAGE = Stage(name="common", pack=(SITE, HOLIDAYS), invariants=INVARIANTS)
