"""A BERT or MPNet sentence encoder with 8-bit weights, run by ONNX Runtime: no torch, no converted file.

The graph is built from the published float weights when the model is loaded, in half a second. A matrix is kept in
8 bits, one scale for each 128 weights of an output, and so are the activations of each token while they meet it
(`MatMulNBits`). Unlike dynamic quantisation of whole tensors, whose one scale depends on everything in the batch and
is spoilt by a single large value, this keeps a cosine of 0.999 to the float vectors.

Each sentence runs alone. Its vector is then the same bit for bit whatever it is encoded with, no padding is
needed, and it is no slower: eight-bit weights of this size stay in the processor's cache.

Sources: Devlin et al. 2019 (BERT), Song et al. 2020 (MPNet), Raffel et al. 2020 (buckets of relative places),
Hendrycks and Gimpel 2016 (GELU), Reimers and Gurevych 2019 (mean pooling).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.sentences.encoder import Vectors
from knowledge.sentences.weights import mapped

BLOCK = 128
"""Weights that share a scale."""
GRAPH_VERSION = 2
"""Part of the fingerprint: raise it with every change that moves the vectors."""


class Transformer:
    """An encoder with mean pooling, read from a sentence-transformers folder. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Read ``config.json``, ``sentence_bert_config.json``, ``tokenizer.json`` and ``model.safetensors``."""
        import safetensors
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text())
        longest = json.loads((folder / "sentence_bert_config.json").read_text())["max_seq_length"]
        weights = folder / "model.safetensors"
        self.dimension = int(config["hidden_size"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(longest)
        self._tokenizer.no_padding()
        opened: Any = safetensors.safe_open  # it carries no types
        with opened(str(weights), framework="np") as tensors:
            names = {name.removeprefix("bert."): name for name in tensors.keys()}  # noqa: SIM118 (not a mapping)
            self._words = mapped(weights, names["embeddings.word_embeddings.weight"])
            places = tensors.get_tensor(names["embeddings.position_embeddings.weight"])
            self._relative: Vectors | None = None
            if config["model_type"] == "mpnet":
                self._places = places[config["pad_token_id"] + 1 :][:longest]
                self._relative = tensors.get_tensor(names["encoder.relative_attention_bias.weight"])
            else:
                # Every sentence is of type 0, so that its embedding is a part of each place's.
                self._places = (
                    places[:longest] + tensors.get_tensor(names["embeddings.token_type_embeddings.weight"])[0]
                )
            self._session = _session(_Graph(config, lambda name: tensors.get_tensor(names[name])).built())

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


def _session(model: bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # More threads gain nothing on a sentence and starve the server's own.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it would keep what the longest text so far needed
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


class _Graph:
    """From the sum of word and place embeddings, ``(tokens, dimension)``, to their mean after the last layer."""

    def __init__(self, config: dict[str, Any], weight: Any) -> None:
        self._dimension, self._heads = int(config["hidden_size"]), int(config["num_attention_heads"])
        self._layers, self._epsilon = int(config["num_hidden_layers"]), float(config["layer_norm_eps"])
        self._mpnet = config["model_type"] == "mpnet"
        self._weight = weight
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def built(self) -> bytes:
        """The model, serialised."""
        from onnx import TensorProto, helper

        hidden = self._normalised("tokens", "embeddings.LayerNorm")
        for layer in range(self._layers):
            hidden = self._layer(hidden, f"encoder.layer.{layer}.")
        self._add("ReduceMean", hidden, self._constant(np.array([0], dtype=np.int64)), output="mean", keepdims=0)
        inputs = [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["tokens", self._dimension])]
        if self._mpnet:
            shape = [self._heads, "tokens", "tokens"]
            inputs.append(helper.make_tensor_value_info("bias", TensorProto.FLOAT, shape))
        graph = helper.make_graph(
            self._nodes,
            "sentence",
            inputs,
            [helper.make_tensor_value_info("mean", TensorProto.FLOAT, [self._dimension])],
            self._constants,
        )
        operators = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
        return bytes(helper.make_model(graph, opset_imports=operators, ir_version=9).SerializeToString())

    def _layer(self, hidden: str, prefix: str) -> str:
        output, norm = ("attn.o", "LayerNorm") if self._mpnet else ("output.dense", "output.LayerNorm")
        attended = self._linear(self._attention(hidden, prefix), [f"{prefix}attention.{output}"])
        hidden = self._normalised(self._add("Add", attended, hidden), f"{prefix}attention.{norm}")
        inner = self._linear(hidden, [f"{prefix}intermediate.dense"])
        gelu = self._add("Gelu", inner, domain="com.microsoft")
        outer = self._linear(gelu, [f"{prefix}output.dense"])
        return self._normalised(self._add("Add", outer, hidden), f"{prefix}output.LayerNorm")

    def _attention(self, hidden: str, prefix: str) -> str:
        """Softmax attention of one sentence; query, key and value come of one product."""
        width = self._dimension // self._heads
        parts = ("attn.q", "attn.k", "attn.v") if self._mpnet else ("self.query", "self.key", "self.value")
        joined = self._linear(hidden, [f"{prefix}attention.{part}" for part in parts])
        split = self._add("Reshape", joined, self._constant(np.array([-1, 3, self._heads, width], dtype=np.int64)))
        by_head = self._add("Transpose", split, perm=[1, 2, 0, 3])
        query, key, value = (self._add("Gather", by_head, self._constant(np.int64(part)), axis=0) for part in range(3))
        scores = self._add("MatMul", query, self._add("Transpose", key, perm=[0, 2, 1]))
        scores = self._add("Mul", scores, self._constant(np.float32(1 / math.sqrt(width))))
        if self._mpnet:
            scores = self._add("Add", scores, "bias")
        shares = self._add("Softmax", scores, axis=-1)
        together = self._add("Transpose", self._add("MatMul", shares, value), perm=[1, 0, 2])
        return self._add("Reshape", together, self._constant(np.array([-1, self._dimension], dtype=np.int64)))

    def _linear(self, rows: str, names: list[str]) -> str:
        """``rows`` times the named matrices, side by side, plus their biases."""
        matrix = np.vstack([self._weight(f"{name}.weight") for name in names])
        bias = np.concatenate([self._weight(f"{name}.bias") for name in names])
        outputs, inputs = matrix.shape
        blocks = matrix.reshape(outputs, inputs // BLOCK, BLOCK)
        scales = np.abs(blocks).max(axis=-1) / np.float32(127)
        # Unsigned, with 128 for zero, as the operator wants it.
        eighths = (np.round(blocks / scales[..., np.newaxis]) + 128).astype(np.uint8)
        product = self._add(
            "MatMulNBits",
            rows,
            self._constant(eighths),
            self._constant(scales.ravel()),
            domain="com.microsoft",
            K=inputs,
            N=outputs,
            bits=8,
            block_size=BLOCK,
            accuracy_level=4,  # eight-bit activations too
        )
        return self._add("Add", product, self._constant(bias))

    def _normalised(self, rows: str, name: str) -> str:
        gain, shift = self._constant(self._weight(f"{name}.weight")), self._constant(self._weight(f"{name}.bias"))
        return self._add("LayerNormalization", rows, gain, shift, axis=-1, epsilon=self._epsilon)

    def _add(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        from onnx import helper

        output = output or f"step{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def _constant(self, value: NDArray[Any] | np.generic) -> str:
        from onnx import numpy_helper

        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value).reshape(np.shape(value)), name))
        return name
