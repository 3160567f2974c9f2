"""Letting the order desk have the word while it waits for an answer."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.requests import NEXT_REQUEST, RequestPolicy

SLOT = "desk"
ANSWER = "action_desk_answer"
RESUME = "action_desk_resume"
LEAVING = frozenset({"goodbye", "talk_to_person"})
"""Who says this is not asked again."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class DeskPolicy(RequestPolicy):
    """Rasa's rules; but what is said while the order desk waits for an answer goes to the desk first.

    Where the desk finds no answer in it, it rejects the message: rules and stories then answer it as they would have,
    and after that the desk asks again what stands open. Like Rasa's forms, but for any question the desk may ask, so
    that neither rules nor stories have to tell of interruptions. Further requests of one message wait until the desk
    has nothing open.
    """

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the next action (see the parent class)."""
        if ANSWER not in domain.action_names_or_texts:
            return super().predict_action_probabilities(tracker, domain, rule_only_data, **kwargs)
        form = tracker.get_slot(SLOT) or {}
        asking, ran = bool(form.get("asking")), _since_message(tracker)
        actions = [event.action_name for event in ran if isinstance(event, ActionExecuted)]
        rejected = any(isinstance(event, ActionExecutionRejected) for event in ran)
        if tracker.latest_message is None or (not actions and not rejected and not asking):
            return super().predict_action_probabilities(tracker, domain, rule_only_data, **kwargs)
        if not actions and not rejected:
            return self._only(ANSWER, tracker, domain)
        if actions[-1:] in ([ANSWER], [RESUME]):
            return self._only(ACTION_LISTEN_NAME if asking or not form.get("later") else NEXT_REQUEST, tracker, domain)
        prediction = super().predict_action_probabilities(tracker, domain, rule_only_data, **kwargs)
        if not prediction.max_confidence:
            return prediction
        best = domain.action_names_or_texts[prediction.probabilities.index(prediction.max_confidence)]
        if best not in (ACTION_LISTEN_NAME, NEXT_REQUEST):
            return prediction
        if asking:
            leaving = tracker.latest_message.intent.get("name") in LEAVING
            return self._only(RESUME if rejected and not leaving else ACTION_LISTEN_NAME, tracker, domain)
        return self._only(NEXT_REQUEST, tracker, domain) if form.get("later") else prediction

    def _only(self, action: str, tracker: DialogueStateTracker, domain: Domain) -> PolicyPrediction:
        return self._prediction(self._prediction_result(action, tracker, domain))


def _since_message(tracker: DialogueStateTracker) -> list[Event]:
    """What happened since the customer last spoke, in order."""
    return list(takewhile(lambda event: not isinstance(event, UserUttered), reversed(tracker.events)))[::-1]
