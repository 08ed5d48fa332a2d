"""What is said between the jail's processes and the outside beside frames. The outside imports it without the rest.

The zygote and the init processes get orders over sockets that keep message boundaries; a child gets its orders as one
record before all frames.
"""

from __future__ import annotations

import struct

#: Order to the zygote, with the init process's end of its control socket: an init process.
INIT_ORDER = b"init"
#: Order to the zygote: tell how you are.
HEALTH_ORDER = b"health"
#: Report of the zygote's health: most KiB of RAM, processor seconds of all that it made.
HEALTH = struct.Struct("<qd")
#: Report of a new child, order to tell how it ended: its number in the init process's pid namespace.
CHILD = struct.Struct("<i")
#: Report of an end: number, wait status, most KiB of RAM.
ENDED = struct.Struct("<iiq")
#: Descriptors attached to a message: one, or two.
END, ENDS = struct.Struct("i"), struct.Struct("ii")
#: Orders to a child, before all frames: what one frame may hold (bytes, values, depth), bytes of address space,
#: processor seconds, bytes of a file, open files, and the options of the private file system.
ORDERS = struct.Struct("<7Q96s")
#: Exit status of a child that had no memory left to say so.
OUT_OF_MEMORY = 86
