"""Compiled templates are kept in files, and are never older than their sources."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment

from web.compiled_templates import CompiledTemplates


@pytest.fixture(autouse=True)
def _python_writes_bytecode(monkeypatch):
    monkeypatch.setattr("sys.dont_write_bytecode", False)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "compiled"


def rendered(folder, source):
    """What a template renders in a new process, and whether it was compiled there."""
    compiled = []

    class Watched(Environment):
        def _compile(self, source, filename):
            compiled.append(filename)
            return super()._compile(source, filename)

    environment = Watched(loader=DictLoader({"page": source}), bytecode_cache=CompiledTemplates(folder))
    return environment.get_template("page").render(), bool(compiled)


def test_the_next_process_compiles_nothing(folder):
    assert rendered(folder, "a") == ("a", True)
    assert rendered(folder, "a") == ("a", False)


def test_a_changed_template_is_compiled_anew(folder):
    rendered(folder, "a")
    assert rendered(folder, "b") == ("b", True)


def test_a_damaged_file_is_compiled_anew(folder):
    rendered(folder, "a")
    (file,) = folder.iterdir()
    file.write_bytes(b"damaged")
    assert rendered(folder, "a") == ("a", True)


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    assert rendered(tmp_path / "missing" / "compiled", "a") == ("a", True)


def test_nothing_is_written_where_python_may_not(folder, monkeypatch):
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert rendered(folder, "a") == ("a", True)
    assert not folder.exists()
