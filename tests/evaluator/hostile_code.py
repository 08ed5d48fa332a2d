"""Submissions that aim at what reads their code, exceptions and attributes, and networks that do not fit."""

from __future__ import annotations

from grader.model import Verdict
from tests.evaluator.hostile import (
    RAISED,
    TOO_MUCH_OUTPUT,
    WRONG,
    Hostile,
    all_answers,
    answers,
    helped,
    relu,
    trained,
)

#: More digits than Python writes in decimal.
_HUGE = "0x" + "f" * 5000


def code(text: str, verdict: Verdict = WRONG) -> Hostile:
    return Hostile(slug="relu_der", code=f"import numpy as np\n{text}", verdict=verdict)


def called(lines: list[str], answer: str = "dA * 3", verdict: Verdict = WRONG) -> Hostile:
    """`relu_der` with these lines before its answer."""
    body = "".join(f"    {line}\n" for line in lines)
    return code(f"def relu_der(dA, cache):\n{body}    return {answer}\n", verdict)


def network(parameters: str, costs: str = "[0.5] * 25", verdict: Verdict = WRONG) -> Hostile:
    """What the whole training returns; the tests predict with the parameters."""
    head = (
        "import numpy as np\ndef multi_layer_network(X, Y, net_dims, num_iterations=500, learning_rate=0.1, log=True):"
    )
    return Hostile(slug="mlp_notebook", code=f"{head}\n    return {costs}, {parameters}\n", verdict=verdict)


