"""The stages in the order of the process, the common ground first."""

from luoshi.accounts.stage import STAGE as ACCOUNTS
from luoshi.common.stage import STAGE as COMMON
from luoshi.evidence.binders.stage import STAGE as BINDERS
from luoshi.evidence.stage import STAGE as EVIDENCE
from luoshi.home.stage import STAGE as HOME
from luoshi.indicators.alerts.stage import STAGE as ALERTS
from luoshi.indicators.entry.stage import STAGE as INDICATOR_ENTRY
from luoshi.indicators.stage import STAGE as INDICATORS
from luoshi.indicators.stated.stage import STAGE as STATED_FIGURES
from luoshi.notices.stage import STAGE as NOTICES
from luoshi.papers.filed.stage import STAGE as FILED
from luoshi.papers.stage import STAGE as PAPERS
from luoshi.plans.stage import STAGE as PLANS
from luoshi.policies.stage import STAGE as POLICIES
from luoshi.progress.meetings.stage import STAGE as MEETINGS
from luoshi.progress.money.stage import STAGE as MONEY
from luoshi.progress.returns.stage import STAGE as RETURNS
from luoshi.progress.stage import STAGE as PROGRESS
from luoshi.registers.importing.stage import STAGE as REGISTER_IMPORTS
from luoshi.registers.stage import STAGE as REGISTERS
from luoshi.reports.stage import STAGE as REPORTS
from luoshi.selection.applying.stage import STAGE as APPLYING
from luoshi.selection.archive.stage import STAGE as ARCHIVE
from luoshi.selection.outcome.stage import STAGE as OUTCOME
from luoshi.selection.panel.stage import STAGE as PANEL
from luoshi.selection.recognition.stage import STAGE as RECOGNITION
from luoshi.selection.recommendation.stage import STAGE as RECOMMENDATION
from luoshi.selection.review.stage import STAGE as REVIEW
from luoshi.selection.stage import STAGE as SELECTION
from luoshi.undertakings.rounds.stage import STAGE as ROUNDS
from luoshi.undertakings.stage import STAGE as UNDERTAKINGS
from luoshi.workplans.reading.stage import STAGE as PLAN_READINGS
from luoshi.workplans.stage import STAGE as WORKPLANS

STAGES = [
    COMMON,
    ACCOUNTS,
    NOTICES,
    PAPERS,
    FILED,
    EVIDENCE,
    BINDERS,
    POLICIES,
    PLANS,
    UNDERTAKINGS,
    ROUNDS,
    WORKPLANS,
    PLAN_READINGS,
    PROGRESS,
    MONEY,
    RETURNS,
    MEETINGS,
    REGISTERS,
    REGISTER_IMPORTS,
    INDICATORS,
    INDICATOR_ENTRY,
    STATED_FIGURES,
    ALERTS,
    SELECTION,
    APPLYING,
    PANEL,
    REVIEW,
    OUTCOME,
    RECOGNITION,
    ARCHIVE,
    RECOMMENDATION,
    REPORTS,
    HOME,
]
