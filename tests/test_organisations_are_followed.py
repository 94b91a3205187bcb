"""Whatever points to an organisation goes along when it merges, keeps it from merging, or is history, said so here.

Whoever adds such a key finds it named here: then it enters a stage's FOLLOWED (`accounts.following`), or one of the two
tables below with the reason (docs/recipes/hand-over.md).
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from django.apps import apps

import luoshi
from luoshi.accounts.following import OPEN_LISTS, Followed
from luoshi.accounts.models import Organisation
from luoshi.common.stages import REACH_LATER, installed

BY_HAND = {  # the act or a stage's own function sees to it; each has a test beside it
    "accounts.Placement.organisation": "accounts.merging closes the old one where it stands",
    "accounts.Placement.parent": "accounts.merging puts what stood below the old one below the new one",
    "accounts.Membership.organisation": "accounts.merging carries every post on",
    "accounts.Membership.section": "accounts.merging carries every post on",
    "accounts.PlannedChange.organisation": "keeps an organisation from being merged or closed before its day",
    "accounts.Succession.old": "is the merger itself",
    "accounts.Succession.new": "is the merger itself",
    "register_imports.ListImport.organisation": "registers.importing ends what is unfinished",
    "undertakings.Duty.organisation": "undertakings.merging leaves one duty a task",
    "undertakings.Duty.led_by": "undertakings.merging",
    "undertakings.Work.organisation": "undertakings.merging makes the works of the duties that came",
    "undertakings.ChangeRequest.organisation": "under way, it keeps the organisation from merging",
    "undertakings.RequestPart.organisation": "under way, the request keeps the organisation from merging",
    "undertakings.RequestPart.led_after": "who is to lead is one of the parts",
    "evidence.Evidence.organisation": "evidence.merging moves the whole library",
    "evidence.EvidenceUse.organisation": "evidence.merging, with the library",
    "rounds.Application.organisation": "under way, it keeps the organisation from merging",
    "workplans.Workplan.organisation": "under way, it keeps the organisation from merging; else it is an earlier plan",
    "progress.PeriodicReport.organisation": "under way, it keeps the organisation from merging; else it is history",
    "progress.ProgressUpdate.organisation": "stays with the workplan it is about, an earlier plan after a merger",
    "registers.Entry.organisation": "registers.following moves open entries with their answers; twins become one",
    "indicators.Seat.organisation": "indicators.moving: merged, it counts nowhere from that period on",
    "indicators.Rollup.organisation": "indicators.moving takes away what no longer counts there",
    "indicators.IdentityCount.organisation": "indicators.moving, with the roll-up",
    "indicator_entry.FilingSheet.organisation": "under way, it keeps the organisation from merging; else it is history",
    "reports.Report.organisation": "reports.following: the heir reads what the old office made",
    "reports.TemplateVersion.organisation": "reports.following, where the heir has none of that kind",
    "rounds.Wish.led_by": "in an open round it keeps the leading organisation from merging",
}
HISTORY = {  # who it was then, for ever
    "stated_figures.StatedFigure.organisation": "of whom the file spoke then",
    "stated_figures.KnownHeadings.organisation": "what the old office said of its files' columns",
    "accounts.Alias.organisation": "its names; the old ones become former names of the new one",
    "accounts.OrganisationChange.organisation": "its own story",
    "accounts.SecondSupervisor.organisation": "who else supervised it then",
    "notices.Notice.organisation": "who sent it",
    "notices.Unreached.organisation": "where nobody could be told when it was sent",
    "evidence.EvidenceRule.organisation": "the new bureau looks by its own rule, or the one above it",
    "notices.ReminderRule.organisation": "the new bureau has rules of its own, or those of the site",
    "notices.Channel.organisation": "the way out of the old bureau, with its secrets; the new one makes its own",
    "papers.Route.organisation": "the new organisation has routes of its own, short ones by default",
    "papers.Entry.organisation": "where it was decided",
    "money_in_use.FinanceWords.organisation": "how its own lists were read; the new one answers for its own",
    "money_in_use.MoneyReport.organisation": "whose money it was; the new school reports its own from then on",
    "alerts.Alert.organisation": "goes by itself when its facts do; the new school gets its own",
    "alerts.Alert.bureau": "whose rules it was judged by",
    "alerts.AlertRule.organisation": "the new bureau sets its own, or those we begin with hold",
    "alerts.CockpitTerms.organisation": "the new bureau decides for itself",
    "alerts.UpwardPackage.organisation": "who sent it up then",
    "alerts.WeekPage.organisation": "whose week it was",
    "meetings.RaisedStep.organisation": "who said it",
    "meetings.Letter.issuer": "whose number it bears",
    "undertakings.RequestPart.led_before": "who led before",
    "workplans.CityNumber.organisation": "what it was set then; the new one is set its own",
    "rounds.RoundOrganisation.organisation": "who was asked to take part",
    "register_imports.KnownColumns.organisation": "how its own lists were read; the new one answers for its own",
    "registers.Snapshot.organisation": "whose list it was that day",
    "registers.EntryRun.organisation": "who asked for it; what is left of it fails entry by entry, with the reason",
    "rounds.WishRemark.organisation": "who said it",
    "indicators.Indicator.owner": "whose definition it is; the new bureau makes its own or is given them by a pack",
    "indicators.Observation.organisation": "whose figure it was; where it counts is decided by its seat",
    "indicator_entry.PrintedFigure.organisation": "whose figure was printed",
    "reports.Report.place": "what it was about then",
    "indicators.Contribution.organisation": "who held it then",
    "selection.Kind.organisation": "whose kind it is; the new bureau makes its own by copying",
    "selection.Quota.organisation": "what the old one was given; the new one is given its own",
    "applying.Person.organisation": "where the person worked then",
    "applying.Consent.organisation": "who answered then",
    "panel.Tenure.organisation": "where the expert worked then; who carries it on is asked when conflicts are computed",
    "recognition.Award.issuer": "whose number the certificate bears",
    "panel.DisciplineText.organisation": "whose text was signed; the new bureau writes its own",
}


def followed() -> dict[str, Followed]:
    """Every key in a FOLLOWED of some package."""
    found = {OPEN_LISTS.name: OPEN_LISTS}
    for module in pkgutil.walk_packages([str(Path(luoshi.__file__).parent)], "luoshi."):
        if module.name.endswith(".following") and module.name != "luoshi.accounts.following":
            found |= {
                each.name: each for each in getattr(importlib.import_module(module.name), "FOLLOWED", ())
            }
    return found


def keys() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Organisation
    }


def test_every_key_to_an_organisation_has_a_rule_and_only_one() -> None:
    rules = [set(followed()), set(BY_HAND), set(HISTORY)]
    unsaid = keys() - set.union(*rules)
    assert unsaid == set(), "nobody says what becomes of these in a merger: see docs/recipes/hand-over.md"
    assert set.union(*rules) - keys() == set(), "these keys are gone"
    assert sum(map(len, rules)) == len(set.union(*rules)), "a key has two rules"


def test_who_follows_a_merger_also_comes_back() -> None:
    merge, undo = "accounts.merge_organisations", "accounts.undo_organisation_change"
    assert {merge, undo} <= set(REACH_LATER)
    stages = {stage.name: set(stage.after) for stage in installed() if merge in stage.after}
    assert {"accounts", "papers", "filed", "policies", "plans", "undertakings"} <= set(stages)
    only_refuse = {"rounds", "progress"}  # they never let a merger pass that would move something
    assert {name for name, after in stages.items() if undo not in after} <= only_refuse
