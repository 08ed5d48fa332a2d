"""Settings of one's own: the form of the account page, and what the pages take from them."""

from __future__ import annotations

from flask import Flask, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from grader.store import preferences
from grader.store.preferences import EDITOR_SIZES, KeyMap, Preferences, Theme
from web.accounts.base import blueprint
from web.accounts.session import me, signed_in
from web.i18n import LANGUAGES, N_, gettext
from web.problems import Problem
from web.services import writing

#: Value -> what the form calls it.
THEMES = {Theme.SYSTEM: N_("As on this device"), Theme.LIGHT: N_("Light"), Theme.DARK: N_("Dark")}
KEY_MAPS = {KeyMap.DEFAULT: N_("Standard"), KeyMap.EMACS: N_("Standard and Emacs")}


def my_preferences() -> Preferences:
    """The settings of whoever reads the page."""
    return preferences.of(g.get("person"))


@blueprint.post("/account/settings")
@signed_in
def save_settings() -> ResponseReturnValue:
    """Save the settings."""
    form = request.form
    size = form.get("editor_size", "")
    data = {
        "theme": form.get("theme"),
        "reduced_motion": form.get("reduced_motion") == "yes",
        "editor_size": int(size) if size.isascii() and size.isdigit() and len(size) < 4 else None,
        "key_map": form.get("key_map"),
        "shortcuts": form.get("shortcuts") == "yes",
        "time_zone": form.get("time_zone", ""),
        "language": form.get("language", ""),
    }
    chosen = Preferences.from_json(data)
    if chosen.to_json() != data or chosen.language not in ("", *LANGUAGES):
        raise Problem(422, gettext("Choose one of the listed values."))
    with writing() as db:
        preferences.save(db, me().id, chosen)
    # The message is in the language that was chosen now.
    me().settings = chosen.to_json()
    g.pop("language", None)
    flash(gettext("Your settings are saved."), "good")
    return redirect(url_for("accounts.account") + "#settings", 303)


def install(app: Flask) -> None:
    """Give the settings to every template."""
    app.jinja_env.globals.update(
        preferences=my_preferences,
        setting_choices={"themes": THEMES, "key_maps": KEY_MAPS, "editor_sizes": EDITOR_SIZES},
        listed_time_zones=preferences.listed_time_zones,
    )
