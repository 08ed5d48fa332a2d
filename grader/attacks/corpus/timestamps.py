# /// attack
# tries = "Leave times, sizes and positions on files, folders, devices and standard input that all cases share."
# verdicts = ["accepted"]
# repeated = true
# ///
import mmap

SHARED = ("/", "/dev", "/dev/null", "/dev/zero", "/dev/urandom", "/jail/inside", "/jail/inside/loader.py", "/jail/numpy",
          "/python", "/python/bin/python3")

def state():
    return {name: os.stat(name)[:10] + (os.stat(name).st_atime_ns, os.stat(name).st_blocks) for name in SHARED}

def attack(root, worker):
    if os.lseek(0, 0, os.SEEK_CUR) != 0:
        LOOT.append(f"standard input stands at {os.lseek(0, 0, os.SEEK_CUR)}")
    before = state()
    for name in SHARED:
        os.close(os.open(name, os.O_PATH))
        os.listdir(name) if os.path.isdir(name) else open(name, "rb").read(1)
        attempt(f"set the times of {name}", os.utime, name, (1, 1))
        if not os.path.isdir(name):
            attempt(f"lock {name}", __import__("fcntl").flock, os.open(name, os.O_RDONLY), 2)
    for name in ("/dev/null", "/dev/zero", "/dev/urandom"):
        with open(name, "r+b", buffering=0) as device:
            device.write(b"mark")
            device.seek(77)
        os.close(os.open(name, os.O_RDWR | os.O_TRUNC))
    attempt("cut standard input", os.ftruncate, 0, 5)
    os.lseek(0, 12345, os.SEEK_SET)
    if os.read(0, 10):
        LOOT.append("standard input has content")
    after = state()
    LOOT.extend(f"{name}: {before[name]} became {after[name]}" for name in SHARED if before[name] != after[name])
    return LOOT
