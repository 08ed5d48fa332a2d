"""Emails in words: subject, plain text and simple HTML, in the language of their reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from grader.notices.reader import Reader


@dataclass(frozen=True, kw_only=True)
class Told:
    """A notice as an email tells it."""

    #: "Ina Example commented on line 3".
    headline: str
    #: Title of the assignment; empty if it is about none.
    about: str
    course: str
    #: Who wrote it, where the headline does not say so.
    author: str
    #: By how much points have changed; else empty.
    points: str
    text: str
    url: str

    @property
    def title(self) -> str:
        """What happened, and with what."""
        return f"{self.headline}: {self.about}" if self.about not in ("", self.headline) else self.headline


@dataclass(frozen=True, kw_only=True)
class Letter:
    """An email without its addresses."""

    #: One line.
    subject: str
    text: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Links:
    """Addresses at the end of an email of notices."""

    settings: str
    unsubscribe: str


def of_notices(told: Sequence[Told], reader: Reader, links: Links) -> Letter:
    """An email with one or more notices."""
    courses = dict.fromkeys(each.course for each in told)
    number = reader.ngettext("%(num)s notice", "%(num)s notices", len(told))
    what = told[0].title if len(told) == 1 else number
    blocks = [_block(each, reader) for each in told]
    footer = [
        reader.gettext("Choose which emails you get: %(address)s", address=links.settings),
        reader.gettext("Stop these emails: %(address)s", address=links.unsubscribe),
    ]
    return Letter(
        subject=_line(f"[{next(iter(courses))}] {what}" if len(courses) == 1 else what),
        text="\n\n--\n\n".join("\n\n".join(block) for block in blocks) + "\n\n-- \n" + "\n".join(footer) + "\n",
        html=_html("<hr>".join(_paragraphs(block) for block in blocks) + f"<hr><small>{_paragraphs(footer)}</small>"),
    )


def _block(told: Told, reader: Reader) -> list[str]:
    source = f"{told.author}, {told.course}" if told.author else told.course
    said = [told.title, source, told.points, told.text]
    return [*filter(None, said), reader.gettext("Open: %(address)s", address=told.url)]


def password_reset(reader: Reader, url: str, minutes: int) -> Letter:
    """The link with which a person chooses a new password."""
    return _letter(
        reader.gettext("Choose a new password"),
        [
            reader.gettext("Somebody asked for a new password for your account. Choose it here:"),
            url,
            reader.gettext("The link works once, for %(number)s minutes.", number=minutes),
            reader.gettext("If it was not you, do nothing: your password stays as it is."),
        ],
    )


def password_changed(reader: Reader, url: str) -> Letter:
    """That the password was changed."""
    return _letter(
        reader.gettext("Your password was changed"),
        [
            reader.gettext("The password of your account was changed."),
            reader.gettext("If it was not you, choose a new one now: %(address)s", address=url),
        ],
    )


def _letter(subject: str, paragraphs: Sequence[str]) -> Letter:
    return Letter(subject=_line(subject), text="\n\n".join(paragraphs) + "\n", html=_html(_paragraphs(paragraphs)))


def _line(text: str) -> str:
    """One line: a header with a line break would begin another one."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:200]


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{_linked(text)}</p>" for text in texts)


def _linked(text: str) -> str:
    """The text as HTML. An address of ours at its end becomes a link; what people wrote stays text."""
    head, found, address = text.rpartition(" ") if " " in text else ("", "", text)
    if address.startswith(("http://", "https://")) and "\n" not in text:
        link = escape(address, quote=True)
        return f'{escape(head)}{found}<a href="{link}">{link}</a>'
    return escape(text).replace("\n", "<br>")


def _html(body: str) -> str:
    style = "font-family: sans-serif; max-width: 40em"
    return f'<!doctype html><html><body style="{style}">{body}</body></html>\n'
