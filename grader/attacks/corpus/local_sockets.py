# /// attack
# tries = "Reach other processes of the machine: Unix, abstract, netlink, vsock, packet sockets."
# verdicts = ["accepted"]
# ///
import socket

def attack(root, worker):
    for family in (1, 16, 17, 38, 40, 44, 30, 31, 9):
        for kind in (1, 2, 3, 5):
            attempt(f"socket {family} {kind}", socket.socket, family, kind)
    attempt("socketpair", socket.socketpair)
    system_call("socket", 41, 1, 1, 0)
    system_call("sendmsg on the wire", 46, 3, ctypes.create_string_buffer(56), 0)
    system_call("recvmsg on the wire", 47, 3, ctypes.create_string_buffer(56), 0)
    system_call("sendto on the wire", 44, 3, b"", 0, 0, 0, 0)
    system_call("connect", 42, 3, b"x", 1)
    system_call("bind", 49, 3, b"x", 1)
    system_call("accept", 43, 3, 0, 0)
    return LOOT