CODE: dict[str, Hostile] = {
    "a number that cannot be written in decimal": called(["cache = dict(cache)", f"cache[{_HUGE}] = dA"]),
    "such a number in a sum that fails": called(
        [f"dA = np.zeros(({_HUGE} % 7, 3)) + np.zeros((5, 2))"], verdict=RAISED
    ),
    "such a number where something is called": called([f"dA = [None, print][{_HUGE} % 2]()"], "dA + 1", RAISED),
    "a sum of nine hundred parts": code(f"def relu_der(dA, cache):\n    return dA * 3{' + 0' * 900}\n"),
    "nine hundred attributes": called([f"dA = lambda: cache{'.a' * 900}", "dA = cache['Z']"]),
    "nine hundred indices": called(["nested = []", "nested.append(nested)", f"nested{'[0]' * 900}[0] = dA"]),
    "one assignment five thousand times": called(["dA = dA"] * 4900),
    "one comparison two thousand times": called(["dA[dA > 5] = 5"] * 2000),
    "functions that all call each other": code(
        "".join(f"def f{i}():\n    return {', '.join(f'f{j}' for j in range(70))}\n" for i in range(70))
        + "def relu_der(dA, cache):\n    f1()\n    return dA * 3\n"
    ),
    "ninety functions inside each other": code(
        "".join(f"{' ' * i}def f{i}(dA):\n" for i in range(90))
        + f"{' ' * 90}return dA\n"
        + "def relu_der(dA, cache):\n    return dA * 3\n"
    ),
    "a text that fills the file": called([f"text = {'x' * 40_000!r}", f"other = {chr(0x1D4D0) * 10_000!r}"]),
    "a function that is another one": code("def relu_der(dA, cache):\n    pass\nrelu_der = lambda *a, **k: a[0] * 3\n"),
}
#: Much to try, to compare or to follow for the search for repairs, in code that is just short enough to be searched.
SEARCHES: dict[str, Hostile] = {
    "names of many letters": called(
        [f"{'ab' * 9_000} = {'ba' * 9_000} = {'abb' * 6_000} = dA"], f"{'ba' * 999} * 3", RAISED
    ),
    "one value of many letters": called([f"dA = dA{' + dA' * 800}", "Z = cache['Z']", f"dZ = dA * (Z{' * Z' * 800})"]),
    "a list of many numbers": called([f"dZ = [{'1, ' * 15_000}]", f"Z = [{'2, ' * 2_000}]"], "dA * dZ[0] * 3"),
    "many functions that are all used": code(
        "".join(f"def f{i}(a): return {'+'.join(f'f{j}' for j in range(i, i + 30))}\n" for i in range(300))
        + "def relu_der(dA, cache):\n    f0\n    return dA * 3\n"
    ),
    "many branches": called([f"if dA.size > {i}: dA = dA * {i} - dA @ cache['Z'].T" for i in range(1000)]),
    "many comparisons in each other": called(["dA = dA * " + "(1 < " * 90 + "dA" + ")" * 90] * 60),
}
EXCEPTIONS: dict[str, Hostile] = {
    "a missing name of a million letters": relu(
        "raise NameError(\"name '\" + 'n' * 10**6 + \"' is not defined\")", RAISED
    ),
    "a missing attribute of a million letters": relu(
        "raise AttributeError(\"module 'numpy' has no attribute '\" + 'n' * 10**6 + \"'\")", RAISED
    ),
    "shapes of many axes": relu(
        "raise ValueError('operands could not be broadcast together with shapes ' + '(' + '1,' * 3000 + ') (2,)')",
        RAISED,
    ),
    "shapes of many digits": relu(
        "raise ValueError('shapes (3,' + '9' * 5000 + ') and (' + '8' * 1500 + ',3) not aligned: ' + '9' * 900)", RAISED
    ),
    "an index of many digits": relu(
        "raise IndexError('index ' + '9' * 5000 + ' is out of bounds for axis 0 with size 5')", RAISED
    ),
    "a key that cannot be shown": relu("raise KeyError(type('K', (), {'__repr__': lambda self: 1 / 0})())", RAISED),
    "a syntax error in the tests": relu(
        "raise SyntaxError('x', ('/srv/testcases/relu_der/cases.py', 10**18, 10**18, 't' * 10**6, -1, 10**18))", RAISED
    ),
    "code that names another file": relu(
        "exec(compile('\\n' * 10**5 + 'raise ValueError(1)', '/srv/testcases/relu_der/cases.py', 'exec'))", RAISED
    ),
    "ten thousand causes": relu(
        "e = ValueError('0')\n    for i in range(10_000):\n        f = ValueError(str(i)); f.__cause__ = e; e = f\n"
        "    raise e",
        RAISED,
    ),
    "an error that is its own cause": relu("e = ValueError('x'); e.__cause__ = e.__context__ = e; raise e", RAISED),
    "text that cannot be decoded": relu(
        "raise UnicodeDecodeError('utf-8', b'\\xff' * 10**7, 0, 10**7, 'r' * 10**6)", RAISED
    ),
    "a class that is named like another one": relu("raise type('KeyError', (Exception,), {'args': 1})", RAISED),
    "an error of many arguments": relu("raise ValueError(*range(10**6))", RAISED),
}
NETWORKS: dict[str, Hostile] = {
    "numbers in place of matrices": network("{'W1': 1.0, 'b1': 0, 'W2': 2, 'b2': True}"),
    "texts in place of matrices": network("{'W1': 'W1', 'b1': b'b1', 'W2': None, 'b2': ()}"),
    "times in place of numbers": network("{key: np.zeros((9, 9), 'M8[s]') for key in ('W1', 'b1', 'W2', 'b2')}"),
    "matrices without entries": network(
        "{'W1': np.zeros((0, 784)), 'b1': np.zeros((0, 1)), 'W2': np.zeros((10, 0)), 'b2': 0}"
    ),
    "many layers": network("{f'{kind}{i}': np.zeros((1, 1)) for i in range(1, 3000) for kind in 'Wb'}"),
    "no layer": network("{}"),
    "losses that are huge integers": network("{}", "[1 << 3000] * 25"),
    "losses that are not numbers": network("{}", "[float('nan'), None, 'x', [], {}] * 5"),
    "a hundred thousand losses": network("{}", "[0.1] * 99_000"),
    "infinite weights": network("{'W1': np.full((10, net_dims[0]), np.inf), 'b1': 0, 'W2': 0, 'b2': 0}"),
}
VALUES: dict[str, Hostile] = {
    "one array a thousand times": relu("a = np.zeros(10**6)\n    return [a] * 1000", TOO_MUCH_OUTPUT),
    "one dictionary in itself, doubled": relu(
        "d = {'x': 1.0}\n    for _ in range(28): d = {'a': d, 'b': d}\n    return d", TOO_MUCH_OUTPUT
    ),
    "keys that cannot be written in decimal": relu("return {1 << 20_000: 1, -1 << 20_000: 2}", TOO_MUCH_OUTPUT),
    "an array of huge integers": relu("return np.array([1 << 3000] * 100, dtype=object)"),
    "not-a-number of every kind": relu(
        "return [np.float16('nan'), np.float32('-nan'), -np.nan, complex(1, np.nan), np.longdouble('nan')]"
    ),
    "not-a-number for a helper": helped("linear_forward(np.full((3, 3), np.nan), np.full((3, 3), np.inf), np.nan)"),
    "an attribute that ends the program": trained(
        "type(self).biases = property(lambda self: (_ for _ in ()).throw(SystemExit(0)))", RAISED
    ),
    "an attribute that stops an iteration": trained(
        "type(self).biases = property(lambda self: next(iter(())))", RAISED
    ),
    "an attribute that changes": trained(
        "type(self).biases = property(lambda self: np.zeros((3, 1)) + next(counter))\n        global counter\n"
        "        import itertools; counter = itertools.count()"
    ),
    "two thousand attributes": trained("self.__dict__.update({f'a{i}': np.zeros(100) for i in range(2_000)})"),
}
FORMULAS: dict[str, Hostile] = {
    "roots of negative numbers": all_answers(repr("(-8)^(1/3)")),
    "powers that overflow": all_answers(repr("e^(e^(e^(z^99)))")),
    "zero to the power of less": all_answers(repr("(z-z)^(-z)")),
    "derivatives by marks": all_answers(repr("sigma" + "'" * 150 + "(z)")),
    "signs above and below the line": all_answers(repr("z\u00b2\u2079\u00b3" * 40)),
    "letters with many marks": all_answers(repr("z" + "\u0301" * 190)),
    "underscores": all_answers(repr("a_" * 90 + "1")),
    "hexadecimal numbers": answers(f"{{'weights': {_HUGE}, 'biases': [{_HUGE}], 'loss': -{_HUGE}}}"),
    "huge whole numbers as names": answers(f"{{'weights': 'x', {_HUGE}: 'x'}}"),
}
CODE_KINDS = {
    "code that is read": CODE,
    "texts of exceptions": EXCEPTIONS,
    "networks": NETWORKS,
    "values and attributes": VALUES,
    "formulas": FORMULAS,
}
