"""More hostile submissions: arrays, containers and numbers that are not what they seem, and frames written by hand."""

from __future__ import annotations

from grader.model import Verdict
from tests.evaluator.hostile import (
    RAISED,
    TOO_LONG,
    TOO_MUCH_MEMORY,
    TOO_MUCH_OUTPUT,
    WRONG,
    Hostile,
    all_answers,
    answers,
    helped,
    helped_back,
    layer,
    relu,
    trained,
)

#: Writes a frame by hand: `header` and `body` are expressions of bytes; {number} in the header is the request's.
_SENDER = """
import os, struct, sys
import numpy as np

def number():
    frame = sys._getframe()
    while frame is not None:
        if hasattr(frame.f_locals.get("self"), "_number"):
            return frame.f_locals["self"]._number
        frame = frame.f_back
    return 1

def send(header, body=b""):
    data = struct.pack("<IQ", len(header), len(body)) + header + body
    while data:
        data = data[os.write(3, data):]

def relu_der(dA, cache):
    n = b"%d" % number()
    for _ in range({times}):
        send({header}, {body})
    return dA * 3
"""


def sent(header: str, body: str = "b''", *, times: int = 1, verdict: Verdict = WRONG) -> Hostile:
    """A frame in place of the answer, or `times` frames before it.

    A test that calls the function twice ends with RAISED: it reads the first answer when it waits for the second.
    """
    code = _SENDER.replace("{times}", str(times)).replace("{header}", header).replace("{body}", body)
    return Hostile(slug="relu_der", code=code, verdict=verdict, other=RAISED)


