"""Messages between the worker and the jail's processes outside frames. The worker imports this without the rest.

Zygote and init processes get requests over sockets that preserve message boundaries. A child gets its limits as one
record before all frames.
"""

from __future__ import annotations

import struct

#: Request to the zygote: fork an init process, whose end of its control socket is attached.
FORK_INIT = b"init"
#: Request to the zygote: report health.
HEALTH_REQUEST = b"health"
#: Reply: most KiB in RAM, processor seconds of the zygote and of all ended processes below it.
HEALTH = struct.Struct("<qd")
#: Reply of the init process about a new child, and request for that child's exit status: its pid in the namespace.
CHILD = struct.Struct("<i")
#: Request to the init process: end a child. 0, and its pid. Whoever drives the jail may live in another pid namespace,
#: from where a pidfd cannot be signalled.
KILL = struct.Struct("<ii")
#: Reply about a child that has ended: pid, wait status, most KiB in RAM.
EXITED = struct.Struct("<iiq")
#: Descriptors attached to a message: one, or two.
END, ENDS = struct.Struct("i"), struct.Struct("ii")
#: The first message to a child, before all frames: what one frame may hold (bytes, values, depth), bytes of address
#: space, processor seconds, bytes of a file, open files, and the mount options of its tmpfs.
LIMITS_RECORD = struct.Struct("<7Q96s")
#: The frame before the first request of a child's next test case: put everything back, and load the submission anew.
#: It has no reply. The number and the seconds of a request are positive.
RELOAD = (0, 0.0, "reload")
#: The descriptor of a child's wire, and the first one that is closed.
WIRE, FREE = 3, 4
#: Exit status of a child that had too little memory left to send a reply.
OUT_OF_MEMORY = 86

#: The folder in the jail that has a folder for each module that assignments may allow.
ALLOWED_MODULES = "/jail/allowed"
