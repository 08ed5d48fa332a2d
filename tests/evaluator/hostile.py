"""Submissions whose answers are meant to exhaust, confuse or break what checks them, by what they attack."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model import Verdict

WRONG = Verdict.WRONG_ANSWER
RAISED = Verdict.RUNTIME_ERROR
TOO_LONG = Verdict.TIME_LIMIT_EXCEEDED
TOO_MUCH_MEMORY = Verdict.MEMORY_LIMIT_EXCEEDED
TOO_MUCH_OUTPUT = Verdict.OUTPUT_LIMIT_EXCEEDED


@dataclass(frozen=True, kw_only=True)
class Hostile:
    """A submission, and the verdict of every test that calls the last function that it defines."""

    slug: str
    code: str
    verdict: Verdict
    #: Another verdict that some of these tests have, such as questions whose answers cannot be read at all.
    other: Verdict | None = None


def relu(body: str, verdict: Verdict = WRONG) -> Hostile:
    code = f"import numpy as np\ndef relu_der(dA, cache):\n    {body}\n"
    return Hostile(slug="relu_der", code=code, verdict=verdict)


def helped(body: str, verdict: Verdict = WRONG) -> Hostile:
    """The reference's linear_forward answers the submission's calls."""
    code = f"import numpy as np\ndef linear_activation_forward(A_prev, W, b, activation):\n    {body}\n    return 0\n"
    return Hostile(slug="dnn_step_by_step", code=code, verdict=verdict)


def helped_back(body: str, verdict: Verdict = WRONG) -> Hostile:
    code = f"import numpy as np\ndef linear_activation_backward(dA, cache, activation):\n    {body}\n    return 0\n"
    return Hostile(slug="dnn_step_by_step", code=code, verdict=verdict)


def trained(body: str, verdict: Verdict = WRONG) -> Hostile:
    """The tests compute with the network's attributes."""
    head = "import numpy as np\nclass NeuralNetwork(NeuralNetworkBase):\n    def train(self, x1, x2, y):\n        "
    return Hostile(slug="train", code=f"{head}{body}\n", verdict=verdict)


def layer(body: str, verdict: Verdict = WRONG) -> Hostile:
    """What `backward` returns is given to the `backward` of the layer before."""
    code = f"import numpy as np\nclass Layer(Layer):\n    def backward(self, da, learning_rate):\n        {body}\n"
    return Hostile(slug="backward", code=code, verdict=verdict)


def recorded(entries: str, verdict: Verdict = WRONG) -> Hostile:
    """The tests read what the recording layers wrote down; here the submission writes it."""
    code = (
        "import numpy as np\nfrom utils import *\n"
        "class Layer(Layer):\n    def backward(self, da, learning_rate):\n        return da\n"
        "class Perceptron(Perceptron):\n"
        "    def fit(self, training_data, training_labels, epochs, learning_rate):\n"
        f"        _written.clear()\n        _written.extend({entries})\n"
    )
    return Hostile(slug="perceptron", code=code, verdict=verdict)


def answers(literal: str, verdict: Verdict = WRONG) -> Hostile:
    code = f"answers = {literal}"
    return Hostile(slug="backprop_homework", code=code, verdict=verdict, other=Verdict.LOAD_ERROR)


def all_answers(value: str, verdict: Verdict = WRONG) -> Hostile:
    names = ("error_last", "error_before", "weights", "biases", "sigmoid_slope", "relu_positive", "loss")
    return answers("{" + ", ".join(f"{name!r}: {value}" for name in names) + "}", verdict)


