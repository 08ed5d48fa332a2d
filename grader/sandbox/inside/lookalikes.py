"""Letters that look like Latin ones: a Cyrillic `е` in a name makes it another name."""

from __future__ import annotations

#: Cyrillic and Greek letters, and the Latin ones that they look like.
_LATIN = str.maketrans(
    "аеорсухіјѕһԁԛԝгкАВЕКМНОРСТУХІЈЅοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijshdqwrkABEKMHOPCTYXIJSoABEZHIKMNOPTYX",
)


def plain(name: str) -> str:
    """The name with Latin letters in the place of those that look alike."""
    return name if name.isascii() else name.translate(_LATIN)


def explained(name: str) -> str:
    """Which letter of a name is none of the Latin ones although it looks like one; "" if there is none.

    A name without Latin letters is meant to be Greek or Cyrillic.
    """
    if name.isascii() or not any(letter.isascii() and letter.isalpha() for letter in name):
        return ""
    for position, letter in enumerate(name, 1):
        latin = letter.translate(_LATIN)
        if latin != letter:
            alphabet = "Greek" if "\u0370" <= letter <= "\u03ff" else "Cyrillic"
            return (
                f"letter {position} of `{name[:60]}` is a {alphabet} letter that only looks like the Latin `{latin}`; "
                "type it again"
            )
    return ""
