"""The forward pass of a small BERT in numpy: all-MiniLM-L6-v2 without torch.

A server that answers customers runs one short sentence at a time, for which torch's import (9 s, 600 MB) buys nothing:
numpy takes the same time a sentence. The tests hold the vectors to those of sentence-transformers, which remains the
reference.

Sources: Devlin et al. 2019 (BERT), Hendrycks and Gimpel 2016 (GELU), Reimers and Gurevych 2019 (mean pooling).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf
from threadpoolctl import ThreadpoolController

Vectors = NDArray[np.float32]

BATCH = 64
"""Sentences that share a matrix product in each layer."""
_HALF, _ROOT_TWO = np.float32(0.5), np.float32(math.sqrt(2))


class MiniLM:
    """A BERT encoder with mean pooling, read from a sentence-transformers folder. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Read ``config.json``, ``sentence_bert_config.json``, ``tokenizer.json`` and ``model.safetensors``."""
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text())
        longest = json.loads((folder / "sentence_bert_config.json").read_text())["max_seq_length"]
        self.dimension = int(config["hidden_size"])
        self._heads = int(config["num_attention_heads"])
        self._epsilon = np.float32(config["layer_norm_eps"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(longest)
        self._tokenizer.no_padding()
        # More threads gain nothing on a sentence and starve the server's own.
        self._threads = ThreadpoolController()
        weights = load_file(str(folder / "model.safetensors"))
        weights = {name.removeprefix("bert."): value for name, value in weights.items()}
        self._words = weights["embeddings.word_embeddings.weight"]
        # Every sentence is of type 0, so that its embedding is a part of each place's.
        self._places = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._first_norm = _norm(weights, "embeddings.LayerNorm")
        self._layers = [_Layer(weights, f"encoder.layer.{n}.") for n in range(config["num_hidden_layers"])]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed ``texts``: float32, shape ``(len(texts), dimension)``, each row of unit length."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        found = np.empty((len(tokens), self.dimension), dtype=np.float32)
        # Sentences of one length stand together, so that their attention is one product too.
        order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
        with self._threads.limit(limits=1, user_api="blas"):
            for start in range(0, len(order), BATCH):
                places = order[start : start + BATCH]
                found[places] = self._forward([tokens[place] for place in places])
        return found

    def _forward(self, tokens: list[list[int]]) -> Vectors:
        """All tokens of a batch lie one after another, without padding; only attention minds where a sentence ends."""
        lengths = [len(ids) for ids in tokens]
        ends = np.cumsum(lengths)
        spans = [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]
        places = np.concatenate([np.arange(length) for length in lengths])
        hidden = self._words[np.concatenate(tokens)] + self._places[places]
        hidden = self._normalised(hidden, self._first_norm)
        for layer in self._layers:
            joined = hidden @ layer.attention[0] + layer.attention[1]
            attended = np.empty_like(hidden)
            for span in spans:
                attended[span] = self._attention(joined[span])
            hidden = self._normalised(attended @ layer.output[0] + layer.output[1] + hidden, layer.output_norm)
            inner = hidden @ layer.inner[0] + layer.inner[1]
            inner *= _HALF * (1 + erf(inner / _ROOT_TWO))
            hidden = self._normalised(inner @ layer.outer[0] + layer.outer[1] + hidden, layer.outer_norm)
        pooled = np.stack([hidden[span].mean(axis=0) for span in spans])
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), dtype=np.float32)

    def _attention(self, joined: Vectors) -> Vectors:
        """Softmax attention of one sentence; ``joined`` holds query, key and value: ``(tokens, 3 * dimension)``."""
        tokens = len(joined)
        query, key, value = joined.reshape(tokens, 3, self._heads, -1).transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) / np.float32(math.sqrt(query.shape[-1]))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        return np.asarray((scores @ value).transpose(1, 0, 2).reshape(tokens, -1))

    def _normalised(self, hidden: Vectors, norm: tuple[Vectors, Vectors]) -> Vectors:
        centred = hidden - hidden.mean(axis=-1, keepdims=True)
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        return np.asarray(centred / np.sqrt(variance + self._epsilon) * norm[0] + norm[1])


class _Layer:
    """The weights of one layer, laid out for ``rows @ matrix``; query, key and value are one matrix."""

    def __init__(self, weights: dict[str, Vectors], prefix: str) -> None:
        heads = [_linear(weights, f"{prefix}attention.self.{part}") for part in ("query", "key", "value")]
        self.attention = np.hstack([matrix for matrix, _ in heads]), np.concatenate([bias for _, bias in heads])
        self.output = _linear(weights, f"{prefix}attention.output.dense")
        self.output_norm = _norm(weights, f"{prefix}attention.output.LayerNorm")
        self.inner = _linear(weights, f"{prefix}intermediate.dense")
        self.outer = _linear(weights, f"{prefix}output.dense")
        self.outer_norm = _norm(weights, f"{prefix}output.LayerNorm")


def _linear(weights: dict[str, Any], name: str) -> tuple[Vectors, Vectors]:
    return np.ascontiguousarray(weights[f"{name}.weight"].T), weights[f"{name}.bias"]


def _norm(weights: dict[str, Any], name: str) -> tuple[Vectors, Vectors]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]
