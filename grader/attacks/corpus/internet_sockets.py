# /// attack
# tries = "Open a connection: IPv4, IPv6, UDP, raw."
# verdicts = ["accepted"]
# ///
import socket, urllib.request

def attack(root, worker):
    for family in (socket.AF_INET, socket.AF_INET6):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            attempt(f"socket {family} {kind}", socket.socket, family, kind)
    attempt("connect", socket.create_connection, ("127.0.0.1", 6379), 1)
    attempt("url", urllib.request.urlopen, "http://127.0.0.1:8000/", None, 1)
    attempt("listen", socket.create_server, ("127.0.0.1", 0))
    return LOOT
