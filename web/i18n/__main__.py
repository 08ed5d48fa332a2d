"""`python -m web.i18n update` brings the catalogues in line with the sources; `check` says what they lack."""

from __future__ import annotations

import sys

from web.i18n import catalogues


def main(arguments: list[str]) -> int:
    """Returns the exit code."""
    if arguments == ["update"]:
        catalogues.update()
        return 0
    if arguments != ["check"]:
        print(__doc__, file=sys.stderr)
        return 2
    found = list(catalogues.problems())
    for problem in found:
        print(problem, file=sys.stderr)
    if found:
        print("Run `python -m web.i18n update`, then translate what is empty.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
