#!/usr/bin/env bash
# Gradescope runs this once, while it builds the image of the autograder. It installs the sandbox and the Python packages.
set -euo pipefail

source=/autograder/source
python=""

find_python() {
  local name
  for name in python3.13 python3.12 python3.11 python3; do
    if "$name" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      python="$name"
      return 0
    fi
  done
  return 1
}

install() {
  apt-get install -y --no-install-recommends "$@"
}

missing=()
command -v bwrap >/dev/null || missing+=(bubblewrap)
ldconfig -p | grep 'libseccomp\.so\.2' >/dev/null || missing+=(libseccomp2)
if ! find_python || [ "${#missing[@]}" -gt 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  [ "${#missing[@]}" -eq 0 ] || install "${missing[@]}"
  for version in "" .13 .12 .11; do
    find_python || install "python3$version" "python3$version-venv" || true
  done
fi
if [ -z "$python" ]; then
  echo "setup.sh: Python 3.11, 3.12 or 3.13 is needed. Choose a newer base image in the autograder's settings." >&2
  exit 1
fi

"$python" -m venv "$source/.venv"
"$source/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
  -r "$source/requirements.txt"
"$source/.venv/bin/python" -m compileall -q "$source/grader" "$source/reference" "$source/testcases"

# Says now what the containers that grade will probably say.
cd "$source"
"$source/.venv/bin/python" - <<'END'
from grader.sandbox import doctor

mode = doctor.mode()
if mode.name == "none":
    print("WARNING: this container does not let the grader isolate submissions:", mode.reason)
    print("If the containers that grade do not either, no submission is graded, and the autograder says so.")
else:
    print(f"Submissions run isolated (in the {mode.name} sandbox).")
END
