"""Submissions whose answers are meant to exhaust, confuse or break what checks them: name -> (assignment, code)."""

_RELU = "import numpy as np\ndef relu_der(dA, cache):\n    {body}\n"
_DNN = "import numpy as np\ndef linear_activation_forward(A_prev, W, b, activation):\n    {body}\n"
_DICTIONARY = "import numpy as np\ndef initialize_parameters(n_x, n_h, n_y):\n    {body}\n"


def _relu(body):
    return "relu_der", _RELU.format(body=body)


SUBMISSIONS = {
    # The size of every field.
    "a long text": _relu("return 'x' * 20_000_000"),
    "a long text of wide characters": _relu("return '\\U0001F600' * 5_000_000"),
    "long bytes": _relu("return b'x' * 20_000_000"),
    "a long exception": _relu("raise ValueError('x' * 20_000_000)"),
    "an exception with a long name": _relu("raise type('E' * 1_000_000, (Exception,), {})('x')"),
    "long names in the traceback": (
        "relu_der",
        "def " + "f" * 100_000 + "():\n    1 / 0\ndef relu_der(dA, cache):\n    " + "f" * 100_000 + "()\n",
    ),
    "printed at length": _relu("print('x' * 1_000_000); return 0"),
    "many printed lines": _relu("print('x\\n' * 400_000); return 0"),
    "long keys": _relu("return {'k' * 10_000_000: 1, 'l' * 10_000_000: 2}"),
    "many keys": _relu("return {str(i): i for i in range(49_000)}"),
    "a class with a long name": _relu("return type('C' * 1_000_000, (), {})()"),
    "a long docstring": _relu("relu_der.__doc__ = 'd' * 10_000_000; return relu_der"),
    "keys that a message quotes": ("dnn_step_by_step", _DICTIONARY.format(body="return {'A' * 20_000_000: 1}")),
    # Shapes and types.
    "a large array": _relu("return np.zeros(7_000_000)"),
    "an array of many axes": _relu("return np.zeros((1,) * 8)"),
    "an array without entries": _relu("return np.zeros((0, 10**15))"),
    "a list of many numbers": _relu("return [0.0] * 90_000"),
    "lists in lists": _relu("return [[[[[[[[[[0.0]]]]]]]]]] * 9_000"),
    "deeply nested": _relu("v = 0.0\n    for _ in range(30): v = [v, v]\n    return v"),
    "ragged lists": _relu("return [[0.0] * (i % 7) for i in range(10_000)]"),
    "texts in place of numbers": _relu("return [['0.0'] * 300] * 300"),
    "dictionaries in lists": _relu("return [{'a': {'b': [1, {'c': 2}]}}] * 5_000"),
    # Numbers.
    "huge integers": _relu("return 1 << 4000"),
    "lists of huge integers": _relu("return [[1 << 4000] * 100] * 20"),
    "not a number everywhere": _relu("return np.full(dA.shape, np.nan)"),
    "payloads in not-a-number": _relu(
        "bits = np.arange(dA.size, dtype='u8') + 2**51 * 4095\n    return bits.view('f8').reshape(dA.shape)"
    ),
    "infinities": _relu("return np.full(dA.shape, np.inf)"),
    "the smallest numbers": _relu("return np.full(dA.shape, 5e-324)"),
    "the largest numbers": _relu("return np.full(dA.shape, 1.7e308)"),
    "complex numbers": _relu("return dA + 1e308j"),
    "half precision": _relu("return np.asarray(dA, 'f2') * 0"),
    "booleans": _relu("return np.asarray(dA) > 0"),
    "a matrix": _relu("return np.matrix(dA) * 0"),
    # Names and keys that mean something elsewhere.
    "keys of the report": _relu("return {'verdict': 'accepted', 'score': 15.0, 'kind': 'report'}"),
    "keys that collide": _relu("return {i * (2**61 - 1): 0 for i in range(2000)}"),
    "markup and terminal codes": _relu("return '<script>alert(1)</script>\\x1b[2J\\u202e' * 1000"),
    "lone surrogates": _relu("return '\\ud800' * 1000"),
    # Helpers of the reference on the student's values.
    "a slow product in a helper": (
        "dnn_step_by_step",
        _DNN.format(
            body="linear_forward(np.ones((150, 3000), 'f2'), np.ones((3000, 150), 'f2'), np.zeros((3000, 1), 'f2'))\n"
            "    return 0"
        ),
    ),
    "an exception in a helper": ("dnn_step_by_step", _DNN.format(body="linear_forward('a', {}, None)\n    return 0")),
    "a helper that fills the memory": (
        "dnn_step_by_step",
        _DNN.format(body="linear_forward(np.ones((1, 60_000)), np.ones((60_000, 1)), np.zeros((1, 1)))\n    return 0"),
    ),
    # Work that a case does for each entry of an answer.
    "sixty million entries": (
        "perceptron",
        "import numpy as np\nfrom utils import *\n"
        "class Layer(Layer):\n    def backward(self, da, learning_rate):\n        return da\n"
        "class Perceptron(Perceptron):\n"
        "    def fit(self, training_data, training_labels, epochs, learning_rate):\n"
        "        _written.clear()\n"
        "        _written.append(['forward', 1, np.zeros(60_000_000, bool), 0.0])\n",
    ),
    # Questions and formulas.
    "answers of every size": (
        "backprop_homework",
        "answers = {" + ", ".join(f"'q{i}': '{'(' * 40}x{')' * 40}'" for i in range(60)) + "}",
    ),
    "a formula that explodes": ("backprop_homework", "answers = {'weights': '9^9^9^9^9^9', 'biases': '((((1/0))))'}"),
    "an answer of a million digits": ("backprop_homework", "answers = {'weights': " + "9" * 900_000 + "}"),
}
