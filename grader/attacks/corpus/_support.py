import ctypes, os, sys
import numpy as np

LOOT = []
_libc = ctypes.CDLL(None, use_errno=True)


def attempt(what, function, *args, **kwargs):
    """Try something that must fail; a success is loot."""
    try:
        got = function(*args, **kwargs)
    except BaseException as error:
        return error
    LOOT.append(f"{what}: {got!r}"[:200])
    return got


def system_call(what, number, *args):
    """A system call that must be refused."""
    ctypes.set_errno(0)
    result = _libc.syscall(number, *args)
    if result != -1:
        LOOT.append(f"{what}: {result}")
    return result, ctypes.get_errno()


def send(data):
    """Raw bytes to the grader."""
    while data:
        data = data[os.write(3, data):]


def frame(value):
    """The bytes of a well-formed frame."""
    from inside.wire import Caps, Encoder
    return b"".join(bytes(part) for part in Encoder(Caps()).frame(value))


def request_number():
    """The number of the request that is being answered."""
    this = sys._getframe()
    while this is not None:
        if "self" in this.f_locals and hasattr(this.f_locals["self"], "_number"):
            return this.f_locals["self"]._number
        this = this.f_back
    return 1
