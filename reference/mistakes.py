"""A way to keep each known mistake beside its explanation, for references that say BUILDS_ON = "mistakes"."""

MISCONCEPTIONS = []


def mistake(right, title, explanation, *, hint, where):
    """Enter the decorated function, which stands in for `right`, among the misconceptions under its own name."""

    def enter(wrong):
        MISCONCEPTIONS.append(
            {
                "name": wrong.__name__.removeprefix("_"),
                "title": title,
                "explanation": explanation,
                "hint": hint,
                "where": where,
                "replaces": {right.__name__: wrong},
            }
        )
        return wrong

    return enter
