"""Which intent a message has, how sure that is, and when it is not to be acted on."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.nlu.mixture import Mixture, Settings, train_mixture
from bot.nlu.network import Matrix
from bot.nlu.requests import is_part
from bot.nlu.second_look import SecondLook
from knowledge.errors import ConfigurationError
from knowledge.sentences.kept import KEPT_VECTORS
from knowledge.sentences.registry import kind_named

logger = logging.getLogger(__name__)

MODEL, SECOND, BLOCKS = "intents.npz", "second_look.npz", "blocks.json"
DENSE, SPARSE = "dense", "sparse"
_TINY = 1e-12


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class BalancedIntentClassifier(IntentClassifier, GraphComponent):
    """A linear model and a small network on every featurizer's sentence features, with fitted confidences.

    Rasa's own linear classifier puts raw n-gram counts (hundreds, for a long sentence) beside embeddings of length one,
    so that the counts drown the embeddings. Here each featurizer's block has unit length first (counts by their
    logarithm, and the rarer the heavier), and sparse blocks then weigh ``sparse_weight``.

    With ``fallback``, a message less sure than the threshold fitted in training, or with two intents too close, gets
    the intent nlu_fallback, with what it might be behind it in the ranking; then Rasa's FallbackClassifier is not
    wanted. With ``second_look``, the name of one of knowledge.sentences, the messages that this leaves unsure are read
    with that encoder too. bot/nlu/mixture.py and second_look.py have the models, docs/understanding.md what they were
    compared with.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Some featurizer must stand before."""
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages this component imports."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What may be set.

        ``C``: less of it smooths the linear model more. ``threshold``: the least confidence that is believed; null for
        the fitted one, which accepts the share ``keep`` of rightly understood held-out examples.
        ``ambiguity_threshold``: how far the likeliest intent must be ahead. ``ranking_length``: how many intents are
        reported; 0 for all. ``second_look``: an encoder or null; ``unsure``: the share of messages that it is for;
        ``cache``: where its vectors of training examples are kept, null: nowhere.
        """
        return {
            **{"C": 1.0, "sparse_weight": 0.7, "ranking_length": 10, "seed": 0},
            **{"fallback": False, "threshold": None, "ambiguity_threshold": 0.05, "keep": 0.98},
            **{"second_look": None, "unsure": 0.4, "cache": str(KEPT_VECTORS)},
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """An untrained classifier; it knows no intent until :meth:`train` or :meth:`load`."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        # Each featurizer's name and number of columns, dense and sparse apart, in the order of the model's columns.
        self._blocks: dict[str, dict[str, int]] = {DENSE: {}, SPARSE: {}}
        self._rarity: Matrix = np.zeros(0, dtype=np.float32)
        self._model: Mixture | None = None
        self._second: SecondLook | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "BalancedIntentClassifier":
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse weights that are not positive and shares that are none.

        Raises:
            ValueError: as said.
        """
        for key in ("C", "sparse_weight"):
            if not config.get(key, 1.0) > 0:
                raise ValueError(f"{cls.__name__}: {key} must be above 0")
        for key in ("threshold", "ambiguity_threshold", "keep", "unsure"):
            if config.get(key) is not None and not 0 <= config[key] <= 1:
                raise ValueError(f"{cls.__name__}: {key} must be between 0 and 1")
        if config.get("second_look") is not None:
            try:
                kind_named(config["second_look"])
            except ConfigurationError as error:
                raise ValueError(f"{cls.__name__}: {error}") from error

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The second look's encoder's fingerprint: other weights are another classifier."""
        encoder = config.get("second_look")
        return kind_named(encoder).fingerprint if encoder else None

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the examples that have an intent and a text."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT) and example.get(INTENT)]
        intents = [example.get(INTENT) for example in examples]
        if len(set(intents)) < 2:
            logger.warning("Intents are not trained: there are examples of fewer than two in the training data.")
            return self._resource
        self._blocks = {DENSE: {}, SPARSE: {}}
        for example in examples:
            for features in _sentence_features(example):
                kind = DENSE if features.is_dense() else SPARSE
                self._blocks[kind].setdefault(features.origin, features.features.shape[1])
        self._rarity = self._rarities(examples)
        settings = Settings(**{name: self._config[name] for name in ("C", "keep", "unsure", "seed")})
        dense, sparse = self._matrices(examples)
        self._model = train_mixture(dense, sparse, intents, settings)
        if encoder := self._config["second_look"]:
            texts = [example.get(TEXT) for example in examples]
            self._second = SecondLook.train(encoder, texts, dense, sparse, intents, settings, self._config["cache"])
        with self._model_storage.write_to(self._resource) as folder:
            (folder / BLOCKS).write_text(json.dumps({**self._blocks, "rarity": self._rarity.tolist()}))
            self._model.write(folder / MODEL)
            if self._second:
                self._second.write(folder / SECOND)
        logger.info("Intents are believed from a confidence of %.2f on.", self._model.threshold)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent and ranking; an untrained classifier says that it knows none."""
        if self._model is None:
            for message in messages:
                _set_intent(message, [{INTENT_NAME_KEY: None, "confidence": 0.0}])
        elif messages:
            length = self._config["ranking_length"] or len(self._model.intents)
            for message, row, threshold in zip(messages, *self._read(self._model, messages), strict=True):
                best = np.argsort(-row, kind="stable")[:length]
                ranking = [{INTENT_NAME_KEY: self._model.intents[i], "confidence": float(row[i])} for i in best]
                _set_intent(message, self._decided(ranking, float(threshold)))
        return messages

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "BalancedIntentClassifier":
        """The classifier as it was trained, or an untrained one where nothing was stored."""
        classifier = cls(config, model_storage, resource)
        try:
            with model_storage.read_from(resource) as folder:
                stored = json.loads((folder / BLOCKS).read_text())
                classifier._rarity = np.array(stored.pop("rarity"), dtype=np.float32)
                classifier._blocks = stored
                classifier._model = Mixture.read(folder / MODEL)
                if config["second_look"]:
                    classifier._second = SecondLook.read(config["second_look"], folder / SECOND)
        except ValueError:
            logger.warning("The model holds no trained intent classifier; every message will be a fallback.")
        return classifier

    def _read(self, model: Mixture, messages: list[Message]) -> tuple[Matrix, Matrix]:
        """Each message's probability of each intent, and the confidence from which it is believed."""
        dense, sparse = self._matrices(messages)
        chances = model.probabilities(dense, sparse)
        thresholds = np.full(len(messages), model.threshold, dtype=np.float32)
        if self._second:
            texts = [message.get(TEXT) or "" for message in messages]
            unsure = [
                i
                for i, row in enumerate(chances)
                # A part of a message that is not plainly a request of its own is none.
                if row.max() < model.sure and not is_part(messages[i]) and self._second.reads(texts[i])
            ]
            if unsure:
                chosen = [texts[i] for i in unsure]
                chances[unsure] = self._second.probabilities(chosen, dense[unsure], sparse[unsure])
                thresholds[unsure] = self._second.model.threshold
        return chances, thresholds

    def _decided(self, ranking: list[dict[str, Any]], fitted: float) -> list[dict[str, Any]]:
        """The ranking, with nlu_fallback before it where its first is not to be acted on."""
        if not self._config["fallback"]:
            return ranking
        threshold = fitted if self._config["threshold"] is None else self._config["threshold"]
        first, second = ranking[0]["confidence"], ranking[1]["confidence"] if len(ranking) > 1 else 0.0
        if first >= threshold and first - second >= self._config["ambiguity_threshold"]:
            return ranking
        return [{INTENT_NAME_KEY: DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": threshold}, *ranking]

    def _matrices(self, messages: list[Message]) -> tuple[Matrix, csr_matrix]:
        """One row a message: the dense blocks, and the sparse ones; a block that a message lacks is zero."""
        rows = [_by_origin(message) for message in messages]
        return self._dense(rows), self._sparse(rows)

    def _dense(self, rows: list[dict[str, Any]]) -> Matrix:
        joined = np.zeros((len(rows), sum(self._blocks[DENSE].values())), dtype=np.float32)
        start = 0
        for name, width in self._blocks[DENSE].items():
            part = joined[:, start : start + width]
            for place, row in enumerate(rows):
                if name in row:
                    part[place] = np.reshape(row[name], -1)
            part /= np.maximum(np.linalg.norm(part, axis=1, keepdims=True), _TINY)
            start += width
        return joined

    def _sparse(self, rows: list[dict[str, Any]]) -> csr_matrix:
        # Put together by hand: for a single message scipy's own stacking takes ten times as long.
        values, columns, ends = [], [], [0]
        for row in rows:
            taken = 0
            for place, counts in self._counted(row):
                weights = (1 + np.log(counts)) * self._rarity[place]
                values.append(weights * (self._config["sparse_weight"] / max(float(np.linalg.norm(weights)), _TINY)))
                columns.append(place)
                taken += len(place)
            ends.append(ends[-1] + taken)
        shape = (len(rows), sum(self._blocks[SPARSE].values()))
        if not values:
            return csr_matrix(shape, dtype=np.float32)
        return csr_matrix((np.concatenate(values).astype(np.float32), np.concatenate(columns), ends), shape=shape)

    def _rarities(self, examples: list[Message]) -> Matrix:
        """How much each sparse column weighs: the more, the fewer of the examples have it."""
        found = np.zeros(sum(self._blocks[SPARSE].values()))
        for example in examples:
            for place, _ in self._counted(_by_origin(example)):
                found[place] += 1
        return np.asarray(1 + np.log((1 + len(examples)) / (1 + found)), dtype=np.float32)

    def _counted(self, row: dict[str, Any]) -> Iterator[tuple[NDArray[np.int64], Matrix]]:
        """Of each sparse block of a message its columns, counted over all blocks, and the counts in them."""
        start = 0
        for name, width in self._blocks[SPARSE].items():
            if name in row:
                entries = row[name].tocoo()
                yield entries.col + start, entries.data.astype(np.float32)
            start += width


def _by_origin(message: Message) -> dict[str, Any]:
    return {features.origin: features.features for features in _sentence_features(message)}


def _sentence_features(message: Message) -> list[Features]:
    return [f for f in message.features if f.attribute == TEXT and f.type == FEATURE_TYPE_SENTENCE]


def _set_intent(message: Message, ranking: list[dict[str, Any]]) -> None:
    message.set("intent", ranking[0], add_to_output=True)
    message.set("intent_ranking", ranking, add_to_output=True)
