"""No text that users see holds a retired word or sentence; docs/wording.md says what is written instead."""

from __future__ import annotations

import pytest

from tests.docs.wording import (
    python_texts,
    retired,
    script_texts,
    template_texts,
    toml_texts,
    violations,
    visible_texts,
)


def test_no_visible_text_is_retired():
    found = violations(visible_texts())
    assert not found, "\n".join(found)


def test_every_retired_text_has_a_replacement():
    assert len(retired()) > 60
    assert all(new.strip() for new in retired().values())


@pytest.mark.parametrize("text", sorted(retired()))
def test_each_retired_text_is_found(text):
    quoted = text.startswith("“")
    assert violations([("page.html", text.strip("“”") if quoted else f"Now: {text} then")])


@pytest.mark.parametrize(
    ("read", "source"),
    [
        (template_texts, "<h2>Hand in</h2>"),
        (template_texts, '<button aria-label="Try it now">x</button>'),
        (template_texts, "<p>{{ 'Trial' if practice else 'Attempt' }}</p>"),
        (script_texts, 'show("Nothing was handed in.");'),
        (script_texts, "show(`${file} is handed in`);"),
        (toml_texts, 'title = "Hand in the file"'),
        (python_texts, 'raise Problem(422, "Nothing was handed in.")'),
        (python_texts, 'text = f"{name}: it runs in the jail"'),
    ],
)
def test_a_planted_text_is_found(read, source):
    assert violations(("planted", text) for text in read(source))


@pytest.mark.parametrize(
    ("read", "source"),
    [
        (
            template_texts,
            '{# Hand in #}<form id="handin" class="trial" action="{{ url_for("student.hand_in") }}">Submit</form>',
        ),
        (script_texts, '// hand in\n/* the jail */ const mode = "trial";'),
        (python_texts, '"""Hand in."""\n# the jail\nSCOPE = "trial"\ndef f():\n    "The jail."'),
    ],
)
def test_names_and_comments_are_free(read, source):
    assert not violations(("free", text) for text in read(source))
