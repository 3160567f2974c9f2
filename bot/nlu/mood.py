"""How a customer sounds: ``sentiment`` and ``urgency`` of each message, for whoever answers it.

Learnt from the labelled sentences of ``data/mood`` (docs/understanding.md), in seconds.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from bot.nlu.linear_model import LinearModel, softmax
from bot.nlu.mood_examples import MoodExample, read_examples
from bot.nlu.mood_features import written
from knowledge.sentences.kept import KEPT_VECTORS, KeptVectors
from knowledge.sentences.registry import kind_named, shared_encoder

SENTIMENT, URGENCY = "sentiment", "urgency"
#: What is said of a message that nothing is known of.
UNMOVED = {SENTIMENT: "neutral", URGENCY: "normal"}
FOLDS = 5
_SAYS_SOMETHING = re.compile(r"\w|[^\x00-\xff]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MoodClassifier(IntentClassifier, GraphComponent):
    """Two logistic regressions, one for each key, on the vector of one sentence encoder and the words as written.

    Sets ``{"label", "confidence"}`` for ``sentiment`` (negative, neutral, positive) and ``urgency`` (normal, urgent).
    The vectors are those that the featurizers before it gave the message. Confidences are calibrated by a temperature
    fitted out of fold (Guo et al., "On calibration of modern neural networks", ICML 2017). It is registered as an
    intent classifier because Rasa has no type for it; intents it leaves alone.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A featurizer must stand before."""
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages this component imports."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``neutral_intents``: whose training utterances count as neutral and normal, as nearly all of them are."""
        return {
            "examples": "data/mood",
            "encoder": "use",
            "cache": str(KEPT_VECTORS),
            "C": 5.0,
            "dense_weight": 2.0,
            "neutral_intents": ["ask_coupons", "ask_offers", "find_products", "narrow", "pick_product", "show_more"],
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Regularisation and weight must be positive, or the fit means nothing."""
        for key in ("C", "dense_weight"):
            if not config.get(key, 1.0) > 0:
                raise ValueError(f"{cls.__name__}: {key} must be above 0")

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """The digest of the examples and the encoder's fingerprint: other ones are another model."""
        settings = {**cls.get_default_config(), **config}
        digest = hashlib.sha256(kind_named(settings["encoder"]).fingerprint.encode())
        for path in sorted(Path(settings["examples"]).glob("*.yml")):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """An untrained classifier: every message is neutral and normal to it, with confidence 0."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._encoder = shared_encoder(config["encoder"])
        self._models: dict[str, LinearModel] = {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "MoodClassifier":
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the examples of ``data/mood`` and the utterances of the neutral intents.

        Raises:
            ValueError: an example file is not as it should be.
        """
        examples = read_examples(Path(self._config["examples"]))
        if not examples:
            return self._resource
        examples += [
            MoodExample(example.get(TEXT), UNMOVED[SENTIMENT], UNMOVED[URGENCY])
            for example in training_data.intent_examples
            if example.get(TEXT) and example.get(INTENT) in self._config["neutral_intents"]
        ]
        texts = [example.text for example in examples]
        cache = self._config["cache"]
        vectors = KeptVectors(Path(cache)).encode(self._encoder, texts) if cache else self._encoder.encode(texts)
        rows = hstack(self._rows(texts, vectors)).tocsr()
        for key in UNMOVED:
            self._models[key] = _fit(rows, np.array([getattr(each, key) for each in examples]), self._config["C"])
        with self._model_storage.write_to(self._resource) as folder:
            for key, model in self._models.items():
                model.write(folder / f"{key}.npz")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's sentiment and urgency."""
        telling = [each for each in messages if _SAYS_SOMETHING.search(each.get(TEXT) or "")] if self._models else []
        rows = self._rows([each.get(TEXT) for each in telling], self._vectors(telling)) if telling else None
        for key, label in UNMOVED.items():
            for message in messages:
                message.set(key, {"label": label, "confidence": 0.0}, add_to_output=True)
            if rows is not None:
                model = self._models[key]
                for message, found in zip(telling, model.probabilities(*rows), strict=True):
                    best = int(found.argmax())
                    mood = {"label": model.classes[best], "confidence": float(found[best])}
                    message.set(key, mood, add_to_output=True)
        return messages

    def probabilities(self, text: str) -> dict[str, dict[str, float]]:
        """Of each sentiment and urgency for one text; none where nothing was trained."""
        rows = self._rows([text], self._encoder.encode([text]))
        return {
            key: dict(zip(model.classes, map(float, model.probabilities(*rows)[0]), strict=True))
            for key, model in self._models.items()
        }

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "MoodClassifier":
        """The classifier as it was trained, or an untrained one where nothing was stored."""
        classifier = cls(config, model_storage, resource)
        try:
            with model_storage.read_from(resource) as folder:
                classifier._models = {key: LinearModel.read(folder / f"{key}.npz") for key in UNMOVED}
        except (ValueError, FileNotFoundError):
            classifier._models = {}
        return classifier

    def _vectors(self, messages: Sequence[Message]) -> npt.NDArray[np.float32]:
        """A message's own vector from the encoder, where a featurizer gave it one."""
        found = [self._own_vector(message) for message in messages]
        lacking = [place for place, vector in enumerate(found) if vector is None]
        encoded = self._encoder.encode([messages[place].get(TEXT) for place in lacking])
        for place, vector in zip(lacking, encoded, strict=True):
            found[place] = vector
        return np.stack([np.asarray(vector, dtype=np.float32) for vector in found])

    def _own_vector(self, message: Message) -> Any:
        for features in message.features:
            own = features.origin.rpartition(":")[2] == self._encoder.name
            if own and features.attribute == TEXT and features.type == FEATURE_TYPE_SENTENCE:
                return features.features[0]
        return None

    def _rows(self, texts: Sequence[str], vectors: npt.NDArray[np.float32]) -> tuple[Any, ...]:
        return (vectors * self._config["dense_weight"], *written(texts))


def _fit(rows: csr_matrix, labels: npt.NDArray[np.str_], C: float) -> LinearModel:
    """Fit on all rows, with the temperature at which rows left out were told best."""

    def fitted(chosen: npt.NDArray[np.intp]) -> LinearModel:
        model = LogisticRegression(C=C, max_iter=300, random_state=0)
        return LinearModel.of(model.fit(rows[chosen], labels[chosen]))

    classes = np.unique(labels)
    scores, truth = np.zeros((len(labels), len(classes))), np.searchsorted(classes, labels)
    for chosen, left_out in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(rows, labels):
        scores[left_out] = fitted(chosen).scores(rows[left_out])

    def loss(temperature: float) -> float:
        probable = softmax(scores / temperature)[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(probable, 1e-12)).mean())

    temperature = minimize_scalar(loss, bounds=(0.2, 5.0), method="bounded").x
    whole = fitted(np.arange(len(labels)))
    return LinearModel(whole.classes, whole.weights / temperature, whole.intercepts / temperature)
