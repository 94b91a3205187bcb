"""Sample entries of a demo site: eleven schools, every register, a spread of states and project stages."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import acts, clock
from luoshi.common.actor import Actor, system_actor

from . import actions
from .actions import PutRow
from .demo_people import Place
from .demo_projects import SAMPLES
from .models import Entry, ProjectStage, Register
from .permissions import only_within_an_act
from .states import EndKind, EntryState, Level, StageKind

SEED = 5
DRAFTS, RETURNED, LEFT = 10, 9, 2  # schools by number: only drafts; one entry came back; a teacher left
UNCHECKED = (7, 8, 9)
YEAR = 365
SETTLED = ("regulations", "specialties", "groups")  # there before any quarter that is shown


def make_sample_entries() -> int:
    """Returns how many entries were made: none where there are some already. A second run changes nothing."""
    if Entry.objects.exists():
        return 0
    chance = random.Random(SEED)
    schools = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, withdrawn_at__isnull=True)
    places = [
        (school, Place(number, school.short, clock.today(), random.Random(SEED + number)))
        for number, school in enumerate(schools.order_by("order", "id"))
    ]
    for register in Register.objects.filter(key__in=SAMPLES, withdrawn_at__isnull=True):
        entries = [entry for school, place in places for entry in _put(register, school, place)]
        _date(register, entries, chance)
        _confirm(register, places)
    _let_one_go(places)
    return Entry.objects.count()


def _put(register: Register, school: Organisation, place: Place) -> Sequence[Entry]:
    """By the school's office, all at once."""
    office = memberships_today().filter(organisation=school, role="office").order_by("id").first()
    given = [PutRow(None, values) for values in SAMPLES[register.key](place)]
    if not given or office is None:
        return ()
    by = actor_for(office)
    return actions.put_entries(register=register, organisation=school, rows=given, by=by).added


def _date(register: Register, entries: Sequence[Entry], chance: random.Random) -> None:
    """Entered over the last three years, as if the site had been at work so long; only sample rows are dated."""
    for entry in entries:
        back = 3 * YEAR + 90 if register.key in SETTLED else chance.randrange(20, 3 * YEAR + 120)
        entry.since = clock.today() - dt.timedelta(days=back)
    Entry.objects.bulk_update(entries, ["since"], batch_size=500)
    if register.has_stages:
        note_sample_stages(register=register, entries=entries, seed=chance.randrange(1000), by=system_actor())


@acts.act("registers.note_sample_stages", who=only_within_an_act, under="register")
def note_sample_stages(*, register: Register, entries: Sequence[Entry], seed: int, by: Actor) -> None:
    """What became of sample projects: set up, under way, accepted, recognised, some past their validity."""
    chance, rows = random.Random(seed), []
    for entry in entries:
        begun = clock.today() - dt.timedelta(days=chance.randrange(100, 4 * YEAR))
        rows += _life(entry, begun, chance)
    ProjectStage.objects.bulk_create(rows, batch_size=500)
    acts.note_bulk("stages", [[row.entry.public_id, row.kind, row.level, row.on.isoformat()] for row in rows])


def _life(entry: Entry, begun: dt.date, chance: random.Random) -> list[ProjectStage]:
    """Three years from the beginning to recognition where it comes to that; the level it was set up at."""
    level = chance.choices((Level.SCHOOL, Level.CITY, Level.PROVINCE), (5, 4, 1))[0]
    steps = (
        (StageKind.SET_UP, 0),
        (StageKind.MID_TERM, 300),
        (StageKind.ACCEPTED, 600),
        (StageKind.RECOGNISED, 640),
    )
    reached = chance.choice((1, 2, 4, 4))
    found = []
    for kind, days in steps[:reached]:
        on = begun + dt.timedelta(days=days)
        if on > clock.today():
            break
        lasts = kind == StageKind.RECOGNISED
        found.append(
            ProjectStage(
                entry=entry,
                kind=kind,
                level=level,
                on=on,
                by_whom="示例教育局" if level != Level.SCHOOL else "本校",
                document_number=f"示例〔{on.year}〕{chance.randrange(1, 90)}号",
                valid_until=on + dt.timedelta(days=2 * YEAR) if lasts else None,
                noted_by="示例",
            )
        )
    return found


def _confirm(register: Register, places: Sequence[tuple[Organisation, Place]]) -> None:
    """Most schools have confirmed, their bureaus have checked most of those; one entry came back."""
    drafts = Entry.objects.filter(register=register, state=EntryState.DRAFT)
    ready = [school for school, place in places if place.number != DRAFTS]
    confirmed = list(drafts.filter(organisation__in=ready))
    if not confirmed:
        return
    by = system_actor()
    actions.confirm_entries(register=register, entries=confirmed, by=by)
    checked = [school for school, place in places if place.number not in (DRAFTS, *UNCHECKED)]
    rows = [entry for entry in confirmed if entry.organisation in checked]
    if rows:
        actions.check_entries(register=register, entries=rows, by=by)
    Entry.objects.filter(register=register).exclude(confirmed_by="").update(confirmed_by="示例·项目办")
    Entry.objects.filter(register=register).exclude(checked_by="").update(checked_by="示例·教育局经办")
    sent_back = next((entry for entry in confirmed if entry.organisation == places[RETURNED][0]), None)
    if register.key == "teams" and sent_back is not None:
        reason = "成员的职称和双师等级没有填全，请补齐后再确认（示例）。"
        actions.return_entries(register=register, entries=[sent_back], reason=reason, by=by)


def _let_one_go(places: Sequence[tuple[Organisation, Place]]) -> None:
    """A teacher who left."""
    schools = [school for school, place in places if place.number == LEFT]
    rows = Entry.objects.filter(register__key="teachers", organisation__in=schools)
    entry = rows.order_by("-pk").first()
    if entry is not None:
        on = clock.today() - dt.timedelta(days=10)
        words = "调到外地学校（示例）"
        actions.end_entry(
            entry=entry, kind=EndKind.LEFT, on=on, words=words, by=system_actor(), version=entry.version
        )
