"""What a stage offers to the whole. `config/stages.py` lists the stages; `home` and the command line read the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from luoshi.core.fields import Picked

from .actor import Actor

OFFICE = 0  # as `handler` of a line: nobody is named, whoever of the office has a hand free


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One line of the desk: act + object, from whom, due, and the page where it is done.

    pressing: 逾期 | 尽快: where it stands although its date is later or it has none.
    handler: key of the post that has it in hand, or OFFICE; None: the reader himself is asked.
    first: before the others of its group.
    signs: its page lets the reader sign for the message that told of it; about: of a message, the page it leads to.
    """

    title: str
    href: str
    action: str  # what the button says
    source: str = ""  # from whom
    due: Any = None  # date or None
    group: str = "todo"  # todo | read | mine
    pressing: str = ""
    handler: int | None = None
    first: bool = False
    signs: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One search result."""

    kind: str
    title: str
    href: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """A list that people choose from in data forms: `rows` gives what this actor may choose.

    kind: of the fields it fits: organisation, person, entry or evidence.
    file: of a list of files, what is behind one of its ids: the stored file and its name; None for any other.
    """

    label: str
    kind: str
    rows: Callable[[Actor], Iterable[Picked]]
    file: Callable[[Actor, str], tuple[Any, str] | None] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom and about what a form is filled in, and which field a source is asked for just now.

    memo: what sources looked up once for all fields; shared: once for all organisations that are asked the same
    """

    organisation_id: int | None
    about: Any = None
    memo: dict[str, Any] = field(default_factory=dict, compare=False)
    shared: dict[str, Any] = field(default_factory=dict, compare=False)
    wanted: Any = None  # the field


@dataclass(frozen=True, slots=True)
class Told:
    """A value whose source says more than its label: of which period it is."""

    value: Any
    label: str


