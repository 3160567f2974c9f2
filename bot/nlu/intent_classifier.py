"""Which intent a message has: a linear model on blocks of features brought to one scale."""

import json
import logging
from dataclasses import dataclass
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
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

logger = logging.getLogger(__name__)

MODEL = "intents.npz"


@dataclass(frozen=True)
class LinearModel:
    """What a fitted logistic regression knows: ``weights`` is features by intents, ``intercepts`` one an intent.

    Kept as plain arrays: to load a fitted scikit-learn object safely takes skops, whose import takes 3 s at each start.
    """

    intents: tuple[str, ...]
    weights: npt.NDArray[np.float64]
    intercepts: npt.NDArray[np.float64]

    @classmethod
    def of(cls, fitted: LogisticRegression) -> "LinearModel":
        """The multinomial model; of two intents scikit-learn keeps only what speaks for the second."""
        weights, intercepts = fitted.coef_.T, fitted.intercept_
        if len(fitted.classes_) == 2:
            weights = np.hstack([np.zeros_like(weights), weights])
            intercepts = np.append(0.0, intercepts)
        return cls(tuple(map(str, fitted.classes_)), np.ascontiguousarray(weights), intercepts)

    @classmethod
    def read(cls, path: Path) -> "LinearModel":
        """The model in the file at ``path``, which holds numbers and text only.

        Raises:
            ValueError: it holds anything else.
        """
        with np.load(path, allow_pickle=False) as stored:
            return cls(tuple(stored["intents"].tolist()), stored["weights"], stored["intercepts"])

    def write(self, path: Path) -> None:
        """Write the file that :meth:`read` reads."""
        np.savez(path, intents=np.array(self.intents), weights=self.weights, intercepts=self.intercepts)

    def probabilities(self, rows: csr_matrix) -> npt.NDArray[np.float64]:
        """Of each intent for each row: the softmax of the rows' scores."""
        scores = np.asarray(rows @ self.weights) + self.intercepts
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float64)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class BalancedIntentClassifier(IntentClassifier, GraphComponent):
    """Multinomial logistic regression on every featurizer's sentence features.

    Rasa's own classifier puts raw n-gram counts (hundreds, for a long sentence) beside embeddings of length one, so
    that the counts drown the embeddings. Here each featurizer's block has unit length first (counts by their
    logarithm), and dense blocks then weigh ``dense_weight``. Measured in docs/understanding.md.
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
        """``C``: less of it smooths more. ``ranking_length``: how many intents are reported; 0 for all."""
        return {"C": 10.0, "dense_weight": 2.0, "max_iter": 300, "ranking_length": 10}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """An untrained classifier; it knows no intent until :meth:`train` or :meth:`load`."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        # Each featurizer's name and number of columns, in the order of the model's columns.
        self._blocks: dict[str, int] = {}
        self._model: LinearModel | None = None

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
        """Regularisation and weight must be positive, or the fit means nothing."""
        for key in ("C", "dense_weight"):
            if not config.get(key, 1.0) > 0:
                raise ValueError(f"{cls.__name__}: {key} must be above 0")

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the examples that have an intent and a text."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT) and example.get(INTENT)]
        intents = [example.get(INTENT) for example in examples]
        if len(set(intents)) < 2:
            logger.warning("Intents are not trained: there are examples of fewer than two in the training data.")
            return self._resource
        self._blocks = {
            features.origin: features.features.shape[1]
            for example in examples
            for features in _sentence_features(example)
        }
        model = LogisticRegression(
            C=self._config["C"], max_iter=self._config["max_iter"], class_weight="balanced", random_state=0
        )
        model.fit(self._matrix(examples), intents)
        self._model = LinearModel.of(model)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / "blocks.json").write_text(json.dumps(self._blocks))
            self._model.write(folder / MODEL)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent and ranking; an untrained classifier says that it knows none."""
        if self._model is None:
            for message in messages:
                _set_intent(message, [{INTENT_NAME_KEY: None, "confidence": 0.0}])
        elif messages:
            length = self._config["ranking_length"] or len(self._model.intents)
            for message, row in zip(messages, self._model.probabilities(self._matrix(messages)), strict=True):
                best = np.argsort(-row, kind="stable")[:length]
                _set_intent(
                    message,
                    [{INTENT_NAME_KEY: self._model.intents[i], "confidence": float(row[i])} for i in best],
                )
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set the intents of the training examples, for components that follow."""
        self.process(training_data.training_examples)
        return training_data

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
                classifier._blocks = json.loads((folder / "blocks.json").read_text())
                classifier._model = LinearModel.read(folder / MODEL)
        except ValueError:
            logger.warning("The model holds no trained intent classifier; every message will be a fallback.")
        return classifier

    def _matrix(self, messages: list[Message]) -> csr_matrix:
        """One row a message, one block of columns a featurizer; a block that a message lacks is zero."""
        by_origin = [{features.origin: features for features in _sentence_features(message)} for message in messages]
        return hstack(
            [
                csr_matrix(_stack([found.get(origin) for found in by_origin], width, self._config["dense_weight"]))
                for origin, width in self._blocks.items()
            ]
        ).tocsr()


def _sentence_features(message: Message) -> list[Features]:
    return [f for f in message.features if f.attribute == TEXT and f.type == FEATURE_TYPE_SENTENCE]


def _stack(rows: list[Any], width: int, dense_weight: float) -> csr_matrix:
    stacked = vstack([csr_matrix((1, width)) if row is None else csr_matrix(row.features) for row in rows]).astype(
        float
    )
    if any(row is not None and row.is_dense() for row in rows):
        return normalize(stacked) * dense_weight
    stacked.data = 1 + np.log(stacked.data)
    return normalize(stacked)


def _set_intent(message: Message, ranking: list[dict[str, Any]]) -> None:
    message.set("intent", ranking[0], add_to_output=True)
    message.set("intent_ranking", ranking, add_to_output=True)
