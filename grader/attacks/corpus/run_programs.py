# /// attack
# tries = "Run other programs: subprocess, os.system, posix_spawn, multiprocessing, exec."
# verdicts = ["accepted"]
# ///
import multiprocessing, subprocess

def attack(root, worker):
    for program in ("/bin/sh", sys.executable, "/python/bin/python3"):
        attempt(f"subprocess {program}", subprocess.run, [program, "-c", "print(1)"])
        attempt(f"posix_spawn {program}", os.posix_spawn, program, [program], {})
        attempt(f"execv {program}", os.execv, program, [program, "-c", "1"])
    attempt("popen", os.popen, "id")
    if os.system("true") == 0:
        LOOT.append("system")
    attempt("multiprocessing", multiprocessing.Process(target=print).start)
    attempt("pool", multiprocessing.Pool, 2)
    return LOOT
