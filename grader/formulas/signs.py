"""Signs that mean the same as those on the keyboard: dashes, full-width characters, and spaces of other widths."""

from __future__ import annotations

#: For `str.translate`.
SIGNS: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-"),
    **dict.fromkeys(map(ord, "×⋅∙·∗"), "*"),
    **dict.fromkeys(map(ord, "÷⁄∕"), "/"),
    **dict.fromkeys(map(ord, "\xa0\u2007\u2009\u202f\u3000"), " "),
    ord("﹢"): "+",
}
