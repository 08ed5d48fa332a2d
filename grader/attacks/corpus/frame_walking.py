# /// attack
# tries = "Walk up the call stack in search of whoever compares the results."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    frame = sys._getframe()
    while frame is not None:
        names = {**frame.f_globals, **frame.f_locals}
        for name, value in names.items():
            secret = ("expected", "reference", "suite", "reference_runner", "judge")
            if name in secret or "canary-" in str(value)[:10_000]:
                LOOT.append(f"{frame.f_code.co_name}: {name}")
        if "/grader/" in frame.f_code.co_filename:
            LOOT.append(frame.f_code.co_filename)
        frame = frame.f_back
    return LOOT
