"""Settings of one's own, and the language of the pages."""

from __future__ import annotations

import re
from functools import cache

import pytest

from web import i18n
from web.i18n import catalogues, literals

CHOSEN = {
    "theme": "dark",
    "reduced_motion": "yes",
    "editor_size": "18",
    "key_map": "emacs",
    "time_zone": "Europe/Berlin",
    "language": "de",
}


@pytest.fixture
def alice(browse):
    return browse("alice")


def save(browser, **changes):
    return browser.post("/account/settings", {**CHOSEN, **changes}, page="/account")


def test_they_are_saved_and_shown(alice):
    assert save(alice).status_code == 303
    page = alice.get("/account").text
    for value in ("dark", "18", "emacs", "Europe/Berlin", "de"):
        assert f'<option value="{value}" selected>' in page
    assert 'name="reduced_motion" value="yes" checked' in page
    assert 'name="shortcuts" value="yes">' in page


def test_the_server_applies_them_to_every_page(alice):
    save(alice)
    page = alice.get("/").text
    assert '<html lang="de" data-theme="dark" data-motion="reduced"' in page
    assert 'data-editor-size="18"' in page
    assert 'data-key-map="emacs"' in page
    assert 'data-shortcuts="off"' in page
    assert 'data-time-zone="Europe/Berlin"' in page


def test_times_are_in_the_language_and_the_time_zone_of_the_account(alice, hand_in):
    page = f"/submissions/{hand_in('alice')}"
    assert re.search(r"<time [^>]*>\d+ \w+ \d{4}, \d\d:\d\d UTC</time>", alice.get(page).text)
    save(alice)
    assert re.search(r"<time [^>]*>\d+\. \w+\.? \d{4}, \d\d:\d\d CES?T</time>", alice.get(page).text)


def test_without_settings_the_page_follows_the_system(alice):
    page = alice.get("/").text
    assert "data-theme" not in page
    assert "data-motion" not in page


@pytest.mark.parametrize(
    "changes",
    [{"theme": "pink"}, {"editor_size": "500"}, {"editor_size": "9" * 5000}, {"time_zone": "Mars"}, {"language": "xx"}],
)
def test_only_listed_values_are_saved(alice, changes):
    assert save(alice, **changes).status_code == 422
    assert "data-theme" not in alice.get("/").text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de-CH,de;q=0.9,en;q=0.5", "de"), ("fr,en;q=0.5", "en"), ("fr", "en"), ("", "en"), ("en-US,de;q=0.9", "en")],
)
def test_the_browser_chooses_among_complete_languages(browse, accepted, language):
    page = browse().get("/sign-in", headers={"Accept-Language": accepted}).text
    assert f'<html lang="{language}"' in page


def test_the_browser_gets_no_language_that_lacks_pages(browse, monkeypatch):
    monkeypatch.setattr("web.i18n.COMPLETE", {"en"})
    page = browse().get("/sign-in", headers={"Accept-Language": "de"}).text
    assert '<html lang="en"' in page


def test_german_is_complete(browse):
    page = browse().get("/sign-in", headers={"Accept-Language": "de"}).text
    assert '<html lang="de"' in page


def test_the_check_tells_of_texts_that_are_not_marked(tmp_path, monkeypatch):
    folder = tmp_path / "templates"
    folder.mkdir()
    text = (
        '<p class="a">{{ _("Known") }} Left in English</p><a aria-label="Go on">{{ "Nobody" if x else _("Fine") }}</a>'
    )
    (folder / "page.html").write_text(text, encoding="utf-8")
    (tmp_path / "module.py").write_text('title = f"{gettext("Lost")}"', encoding="utf-8")
    assert set(literals.untranslated(tmp_path)) == {
        "templates/page.html: Left in English",
        "templates/page.html: Go on",
        "templates/page.html: Nobody",
    }
    assert list(literals.called(tmp_path)) == ["Lost"]


def test_the_account_outweighs_the_browser(alice):
    save(alice, language="en")
    assert '<html lang="en"' in alice.get("/", headers={"Accept-Language": "de"}).text


def test_programs_get_english(nobody):
    answer = nobody.get("/submissions", headers={"Accept-Language": "de"})
    assert answer.json["detail"].startswith("Send an API token")


def test_the_catalogues_are_complete_and_the_check_tells_what_one_lacks(tmp_path, monkeypatch):
    # The sources are read once for both.
    monkeypatch.setattr(catalogues, "extracted", cache(catalogues.extracted))
    assert list(catalogues.problems()) == []
    text = (i18n.HERE / "de.po").read_text(encoding="utf-8")
    text = text.replace('msgstr "Einstellungen"', 'msgstr ""', 1).replace('msgid "Language"', 'msgid "Tongue"')
    text = text.replace('msgstr "%(size)s Pixel"', 'msgstr "Pixel"')
    (tmp_path / "de.po").write_text(text, encoding="utf-8")
    found = set(catalogues.problems(tmp_path))
    assert found == {
        "de: untranslated: Settings",
        "de: missing: Language",
        "de: stale: Tongue",
        "de: other placeholders: %(size)s pixels",
    }
