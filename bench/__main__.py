"""Runs the benchmarks named on the command line, or all of them."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import platform
import sys
from pathlib import Path
from typing import Any

import bench

#: Modules that are no benchmarks, and benchmarks that run only when they are named.
HELPERS = {
    *("__main__", "course", "course_acts", "course_reports", "course_rows", "instructor_addresses", "processor_time"),
    *("repairs", "service_client", "table", "truth_checks"),
}
ONLY_WHEN_NAMED = {"instructor", "repair_load", "soak", "states", "truth", "tuning"}
#: Benchmarks that compare with another checkout, and those that can measure a share of their files.
WITH_BASE, WITH_BASES = {"cli", "repair_load"}, {"states"}
WITH_SHARE = {"diagnosis"}


def main(arguments: list[str]) -> int:
    """Run each benchmark and print its tables; an unknown name is an error that lists the known ones."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    compared = ", ".join(sorted(WITH_BASE | WITH_BASES))
    parser.add_argument(
        "--base",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help=f"another checkout to compare with, for {compared}; states takes several",
    )
    parser.add_argument("--share", type=int, default=1, metavar="N", help="one of N files, drawn by a hash: diagnosis")
    options = parser.parse_args(arguments)
    known = sorted({module.name for module in pkgutil.iter_modules(bench.__path__)} - HELPERS)
    unknown = set(options.names) - set(known)
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}, load {load}\n", flush=True
    )
    for name in options.names or [name for name in known if name not in ONLY_WHEN_NAMED]:
        extra: dict[str, Any] = {"base": next(iter(options.base), None)} if name in WITH_BASE else {}
        extra |= {"bases": options.base} if name in WITH_BASES else {}
        extra |= {"share": options.share} if name in WITH_SHARE else {}
        for table in importlib.import_module(f"bench.{name}").main(**extra):
            print(table, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
