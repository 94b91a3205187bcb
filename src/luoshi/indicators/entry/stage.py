"""What definitions and filings offer to the whole."""

from luoshi.common.stages import Stage

from .actions import count_later, follow_counted, keep_up
from .citing import ABOUT, LINE
from .desk import desk_items, due_sheets
from .following import AFTER, stands_on
from .form_sources import sources
from .handing_over import hand_over, holdings
from .invariants import INVARIANTS
from .kinds import KIND
from .pack import INDICATORS
from .queries import (
    filings_visible_to,
    indicators_visible_to,
    lines_visible_to,
    prints_visible_to,
    sheets_visible_to,
)
from .registers import computed_from
from .states import WORKFLOWS

STAGE = Stage(
    name="indicator_entry",
    pack=(INDICATORS,),
    sources=sources,
    workflows=WORKFLOWS,
    papers=(KIND,),
    desk=desk_items,
    reminders=due_sheets,
    cites={ABOUT: LINE},
    panels={"register": computed_from},
    invariants=INVARIANTS,
    visible={
        "indicators.indicator": indicators_visible_to,
        "indicator_entry.filing": filings_visible_to,
        "indicator_entry.filingsheet": sheets_visible_to,
        "indicator_entry.sheetline": lines_visible_to,
        "indicator_entry.printedfigure": prints_visible_to,
    },
    holdings=holdings,
    hand_over=hand_over,
    stands_on=stands_on,
    sweep=keep_up,
    after={**AFTER, "registers.note_counted": follow_counted, "registers.count_later": count_later},
)
