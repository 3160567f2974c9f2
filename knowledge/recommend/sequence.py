"""What next: a recurrent network over the order of a history (Hidasi et al., "Session-based recommendations with
recurrent neural networks", ICLR 2016), with the loss of Hidasi and Karatzoglou (CIKM 2018)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits
from torch import nn

from knowledge.recommend.base import Recommender, Scores
from knowledge.recommend.history import History
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.vocabulary import Vocabulary

FULL_SOFTMAX = 4_000  # products up to which each is compared with all others; beyond, with a drawn sample
SAMPLED = 2_000


class SequenceRecommender(Recommender):
    """A gated recurrent unit reads the last ``length`` products, and scores all by the dot product of its state with
    their vectors, the same that it reads.

    Vectors that are read are the ones that are scored (Inan et al., ICLR 2017), so that a product which nobody bought
    after another is still near those like it. Scores are ``exp`` of the logits against the likeliest: all above 0.
    """

    name: ClassVar[str] = "sequence"

    def __init__(
        self,
        factors: int = 64,
        length: int = 50,
        epochs: int = 12,
        batch: int = 64,
        rate: float = 0.005,
        dropout: float = 0.5,
        seed: int = 0,
    ) -> None:
        self.factors = factors
        self.length = length
        self.epochs = epochs
        self.batch = batch
        self.rate = rate
        self.dropout = dropout
        self.seed = seed
        self._net: _Gru | None = None

    def fit(self, interactions: Interactions) -> None:
        self.vocabulary, self._net = interactions.vocabulary, None
        sequences = self._sequences(interactions)
        if not sequences:
            return
        # Threads sum in an order of their own: only one gives the same model every time.
        with threadpool_limits(limits=1), torch.random.fork_rng():
            torch.manual_seed(self.seed)
            net = _Gru(len(self.vocabulary), self.factors, self.dropout)
            optimiser = torch.optim.Adam(net.parameters(), lr=self.rate)
            chance = np.random.default_rng(self.seed)
            net.train()
            for _ in range(self.epochs):
                for read, wanted in self._batches(sequences, chance):
                    optimiser.zero_grad()
                    net.loss(read, wanted, chance).backward()
                    optimiser.step()
            self._net = net.eval()

    def scores(self, history: History) -> Scores:
        if self._net is None:
            return Scores(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32))
        index = self.vocabulary.index
        rows = [index[each] for each in history.products[-self.length :] if each in index]
        if not rows:
            return Scores(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32))
        with torch.no_grad():
            logits = self._net.logits(torch.tensor([rows], dtype=torch.int64))[0].numpy()
        return Scores(None, np.exp(logits - logits.max()).astype(np.float32))

    def arrays(self) -> dict[str, Any]:
        state = {} if self._net is None else self._net.state_dict()
        sizes = {"factors": self.factors, "length": self.length}
        return {**sizes, **{f"net_{name}": tensor.numpy() for name, tensor in state.items()}}

    @classmethod
    def of_arrays(cls, vocabulary: Vocabulary, arrays: Mapping[str, Any]) -> SequenceRecommender:
        recommender = cls(int(arrays["factors"]), int(arrays["length"]))
        recommender.vocabulary = vocabulary
        state = {name[4:]: torch.from_numpy(arrays[name]) for name in arrays if name.startswith("net_")}
        if state:
            recommender._net = _Gru(len(vocabulary), recommender.factors, recommender.dropout)
            recommender._net.load_state_dict(state)
            recommender._net.eval()
        return recommender

    def _sequences(self, interactions: Interactions) -> list[NDArray[np.int32]]:
        """Pieces of at most ``length`` + 1 products, of customers with two or more."""
        found = []
        for start, end in zip(interactions.starts[:-1].tolist(), interactions.starts[1:].tolist(), strict=True):
            products = interactions.product[start:end]
            for first in range(0, max(len(products) - 1, 0), self.length):
                found.append(products[first : first + self.length + 1])
        return found

    def _batches(
        self, sequences: list[NDArray[np.int32]], chance: np.random.Generator
    ) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        order = chance.permutation(len(sequences))
        for start in range(0, len(order), self.batch):
            chosen = [sequences[each] for each in order[start : start + self.batch]]
            longest = max(len(each) for each in chosen) - 1
            read = np.full((len(chosen), longest), -1, dtype=np.int64)
            wanted = np.full((len(chosen), longest), -1, dtype=np.int64)
            for row, each in enumerate(chosen):
                read[row, : len(each) - 1], wanted[row, : len(each) - 1] = each[:-1], each[1:]
            yield torch.from_numpy(read), torch.from_numpy(wanted)


class _Gru(nn.Module):
    def __init__(self, products: int, factors: int, dropout: float) -> None:
        super().__init__()
        self.products = products
        self.vectors = nn.Embedding(products + 1, factors, padding_idx=products)
        nn.init.normal_(self.vectors.weight, std=0.05)
        self.drop = nn.Dropout(dropout)
        self.gru = nn.GRU(factors, factors, batch_first=True)
        self.out = nn.Linear(factors, factors)
        self.bias = nn.Parameter(torch.zeros(products))

    def forward(self, read: torch.Tensor) -> torch.Tensor:
        places = torch.where(read < 0, torch.full_like(read, self.products), read)
        states, _ = self.gru(self.drop(self.vectors(places)))
        return self.out(self.drop(states))

    def logits(self, read: torch.Tensor) -> torch.Tensor:
        """After the last product of each row: rows x products."""
        return self(read)[:, -1] @ self.vectors.weight[:-1].T + self.bias

    def loss(self, read: torch.Tensor, wanted: torch.Tensor, chance: np.random.Generator) -> torch.Tensor:
        there = wanted >= 0
        states, targets = self(read)[there], wanted[there]
        if self.products <= FULL_SOFTMAX:
            return nn.functional.cross_entropy(states @ self.vectors.weight[:-1].T + self.bias, targets)
        drawn = torch.from_numpy(chance.integers(0, self.products, SAMPLED))
        ours = (states * self.vectors(targets)).sum(-1, keepdim=True) + self.bias[targets][:, None]
        theirs = states @ self.vectors(drawn).T + self.bias[drawn]
        # What was drawn and is wanted is not wrong; the sample stands for all the products.
        theirs = theirs.masked_fill(targets[:, None] == drawn[None, :], -1e9) + float(np.log(self.products / SAMPLED))
        zeros = torch.zeros(len(targets), dtype=torch.int64)
        return nn.functional.cross_entropy(torch.cat([ours, theirs], dim=1), zeros)