KINDS: dict[str, dict[str, Hostile]] = {
    "memory": {
        "a helper that fills the memory": helped(
            "linear_forward(np.ones((1, 60_000)), np.ones((60_000, 1)), np.zeros((1, 1)))", TOO_MUCH_MEMORY
        ),
        "broadcast by a test": trained(
            "self.input_to_hidden_weights, self.biases = np.ones((1_500_000, 2)), np.ones((1, 1_500_000))"
        ),
        "arguments that grow": relu("cache['more'] = np.ones(7_000_000); cache['Z'] = dA; return dA * 3"),
        "numbers that a test makes wider": recorded("[['forward', 1, np.zeros(60_000_000, bool), 0.0]]", TOO_LONG),
    },
    "time in C code": {
        "a slow product in a helper": helped(
            "linear_forward(np.ones((150, 3000), 'f2'), np.ones((3000, 150), 'f2'), np.zeros((3000, 1), 'f2'))",
            TOO_LONG,
        ),
        "a slow product in another helper": helped_back(
            "linear_backward(np.ones((2500, 150), 'f2'), (np.ones((2500, 150), 'f2'), np.ones((2500, 2500), 'f2'), 0))",
            TOO_LONG,
        ),
        "many slow products in a helper": helped(
            "for _ in range(1000): linear_forward(np.ones((9, 9000), 'f2'), np.ones((900, 9), 'f2'), 0)", TOO_LONG
        ),
    },
    "the size of every field": {
        "a long text": relu("return 'x' * 20_000_000"),
        "a long text of wide characters": relu("return '\\U0001F600' * 5_000_000"),
        "long bytes": relu("return b'x' * 20_000_000"),
        "a long exception": relu("raise ValueError('x' * 20_000_000)", RAISED),
        "an exception with a long name": relu("raise type('E' * 1_000_000, (Exception,), {})('x')", RAISED),
        "an exception with many notes": relu(
            "e = ValueError()\n    for _ in range(100_000): e.add_note('n' * 100)\n    raise e", RAISED
        ),
        "an exception that quotes itself": relu(
            "raise type('E', (Exception,), {'__str__': lambda self: 'x' * 10**7, '__repr__': None})", RAISED
        ),
        "many parts of an exception group": relu(
            "raise ExceptionGroup('g' * 1000, [ValueError('v' * 1000)] * 10_000)", RAISED
        ),
        "long names in the traceback": Hostile(
            slug="relu_der",
            code=f"def {'f' * 100_000}():\n    1 / 0\ndef relu_der(dA, cache):\n    {'f' * 100_000}()\n",
            verdict=RAISED,
        ),
        "printed at length": relu("print('x' * 1_000_000); return 0"),
        "many printed lines": relu("print('x\\n' * 400_000); return 0"),
        "printed bytes that are no text": relu("import os; os.write(1, b'\\xf0\\x9f\\xff' * 300_000); return 0"),
        "long keys": relu("return {'k' * 10_000_000: 1, 'l' * 10_000_000: 2}"),
        "many keys": relu("return {str(i): i for i in range(49_000)}"),
        "a class with a long name": relu("return type('C' * 1_000_000, (), {})()"),
        "an object with many methods": relu("return type('C', (), {f'm{i}': len for i in range(50_000)})()"),
        "a long docstring": relu("relu_der.__doc__ = 'd' * 10_000_000; return relu_der"),
        "keys that a message quotes": Hostile(
            slug="dnn_step_by_step",
            code="def initialize_parameters(n_x, n_h, n_y):\n    return {'A' * 20_000_000: 1}\n",
            verdict=WRONG,
        ),
        "a large array": relu("return np.zeros(7_000_000, 'u1')"),
        "an array of many axes": relu("return np.zeros((1,) * 8)"),
        "an array without entries": relu("return np.zeros((0, 10**6))"),
        "an array without entries but with a long axis": relu("return np.zeros((0, 10**15))", RAISED),
        "an answer at the limit that is given on": layer(
            "return np.zeros(2**26 - 100, 'u1') if np.ravel(da)[0] == 0.9 else da"
        ),
    },
    "exceptions in references": {
        "an exception in a helper": helped("linear_forward('a', {}, None)", RAISED),
        "a long exception in a helper": helped("linear_forward({'k' * 10**7: 1}, ['x' * 10**7], ())", RAISED),
        "an exception in C code of a helper": helped(
            "linear_forward(np.zeros((0, 10**6)), np.zeros((10**6, 0)), np.zeros((3, 0, 5)))", TOO_MUCH_MEMORY
        ),
        "a helper without arguments": helped_back("linear_backward()", RAISED),
        "a helper with arguments of its own": helped_back("linear_backward(**{'dZ' * 10_000: 1})", RAISED),
    },
    "colliding keys": {
        "tuples that collide": relu("return {(i * (2**61 - 1),): 0 for i in range(2000)}", TOO_MUCH_OUTPUT),
        "integers that collide": relu("return {i * (2**61 - 1): 0 for i in range(2000)}", TOO_MUCH_OUTPUT),
        "keys that are cut to the same text": relu("return {'k' * 400 + str(i): i for i in range(20_000)}"),
        "keys that are not equal to themselves": relu("return {float('nan'): i for i in range(20_000)}"),
        "keys of several types for one text": relu("return {1: 0, '1': 1, b'1': 2, 1.5: 3, None: 4, 'None': 5, (): 6}"),
        "keys of the report": relu("return {'verdict': 'accepted', 'score': 15.0, 'kind': 'report'}"),
    },
    "nested values": {
        "lists in lists": relu("return [[[[[[[[[[0.0]]]]]]]]]] * 3_000"),
        "deeply nested": relu("v = 0.0\n    for _ in range(30): v = [v, v]\n    return v", TOO_MUCH_OUTPUT),
        "nested to the limit and given on": layer("v = 0.0\n        for _ in range(31): v = [v]\n        return v"),
        "tuples of tuples of tuples": relu(
            "v = ()\n    for _ in range(25): v = (v, v[:1], 1.0)\n    return v", TOO_MUCH_OUTPUT
        ),
        "ragged lists": relu("return [[0.0] * (i % 7) for i in range(10_000)]"),
        "a list of many numbers": relu("return [0.0] * 90_000"),
        "texts in place of numbers": relu("return [['0.0'] * 300] * 300"),
        "dictionaries in lists": relu("return [{'a': {'b': [1, {'c': 2}]}}] * 5_000"),
        "objects in lists": relu("return [type('C', (), {})() for _ in range(5_000)]"),
    },
    "huge integers": {
        "one": relu("return 1 << 4000"),
        "many": relu("return [[1 << 4000] * 100] * 20"),
        "beside decimals": relu("return [[1 << 4000, 1.0, -1.0]] * 2"),
        "at the edges of 64 bits": relu("return [[2**63, -(2**63)], [2**64 - 1, -1]]"),
        "as attributes": trained("self.biases = [[1 << 4000]] * 3"),
        "in what was written down": recorded("[['forward', 1 << 4000, np.zeros(2), 1 << 4000]] * 50"),
    },
    "payloads in not-a-number": {
        "everywhere": relu("return np.full(dA.shape, np.nan)"),
        "with different bits": relu(
            "bits = np.arange(dA.size, dtype='u8') + 2**51 * 4095\n    return bits.view('f8').reshape(dA.shape)"
        ),
        "signalling, of half precision": relu("return np.full(dA.shape, 0x7C01, 'u2').view('f2')"),
        "in both parts of complex numbers": relu("return np.full(dA.shape, complex('nan+nanj'))"),
        "in the attributes": trained("self.biases = self.biases * np.nan"),
        "given on": layer("self.weights = self.weights * np.nan; return np.asarray(da).T * np.nan"),
        "infinities": relu("return np.full(dA.shape, np.inf)"),
        "the smallest numbers": relu("return np.full(dA.shape, 5e-324)"),
        "the largest numbers": relu("return np.full(dA.shape, 1.7e308)"),
        "complex numbers": relu("return dA + 1e308j"),
        "half precision": relu("return np.asarray(dA, 'f2') * 0"),
        "booleans": relu("return np.asarray(dA) > 0"),
        "a matrix": relu("return np.matrix(dA) * 0"),
    },
    "the explanation": {
        "rows in another order": relu("return (dA * (cache['Z'] > 0))[::-1] * 1.0 if len(dA) > 2 else dA - 1"),
        "large local variables": layer(
            "d_weights = np.zeros(7_000_000); dz = [[0.0] * 300] * 300; da_prev = 'x' * 10**7; return np.zeros((2, 1))"
        ),
        "local variables of many calls": layer(
            "dz = np.zeros(1000)\n        if learning_rate is not None:\n"
            "            for _ in range(20_000): self.backward(da, None)\n        return np.zeros((2, 1))"
        ),
        "almost every mistake at once": relu("return np.where(cache['Z'] >= 0, -2.0 * dA, 0.5 * dA).T.copy()"),
    },
    "questions and formulas": {
        "answers of every size": answers(
            "{'weights': 'x', " + ", ".join(f"'q{i}': '{'(' * 40}x{')' * 40}'" for i in range(60)) + "}"
        ),
        "a formula that explodes": answers("{'weights': '9^9^9^9^9^9', 'biases': '((((1/0))))'}"),
        "a formula of many functions": all_answers(repr("sigma(" * 40 + "z" + ")" * 40)),
        "a formula of signs": all_answers(repr("-+" * 150 + "z")),
        "a formula of blanks": all_answers(repr("d" + " " * 180 + "/" + " " * 180 + "d")),
        "a formula of indices": all_answers(repr("a_{" + "1," * 9 + "}^{(l-1)}" * 20)),
        "numbers of other alphabets": all_answers(repr("\u0661\u0662\u0663")),
        "not-a-number as an answer": all_answers(repr("nan")),
        "complex answers": all_answers("1 + 2j"),
        "bytes as answers": all_answers("b'gradient_times_slope'"),
        "lists of lists as answers": all_answers(repr([["x"] * 50] * 5)),
    },
    "names and signs": {
        "markup and terminal codes": relu("return '<script>alert(1)</script>\\x1b[2J\\u202e' * 1000"),
        "lone surrogates": relu("return '\\ud800' * 1000", RAISED),
        "zero characters": relu("raise ValueError('\\x00' * 1000 + 'x')", RAISED),
        "methods named like attributes": trained(
            "kind = type('M', (), {'input_to_hidden_weights': len, 'biases': len}); self.__class__ = "
            "type('N', (type(self),), {'input_to_hidden_weights': len, 'biases': len})"
        ),
    },
}
