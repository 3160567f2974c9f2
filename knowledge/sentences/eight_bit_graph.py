"""The graph of a BERT or MPNet encoder with 8-bit weights, for ONNX Runtime, from published float weights.

A matrix is kept in 8 bits, one scale for each 128 weights of an output, and so are the activations of each token while
they meet it (`MatMulNBits`). Unlike dynamic quantisation of whole tensors, whose one scale depends on everything in the
batch and is spoilt by a single large value, this keeps a cosine of 0.999 to the float vectors.

Sources: Devlin et al. 2019 (BERT), Song et al. 2020 (MPNet), Hendrycks and Gimpel 2016 (GELU), Reimers and Gurevych
2019 (mean pooling).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.sentences.encoder import Vectors

BLOCK = 128
"""Weights that share a scale."""


class EightBitGraph:
    """From the sum of word and place embeddings, ``(tokens, dimension)``, to their mean after the last layer."""

    def __init__(self, config: dict[str, Any], weight: Callable[[str], Vectors]) -> None:
        """``config`` as sentence-transformers keeps it; ``weight`` gives a float tensor by its name."""
        self._dimension, self._heads = int(config["hidden_size"]), int(config["num_attention_heads"])
        self._layers, self._epsilon = int(config["num_hidden_layers"]), float(config["layer_norm_eps"])
        self._mpnet = config["model_type"] == "mpnet"
        self._weight = weight
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def write(self, path: Path) -> None:
        """Write the model to ``path``, and its weights beside it, where ONNX Runtime reads them in place.

        Raises:
            OSError: there is no room, or no right to write there.
        """
        from onnx import TensorProto, helper, save

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
        model = helper.make_model(graph, opset_imports=operators, ir_version=9)
        save(model, str(path), save_as_external_data=True, location=f"{path.stem}.weights", size_threshold=1024)

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
