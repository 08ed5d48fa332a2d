"""requirements/install-system, with stand-ins for apt and dpkg that note what they are asked to install."""

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "requirements" / "install-system"
APT = """#!/bin/sh
[ "$1" = install ] || exit 0
shift
for package; do
    case $package in -*) continue ;; esac
    grep -qx "$package" available || { echo "E: Unable to locate package $package" >&2; exit 100; }
done
for package; do
    case $package in -*) ;; *) echo "$package" >> installed ;; esac
done
"""
DPKG = """#!/bin/sh
for package; do :; done
grep -qx "$package" installed && echo "install ok installed"
"""


@pytest.fixture
def machine(tmp_path):
    """Runs the script for a list of packages, on a machine with some installed and some available."""
    programs = {"apt-get": APT, "dpkg-query": DPKG, "sudo": '#!/bin/sh\nexec "$@"\n'}
    for name, text in programs.items():
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(text)
        program.chmod(0o755)

    def run(wanted, *options, installed=(), available=()):
        (tmp_path / "installed").write_text("".join(f"{name}\n" for name in installed))
        (tmp_path / "available").write_text("".join(f"{name}\n" for name in available))
        (tmp_path / "list.txt").write_text("\n".join(wanted))
        done = subprocess.run(
            [SCRIPT, *options, "list.txt"],
            cwd=tmp_path,
            env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done, (tmp_path / "installed").read_text().split()

    return run


def test_only_what_is_missing_is_installed(machine):
    done, installed = machine(["git", "make"], installed=["git"], available=["make"])
    assert done.returncode == 0
    assert installed == ["git", "make"]


def test_nothing_is_asked_for_when_nothing_is_missing(machine):
    done, _ = machine(["git"], installed=["git"])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_required_package_that_cannot_be_had_is_an_error(machine):
    done, installed = machine(["redis-server", "git"], available=["git"])
    assert done.returncode == 1
    assert "Unable to locate package redis-server" in done.stderr
    assert installed == []


def test_an_optional_package_that_cannot_be_had_does_not_keep_out_the_others(machine):
    done, installed = machine(["chromium", "postgresql"], "--optional", available=["postgresql"])
    assert done.returncode == 1
    assert installed == ["postgresql"]
    assert "setup: could not install chromium\n" in done.stderr


def test_optional_packages_that_can_be_had_are_installed(machine):
    done, installed = machine(["chromium", "postgresql"], "--optional", available=["chromium", "postgresql"])
    assert done.returncode == 0
    assert installed == ["chromium", "postgresql"]
