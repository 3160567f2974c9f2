"""Rasa without TensorFlow, for a pipeline that uses none of its models.

Rasa imports TensorFlow wherever it runs, because its list of default components names DIET, TED and four others. That
is some 350 MB and several seconds in every process, also where config.yml names none of the six. Here their modules are
replaced before Rasa is imported by empty ones, in which a class of that name says what to do if it is used after all.

    python -m bot.without_tensorflow run --model models     # rasa run, as ever, without TensorFlow where it can be

It relies on the layout of Rasa 3.6; ``tests/bot/test_without_tensorflow.py`` holds it to the installed one.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import yaml

CONFIG = Path("config.yml")

#: Rasa's components that need TensorFlow, by the modules that hold them.
COMPONENTS = {
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": ("ConveRTFeaturizer",),
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": ("LanguageModelFeaturizer",),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
    "rasa.core.policies.unexpected_intent_policy": ("UnexpecTEDIntentPolicy",),
}
#: What those components use, and modules without TensorFlow import beside it.
HELPERS = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
}


class _Absent(type):
    """The class of classes that are not there: whoever uses one learns why."""

    def __getattr__(cls, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        _refuse(cls.__name__)

    def __call__(cls, *_: Any, **__: Any) -> NoReturn:
        _refuse(cls.__name__)


def spare_tensorflow(config: Path = CONFIG, *, nlu_only: bool = False) -> bool:
    """Keep TensorFlow out of this process if ``config`` names none of the components that need it.

    Where a configuration names no policies Rasa takes its own, which need it, unless it is for understanding alone
    (``nlu_only``). Does nothing where Rasa's components have been imported already, or where the file cannot be read:
    Rasa says better what is wrong with it. Returns whether TensorFlow is kept out.
    """
    if any(name in sys.modules and not _is_absent(name) for name in COMPONENTS) or _needs_tensorflow(config, nlu_only):
        return False
    for module, names in (COMPONENTS | HELPERS).items():
        empty = ModuleType(module, "Replaced by bot.without_tensorflow.")
        for name in names:
            setattr(empty, name, _Absent(name, (), {"__module__": module}))
        sys.modules[module] = empty
    return True


def _is_absent(module: str) -> bool:
    return isinstance(getattr(sys.modules[module], COMPONENTS[module][0], None), _Absent)


def _needs_tensorflow(config: Path, nlu_only: bool) -> bool:
    try:
        read = yaml.safe_load(config.read_text(encoding="utf-8"))
        parts = [*read["pipeline"], *(() if nlu_only else read["policies"])]
        used = {each["name"].rpartition(".")[2] for each in parts}
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError):
        return True
    return not used.isdisjoint(name for names in COMPONENTS.values() for name in names)


def _refuse(name: str) -> NoReturn:
    raise RuntimeError(
        f"{name} needs TensorFlow, which was left out because config.yml does not name {name}: train a model from the "
        "present config.yml, or start Rasa itself with `rasa`"
    )


if __name__ == "__main__":
    from bot.quiet import hush_server

    spare_tensorflow()
    hush_server()
    from rasa.__main__ import main

    main()
