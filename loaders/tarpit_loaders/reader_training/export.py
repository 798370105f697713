"""Trained weights as two ONNX files, in whole numbers.

The encoder multiplies bytes: each row of its input has a scale of its own, so what comes out for a sentence does
not depend on its batch, and weights have seven bits, so that no processor's kernel saturates and every sum is
exact (see `docs/decisions/0016`). The vocabulary has four bits a number; the head for pairs, which is small and
where little errors matter, has eight and runs in floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tarpit_graph.files import atomic

from tarpit_loaders.reader.network import ENCODER, RELATIONS
from tarpit_loaders.reader_training.network import HEADS, WIDTH

_OPSET, _IR = 20, 10
_SEVEN_BITS = 63
Weights = Mapping[str, NDArray[Any]]


def rounded(weights: Weights) -> dict[str, NDArray[Any]]:
    """Return the weights as they will be read back, so that what is measured is what is shipped."""
    made = {}
    for name, value in weights.items():
        if name == "words":
            whole, scale = _quantized(value, 7, 1)
            made[name] = whole.astype(np.float32) * scale
        elif value.ndim == 2 and name.endswith(".w"):
            whole, scale = _quantized(value, _SEVEN_BITS if name[0].isdigit() else 127, 0)
            made[name] = whole.astype(np.float32) * scale
        else:
            made[name] = value.astype(np.float32)
    return made


def write(weights: Weights, layers: int, folder: Path, trained_on: str) -> None:
    """Write encoder and relation head into a folder; each says what it was trained on."""
    for name, model in ((ENCODER, _encoder(weights, layers)), (RELATIONS, _relations(weights))):
        model.doc_string = trained_on
        with atomic.atomic_write(folder / name) as partial:
            partial.write_bytes(model.SerializeToString())


def _quantized(
    value: NDArray[Any], limit: int, axis: int
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scale = np.abs(value).max(axis=axis, keepdims=True) / limit
    scale = np.where(scale > 0, scale, 1).astype(np.float16).astype(np.float32)
    whole = np.clip(np.rint(value / scale), -limit, limit)
    return whole.astype(np.int8), scale


class _Graph:
    """Nodes and initialisers of a graph under way."""

    def __init__(self, weights: Weights) -> None:
        self.weights, self.nodes, self.constants = weights, [], []  # type: ignore[var-annotated]
        self._count = 0

    def constant(self, value: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self._count += 1
        name = f"constant{self._count}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        from onnx import helper

        self._count += 1
        output = output or f"{kind.lower()}{self._count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def matrix(self, name: str) -> str:
        """A matrix in eight bits a number, with a scale a column."""
        from onnx import TensorProto

        whole, scale = _quantized(self.weights[name], 127, 0)
        floats = self.add("Cast", self.constant(whole), to=TensorProto.FLOAT)
        return self.add("Mul", floats, self.constant(scale))

    def dense(self, x: str, name: str, output: str = "") -> str:
        product = self.add("MatMul", x, self.matrix(f"{name}.w"))
        bias = self.constant(self.weights[f"{name}.b"].astype(np.float32))
        return self.add("Add", product, bias, output=output)

    def as_bytes(self, x: str) -> tuple[str, str]:
        """Return a table as bytes around 128, with a scale a row."""
        from onnx import TensorProto

        axis = self.constant(np.array([-1], np.int64))
        most = self.add("ReduceMax", self.add("Abs", x), axis, keepdims=1)
        scale = self.add("Mul", most, self.constant(np.array(1 / 127, np.float32)))
        scale = self.add("Add", scale, self.constant(np.array(1e-9, np.float32)))
        whole = self.add("Round", self.add("Div", x, scale))
        centred = self.add("Add", whole, self.constant(np.array(128, np.float32)))
        return self.add("Cast", centred, to=TensorProto.UINT8), scale

    def dense_of_bytes(self, x: tuple[str, str], name: str) -> str:
        """Multiply bytes by a matrix of seven bits a number; add the bias."""
        from onnx import TensorProto

        whole, scale = _quantized(self.weights[f"{name}.w"], _SEVEN_BITS, 0)
        middle = self.constant(np.array(128, np.uint8))
        product = self.add("MatMulInteger", x[0], self.constant(whole), middle)
        floats = self.add("Mul", self.add("Cast", product, to=TensorProto.FLOAT), x[1])
        scaled = self.add("Mul", floats, self.constant(scale))
        return self.add("Add", scaled, self.constant(self.weights[f"{name}.b"].astype(np.float32)))

    def normed(self, x: str, name: str, output: str = "") -> str:
        gain, bias = (
            self.constant(self.weights[f"{name}.{part}"].astype(np.float32))
            for part in ("gain", "bias")
        )
        return self.add("LayerNormalization", x, gain, bias, output=output, axis=-1, epsilon=1e-12)

    def attended(self, scores: str, values: str) -> str:
        """Return the mean of values, weighed by exp(score).

        A product with ones adds up from the first to the last on every processor and however a sentence is
        padded; onnxruntime's Softmax and ReduceSum do not. Scores of more than 80, which no text has given,
        count as 80, so that nothing overflows.
        """
        most = self.constant(np.array(80, np.float32))
        shares = self.add("Exp", self.add("Min", scores, most))
        columns = self.constant(np.array([16], np.int64))
        shape = self.add("Concat", self.add("Shape", shares, start=-1), columns, axis=0)
        ones = self.add("Expand", self.constant(np.array(1, np.float32)), shape)
        bounds = (self.constant(np.array([n], np.int64)) for n in (0, 1, -1))
        total = self.add("Slice", self.add("MatMul", shares, ones), *bounds)
        return self.add("Div", self.add("MatMul", shares, values), total)

    def reshape(self, x: str, *shape: int) -> str:
        return self.add("Reshape", x, self.constant(np.array(shape, np.int64)))

    def rows(self, name: str, index: str) -> str:
        table = self.constant(self.weights[name].astype(np.float32))
        return self.add("Gather", table, index, axis=0)

    def model(self, inputs: dict[str, tuple[Any, list[Any]]], outputs: list[str]) -> Any:
        from onnx import TensorProto, helper

        graph = helper.make_graph(
            self.nodes,
            "reader",
            [helper.make_tensor_value_info(n, kind, shape) for n, (kind, shape) in inputs.items()],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
            self.constants,
        )
        opsets = [helper.make_opsetid("", _OPSET)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR)


def _words(g: _Graph) -> str:
    """Rows of the vocabulary: two numbers a byte, unpacked after they are looked up."""
    from onnx import TensorProto

    whole, scale = _quantized(g.weights["words"], 7, 1)
    packed = (whole[:, ::2] + 8).astype(np.uint8) << 4 | (whole[:, 1::2] + 8).astype(np.uint8)
    rows = g.add("Gather", g.constant(packed), "ids", axis=0)
    high = g.add("BitShift", rows, g.constant(np.array(4, np.uint8)), direction="RIGHT")
    low = g.add("BitwiseAnd", rows, g.constant(np.array(15, np.uint8)))
    axis = g.constant(np.array([-1], np.int64))
    pairs = g.add("Concat", g.add("Unsqueeze", high, axis), g.add("Unsqueeze", low, axis), axis=-1)
    floats = g.add("Cast", g.reshape(pairs, 0, 0, WIDTH), to=TensorProto.FLOAT)
    centred = g.add("Sub", floats, g.constant(np.array(8, np.float32)))
    return g.add("Mul", centred, g.add("Gather", g.constant(scale), "ids", axis=0))


def _encoder(weights: Weights, layers: int) -> Any:
    from onnx import TensorProto

    g = _Graph(weights)
    x = g.add("Add", _words(g), g.rows("places", "places"))
    for name in ("spelling", "known"):
        x = g.add("Add", x, g.rows(name, name))
    marks = g.add("MatMul", "markup", g.constant(weights["markup"].astype(np.float32)))
    x = g.normed(g.add("Add", x, marks), "first")
    for layer in range(layers):
        x = _layer(g, x, f"{layer}.", "hidden" if layer == layers - 1 else "")
    g.dense(x, "tags", output="tags")
    whole, table = TensorProto.INT64, ["sentences", "pieces"]
    return g.model(
        {
            "ids": (whole, table),
            "places": (whole, ["pieces"]),
            "spelling": (whole, table),
            "known": (whole, table),
            "markup": (TensorProto.FLOAT, [*table, weights["markup"].shape[0]]),
            "bias": (TensorProto.FLOAT, ["sentences", 1, 1, "pieces"]),
        },
        ["hidden", "tags"],
    )


def _layer(g: _Graph, x: str, name: str, output: str) -> str:
    size = WIDTH // HEADS
    read = g.as_bytes(x)

    def heads(part: str, order: list[int]) -> str:
        cut = g.reshape(g.dense_of_bytes(read, name + part), 0, 0, HEADS, size)
        return g.add("Transpose", cut, perm=order)

    query, key, value = (
        heads("query", [0, 2, 1, 3]),
        heads("key", [0, 2, 3, 1]),
        heads("value", [0, 2, 1, 3]),
    )
    scale = g.constant(np.array(1 / np.sqrt(size), np.float32))
    scores = g.add("Add", g.add("Mul", g.add("MatMul", query, key), scale), "bias")
    context = g.attended(scores, value)
    context = g.reshape(g.add("Transpose", context, perm=[0, 2, 1, 3]), 0, 0, WIDTH)
    put = g.dense_of_bytes(g.as_bytes(context), f"{name}output")
    x = g.normed(g.add("Add", x, put), f"{name}attended")
    inner = g.add("Gelu", g.dense_of_bytes(g.as_bytes(x), f"{name}wide"))
    put = g.dense_of_bytes(g.as_bytes(inner), f"{name}narrow")
    return g.normed(g.add("Add", x, put), f"{name}done", output)


def _relations(weights: Weights) -> Any:
    g = _Graph(weights)
    size = WIDTH // HEADS

    def mention(side: str) -> str:
        rows = g.add("Gather", "hidden", "row", axis=0)
        share = g.add("Unsqueeze", f"{side}_share", g.constant(np.array([1], np.int64)))
        mean = g.reshape(g.add("MatMul", share, rows), -1, WIDTH)
        place = g.add("Concat", _column(g, "row"), _column(g, f"{side}_first"), axis=1)
        first = g.add("GatherND", "hidden", place)
        return g.add("Concat", first, mean, axis=-1)

    asked = g.add(
        "Add", g.dense(mention("left"), "pair.left"), g.dense(mention("right"), "pair.right")
    )
    for side in ("left_type", "right_type"):
        asked = g.add("Add", asked, g.rows("pair.types", side))
    asked = g.normed(asked, "pair.asked")

    def heads(part: str, order: list[int]) -> str:
        own = g.add("Gather", g.dense("hidden", f"pair.{part}"), "row", axis=0)
        both = g.add("Add", own, g.rows(f"pair.segment_{part}s", "segments"))
        return g.add("Transpose", g.reshape(both, 0, 0, HEADS, size), perm=order)

    query = g.reshape(g.dense(asked, "pair.query"), 0, HEADS, 1, size)
    scale = g.constant(np.array(1 / np.sqrt(size), np.float32))
    scores = g.add("Mul", g.add("MatMul", query, heads("key", [0, 2, 3, 1])), scale)
    scores = g.add("Add", scores, g.add("Gather", "bias", "row", axis=0))
    seen = g.attended(scores, heads("value", [0, 2, 1, 3]))
    seen = g.dense(g.reshape(seen, 0, WIDTH), "pair.output")
    y = g.normed(g.add("Add", asked, seen), "pair.seen")
    inner = g.dense(g.add("Gelu", g.dense(y, "pair.wide")), "pair.narrow")
    y = g.normed(g.add("Add", y, inner), "pair.done")
    g.dense(y, "pair.labels", output="labels")
    g.dense(y, "pair.statuses", output="statuses")
    return g.model(_inputs_of_pairs(), ["labels", "statuses"])


def _column(g: _Graph, name: str) -> str:
    return g.reshape(name, -1, 1)


def _inputs_of_pairs() -> dict[str, tuple[Any, list[Any]]]:
    from onnx import TensorProto

    whole, pair, table = TensorProto.INT64, ["pairs"], ["pairs", "pieces"]
    return {
        "hidden": (TensorProto.FLOAT, ["sentences", "pieces", WIDTH]),
        "bias": (TensorProto.FLOAT, ["sentences", 1, 1, "pieces"]),
        "row": (whole, pair),
        "left_first": (whole, pair),
        "right_first": (whole, pair),
        "left_share": (TensorProto.FLOAT, table),
        "right_share": (TensorProto.FLOAT, table),
        "left_type": (whole, pair),
        "right_type": (whole, pair),
        "segments": (whole, table),
    }
