"""Figures of an earlier run, read back to be shown beside new ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.intents.data import Dataset, UnreadableData
from benchmarks.intents.run import Measured, Serving, Training
from benchmarks.intents.scores import Refusal, Scores


@dataclass(frozen=True)
class Earlier:
    """What an earlier run wrote; nothing where there was none."""

    path: Path | None
    sets: tuple[dict[str, Any], ...]

    @classmethod
    def read(cls, path: Path | None) -> Earlier:
        """The figures in ``path``.

        Raises:
            UnreadableData: it is not what a run writes.
        """
        if path is None:
            return cls(None, ())
        try:
            return cls(path, tuple(json.loads(path.read_text(encoding="utf-8"))["sets"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UnreadableData(f"{path}: not figures of an earlier run: {error}") from error

    def of(self, data: Dataset, skip: Sequence[str]) -> tuple[dict[str, Measured], list[str]]:
        """Each side's figures on the same set, but those to ``skip``, and a note that says where they are from."""
        for each in self.sets:
            if (each["set"], each["variant"], each["notes"]) == (data.name, data.variant, list(data.notes)):
                sides = {name: _measured(side) for name, side in each["sides"].items() if name not in skip}
                return sides, [f"{name}: of an earlier run, {self.path}" for name in sides]
        return {}, []


def _measured(content: dict[str, Any]) -> Measured:
    scores = content["scores"]
    at = scores["at_threshold"]
    return Measured(
        Training(**content["training"]),
        Serving(**content["serving"]),
        Scores(
            **scores
            | {
                "at_threshold": None if at is None else Refusal(**at),
                "as_configured": Refusal(**scores["as_configured"]),
                "curve": tuple((threshold, Refusal(**refusal)) for threshold, refusal in scores["curve"]),
            }
        ),
    )
