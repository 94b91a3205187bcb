"""Who may what with recommendations and promotions. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Decision
from luoshi.selection.review.permissions import can_close_review
from luoshi.selection.two_persons import is_another

from .lower import looked_over_by
from .models import Promotion, Recommendation, UpperResult
from .queries import recommendations_visible_to
from .states import RecommendationState


def can_recommend(actor: Actor, call: Call) -> bool:
    """Officers of the bureau whose call it is, none of them conflicted with something of it."""
    return can_close_review(actor, call)


def can_run_recommendation(actor: Actor, recommendation: Recommendation) -> bool:
    return can_recommend(actor, recommendation.call)


def can_see_recommendation(actor: Actor, recommendation: Recommendation) -> bool:
    return recommendations_visible_to(actor).filter(pk=recommendation.pk).exists()


def is_alone(actor: Actor, recommendation: Recommendation) -> bool:
    """Whether he did the step before, so that the next takes another person: who entered the decision does not send,
    who sent does not write down what came back (controls SE-05).
    """
    drawn = recommendation.state == RecommendationState.DRAWN
    before = recommendation.decision.entered_by if drawn else recommendation.sent_by
    return before is not None and not is_another(actor, before)


def can_undo_upward_decision(actor: Actor, decision: Decision) -> bool:
    return can_recommend(actor, decision.call)


def can_undo_upper_result(actor: Actor, upper: UpperResult) -> bool:
    return can_recommend(actor, upper.recommendation.call)


def can_take_back_promotion(actor: Actor, promotion: Promotion) -> bool:
    """The officers of the lower selection, who sent it up."""
    return can_recommend(actor, promotion.result.call)


def can_urge_lower(actor: Actor, call: Call) -> bool:
    """Officers of the bureau, and of a county for its schools."""
    return actor.may("run_selections") and looked_over_by(actor).filter(pk=call.pk).exists()


RECOMMENDATION_WHO: dict[str, Any] = {
    "recommendation.decide_upward": can_recommend,
    "recommendation.undo_upward_decision": can_undo_upward_decision,
    "recommendation.draw_up": can_recommend,
    "recommendation.renew": can_run_recommendation,
    "recommendation.print_letter": can_run_recommendation,
    "recommendation.fetch_letter": can_see_recommendation,
    "recommendation.note_stamped": can_run_recommendation,
    "recommendation.send": can_run_recommendation,
    "recommendation.unsend": can_run_recommendation,
    "recommendation.recall": can_run_recommendation,
    "recommendation.restore": can_run_recommendation,
    "recommendation.note_upper_results": can_run_recommendation,
    "recommendation.check_upper_results": can_run_recommendation,
    "recommendation.undo_upper_result": can_undo_upper_result,
    "recommendation.name_upper_call": can_recommend,
    "recommendation.promote": can_recommend,
    "recommendation.take_back_promotion": can_take_back_promotion,
    "recommendation.urge_lower": can_urge_lower,
}
