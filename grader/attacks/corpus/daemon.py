# /// attack
# tries = "Leave a daemon behind: double fork, new session, new process group."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    def daemon():
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True:
                    pass
    attempt("daemon", daemon)
    attempt("setsid", os.setsid)
    attempt("setpgid", os.setpgid, 0, 0)
    return LOOT
