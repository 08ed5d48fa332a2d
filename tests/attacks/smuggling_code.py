"""What a smuggling submission is wrapped in: it writes its arguments everywhere, and answers in the way MODE says.

`hidden_inputs` puts it in front of a submission. It holds neither MARKER nor NUMBER, so that these are found only where
the running code wrote them.
"""

import re

#: Stands in front of every encoded argument.
MARKER = "smuggled"
#: A number that stands for an argument: as a count, a length, a line and a value. Five digits, since a random UUID can
#: have any group of four between its hyphens.
NUMBER = 47111

WRAPPER = r"""
import functools as _functools
import os as _os
import struct as _struct
import sys as _sys
import warnings as _warnings
import numpy as _np

_MARKER = "".join(("smug", "gled"))
_NUMBER = 47 * 1000 + 111

def _smuggle(function):
    @_functools.wraps(function)
    def wrapped(*args, **kwargs):
        if _number_of_request() < 2:
            # The file calls its own function while it is loaded, and knows no input.
            return function(*args, **kwargs)
        told = _MARKER + " " + repr((args[-2:], kwargs))[:2000]
        name = _MARKER + "_" + "".join(c if c.isalnum() else "_" for c in told)[:80]
        try:
            right = function(*args, **kwargs)
        except Exception:
            right = None
        _write_everywhere(told, name, (*args, *kwargs.values()))
        return _answers[MODE](told, name, right)
    wrapped.__doc__ = _MARKER
    return wrapped

def _write_everywhere(told, name, values):
    print(told)
    print(told, file=_sys.stderr, flush=True)
    _warnings.warn(told)
    globals()[name] = globals()["__doc__"] = _os.environ[name] = told
    for value in values:
        if isinstance(value, dict):
            value[name] = value[told] = told
        try:
            setattr(value, name, told)
            value.__doc__ = told
            value.outputs = value.weights = value.biases = told
            type(value).__name__ = type(value).__qualname__ = name
            type(value).__doc__ = type(value).__module__ = told
        except Exception:
            pass

def _raise(error):
    raise error

def _raised(told, name, right, base=Exception):
    kind = type(name, (base,), {"__doc__": told})
    scope = {"kind": kind, "told": told}
    exec(compile("\n" * (_NUMBER - 1) + "def " + name + "(): raise kind(told)", __file__ if "__file__" in globals()
         else "submission.py", "exec"), scope)
    scope[name]()

def _noted(told, name, right):
    error = ValueError(told)
    error.add_note(told)
    raise error from type(name, (Exception,), {})(told)

def _recursive(told, name, right):
    scope = {}
    exec("def " + name + "(): return " + name + "()", scope)
    scope[name]()

def _object(told, name, right):
    kind = type(name, (), {"__doc__": told, name: lambda self: told, told: told, "__repr__": lambda self: told})
    return kind()

def _function(told, name, right):
    def given():
        return told
    given.__name__ = given.__qualname__ = name
    given.__doc__ = told
    return given

def _keys(told, name, right):
    kept = dict(right) if isinstance(right, dict) else {}
    for key in list(kept)[:1]:
        del kept[key]
    return {**kept, told: told, name: _np.full(_NUMBER, float(_NUMBER))}

def _mixed(told, name, right):
    parts = right if isinstance(right, tuple) else (right,)
    return (*parts[:-1], {told: told})

def _numbers(value, number=_NUMBER):
    if isinstance(value, dict):
        return {key: _numbers(item, number) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_numbers(item, number) for item in value)
    return _np.asarray(value, dtype=float) * 0 + number if value is not None else None

def _payload(told, name, right):
    return _numbers(right, _np.array([0x7FF8000000000000 + _NUMBER], "u8").view("f8")[0])

def _subclass(told, name, right):
    return _np.zeros(3).view(type(name, (_np.ndarray,), {"__repr__": lambda self: told}))

def _locals(told, name, right):
    for function, quantities in INTERMEDIATES.items():
        body = "".join("    " + quantity + " = told\n" for quantity in quantities if quantity.isidentifier())
        scope = {"told": told}
        exec("def " + function + "():\n" + body + "    return told\n", scope)
        scope[function]()
    return _numbers(right)

def _helped(told, name, right):
    for helper in HELPERS:
        globals()[helper](told, {told: told}, _np.full(_NUMBER, _NUMBER))
    return told

def _printed(told, name, right):
    print(told * (3 * 2**20 // len(told)))
    return told

def _number_of_request():
    frame = _sys._getframe()
    while frame is not None:
        if hasattr(frame.f_locals.get("self"), "_number"):
            return frame.f_locals["self"]._number
        frame = frame.f_back
    return 1

def _send(kind, value, number=None):
    from inside.wire import Caps, Encoder
    number = _number_of_request() if number is None else number
    data = b"".join(bytes(part) for part in Encoder(Caps()).frame((number, kind, value)))
    while data:
        data = data[_os.write(3, data):]

def _forged(kind, make, number=None):
    def answer(told, name, right):
        _send(kind, make(told, name), number)
        return told
    return answer

def _forged_error(type_of, memory=False):
    return _forged("raised", lambda told, name: {"type": type_of or name, "text": told, "frames": [(_NUMBER, 0, name)],
                                                 "memory": memory})

def _forged_handle(told, name, right):
    header = '{"t":[%d,"ok",[{"h":[%d,"%s",["%s"]]}]]}' % (_number_of_request(), _NUMBER, name, name)
    _os.write(3, _struct.pack("<IQ", len(header), 0) + header.encode())
    return told

def _timed_out(told, name, right):
    while True:
        _send("busy", {"now": (_NUMBER, 0, name), "seen": [((_NUMBER, 0, name), _NUMBER)]})
        _send("seen", (name, _NUMBER, float(_NUMBER)))
        __import__("time").sleep(0.1)

_answers = {
    "raised": _raised,
    "raised_value_error": lambda told, name, right: _raised(told, name, right, ValueError),
    "plain_value_error": lambda told, name, right: _raise(ValueError(told)),
    "noted_error": _noted,
    "syntax_error": lambda told, name, right: _raise(SyntaxError(told, (told, _NUMBER, _NUMBER, told))),
    "missing_key": lambda told, name, right: {}[told],
    "missing_attribute": lambda told, name, right: getattr(_answers, name),
    "missing_name": lambda told, name, right: eval(name + "_"),
    "error_group": lambda told, name, right: _raise(ExceptionGroup(told, [ValueError(told)])),
    "system_exit": lambda told, name, right: _raise(SystemExit(told)),
    "interrupt": lambda told, name, right: _raise(KeyboardInterrupt(told)),
    "memory_error": lambda told, name, right: _raise(MemoryError(told)),
    "recursion": _recursive,
    "exit": lambda told, name, right: _os._exit(len(told) % 250),
    "object": _object,
    "function": _function,
    "keys": _keys,
    "text": lambda told, name, right: told,
    "bytes": lambda told, name, right: told.encode(),
    "mixed": _mixed,
    "long_array": lambda told, name, right: _np.full(_NUMBER, float(_NUMBER)),
    "texts": lambda told, name, right: _np.array([told] * 3),
    "structured": lambda told, name, right: _np.zeros(3, [(name, float)]),
    "subclass": _subclass,
    "integer": lambda told, name, right: int.from_bytes(told.encode()[:400], "big"),
    "numbers": lambda told, name, right: _numbers(right),
    "payload": _payload,
    "nothing": lambda told, name, right: None,
    "right": lambda told, name, right: right,
    "locals": _locals,
    "helped": _helped,
    "printed": _printed,
    "forged_answer": _forged("ok", lambda told, name: {told: told}),
    "forged_error": _forged_error(""),
    "forged_memory_error": _forged_error("MemoryError", memory=True),
    "forged_load_error": _forged_error("NotLoaded"),
    "forged_missing_name": _forged_error("MissingName"),
    "forged_notes": _forged("ok", lambda told, name: ([told], [told], True), 1),
    "forged_skipped_lines": _forged("skipped_lines", lambda told, name: [(0, 1, _NUMBER)]),
    "forged_limit": _forged("limit", lambda told, name: (told, told)),
    "forged_question": _forged("ask", lambda told, name: (name, (told,), {name: told})),
    "forged_kind": _forged(_MARKER, lambda told, name: told),
    "forged_handle": _forged_handle,
    "timed_out": _timed_out,
}
"""
MODES = tuple(re.findall(r'^    "(\w+)": ', WRAPPER.partition("_answers = {")[2], re.MULTILINE))
