"""Objects of selections in the test world: see `things`."""

from __future__ import annotations

from typing import Any

from luoshi.common.dataforms.models import AnswerFile
from luoshi.home.world_recognition import CODE
from luoshi.selection.applying.models import Application, Material, OfficerConflict, Person
from luoshi.selection.archive.models import Package
from luoshi.selection.models import Call, Extension, Kind, Proposal
from luoshi.selection.outcome.models import Decision
from luoshi.selection.recognition.models import Announcement, Award, Revocation
from luoshi.selection.recommendation.models import Promotion, Recommendation, UpperResult

OF_SELECTION: dict[str, Any] = {
    "selection": Call,
    "selection_kind": Kind,
    "call_extension": Extension,
    "call_proposal": Proposal,
    "selection_call": Call,
    "selection_application": Application,
    "naming_application": Application,
    "applied_person": Person,
    "applied_material": Material,
    "applied_file": AnswerFile,
    "officer_conflict": OfficerConflict,
    "award": Award,
    "award_revocation": Revocation,
    "recognition_call": Call,
    "announced_call": Call,
    "announcement_version": Announcement,
    "public_announcement": Announcement,
    "packed_call": Call,
    "selection_package": Package,
    "recommended_call": Call,
    "upper_call": Call,
    "recommendation": Recommendation,
    "upward_decision": Decision,
    "upper_result": UpperResult,
    "promotion": Promotion,
}
ABOVE_OF_SELECTION: dict[str, dict[str, Any]] = {
    "applied_person": {"selection_application": "application"},
    "applied_material": {"selection_application": "application"},
    "applied_file": {
        "selection_application": lambda file: Application.objects.get(public_id=file.answer.about_id)
    },
}
PLAIN_OF_SELECTION = {
    "section": "ending",
    "about": "organisation",
    "certificate_code": CODE,
    "upper_level": "province",
    "material_item": "report",
}
