"""Writes a fine-tuned encoder as the int8 ONNX file that the server runs.

    python training/export_encoder.py WEIGHTS.safetensors EXAMPLES.jsonl OUT.onnx TOKENIZER.json

The graph is built from the weights, operator by operator, because quantising a traced graph costs accuracy here:
activations get one scale a token (a line's embedding must not depend on which lines share its batch), weights one a
column, and channels with outliers are divided down before a product and the weights multiplied up by the same factor
(SmoothQuant, Xiao et al. 2022), measured on every fortieth example.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

WIDTH, HEADS, LAYERS = 384, 12, 6
MAX_TOKENS = 64
# Some hundred texts show where the outliers are.
EVERY = 40
SMOOTHING = 0.65
# The lowest value of GELU is -0.17: shifted by it, all 256 levels are in use.
GELU_FLOOR = 0.17
CONTRIB = "com.microsoft"


class GraphWriter:
    """Collects nodes and constants; every method returns the name of what it has made."""

    def __init__(self):
        self.nodes, self.constants = [], {}

    def constant(self, value, dtype=None):
        name = f"c{len(self.constants)}"
        self.constants[name] = np.ascontiguousarray(value, dtype=dtype)
        return name

    def node(self, kind, *inputs, results=1, domain="", **attributes):
        names = [f"n{len(self.nodes)}_{i}" for i in range(results)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0] if results == 1 else names

    def model(self, result, taps=()):
        shape = ["batch", "sequence"]
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, shape)
            for name in ("input_ids", "attention_mask", "token_type_ids")
        ]
        self.nodes.append(helper.make_node("Identity", [result], ["sentence_embedding"]))
        outputs = [helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", WIDTH])]
        outputs += [helper.make_tensor_value_info(tap, TensorProto.FLOAT, None) for tap in taps]
        constants = [numpy_helper.from_array(value, name) for name, value in self.constants.items()]
        graph = helper.make_graph(self.nodes, "logsieve-encoder", inputs, outputs, constants)
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, ir_version=10, opset_imports=opsets, producer_name="logsieve")


class Encoder:
    """The six layers, either in float32 with taps on what enters each product, or in int8."""

    def __init__(self, weights, factors=None):
        self.w = weights
        self.factors = factors
        self.g = GraphWriter()
        self.taps = {}

    def product(self, x, weight, place):
        """x @ weight, and what quantisation makes it necessary to add to the bias."""
        g = self.g
        if self.factors is None:
            self.taps[place] = (x, weight)
            return g.node("MatMul", x, g.constant(weight)), 0.0
        if place in self.factors:
            factor = self.factors[place]
            weight = weight * factor[:, None]
            x = g.node("Mul", x, g.constant(1 / factor))
        scale = (np.abs(weight).max(axis=0) / 127).astype(np.float32)
        levels = np.clip(np.rint(weight / scale), -127, 127).astype(np.int8)
        if place.endswith("down"):
            x = g.node("Add", x, g.constant(np.float32(GELU_FLOOR)))
            top, span, zero = g.node("ReduceMax", x, g.constant([-1], np.int64), keepdims=1), 255, 0
            shift = -GELU_FLOOR * (levels.astype(np.float64) * scale).sum(axis=0)
        else:
            top = g.node("ReduceMax", g.node("Abs", x), g.constant([-1], np.int64), keepdims=1)
            span, zero, shift = 127, 128, 0.0
        unit = g.node("Mul", x, g.node("Div", g.constant(np.float32(span)), top))
        # The cast cuts off, hence the half.
        rounded = g.node("Cast", g.node("Add", unit, g.constant(np.float32(zero + 0.5))), to=TensorProto.UINT8)
        one = g.constant(np.float32(1))
        y = g.node(
            "MatMulIntegerToFloat", rounded, g.constant(levels), one, g.constant(scale), g.constant(np.uint8(zero)),
            domain=CONTRIB,
        )
        return g.node("Mul", y, g.node("Mul", top, g.constant(np.float32(1 / span)))), shift

    def normalised(self, x, name):
        g = self.g
        return g.node(
            "LayerNormalization", x, g.constant(self.w[f"{name}.weight"]), g.constant(self.w[f"{name}.bias"]),
            axis=-1, epsilon=1e-12,
        )

    def embeddings(self):
        g, table = self.g, self.w["embeddings.word_embeddings.weight"]
        if self.factors is None:
            words = g.node("Gather", g.constant(table), "input_ids")
        else:
            scale = np.maximum(np.abs(table).max(axis=1, keepdims=True) / 127, 1e-12).astype(np.float32)
            levels = np.clip(np.rint(table / scale), -127, 127).astype(np.int8)
            words = g.node("Cast", g.node("Gather", g.constant(levels), "input_ids"), to=TensorProto.FLOAT)
            words = g.node("Mul", words, g.node("Gather", g.constant(scale), "input_ids"))
        kinds = g.node("Gather", g.constant(self.w["embeddings.token_type_embeddings.weight"]), "token_type_ids")
        length = g.node("Shape", "input_ids", start=1, end=2)
        places = g.node(
            "Slice", g.constant(self.w["embeddings.position_embeddings.weight"]), g.constant([0], np.int64), length
        )
        return self.normalised(g.node("Add", g.node("Add", words, kinds), places), "embeddings.LayerNorm")

    def layer(self, x, number, mask):
        g, name = self.g, f"encoder.layer.{number}"

        def weight(part):
            return self.w[f"{name}.{part}.weight"].T

        def bias(part):
            return self.w[f"{name}.{part}.bias"]

        parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
        joined, _ = self.product(x, np.concatenate([weight(part) for part in parts], axis=1), f"{number}.attend")
        query, key, value = g.node("Split", joined, g.constant([WIDTH] * 3, np.int64), results=3, axis=-1)
        biases = g.constant(np.concatenate([bias(part) for part in parts]))
        y = g.node("MultiHeadAttention", query, key, value, biases, mask, domain=CONTRIB, num_heads=HEADS)
        y, _ = self.product(y, weight("attention.output.dense"), f"{number}.mix")
        y = g.node("Add", g.node("Add", y, g.constant(bias("attention.output.dense"))), x)
        x = self.normalised(y, f"{name}.attention.output.LayerNorm")
        y, _ = self.product(x, weight("intermediate.dense"), f"{number}.up")
        y = g.node("Gelu", g.node("Add", y, g.constant(bias("intermediate.dense"))))
        y, shift = self.product(y, weight("output.dense"), f"{number}.down")
        y = g.node("Add", g.node("Add", y, g.constant((bias("output.dense") + shift).astype(np.float32))), x)
        return self.normalised(y, f"{name}.output.LayerNorm")

    def build(self):
        """The mean over the tokens of a line, at length 1."""
        g = self.g
        mask = g.node("Cast", "attention_mask", to=TensorProto.INT32)
        x = self.embeddings()
        for number in range(LAYERS):
            x = self.layer(x, number, mask)
        real = g.node("Unsqueeze", g.node("Cast", "attention_mask", to=TensorProto.FLOAT), g.constant([2], np.int64))
        axis = g.constant([1], np.int64)
        total = g.node("ReduceSum", g.node("Mul", x, real), axis, keepdims=0)
        mean = g.node("Div", total, g.node("ReduceSum", real, axis, keepdims=0))
        return g.node("Div", mean, g.node("ReduceL2", mean, axis, keepdims=1))


def smoothing_factors(weights, tokenizer, texts):
    """Per input channel of a product: largest activation ^ a / largest weight ^ (1 - a), scaled to a mean of 1."""
    probe = Encoder(weights)
    result = probe.build()
    places = [place for place in probe.taps if place.endswith(("attend", "up"))]
    model = probe.g.model(result, [probe.taps[place][0] for place in places])
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    largest = {place: np.full(WIDTH, 1e-5) for place in places}
    for text in texts:
        ids = np.array([tokenizer.encode(text).ids])
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        for place, seen in zip(places, session.run(None, feed)[1:]):
            largest[place] = np.maximum(largest[place], np.abs(seen).max(axis=(0, 1)))
    factors = {}
    for place in places:
        weight = np.maximum(np.abs(probe.taps[place][1]).max(axis=1), 1e-5)
        factor = largest[place] ** SMOOTHING / weight ** (1 - SMOOTHING)
        factors[place] = (factor / np.exp(np.log(factor).mean())).astype(np.float32)
    return factors


def main():
    weights_file, examples_file, out, vocabulary = map(Path, sys.argv[1:5])
    weights = load_file(weights_file)
    tokenizer = Tokenizer.from_file(str(vocabulary))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    examples = examples_file.read_text("utf-8").splitlines()[::EVERY]
    texts = [json.loads(line)["text"] for line in examples]
    encoder = Encoder(weights, smoothing_factors(weights, tokenizer, texts))
    result = encoder.build()
    onnx.save(encoder.g.model(result), out)


if __name__ == "__main__":
    main()
