"""The rules of one kind of selection. Every field has a default; a limit of 0 is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from luoshi.core.assignment.problem import MixRule
from luoshi.core.conditions import Condition
from luoshi.core.conflicts import Tie
from luoshi.core.scoring import Method, Rubric

MATERIAL_KINDS = ("pdf", "docx", "xlsx", "jpg", "png", "mp4", "zip")  # by content; jpg stands for jpeg too


class BadRules(ValueError):
    """Rules that cannot be used; the message is Chinese and says where."""


class Applicant(StrEnum):
    """Who applies. An application is always filed by an organisation."""

    SCHOOL = "school"
    PERSON = "person"
    TEAM = "team"


class Blindness(StrEnum):
    """none: experts know who applies, applicants may learn who judged; single: applicants never do; double: nor do
    experts see whose it is, they get neutral copies.
    """

    NONE = "none"
    SINGLE = "single"
    DOUBLE = "double"


class Opens(StrEnum):
    """When sealed scores open: once the round is ended by two persons; or by themselves, once all are in."""

    ROUND = "round"
    ALL_IN = "all_in"


class QuotaBy(StrEnum):
    NONE = "none"
    SCHOOL = "school"
    COUNTY = "county"


class About(StrEnum):
    """Whose facts a condition looks at: of each person; of the team as a whole; of what was won before."""

    ORGANISATION = "organisation"
    ENTRY = "entry"
    PERSON = "person"
    TEAM = "team"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Team:
    """least, most: people, the leader among them."""

    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition. words: as people read it; source: the paper it comes from; groups: in which 组别, empty for all;
    veto: who does not meet it cannot apply; otherwise it is shown, and left to the formal check.
    """

    key: str
    words: str
    about: About
    test: Condition
    source: str = ""
    groups: tuple[str, ...] = ()
    veto: bool = True


@dataclass(frozen=True, slots=True)
class QuotaRule:
    """number: for whoever has no quota of its own. raised: what a win in the last call adds; most: to what."""

    by: QuotaBy = QuotaBy.NONE
    number: int = 0
    raised: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Material:
    """One line of the list of materials. most: files. blind: experts of a blind review see a bare copy of it."""

    key: str
    title: str
    required: bool = True
    most: int = 1
    kinds: tuple[str, ...] = ("pdf",)
    megabytes: int = 20
    pages: int = 0
    seconds: int = 0
    words: int = 0
    blind: bool = True


@dataclass(frozen=True, slots=True)
class Statement:
    """A commitment to be ticked, or an opinion page."""

    key: str
    title: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the formal check."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Panel:
    """need: experts for each application; most: applications of one expert; years: how long a former employer binds;
    counted: which ties bar (the own application always); mix: of each application's experts, by group.
    """

    need: int = 3
    most: int = 30
    years: int = 3
    counted: frozenset[Tie] = frozenset(Tie)
    mix: tuple[MixRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """等次, the best first. number: how many; percent: of all accepted (of each 组别); both 0: no limit."""

    key: str
    title: str
    number: int = 0
    percent: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a new call is prefilled with. month: usually opened in (0: any); days before the end by which schools and
    counties pass theirs on.
    """

    month: int = 0
    open_days: int = 30
    school_days: int = 7
    county_days: int = 3


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of the papers that come of it; empty ones are those shipped (`wording.SHIPPED`).

    certificate: before the honour; closing: after it. title, notice: of the 公布 notice.
    """

    certificate: str = ""
    closing: str = ""
    title: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """register: entries one may apply with. form_hides: form fields that experts of a blind review never see.
    experts_named: applicants read with the result who judged (only where `blindness` is none).
    correction_days, notice_days, own_notice_days: working days. valid_months 0: for ever; build_months 0: none.
    next_level: to which level the best are recommended; next_number: how many may go up, in each 组别 (0: no limit).
    """

    applicant: Applicant = Applicant.SCHOOL
    register: str = ""
    group_titles: tuple[str, ...] = ()
    team: Team = Team()
    conditions: tuple[Requirement, ...] = ()
    quota: QuotaRule = QuotaRule()
    materials: tuple[Material, ...] = ()
    form_hides: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    opinions: tuple[Statement, ...] = ()
    own_selection: bool = False
    own_notice_days: int = 5
    checks: tuple[Check, ...] = ()
    correction_days: int = 3
    blindness: Blindness = Blindness.NONE
    experts_named: bool = False
    opens: Opens = Opens.ROUND
    rubric: Rubric | None = None
    method: Method = field(default_factory=Method)
    panel: Panel = Panel()
    levels: tuple[Level, ...] = ()
    valid_months: int = 0
    build_months: int = 0
    notice_days: int = 5
    objection_signed: bool = True
    next_level: str = ""
    next_number: int = 0
    calendar: Calendar = Calendar()
    wording: Wording = Wording()

    def material(self, key: str) -> Material | None:
        return next((each for each in self.materials if each.key == key), None)

    def requirements(self, group: str = "") -> tuple[Requirement, ...]:
        """Those that bind in this 组别."""
        return tuple(each for each in self.conditions if not each.groups or group in each.groups)
