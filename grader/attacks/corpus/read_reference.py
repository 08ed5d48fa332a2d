# /// attack
# tries = "Read the reference solution and the test cases, by every path that may lead there."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    for base in (root, "../..", "../../..", "/srv/grader", "/app", "/proc/self/cwd/../..", "/jail/../..", "/python/.."):
        for name in ("reference/relu_der/solution.py", "testcases/relu_der/cases.py", "pyproject.toml"):
            attempt(f"{base}/{name}", open, f"{base}/{name}")
    for folder, _, names in os.walk("/"):
        for name in names:
            if name in ("solution.py", "cases.py", "assignment.toml", "judge.py"):
                LOOT.append(f"{folder}/{name}")
    return LOOT
