"""Answering the requests of one message in turn."""

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.requests import REQUESTS

NEXT_REQUEST = "action_next_request"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class RequestPolicy(RulePolicy):
    """Rasa's rules; but where the customer would be listened to and part of what they said is unanswered, that is next.

    Rules and stories say how one request is answered, and stay as they are. The action puts the next request into the
    conversation as if the customer had said it now, with what is left of ``requests`` beside it.
    """

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the next action (see the parent class)."""
        prediction = super().predict_action_probabilities(tracker, domain, rule_only_data, **kwargs)
        if not _unanswered(tracker) or NEXT_REQUEST not in domain.action_names_or_texts:
            return prediction
        best = domain.action_names_or_texts[prediction.probabilities.index(prediction.max_confidence)]
        if best != ACTION_LISTEN_NAME or not prediction.max_confidence:
            return prediction
        return self._prediction(self._prediction_result(NEXT_REQUEST, tracker, domain))


def _unanswered(tracker: DialogueStateTracker) -> bool:
    message = tracker.latest_message
    return message is not None and len(message.parse_data.get(REQUESTS) or ()) > 1
