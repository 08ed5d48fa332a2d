# /// attack
# tries = "Within the subset: answer a later case of the group with what an earlier one was given."
# verdicts = ["wrong_answer", "runtime_error"]
# graded = true
# hidden = true
# grouped = true
# ///
SEEN = []


class Memory:
    kept = []


def relu_der(dA, cache, default=[]):
    earlier = SEEN + Memory.kept + default
    for place in (SEEN, Memory.kept, default):
        place.append(np.where(cache["Z"] > 0, dA, 0))
    relu_der.kept = SEEN
    return earlier[0] if earlier else "smuggled"