@dataclass(frozen=True, slots=True)
class Prefill:
    """A source that data forms take a value from instead of asking again; None where it knows nothing.

    label: shown beside the value; kinds: of the fields it fits. The value is canonical (luoshi.core.fields.model),
    or a `Told` of one.
    """

    label: str
    kinds: frozenset[str]
    value: Callable[[Actor, Asked], Any]


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that must always hold. `check` yields (object in words, what is wrong) for each violation."""

    code: str
    check: Callable[[], Iterable[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper a stage sends through approval steps; each organisation may have a route of its own for it."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Holding:
    """Something that points to a post: whoever holds it must not go before it has passed to somebody.

    kind: 进行中的导入, 草稿, 责任项 …; post_id: key of the membership it points to; due: date or None.
    `blocks`: the post cannot be left while it is there; a draft, say, does not block. `text`: what the successor gets
    to read of it besides its title (what was typed into a draft).
    """

    kind: str
    title: str
    post_id: int
    href: str = ""
    due: Any = None
    blocks: bool = True
    text: str = ""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What one stage passed on, for the package and the log."""

    items: tuple[Holding, ...] = ()


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something that is due, and who owes it. `notices` decides by its rules on which working days it reminds whom.

    key: names what is due for ever (`duty-report:<public id>:2026Q4`); with the date and the rule it makes each
    reminder go out once. to: memberships that owe it now. above: memberships of the next level, for escalation; left
    empty, `notices` takes the next post up in the same organisation. href: a path of this site.
    """

    key: str
    title: str
    due: Any  # date
    to: tuple[Any, ...]
    kind: str = "due"
    href: str = ""
    body: str = ""
    about: Any = None  # the row it is about; only whoever may see it is told
    above: tuple[Any, ...] = ()
    plan: str = ""  # public id of the plan it belongs to: where that has rules of its own, they hold instead


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that ought to be shown by evidence.

    organisation: key of whose it is; keys: public ids of the rows (of the one kind) whose evidence counts for it;
    since: what happened before that day is too old to show it; state: how far it has come, in words; sort: what it is;
    also: (kind, public id) of rows of other kinds whose evidence counts for it too.
    """

    organisation: int
    title: str
    href: str
    keys: tuple[str, ...]
    since: Any = None  # date or None
    state: str = ""
    sort: str = "责任项"
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Citing:
    """A kind of row that cites evidence: what it is called, which rows the actor sees, title and page of one.

    claims: what of this kind ought to be shown by these organisations (keys), as far as the actor sees it.
    keeps: why a row (as stored) keeps its evidence now; empty where it may be taken out.
    """

    label: str
    visible: Callable[[Actor], Any]
    title: Callable[[Any], str]
    href: Callable[[Any], str]
    claims: Callable[[Actor, list[int]], Iterable[Claim]] | None = None
    keeps: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class FormUse:
    """A place where a form is filled in, in words, and the page where the reader finds what was filled in."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the process, as the others may use it. Fields are added with the issue that fills them."""

    name: str
    pack: tuple[Any, ...] = ()  # sections of packs this stage owns
    desk: Callable[[Actor], Iterable[DeskItem]] | None = None
    search: Callable[[Actor, str], Iterable[Found]] | None = None
    panels: dict[str, Callable[..., Any]] = field(
        default_factory=dict
    )  # page -> function giving a panel's context
    pick: dict[str, Pick] = field(default_factory=dict)  # name -> list for data forms
    prefill: dict[str, Prefill] = field(default_factory=dict)  # name -> source for data forms
    # sources that are data of the site (registers, indicators), as far as this actor may name them
    sources: Callable[[Actor], dict[str, Prefill]] | None = None
    # how many organisations the forms of an owner (its key) are asked of
    fills_forms: Callable[[int], int] | None = None
    # where a form (its definition) is filled in, as this actor may see it
    uses_forms: Callable[[Any, Actor], Iterable[FormUse]] | None = None
    # why a form (definition) must not come into force so (Form, steps from the one before), a sentence each
    refuses_form: Callable[[Any, Any, Any], Iterable[str]] | None = None
    ready_forms: tuple[Any, ...] = ()  # `dataforms.builtin.BuiltIn`, to begin a form of one's own from
    takes_forms: str = ""  # how an office has a form of its own filled in here, in words
    papers: tuple[PaperKind, ...] = ()  # kinds of paper it sends through approval steps
    workflows: tuple[Any, ...] = ()  # its tables of moves (`moves.Workflow`), shown on the page 办理规则
    invariants: tuple[Invariant, ...] = ()
    # what points to these posts (a query set of memberships); asked for one post, by the invariant for all gone ones
    holdings: Callable[[Any], Iterable[Holding]] | None = None
    # hand_over(leaving, successor, by): pass all of it on, inside the running act; two memberships and an Actor
    hand_over: Callable[[Any, Any, Actor], HandedOver] | None = None
    # what stands on an organisation and would be touched if it were merged, split or closed
    stands_on: Callable[[Any], Iterable[Holding]] | None = None
    # earlier act -> what this stage does in the same transaction (see `REACH_LATER` and `run_after`)
    after: dict[str, Callable[..., Any]] = field(default_factory=dict)
    demo: Callable[[], None] | None = None
    reminders: Callable[[Any], Iterable[Reminder]] | None = (
        None  # what is due, asked by the tick with today's date
    )
    visible: dict[str, Callable[[Actor], Any]] = field(
        default_factory=dict
    )  # "app.model" -> `…_visible_to`: whoever does not see a row is told nothing about it
    cites: dict[str, Citing] = field(
        default_factory=dict
    )  # "app.model" -> how a place that cites evidence is shown
    # (public id, name) of what this actor's bureau may give reminder rules of its own: its plans
    own_rules: Callable[[Actor], Iterable[tuple[str, str]]] | None = None
    # wins above that stand in no register, by kind of selection, level and since when: the path of each organisation
    wins: Callable[[Any, str, Any], Iterable[str]] | None = None
    # what came of applications at each level, by kinds of selection and since when: key of the application, level, what
    # it won ("" for nothing), on which day, whether that is proved
    prizes: Callable[[Any, Any], Iterable[tuple[int, str, str, Any, bool]]] | None = None
    # stages of register entries (keys) that were noted and not proved: they count for nothing yet
    unproved: Callable[[], Any] | None = None
    # who judges something of this call: posts that are told when it is given up
    judges: Callable[[Any], Iterable[Any]] | None = None
    beat: Callable[[], None] | None = None  # called by the tick once a minute
    sweep: Callable[[], None] | None = (
        None  # removes rows that have had their day; called by the tick, hourly
    )


# The only acts that reach later stages (design, section 1), and what their functions are called with besides `by`.
REACH_LATER = {
    "accounts.place_organisation": ("organisation", "parent", "start"),
    "accounts.merge_organisations": ("change", "old", "new", "on"),
    "accounts.undo_organisation_change": ("change",),
    "accounts.hand_over": ("leaving", "successor"),
    "evidence.withdraw_evidence": ("evidence",),
    "evidence.restore_evidence": ("evidence",),
    "evidence.uncite_evidence": ("use",),
    "undertakings.join_work": ("emptied", "work"),
    "undertakings.separate_duty": ("duty",),
    "registers.note_counted": ("register", "organisations", "at_once"),
    "registers.count_later": ("run", "membership"),
}
_installed: list[Stage] = []


def install(stages: Iterable[Stage]) -> None:
    """Called once at start-up by `config`. Raises ValueError where a stage hangs on an act that reaches nobody."""
    stages = list(stages)
    for stage in stages:
        if unknown := set(stage.after) - set(REACH_LATER):
            raise ValueError(f"{stage.name} hangs on {sorted(unknown)}, which reach no later stage")
    _installed[:] = stages


def run_after(action: str, *, by: Actor, **given: Any) -> dict[str, Any]:
    """Let the later stages follow an act, in the order of the process, inside its transaction.

    A stage that cannot follow raises RuleBroken: then the whole act is undone. Returns what each stage answered.
    """
    if set(given) != set(REACH_LATER[action]):
        raise TypeError(f"{action} gives {REACH_LATER[action]}")
    return {stage.name: stage.after[action](by=by, **given) for stage in _installed if action in stage.after}


def installed() -> list[Stage]:
    return list(_installed)
