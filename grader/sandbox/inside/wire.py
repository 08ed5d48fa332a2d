"""Plain data over a stream socket: the only thing that crosses the wall.

Used on both sides, so it imports nothing but the standard library and NumPy. A frame is

    <u4 length of the header> <u8 length of the body> <header: strict JSON> <body: raw buffers, padded to 8>

and carries one value. JSON's own null, true, false, numbers, short strings and arrays stand for themselves; everything
else is an object with a single key: i (wide int) f (nan, inf) c (complex) u (long str) b (bytes) t (tuple) d (dict)
a (array) m (matrix) s (NumPy scalar) h (handle). Numbers in buffers are little-endian. Nothing in a frame is ever
executed, and nothing is allocated before its size is known to be within the caps.
"""

from __future__ import annotations

from .decoder import Decoder
from .encoder import Encoder
from .frame import MAX_INT_BITS, Caps, Kept, Receive, Value, WireError

__all__ = ["MAX_INT_BITS", "Caps", "Decoder", "Encoder", "Kept", "Receive", "Value", "WireError"]
