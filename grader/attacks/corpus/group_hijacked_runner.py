# /// attack
# tries = "Rewrite the runner, so that it forgets nothing between the cases of a group."
# verdicts = ["accepted"]
# grouped = true
# ///
def attack(root, worker):
    runner, reset = sys.modules["inside.runner"], sys.modules.get("inside.reset")
    if hasattr(runner, "left") or hasattr(runner.Runner, "left"):
        LOOT.append("a changed runner")
    runner.left = runner.Runner.left = "left by an earlier case"
    runner.Runner._reset = lambda self: None
    for name in list(vars(runner.Runner)):
        if name in ("_seed", "_flush"):
            delattr(runner.Runner, name)
    if reset is not None:
        reset.Baseline.restore = reset.Baseline._compare = lambda self: None
    return LOOT
