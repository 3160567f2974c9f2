"""By what products look like: a small convolutional network over their pictures, trained on the shop's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from knowledge.recommend.content import ContentRecommender
from knowledge.recommend.history import STEADY, Recency
from knowledge.recommend.traits import NO_TRAITS, ProductTraits

Picture = NDArray[np.float32]
"""Height x width x channels, values from 0 to 1; all of a shop's have one shape."""

DIMENSION, EPOCHS, BATCH, RATE = 32, 30, 64, 3e-3


class PictureRecommender(ContentRecommender):
    """Scores a product by the cosine of its picture's vector to those of the history.

    The vectors are what a network sees that learnt to tell the kinds of products apart by their pictures: two layers of
    convolutions (LeCun et al., Proceedings of the IEEE 86(11), 1998, with ReLU and batch normalisation), its last
    hidden layer taken. The same pictures and seed give the same vectors.
    """

    name: ClassVar[str] = "pictures"

    def __init__(
        self,
        pictures: Mapping[str, Picture] | None = None,
        kind: Mapping[str, str] | None = None,
        recency: Recency = STEADY,
        seed: int = 0,
        traits: ProductTraits = NO_TRAITS,
    ) -> None:
        shown = pictures or {}
        shapes = {each.shape for each in shown.values()}
        if len(shapes) > 1:
            raise ValueError(f"all pictures must have one shape, not {sorted(shapes)}: scale them first")
        vectors = _learnt(shown, kind or {}, seed)
        super().__init__(
            {each: each for each in shown},
            lambda ids: np.stack([vectors[each] for each in ids]),
            traits,
            recency,
        )


class _Network(nn.Module):
    def __init__(self, channels: int, height: int, width: int, kinds: int) -> None:
        super().__init__()
        self.seeing = nn.Sequential(
            *_block(channels, 16),
            *_block(16, 32),
            nn.AdaptiveAvgPool2d((min(4, max(height // 4, 1)), min(4, max(width // 4, 1)))),
            nn.Flatten(),
            nn.LazyLinear(DIMENSION),
        )
        self.telling = nn.Linear(DIMENSION, kinds)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        told: torch.Tensor = self.telling(torch.relu(self.seeing(pictures)))
        return told


def _block(inside: int, outside: int) -> list[nn.Module]:
    return [
        nn.Conv2d(inside, outside, 3, padding=1),
        nn.BatchNorm2d(outside),
        nn.ReLU(),
        nn.MaxPool2d(2, ceil_mode=True),
    ]


def _learnt(pictures: Mapping[str, Picture], kind: Mapping[str, str], seed: int) -> dict[str, NDArray[np.float32]]:
    """Of each product its vector, of unit length; with fewer than two kinds, the picture itself."""
    ids = sorted(pictures)
    if not ids:
        return {}
    kinds = sorted({kind[each] for each in ids if each in kind})
    if len(kinds) < 2:
        return dict(zip(ids, _unit([pictures[each].ravel() for each in ids]), strict=True))
    rows = torch.from_numpy(np.stack([pictures[each].astype(np.float32).transpose(2, 0, 1) for each in ids]))
    with torch.random.fork_rng():  # whoever else draws from it is not disturbed
        torch.manual_seed(seed)
        channels, height, width = rows.shape[1:]
        network = _Network(channels, height, width, len(kinds))
        network(rows[:2])  # sizes the first linear layer
        known = [place for place, each in enumerate(ids) if each in kind]
        _train(network, rows[known], torch.tensor([kinds.index(kind[ids[place]]) for place in known]))
    network.eval()
    with torch.no_grad():
        found = torch.cat([network.seeing(part) for part in rows.split(256)]).numpy()
    return dict(zip(ids, _unit(found), strict=True))


def _train(network: _Network, rows: torch.Tensor, labels: torch.Tensor) -> None:
    network.train()
    optimiser = torch.optim.Adam(network.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS)
    for _ in range(EPOCHS):
        for part in torch.randperm(len(rows)).split(BATCH):
            if len(part) < 2:  # one picture has no spread to be normalised by
                continue
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(rows[part]), labels[part]).backward()
            optimiser.step()
        schedule.step()


def _unit(vectors: Sequence[NDArray[np.float32]] | NDArray[np.float32]) -> NDArray[np.float32]:
    rows = np.asarray(vectors, dtype=np.float32).reshape(len(vectors), -1)
    lengths: NDArray[np.float32] = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return rows / lengths
