"""The pipeline of config.yml, trained without Rasa's engine so that its parts can be tried one by one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import class_from_module_path

EXAMPLES_EACH = 5


def named() -> list[str]:
    """The components of config.yml in their order, each as ``place name``."""
    return [f"{place} {each['name'].rpartition('.')[2]}" for place, each in enumerate(_configured())]


def _configured() -> list[dict[str, Any]]:
    return list(yaml.safe_load(Path("config.yml").read_text(encoding="utf-8"))["pipeline"])


def examples() -> TrainingData:
    """A few utterances of every intent: enough to train on, in seconds."""
    kept: dict[str, list[Message]] = {}
    for message in load_data("data/nlu").intent_examples:
        kept.setdefault(message.get(INTENT), []).append(message)
    chosen = [each for intent in sorted(kept) for each in kept[intent][:: ceil(len(kept[intent]) / EXAMPLES_EACH)]]
    return TrainingData([Message({TEXT: each.get(TEXT), INTENT: each.get(INTENT)}) for each in chosen])


class Pipeline:
    """``components`` as they were trained; ``loaded()`` are the same from what was stored."""

    def __init__(self, folder: Path, shop: str) -> None:
        self._storage = LocalModelStorage(folder)
        self._parts: list[tuple[Any, dict[str, Any], str]] = []
        self.components: list[Any] = []
        training = examples()
        for place, settings in enumerate(_configured()):
            name = settings["name"]
            uses = class_from_module_path(name) if "." in name else DefaultV1Recipe._from_registry(name).clazz
            config = {**getattr(uses, "get_default_config", dict)(), **settings}
            if "shop" in config:
                config["shop"] = shop
            if hasattr(uses, "validate_config"):
                uses.validate_config(config)
            self._parts.append((uses, config, f"{place}{uses.__name__}"))
            component = uses.create(*self._arguments(config, f"{place}{uses.__name__}"))
            if hasattr(component, "train"):
                component.train(training)
            if hasattr(component, "process_training_data"):
                training = component.process_training_data(training)
            self.components.append(component)

    def loaded(self) -> list[Any]:
        """Every component from the storage."""
        return [uses.load(*self._arguments(config, name)) for uses, config, name in self._parts]

    def _arguments(self, config: dict[str, Any], name: str) -> tuple[Any, ...]:
        context = ExecutionContext(GraphSchema({}), "test", node_name=name)
        return config, self._storage, Resource(name), context


def parse(components: Sequence[Any], texts: Sequence[str | None]) -> list[Message]:
    """What ``components`` make of messages that come in one batch."""
    messages = [Message({TEXT: text}) for text in texts]
    for component in components:
        messages = component.process(messages)
    return messages[: len(texts)]


def told(message: Message) -> dict[str, Any]:
    """What a message says to whoever reads it, as JSON and back."""
    found = message.as_dict(only_output_properties=True)
    return dict(json.loads(json.dumps(found, allow_nan=False, default=_plain)))


def _plain(value: Any) -> Any:
    if hasattr(value, "fingerprint"):  # Rasa's tokens, which are for other components and not sent to anybody
        return value.fingerprint()
    raise TypeError(f"{type(value).__name__} is no JSON value")


def alike(one: Any, other: Any, tolerance: float) -> bool:
    """Whether two JSON values are the same but for numbers that differ by no more than ``tolerance``."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key], tolerance) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(alike(*pair, tolerance) for pair in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= tolerance
    return bool(one == other)


def features(message: Message) -> list[tuple[str, Any]]:
    """The origin and the numbers of each of a message's features."""
    return [
        (each.origin, np.asarray(each.features.todense() if hasattr(each.features, "todense") else each.features))
        for each in message.features
    ]
