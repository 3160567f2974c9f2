"""What Rasa, TensorFlow and torch are told before they are imported, and whether TensorFlow is imported at all."""

from __future__ import annotations

import os

from bot.quiet import hush
from bot.without_tensorflow import spare_tensorflow

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # Rasa's pinned libraries warn of each other by the hundred.
    "PYTHONWARNINGS": "ignore",
    # Single characters are sounded only; the pronunciation of phrases would take 40 MB.
    "PYPINYIN_NO_PHRASES": "true",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    # The assistant answers many customers at once: one turn must not take every core.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # The action server would listen on every interface.
    "SANIC_HOST": "127.0.0.1",
}


def prepare() -> None:
    """Set the variables that are not already set, and keep TensorFlow out where config.yml needs none of it."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    hush()
    spare_tensorflow()
