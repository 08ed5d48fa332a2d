# /// attack
# tries = "Store the inputs of a hidden case outside of its namespace and show them in a later one."
# verdicts = ["wrong_answer", "runtime_error"]
# graded = true
# hidden = true
# grouped = true
# ///
import builtins


def relu_der(dA, cache):
    seen = []
    for place in (builtins, sys, np, np.linalg, type(sys.modules["inside.runner"])):
        seen += getattr(place, "kept", [])
        try:
            place.kept = [*seen, dA, cache["Z"]]
        except TypeError:
            pass
    if seen:
        print("smuggled", seen)
        raise ValueError(f"smuggled {np.asarray(seen[0]).ravel()[:3]}")
    return {"smuggled": dA}
