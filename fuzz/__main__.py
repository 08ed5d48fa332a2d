"""`make fuzz`: fuzzes every target for a bounded time, with hypothesis and, where it is available, atheris."""

from __future__ import annotations

import argparse
import sys

from fuzz import by_coverage, by_hypothesis
from fuzz.targets import TARGETS


def main() -> int:
    """Fuzz all targets. Returns exit status 0 if nothing was found."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], help="default: all of them")
    parser.add_argument("--seconds", type=float, default=20.0, help="for each target and each fuzzer (default 20)")
    parser.add_argument("--no-atheris", action="store_true", help="hypothesis alone")
    options = parser.parse_args()
    covered = not options.no_atheris and by_coverage.available()
    if not covered:
        print("atheris is not used")
    found = 0
    for name in options.targets or TARGETS:
        tried = by_hypothesis.run(name, options.seconds)
        print(f"{name:8} hypothesis: {tried} inputs, nothing found", flush=True)
        if covered:
            clean = by_coverage.run(name, options.seconds)
            found += not clean
            print(f"{name:8} atheris: {'nothing found' if clean else 'FOUND SOMETHING'}", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
