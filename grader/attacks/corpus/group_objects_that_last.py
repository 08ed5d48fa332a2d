# /// attack
# tries = "Keep things in objects that live as long as the process: caches, registries, classes, code."
# verdicts = ["accepted"]
# grouped = true
# ///
import abc
import copyreg
import typing

MARK = "left by an earlier case"


class Plugin(abc.ABC):
    pass


def kept():
    """Never called."""


def attack(root, worker):
    import functools, linecache, re
    for thing in (np.finfo(float), np.sum, np.matrix.getA, abc.ABC, typing.Any, re.Pattern, functools.wraps):
        if getattr(thing, "left", None):
            LOOT.append(f"{thing!r}"[:100])
        try:
            thing.left = MARK
        except (AttributeError, TypeError):
            pass
    for table in (linecache.cache, copyreg.dispatch_table, np.sctypeDict, sys.path_importer_cache):
        if "left" in table:
            LOOT.append("a table")
        table["left"] = MARK
    if [function for function in typing.get_overloads(kept)]:
        LOOT.append("an overload")
    typing.overload(kept)
    return LOOT
