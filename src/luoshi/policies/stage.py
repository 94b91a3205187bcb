"""What the stage offers to the whole."""

from functools import partial

from luoshi.accounts.following import following, standing
from luoshi.common.stages import Stage

from .following import FOLLOWED
from .handing_over import hand_over, holdings
from .invariants import INVARIANTS
from .pack import CLAUSES, SOURCES
from .queries import documents_visible_to, readings_visible_to
from .states import WORKFLOWS

STAGE = Stage(
    name="policies",
    pack=(SOURCES, CLAUSES),
    workflows=WORKFLOWS,
    invariants=INVARIANTS,
    visible={"policies.reading": readings_visible_to, "policies.policydocument": documents_visible_to},
    holdings=holdings,
    hand_over=hand_over,
    stands_on=partial(standing, FOLLOWED),
    after=following("policies", FOLLOWED),
)