ARRAYS: dict[str, Hostile] = {
    "fields of every name": relu("return np.zeros(3, [(name, 'f8') for name in ('T', 'shape', '__class__', '')])"),
    "objects in fields": relu("return np.zeros(3, [('a', 'O'), ('b', 'f8', (100, 100))])"),
    "an array that contains itself": relu("a = np.empty(2, object); a[:] = [a, a]; return a"),
    "one number seen as a hundred million": relu(
        "return np.lib.stride_tricks.as_strided(np.zeros(1), (10_000, 10_000), (0, 0))", TOO_MUCH_OUTPUT
    ),
    "one number seen as more than there is memory": relu(
        "return np.broadcast_to(np.float64(1), (10**5, 10**6))", TOO_MUCH_MEMORY
    ),
    "times": relu("return np.zeros(dA.shape, 'M8[ns]')"),
    "texts of fixed length": relu("return np.full(1000, 'x' * 1000)"),
    "raw bytes as entries": relu("return np.zeros(1000, 'V1000')"),
    "a record array with the entries": relu("return np.rec.fromarrays([dA], names='x').x * 3"),
    "a masked array": relu("return np.ma.masked_array(dA, mask=np.ones(dA.shape, bool))"),
    "another byte order": relu("return (dA * 3).astype('>f8')"),
    "not contiguous and reversed": relu("return np.asfortranarray(dA * 3)[::-1, ::-1] if dA.ndim > 1 else dA * 3"),
    "the widest numbers": relu("return np.full(dA.shape, np.longdouble('1e4000'))"),
    "a class of arrays that lies about itself": relu(
        "kind = type('A', (np.ndarray,), {'shape': (1, 1), 'dtype': object, 'nbytes': 0, '__len__': lambda s: -1, "
        "'__array__': lambda s, *a: cache, '__array_priority__': 1e9, '__eq__': lambda s, o: True})\n"
        "    return (dA * 3).view(kind)"
    ),
    "a class that says it is an array": relu(
        "return type('A', (), {'__class__': np.ndarray, 'shape': dA.shape, 'dtype': dA.dtype, '__array__': "
        "lambda s, *a, **k: np.where(cache['Z'] > 0, dA, 0)})()",
        RAISED,
    ),
    "a number that says it is another one": relu(
        "kind = {'__class__': np.float64, '__float__': lambda s: 0.0, '__eq__': lambda s, o: True}\n"
        "    return type('F', (float,), kind)(3)"
    ),
    "a dictionary that gives other entries": relu(
        "kind = type('D', (dict,), {'items': lambda s: [('a', s)] * 10**6, '__iter__': lambda s: iter([s]), "
        "'__len__': lambda s: 2**62})\n    return kind(a=1)"
    ),
    # One entry is slow or large enough that its limit is reached first on any machine.
    "a list of slow entries without end": relu(
        "entries = lambda s: iter(lambda: sum(range(10**5)), 1)\n"
        "    return type('L', (list,), {'__iter__': entries, '__len__': lambda s: 2})([1, 2])",
        TOO_LONG,
    ),
    "a list of large entries without end": relu(
        "entries = lambda s: iter(lambda: b'x' * 10**7, 1)\n"
        "    return type('L', (list,), {'__iter__': entries, '__len__': lambda s: 2})([1, 2])",
        TOO_MUCH_MEMORY,
    ),
    "views of memory": relu("return memoryview(bytearray(10**7)).cast('B', (1000, 10_000))"),
    "a range without end": relu("import itertools; return [range(10**18), itertools.count(), iter(int, 1)]"),
    "a matrix for a helper": helped(
        "linear_forward(np.matrix(np.ones((4000, 1))), np.ones((1, 4000)), np.ones((1, 4000)))"
    ),
    "many axes for a helper": helped(
        "linear_forward(np.ones((2,) * 8), np.ones((2,) * 8), np.ones((64, 1, 64, 1, 64, 1, 64, 1)))", TOO_MUCH_OUTPUT
    ),
    "complex numbers for a helper": helped_back(
        "linear_backward(np.ones((3, 3)) * 1j, (np.ones((3, 3), 'c8'), np.full((3, 3), np.nan), np.zeros((3, 1))))"
    ),
    "matrices as attributes": trained(
        "self.input_to_hidden_weights, self.biases = np.matrix(np.ones((4000, 2))), np.matrix(np.ones((1, 4000)))"
    ),
    "a matrix that is given on": layer("return np.matrix(np.ones((1, 3000)) * np.nan)"),
}
NUMBERS: dict[str, Hostile] = {
    "decimals that collide as keys": relu("return {m * 2.0 ** (61 * j): 0 for m in range(1, 3000) for j in range(16)}"),
    "integers of 64 bits that collide as keys": relu(
        "return {i + k * (2**61 - 1): 0 for i in range(9000) for k in range(4)}"
    ),
    "integers with equal low bits as keys": relu("return {i << 40: 0 for i in range(40_000)}"),
    "scalars as keys": relu("return {np.float32(i): 0 for i in range(2000)}", TOO_MUCH_OUTPUT),
    "keys that are equal and are not": relu(
        "return {0: 'a', 0.5: 'b', True: 'c', -0.0: 'd', 1j: 'e', '': 'f', b'': 'g'}"
    ),
    "many scalars": relu("return [np.float16(i % 9) for i in range(5_000)]"),
    "not-a-number as key and value": relu("return {float('nan'): [float('nan')] * 9 for _ in range(9000)}"),
    "zeros of both signs": relu("return np.where(np.arange(dA.size).reshape(dA.shape) % 2, -0.0, 0.0) - 1e-300"),
    "a digit more than can be written": relu("return [10**1000 + i for i in range(900)]"),
    "bits beyond the mantissa": relu("return [[2**53 + 1, 2**63 + 1025], [-(2**64) + 1, 2**1023]]"),
}
FRAMES: dict[str, Hostile] = {
    "a number of ten million digits": sent("b'{\"t\":[' + n + b',\"ok\",0.' + b'1' * 10_000_000 + b']}'"),
    "a whole number of ten million digits": sent(
        "b'{\"t\":[' + n + b',\"ok\",' + b'1' * 10_000_000 + b']}'", verdict=RAISED
    ),
    "an exponent of many digits": sent("b'{\"t\":[' + n + b',\"ok\",1e-' + b'9' * 1_000_000 + b']}'"),
    "blanks": sent("b'{\"t\":[' + n + b',\"ok\",' + b' ' * 10_000_000 + b'0]}'"),
    "the same tag many times": sent(
        'b\'{"t":[\' + n + b\',"ok",{\' + b\'"a":["f8",1],\' * 30_000 + b\'"a":["f8",1]}]}\'', "bytes(8)"
    ),
    "arrays without entries": sent(
        "b'{\"t\":[' + n + b',\"ok\",[' + b'{\"a\":[\"f8\",0,1099511627776]},' * 30_000 + b'0]]}'"
    ),
    "many notices that it runs": sent('b\'{"t":[\' + n + b\',"seen",{"t":["x",1,1.5]}]}\'', times=10_000),
    "many profiles": sent('b\'{"t":[\' + n + b\',"busy",{"d":[["now",null],["seen",[]]]}]}\'', times=10_000),
    "many questions to nobody": sent(
        'b\'{"t":[\' + n + b\',"ask",{"t":["linear_forward",{"t":[]},{"d":[]}]}]}\'', verdict=RAISED
    ),
    "an object with more methods than there are names": sent(
        'b\'{"t":[\' + n + b\',"ok",{"h":[1,"x",{"t":[\' + b\'"m",\' * 80_000 + b\'"m"]}]}]}\''
    ),
}
QUESTIONS: dict[str, Hostile] = {
    "signs without end": all_answers(repr("-" * 199)),
    "towers of powers": all_answers(repr("^".join(["9"] * 29))),
    "towers of brackets": all_answers(repr("(" * 39 + "z" + ")" * 39 + "^2" * 60)),
    "fractions of fractions": all_answers(repr("1/(" * 39 + "z" + ")" * 39)),
    "a product of everything": all_answers(repr("z" * 490)),
    "derivatives of derivatives": all_answers(repr("dC/da " * 80)),
    "numbers beyond all bounds": all_answers(repr("1e999")),
    "a number of two hundred digits": all_answers(repr("9" * 200)),
    "a calculation that divides by nothing": all_answers(repr("1/(1-1)")),
    "a whole number of a thousand digits": all_answers("10**1000"),
    "not-a-number and infinities in lists": all_answers("[float('nan'), float('inf'), 1e308] * 60"),
    "texts that are no text": all_answers(repr("\x00\x1b[2J\u202e\u2028\ufeff" * 20)),
    "a dictionary as an answer": all_answers("{'a': {'b': {'c': 1}}}"),
    "arrays as answers": Hostile(
        slug="backprop_homework",
        code="import numpy as np\nanswers = {'weights': np.zeros(10**6), 'biases': np.float64('nan')}\n",
        verdict=WRONG,
        other=Verdict.LOAD_ERROR,
    ),
    "a dictionary that answers everything": Hostile(
        slug="backprop_homework",
        code="class D(dict):\n    def __missing__(self, key): return key\n"
        "    def items(self): return [('weights', 'x')] * 10**6\n"
        "answers = D({'weights': 'x', 'biases': 'y'})\n",
        verdict=WRONG,
        other=Verdict.LOAD_ERROR,
    ),
    "an answer under many names": answers("{'weights': 'x', " + ", ".join(f"{i}: 'x'" for i in range(150)) + "}"),
}
MORE_KINDS = {
    "arrays that are not what they seem": ARRAYS,
    "numbers and keys": NUMBERS,
    "frames written by hand": FRAMES,
    "answers to questions": QUESTIONS,
}
