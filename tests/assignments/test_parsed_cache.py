"""The cache of parsed assignments: never out of date, never needed, never trusted when somebody else could write it."""

import json
import os

import pytest

from grader.assignments import files, parsed_cache, public
from grader.cli.new_command import write_template
from grader.errors import AssignmentError


@pytest.fixture
def root(tmp_path, monkeypatch):
    (tmp_path / "testcases").mkdir()
    write_template(tmp_path, "small", "Small")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def parsed(monkeypatch):
    """The slugs that were parsed."""
    slugs = []
    real = public.load
    monkeypatch.setattr(public, "load", lambda slug, folder: slugs.append(slug) or real(slug, folder))
    return slugs


def entry(root):
    (path,) = (root / "cache/nn-grader").iterdir()
    return path


def test_what_is_cached_is_what_was_parsed(root, parsed):
    first, second = parsed_cache.load("small", root), parsed_cache.load("small", root)
    assert first == second == public.load("small", root)
    assert parsed == ["small", "small"]  # the first call, and the comparison
    assert entry(root).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("slug", files.slugs())
def test_every_assignment_is_read_back_as_it_was(slug, monkeypatch, tmp_path, parsed):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    read = [parsed_cache.load(slug, files.root()) for _ in range(2)]
    assert parsed == [slug]
    assert read[0] == read[1]
    assert repr(read[0]) == repr(read[1])


@pytest.mark.parametrize("name", ["assignment.toml", "prompt.md", "starter.py", "support.py"])
def test_a_changed_file_is_read_again_whatever_its_time(root, name):
    parsed_cache.load("small", root)
    path = root / "testcases/small" / name
    state = path.stat()
    old = path.read_text()
    path.write_text(old.replace("mse", "msx", 1) if name == "assignment.toml" else old[::-1])
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert parsed_cache.load("small", root) == public.load("small", root)


def test_an_error_is_raised_again_and_not_cached(root):
    path = root / "testcases/small/assignment.toml"
    right = path.read_text()
    path.write_text(right.replace("points = 4", 'points = "4"'))
    for _ in range(2):
        with pytest.raises(AssignmentError, match=r"testcases/small/assignment.toml, line \d+"):
            parsed_cache.load("small", root)
    path.write_text(right)
    assert parsed_cache.load("small", root).max_score == 10


@pytest.mark.parametrize("slug", ["nothing", "", "../small", "."])
def test_an_unknown_assignment_is_refused_as_always(root, slug):
    with pytest.raises(AssignmentError, match="there is no assignment"):
        parsed_cache.load(slug, root)


def test_a_damaged_entry_is_replaced(root, parsed):
    parsed_cache.load("small", root)
    content = entry(root).read_bytes()
    document = json.loads(content)
    others = ("small", {}, document["assignment"] | {"rows": [{}]}, document["assignment"] | {"lane": "fast"})
    damaged = [json.dumps(document | {"assignment": other}).encode() for other in others]
    for data in (b"", content[:40], content[:-1], b"\xff" + content, b"[" * 100_000, *damaged):
        entry(root).write_bytes(data)
        assert parsed_cache.load("small", root).title == "Small"
        assert entry(root).read_bytes() == content
    assert len(parsed) == 10


def test_an_entry_that_others_may_write_is_not_read(root, parsed):
    parsed_cache.load("small", root)
    entry(root).chmod(0o666)
    parsed_cache.load("small", root)
    assert len(parsed) == 2
    assert entry(root).stat().st_mode & 0o777 == 0o600


def test_a_cache_folder_that_cannot_be_made_is_done_without(root, parsed, monkeypatch):
    (root / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(root / "file"))
    assert parsed_cache.load("small", root).title == "Small"
    assert parsed_cache.load("small", root).title == "Small"
    assert len(parsed) == 2
