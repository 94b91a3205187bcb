"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .delivery import hand_out
from .desk import desk_items
from .digest import write_digests
from .handing_over import hand_over
from .invariants import INVARIANTS
from .rules import remind


def beat() -> None:
    """Once a minute, by the tick."""
    remind()
    write_digests()
    hand_out()


STAGE = Stage(name="notices", desk=desk_items, invariants=INVARIANTS, beat=beat, hand_over=hand_over)
