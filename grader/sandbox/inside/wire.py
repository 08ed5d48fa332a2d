"""The wire format: plain data in frames over a stream socket, the only thing that crosses the sandbox boundary.

Both sides use it, so it imports nothing but the standard library and NumPy. A frame is

    <u4 length of the header> <u8 length of the body> <header: strict JSON> <body: raw buffers, padded to 8>

and carries one value. JSON's null, true, false, numbers, short strings and arrays represent themselves; everything
else is an object with a single key: i (wide int) f (nan, inf) c (complex) u (long str) b (bytes) t (tuple) d (dict)
a (array) m (matrix) s (NumPy scalar) h (handle). Numbers in buffers are little-endian. Nothing in a frame is executed,
and nothing is allocated before its size is known to be within the caps.
"""

from __future__ import annotations

from .decoder import Decoder
from .encoder import Encoder
from .frame import MAX_INT_BITS, Caps, HandleData, Receive, Value, WireError

__all__ = ["MAX_INT_BITS", "Caps", "Decoder", "Encoder", "HandleData", "Receive", "Value", "WireError"]
