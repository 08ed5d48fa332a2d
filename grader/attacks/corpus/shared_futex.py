# /// attack
# tries = "Wait and wake on a page of a file that every jail maps, a channel between running test cases."
# verdicts = ["accepted"]
# ///
import mmap

WAIT, WAKE, WAIT_BITSET, WAKE_BITSET, LOCK_PI, TRYLOCK_PI = 0, 1, 9, 10, 6, 8
PRIVATE = 128

def attack(root, worker):
    number = {"x86_64": 202}.get(os.uname().machine, 98)
    own = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE)
    pages = [ctypes.addressof(ctypes.c_char.from_buffer(own))]
    _libc.mmap.restype = ctypes.c_void_p
    _libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
    for name in ("/jail/inside/loader.py", "/python/bin/python3"):
        file = os.open(name, os.O_RDONLY)
        for flags in (mmap.MAP_PRIVATE, mmap.MAP_SHARED):
            address = _libc.mmap(None, 4096, mmap.PROT_READ, flags, file, 0)
            if address not in (None, 2**64 - 1):
                pages.append(address)
        os.close(file)
    now = (ctypes.c_long * 2)(0, 1000)
    for page in pages:
        word = ctypes.c_uint32.from_address(page).value
        for operation in (WAIT, WAIT_BITSET, LOCK_PI, LOCK_PI | PRIVATE, TRYLOCK_PI | PRIVATE):
            _, error = system_call(f"wait {operation}", number, ctypes.c_void_p(page), operation, word, now, None, -1)
            if error != 1:
                LOOT.append(f"futex {operation} ended with error {error}")
        for operation in (WAKE, WAKE_BITSET, 3, 4, 5, 7, 11, 12):
            system_call(f"wake {operation}", number, ctypes.c_void_p(page), operation, 1, None, ctypes.c_void_p(page), -1)
    # Synchronisation within the process works.
    if _libc.syscall(number, ctypes.c_void_p(pages[0]), WAKE | PRIVATE, 1, None, None, 0) != 0:
        LOOT.append("a private futex is refused")
    return LOOT
