"""Messages that mean much the same, put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from knowledge.conversations.unclear import UnclearView

FARTHEST = 0.5
"""Mean cosine distance between two groups up to which they are one; docs/understanding.md has how it was chosen."""


@dataclass(frozen=True)
class Group:
    """Messages to look at together, those said most often first."""

    messages: tuple[UnclearView, ...]

    @property
    def times(self) -> int:
        """How often any of them was said."""
        return sum(message.times for message in self.messages)

    @property
    def nearest(self) -> tuple[tuple[str, float], ...]:
        """The three likeliest intents of them all, with their mean confidence."""
        total: dict[str, float] = {}
        for message in self.messages:
            for name, confidence in message.intents:
                total[name] = total.get(name, 0.0) + confidence / len(self.messages)
        return tuple(sorted(total.items(), key=lambda each: (-each[1], each[0]))[:3])


def grouped(messages: Sequence[UnclearView], encode: Callable[[Sequence[str]], Any]) -> list[Group]:
    """The messages by what they mean, the groups said most often first. ``encode`` gives unit vectors, a row a text."""
    labels = clustered(encode([message.text for message in messages])) if messages else []
    members: dict[int, list[UnclearView]] = {}
    for label, message in zip(labels, messages, strict=True):
        members.setdefault(int(label), []).append(message)
    groups = [Group(tuple(sorted(each, key=lambda one: (-one.times, one.id)))) for each in members.values()]
    return sorted(groups, key=lambda group: (-group.times, group.messages[0].id))


def clustered(vectors: Any, farthest: float = FARTHEST) -> Any:
    """The number of each row's group, by average linkage on the cosine distance; one row is one group."""
    from sklearn.cluster import AgglomerativeClustering

    if len(vectors) < 2:
        return np.zeros(len(vectors), dtype=int)
    distances = np.clip(1.0 - np.asarray(vectors) @ np.asarray(vectors).T, 0.0, 2.0)
    clustering = AgglomerativeClustering(
        n_clusters=None, affinity="precomputed", linkage="average", distance_threshold=farthest
    )
    return clustering.fit_predict(distances)
