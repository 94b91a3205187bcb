"""The objects of the world as addresses ask for them: own, foreign, nonexistent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from luoshi.accounts.actions import issue_ticket
from luoshi.accounts.models import (
    Handover,
    ListUpload,
    Membership,
    Organisation,
    OrganisationChange,
    PlannedChange,
    Session,
    User,
)
from luoshi.accounts.queries import hash_of
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.models import AnswerFile, FormDefinition, FormVersion
from luoshi.common.ids import new_public_id
from luoshi.evidence.binders.models import Binder, ChecklistReading, Folder, Making
from luoshi.evidence.models import Evidence, EvidenceUpload, EvidenceUse
from luoshi.indicators.alerts.models import Alert, UpwardPackage, WeekPage
from luoshi.indicators.entry.models import Filing, FilingSheet, PrintedFigure, SheetLine
from luoshi.indicators.models import Indicator
from luoshi.indicators.stated.models import StatedFigure, StatedSource
from luoshi.notices.models import (
    Channel,
    Delivery,
    InHouse,
    Letter,
    Notice,
    NoticeFile,
    PhoneCall,
    Wish,
)
from luoshi.papers.filed.models import FiledPaper, ScanBatch, ScanPage
from luoshi.papers.models import Approval, Brief, BriefFile, Delegation, Entry, EntryFile, Route, SendingFile
from luoshi.plans.models import Area, PackVersion, Plan, PlanDate, Target, Task
from luoshi.policies.models import Clause, Finding, PolicyDocument, Reading, ReadingFile
from luoshi.progress.meetings.models import (
    AgendaItem,
    Case,
    Meeting,
    MeetingFile,
    Raised,
    RaisedStep,
    Resolution,
)
from luoshi.progress.meetings.models import Letter as SupervisionLetter
from luoshi.progress.models import PeriodicReport, ProgressUpdate, ReportPeriod
from luoshi.progress.money.models import MoneyReport
from luoshi.progress.returns.models import Return, ReturnSheet
from luoshi.registers.models import Entry as RegisterEntry
from luoshi.reports.models import Report, TemplateVersion
from luoshi.undertakings.models import ChangeRequest, Duty, RequestFile
from luoshi.undertakings.rounds.models import Application, Round, RoundTask
from luoshi.undertakings.rounds.models import Wish as RoundWish
from luoshi.workplans.models import Milestone, Workplan, WorkplanFile, WorkplanPart
from luoshi.workplans.reading.models import PlanReading
from tests.access.expect_panel import PANEL_THINGS

from .things_registers import REGISTER_MODELS
from .things_review import REVIEW_MODELS, REVIEW_PLAIN
from .things_selection import ABOVE_OF_SELECTION, OF_SELECTION, PLAIN_OF_SELECTION

# Kind → (model, attribute of the row that leads to the object whose visibility it shares, kind of that object).
PARTS: dict[str, tuple[Any, str, str]] = {
    "finding": (Finding, "reading", "reading"),
}
# Kind → model, for forms that need the row (its version, say).
MODELS: dict[str, Any] = {
    "reading": Reading,
    "finding": Finding,
    "file": ReadingFile,
    "plan": Plan,
    "area": Area,
    "task": Task,
    "target": Target,
    "date": PlanDate,
    "duty": Duty,
    "version": PackVersion,
    "document": PolicyDocument,
    "clause": Clause,
    "person": Membership,
    "post": Membership,
    "user": User,
    "session": Session,
    "filed_paper": FiledPaper,
    "evidence": Evidence,
    "evidence_use": EvidenceUse,
    "evidence_upload": EvidenceUpload,
    "binder": Binder,
    "binder_folder": Folder,
    "binder_file": Making,
    "binder_checklist": ChecklistReading,
    "scan_batch": ScanBatch,
    "scan_page": ScanPage,
    "notice": Notice,
    "handover": Handover,
    "list": ListUpload,
    "organisation": Organisation,
    "change": OrganisationChange,
    "planned": PlannedChange,
    "approval": Approval,
    "entry": Entry,
    "entry_file": EntryFile,
    "sending_file": SendingFile,
    "brief": Brief,
    "brief_file": BriefFile,
    "change_request": ChangeRequest,
    "round": Round,
    "round_task": RoundTask,
    "application": Application,
    "round_wish": RoundWish,
    **OF_SELECTION,
    "request_file": RequestFile,
    "workplan": Workplan,
    "plan_reading": PlanReading,
    "money_report": MoneyReport,
    "indicator": Indicator,
    "filing": Filing,
    "filing_sheet": FilingSheet,
    "filing_line": SheetLine,
    "filing_use": EvidenceUse,
    "printed_figure": PrintedFigure,
    "stated_source": StatedSource,
    "stated_figure": StatedFigure,
    "ad_hoc_return": Return,
    "return_sheet": ReturnSheet,
    "return_file": AnswerFile,
    "meeting": Meeting,
    "agenda_item": AgendaItem,
    "meeting_file": MeetingFile,
    "resolution": Resolution,
    "raised": Raised,
    "raised_step": RaisedStep,
    "case": Case,
    "supervision_letter": SupervisionLetter,
    "alert": Alert,
    "week_page": WeekPage,
    "upward_package": UpwardPackage,
    "made_report": Report,
    "template_version": TemplateVersion,
    "resolution_use": EvidenceUse,
    **REGISTER_MODELS,
    "workplan_part": WorkplanPart,
    "milestone": Milestone,
    "workplan_file": WorkplanFile,
    "update": ProgressUpdate,
    "report": PeriodicReport,
    "report_period": ReportPeriod,
    "update_use": EvidenceUse,
    "profile_file": AnswerFile,
    "asked_file": AnswerFile,
    "wish_file": AnswerFile,
    "route": Route,
    "delegation": Delegation,
    "school": Organisation,
    "form": FormDefinition,
    "form_version": FormVersion,
    "sent": Notice,
    "attachment": NoticeFile,
    "delivery": Delivery,
    "call": PhoneCall,
    "channel": Channel,
    "letter": Letter,
    "machine": InHouse,
    **PANEL_THINGS,
    **REVIEW_MODELS,
}
# Kind → {kind above it: attribute or function that leads there}; an address that names both must name a pair.
ABOVE: dict[str, dict[str, Any]] = {
    "finding": {"reading": "reading"},
    "file": {"document": "document"},
    "area": {"plan": "plan"},
    "task": {"plan": "plan"},
    "target": {"plan": "plan", "task": "task"},
    "date": {"plan": "plan"},
    "clause": {"document": "document"},
    "duty": {"task": "task"},
    "entry": {"approval": "approval"},
    "entry_file": {"approval": "approval"},
    "sending_file": {"approval": "approval"},
    "brief_file": {"brief": "brief"},
    "evidence_use": {"duty": lambda use: Duty.objects.get(public_id=use.about_id)},
    "update_use": {"update": lambda use: ProgressUpdate.objects.get(public_id=use.about_id)},
    "form_version": {"form": "definition"},
    "attachment": {"notice": "notice"},
    "request_file": {"change_request": "request"},
    "workplan_file": {"workplan": "workplan"},
    "agenda_item": {"meeting": "meeting"},
    "meeting_file": {"meeting": "meeting"},
    "raised_step": {"raised": "raised"},
    "resolution_use": {"resolution": lambda use: Resolution.objects.get(public_id=use.about_id)},
    "register_snapshot": {"register": "register"},
    "register_stage": {"register_entry": "entry"},
    "register_join": {"register_entry": "entry"},
    "filing_use": {"filing_line": lambda use: SheetLine.objects.get(public_id=use.about_id)},
    "register_use": {"register_entry": lambda use: RegisterEntry.objects.get(public_id=use.about_id)},
    "register_entry_file": {
        "register_entry": lambda file: RegisterEntry.objects.get(public_id=file.answer.about_id)
    },
    "profile_file": {"school": lambda file: Organisation.objects.get(pk=file.answer.organisation_id)},
    "asked_file": {"change_request": lambda file: ChangeRequest.objects.get(public_id=file.answer.about_id)},
    "return_file": {"return_sheet": lambda file: ReturnSheet.objects.get(public_id=file.answer.about_id)},
    **ABOVE_OF_SELECTION,
    "wish_file": {"wish": lambda file: RoundWish.objects.get(public_id=file.answer.about_id)},
}
# The name of a parameter in an address → kind, where the two differ.
KIND_OF_PARAM = {"part": "target", "wish": "round_wish"}
SECRET = "the-secret-of-a-link"
PLAIN = {
    "form": "people",
    "what": "second-name",
    "kind": "target",
    "paper_kind": "brief",
    "channel_kind": "webhook",
    "secret": SECRET,
    "order": "0",
    "cast": "city-officer",
    "path": "f1",
    "figure": "done",
    "number": "0",
    "check_rule": "doubled",
    **REVIEW_PLAIN,
    **PLAIN_OF_SELECTION,
}  # what names no object
TWO_BROWSERS = ("city-officer", "school-head")


@dataclass(frozen=True)
class Thing:
    """One object of the world: who sees it, and the ids of what stands above it."""

    kind: str
    id: str
    visible_to: frozenset[str]
    above: dict[str, str] = field(default_factory=dict, hash=False, compare=False)

    @property
    def row(self) -> Any:
        return MODELS[self.kind].objects.get(public_id=self.id)


class Things:
    """All objects by kind, and the addresses of a route made with them."""

    def __init__(self, world: dict[str, Any]) -> None:
        self.by_kind: dict[str, list[Thing]] = {}
        for each in world["objects"]:
            self._add(each["type"], each["id"], frozenset(each["visible_to"]))
        for kind, (model, attribute, of_kind) in PARTS.items():
            seers = {thing.id: thing.visible_to for thing in self.by_kind.get(of_kind, ())}
            for row in (
                model.objects.filter(**{f"{attribute}__isnull": False})
                .order_by("pk")
                .select_related(attribute)
            ):
                self._add(kind, row.public_id, seers[getattr(row, attribute).public_id])
        self._add_accounts()
        self._add_sessions()

    def _add_accounts(self) -> None:
        """Users and posts, for the two administrators above them; and a link for setting a password."""
        for person in list(self.by_kind["person"]):
            admins = person.visible_to & {"system-admin", "security-admin"}
            self._add("post", person.id, admins & {"security-admin"})
            self._add("user", person.row.user.public_id, admins)
        stranger = self.by_kind["person"][-1].row.user
        Wish.objects.create(user=stranger, feed_hash=hash_of(SECRET), feed_made_at=clock.now())
        issue_ticket(user=stranger, purpose="invitation", secret=SECRET, by=system_actor())

    def _add_sessions(self) -> None:
        """A second browser of two people."""
        for key in TWO_BROWSERS:
            assert Client().post(f"/sign-in/as/{key}/").status_code == 302
            user = User.objects.get(cast_key=key)
            session = Session.objects.filter(user_id_hint=user.pk).order_by("started_at").last()
            self._add("session", session.public_id, frozenset({key}))

    def _add(self, kind: str, public_id: str, seers: frozenset[str]) -> None:
        above = {}
        if kind in ABOVE:
            row = MODELS[kind].objects.get(public_id=public_id)
            found = {
                name: leads(row) if callable(leads) else getattr(row, leads)
                for name, leads in ABOVE[kind].items()
            }
            above = {name: row.public_id for name, row in found.items() if row is not None}
        self.by_kind.setdefault(kind, []).append(Thing(kind, public_id, seers, above))

    def visible(self, kind: str, key: str) -> Thing | None:
        return next((thing for thing in self.by_kind.get(kind, ()) if key in thing.visible_to), None)

    def foreign(self, kind: str, key: str) -> Thing | None:
        return next((thing for thing in self.by_kind.get(kind, ()) if key not in thing.visible_to), None)

    def own_ids(self, route: dict[str, Any], key: str) -> dict[str, str] | None:
        """Values of the route's parameters, all of them visible to `key`; None where it sees no such object."""
        return self._filled(route, {}, key)

    def row(self, route: dict[str, Any], ids: dict[str, str]) -> Any:
        """The row the last parameter names; None where nothing has this id or the route names no object."""
        for param in reversed(object_params(route)):
            if kind_of(param) in MODELS:
                return MODELS[kind_of(param)].objects.filter(public_id=ids[param["name"]]).first()
        return None

    def foreign_ids(self, route: dict[str, Any], key: str) -> Iterator[dict[str, str]]:
        """For each parameter in turn: this one foreign with what truly stands above it, the others as fit."""
        for param in object_params(route):
            thing = self.foreign(kind_of(param), key)
            filled = self._filled(route, {param["name"]: thing}, key, strict=False) if thing else None
            if filled:
                yield filled
        yield from self._crossed(route, key)

    def _crossed(self, route: dict[str, Any], key: str) -> Iterator[dict[str, str]]:
        """A foreign part under an own whole, and the other way round."""
        params, own = object_params(route), self.own_ids(route, key)
        for param in params if own and len(params) > 1 else ():
            thing = self.foreign(kind_of(param), key)
            if thing:
                yield {**own, param["name"]: thing.id}

    def nonexistent_ids(self, route: dict[str, Any], key: str) -> Iterator[dict[str, str]]:
        """Ids that name nothing, each parameter in turn; the others own if there are such, else nothing either."""
        nothing = {param["name"]: _other(param, new_public_id()) for param in route["params"]}
        own = self.own_ids(route, key) or nothing
        for param in object_params(route):
            yield {**own, param["name"]: nothing[param["name"]]}

    def _filled(
        self, route: dict[str, Any], given: dict[str, Thing | None], key: str, strict: bool = True
    ) -> dict[str, str] | None:
        """Ids for all parameters: those `given`, what stands above a chosen one, else anything `key` sees."""
        chosen: dict[str, str] = {}
        above: dict[str, str] = {}
        params = sorted(route["params"], key=lambda p: p["name"] not in given)  # the given ones first
        for param in [*params[: len(given)], *reversed(params[len(given) :])]:
            kind = kind_of(param)
            thing = given.get(param["name"])
            if param["type"] != "public_id":
                chosen[param["name"]] = _other(param, "")
            elif thing is None and kind in above:
                chosen[param["name"]] = above[kind]
            else:
                thing = thing or self._any(kind, key, chosen, strict)
                if thing is None:
                    return None
                chosen[param["name"]] = thing.id
                above |= thing.above
        return chosen

    def _any(self, kind: str, key: str, chosen: dict[str, str], strict: bool) -> Thing | None:
        below = [
            t
            for t in self.by_kind.get(kind, ())
            if not t.above or set(chosen.values()) & set(t.above.values())
        ]
        for thing in [*below, *self.by_kind.get(kind, ())]:
            if key in thing.visible_to:
                return thing
        return None if strict else next(iter(self.by_kind.get(kind, ())), None)


def kind_of(param: dict[str, str]) -> str:
    return KIND_OF_PARAM.get(param["name"], param["name"])


def object_params(route: dict[str, Any]) -> list[dict[str, str]]:
    """The parameters that name an object of the world."""
    return [param for param in route["params"] if param["type"] == "public_id"]


def _other(param: dict[str, str], nothing: str) -> str:
    """A value for a parameter: `nothing` for a public id, or what fits where no object is named."""
    return nothing if param["type"] == "public_id" else PLAIN.get(param["name"], "x")


def address(route: dict[str, Any], ids: dict[str, str]) -> str:
    path: str = route["path"]
    for name, value in ids.items():
        path = path.replace(f"<{name}>", value)
    return path
