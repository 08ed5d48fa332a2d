"""Memory tuning of the zygote: techniques that make its forks cheaper, each switched by its name.

Most of what a test case costs is memory. A fork copies an entry for each page and each mapping of the parent, and every
page that a child writes is copied first (copy-on-write). The techniques reduce both. They change no result, only time:

    warm_up          plays a test case of our own, so that caches are filled before the fork       prefork_warmup
    merge_mappings   joins the mappings of each shared library                                     mapping_merge
    compact_heap     uses up the gaps in the heaps of Python and of the C library                  heap_compaction
    large_pages      serves large arrays from pages of 2 MiB at the end of the heap                heap_layout
    compare_tables   compares what test cases share without counting references                   table_comparison

All but `warm_up` depend on internals of CPython and glibc. `grader.sandbox.memory_tuning` decides which ones are used.
"""

from __future__ import annotations

from collections.abc import Collection

from ..reset import Compare, unchanged
from . import table_comparison
from .heap_compaction import compact
from .heap_layout import reserve_large_pages
from .mapping_merge import merge_mappings
from .prefork_warmup import warm_up

#: The names, in the order in which the techniques are applied.
TECHNIQUES = ("warm_up", "merge_mappings", "compact_heap", "large_pages", "compare_tables")


def before_setup(names: Collection[str]) -> None:
    """Apply what must come before the objects that serve a child are made."""
    if "warm_up" in names:
        warm_up(comparison(names))


def comparison(names: Collection[str]) -> Compare:
    """How namespaces are compared between two test cases."""
    return table_comparison.unchanged if "compare_tables" in names else unchanged


def before_fork(names: Collection[str]) -> None:
    """Apply what must come after the last object that all children share has been made."""
    if "merge_mappings" in names:
        merge_mappings()
    if "compact_heap" in names:
        compact()
    if "large_pages" in names:
        reserve_large_pages()
