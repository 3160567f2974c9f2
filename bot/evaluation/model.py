"""Training and asking an NLU model through Rasa itself, for a measurement."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import ModelFileError

FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Parsed:
    """What the assistant made of a text.

    ``decided`` is the intent it acts on, :data:`FALLBACK` where nothing was understood; ``ranking`` holds what it took
    the text for, likeliest first, without the fallback; ``data`` is all that Rasa gives.
    """

    text: str
    decided: str | None
    ranking: tuple[tuple[str, float], ...]
    data: Mapping[str, Any]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Parsed:
        """Read what Rasa's parse gives."""
        ranking = tuple(
            (str(each["name"]), float(each["confidence"]))
            for each in data.get("intent_ranking", [])
            if each.get("name") not in (None, FALLBACK)
        )
        return cls(str(data.get("text", "")), (data.get("intent") or {}).get("name"), ranking, data)

    @property
    def best(self) -> str:
        """The likeliest intent, whether it was acted on or not; empty where there is none."""
        return self.ranking[0][0] if self.ranking else ""

    @property
    def confidence(self) -> float:
        """That of the likeliest intent."""
        return self.ranking[0][1] if self.ranking else 0.0


def train_nlu(config: Path, data: Path, folder: Path, name: str = "nlu") -> Path:
    """Train the pipeline of ``config`` on the utterances in ``data``; the model's file, in ``folder``.

    Raises:
        ModelFileError: Rasa found nothing to train from.
    """
    from rasa.model_training import train_nlu as rasa_train_nlu

    # Rasa says on standard output what a program that reads ours does not expect.
    with redirect_stdout(sys.stderr):
        made = rasa_train_nlu(str(config), str(data), str(folder), fixed_model_name=name)
    if made is None:
        raise ModelFileError(f"nothing was trained: {data} holds no utterances that Rasa can read")
    return Path(made)


def write_examples(examples: Sequence[tuple[str, str]], path: Path) -> Path:
    """(text, intent) pairs as training data for Rasa, in JSON, where no sign of a text is taken for markup."""
    rows = [{"text": text, "intent": intent, "entities": []} for text, intent in examples]
    path.write_text(json.dumps({"rasa_nlu_data": {"common_examples": rows}}, ensure_ascii=False), encoding="utf-8")
    return path


class NluModel:
    """A trained model, asked one message at a time, as a conversation asks it."""

    def __init__(self, path: Path) -> None:
        """Load the model.

        Raises:
            ModelFileError: there is no such file, or it is not a model.
        """
        from rasa.core.agent import Agent
        from rasa.exceptions import ModelNotFound
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.WARNING)  # as when serving: below that, Rasa writes down every message
        try:
            self._agent = Agent.load(str(path))
        except ModelNotFound as error:
            raise ModelFileError(f"{path}: no model to load; train one with `daogou train`") from error
        if not self._agent.is_ready():
            raise ModelFileError(f"{path}: no model to load; train one with `daogou train`")
        self._loop = asyncio.new_event_loop()

    def parse(self, text: str, metadata: Mapping[str, Any] | None = None) -> Parsed:
        """What the assistant makes of ``text`` that came with ``metadata``."""
        from rasa.core.channels.channel import UserMessage

        message = UserMessage(text, metadata=dict(metadata or {}))
        assert self._agent.processor is not None
        return Parsed.of(self._loop.run_until_complete(self._agent.processor.parse_message(message)))

    def close(self) -> None:
        """Let go of the loop; the model cannot be asked any more."""
        self._loop.close()
