"""A BERT or MPNet sentence encoder with 8-bit weights, run by ONNX Runtime: no torch.

The graph (eight_bit_graph.py) is built from the published float weights when the model is first loaded, in a second or
two, and kept: from then on it loads in a tenth of a second, into a tenth of the memory that building it takes.

Each sentence runs alone. Its vector is then the same bit for bit whatever it is encoded with, no padding is
needed, and it is no slower: eight-bit weights of this size stay in the processor's cache.

Source of the buckets of relative places: Raffel et al. 2020.
"""

from __future__ import annotations

import json
import logging
import math
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.sentences.eight_bit_graph import EightBitGraph
from knowledge.sentences.encoder import Vectors
from knowledge.sentences.weights import mapped

logger = logging.getLogger(__name__)

KEPT = Path(".daogou/encoders")
"""Where graphs are kept, in a folder each; it may be deleted at any time."""
GRAPH_VERSION = 3
"""Part of the fingerprint: raise it with every change that moves the vectors."""
MOST_TOKENS = 128
"""Word pieces that are read. Both encoders were trained on no longer texts, and their time grows with the length."""

_GRAPH = "graph.onnx"


class Transformer:
    """An encoder with mean pooling, read from a sentence-transformers folder. Safe to share between threads."""

    def __init__(self, folder: Path, kept: Path) -> None:
        """Read ``config.json``, ``tokenizer.json`` and ``model.safetensors`` of ``folder``, and the graph in ``kept``.

        Where there is no graph yet it is made, and kept where that folder can be written.
        """
        import safetensors
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text())
        weights = folder / "model.safetensors"
        self.dimension = int(config["hidden_size"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.no_padding()
        opened: Any = safetensors.safe_open  # it carries no types
        with opened(str(weights), framework="np") as tensors:
            names = {name.removeprefix("bert."): name for name in tensors.keys()}  # noqa: SIM118 (not a mapping)
            self._words = mapped(weights, names["embeddings.word_embeddings.weight"])
            places = tensors.get_tensor(names["embeddings.position_embeddings.weight"])
            self._relative: Vectors | None = None
            if config["model_type"] == "mpnet":
                self._places = places[config["pad_token_id"] + 1 :][:MOST_TOKENS]
                self._relative = tensors.get_tensor(names["encoder.relative_attention_bias.weight"])
            else:
                # Every sentence is of type 0, so that its embedding is a part of each place's.
                self._places = (
                    places[:MOST_TOKENS] + tensors.get_tensor(names["embeddings.token_type_embeddings.weight"])[0]
                )
            self._session = _session(kept, EightBitGraph(config, lambda name: tensors.get_tensor(names[name])))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length a text, each computed alone."""
        found = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(found, texts, strict=True):
            tokens = self._tokenizer.encode(text).ids
            given = {"tokens": self._words[tokens] + self._places[: len(tokens)]}
            if self._relative is not None:
                bias = self._relative[_relative_places(len(tokens), len(self._relative))]
                given["bias"] = np.ascontiguousarray(bias.transpose(2, 0, 1))
            (pooled,) = self._session.run(None, given)
            row[:] = pooled / np.linalg.norm(pooled)
        return found


def _relative_places(tokens: int, buckets: int, farthest: int = 128) -> NDArray[np.int64]:
    """Which bucket each token's distance to each other falls into: half of them for what follows, near ones apart.

    Shape ``(tokens, tokens)``; the farther half of a side grows by logarithm up to ``farthest``.
    """
    distance = np.arange(tokens)[np.newaxis, :] - np.arange(tokens)[:, np.newaxis]
    side, exact = buckets // 2, buckets // 4
    away = np.abs(distance)
    growth = np.log(np.maximum(away, 1) / exact) / math.log(farthest / exact) * (side - exact)
    far = np.minimum(exact + growth.astype(np.int64), side - 1)
    return np.asarray(np.where(away < exact, away, far) + np.where(distance > 0, side, 0))


def _session(kept: Path, graph: EightBitGraph) -> Any:
    """ONNX Runtime on the graph in ``kept``, which is put there whole or not at all."""
    if not (kept / _GRAPH).is_file():
        try:
            _put(graph, kept)
        except OSError as error:
            logger.warning("The graph of a sentence encoder is made anew at each start: %s", error)
            with tempfile.TemporaryDirectory() as scratch:
                graph.write(Path(scratch, _GRAPH))
                return _opened(Path(scratch, _GRAPH))
    return _opened(kept / _GRAPH)


def _put(graph: EightBitGraph, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as scratch:
        new = Path(scratch, "new")
        new.mkdir()
        graph.write(new / _GRAPH)
        if not kept.is_dir():  # another process may have been first
            os.rename(new, kept)


def _opened(graph: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # More threads gain nothing on a sentence and starve the server's own.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it would keep what the longest text so far needed
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
