"""The language and the time zone of who reads a notice or an email."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from grader.translations import SOURCE, translations

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Says texts in the language and the time zone of a person."""

    #: "en", "de".
    language: str = SOURCE
    #: Name of the IANA database.
    zone: str = "UTC"

    def gettext(self, text: str, **values: Any) -> str:
        """`text` in the language, with `%(name)s` replaced by `values`."""
        found = str(translations(self._language, HERE).gettext(text))
        return found % values if values else found

    def ngettext(self, singular: str, plural: str, number: int, **values: Any) -> str:
        """The form of the text for `number`, which replaces `%(num)s`, with the other `values`."""
        found = str(translations(self._language, HERE).ngettext(singular, plural, number))
        return found % {"num": number, **values}

    def moment(self, when: datetime) -> str:
        """A time with its zone: "3 Dec 2026, 23:59 CET"."""
        local = when.astimezone(ZoneInfo(self.zone))
        text = format_datetime(local, self.gettext("d MMM yyyy, HH:mm"), locale=self._language)
        return f"{text} {local.tzname()}"

    @property
    def _language(self) -> str:
        return self.language if (HERE / f"{self.language}.po").exists() else SOURCE
