"""Smaller sets from a set: a few examples an intent, or a part for a quick try."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

from benchmarks.intents.data import Dataset, Utterance


def few_shot(data: Dataset, shots: int, seed: int) -> Dataset:
    """The set with at most ``shots`` training utterances an intent, chosen by ``seed``."""
    return data.noted(f"{shots} training utterances an intent, seed {seed}", train=_of_each(data.train, shots, seed))


def limited(data: Dataset, limit: int, seed: int) -> Dataset:
    """The set with about ``limit`` utterances in each part, spread over the intents: for quick tries only."""
    parts = {
        name: _of_each(part, max(1, limit // len({each.intent for each in part})), seed)
        for name, part in (("train", data.train), ("validation", data.validation), ("test", data.test))
        if part
    }
    return data.noted(f"a quick try on at most about {limit} utterances a part: not to be quoted", **parts)


def _of_each(part: Sequence[Utterance], most: int, seed: int) -> list[Utterance]:
    """At most ``most`` of each intent, in the order of ``part``."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(part):
        places[each.intent].append(place)
    chooser = random.Random(seed)
    kept = {place for _, found in sorted(places.items()) for place in chooser.sample(found, min(most, len(found)))}
    return [each for place, each in enumerate(part) if place in kept]
