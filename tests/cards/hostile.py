"""Text that people type to ping everybody, to break the layout, or because that is how they write."""

from __future__ import annotations

import re

from hypothesis import strategies as st

PIECES = (
    "@everyone", "@here", "<@5>", "<@!5>", "<@&5>", "<#5>", "</games:5>", "<t:1:R>", "<:x:1>", "<id:guide>",
    "**", "__", "||", "`", "```", "\\", "# ", "> ", "- ", "1. ", "[x](https://example.com)", "\n", " ",
    "👩‍👩‍👧‍👦", "🏳️‍🌈", "\u202e", "\u200d", "שלום", "مرحبا", "Zalgo̷̢͚", "x", "(", ")",
)  # fmt: skip

ACTED_ON = re.compile(r"@(everyone|here)|<@[!&]?\d+>|<#\d+>|</[^:>]+:\d+>|<a?:\w+:\d+>|<id:\w+>")
"""What Discord's clients turn into a ping or a link of their own."""


def hostile(most: int) -> st.SearchStrategy[str]:
    """As many characters as a column takes."""
    pieces = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), min_size=1, max_size=60).map("".join)
    return pieces.map(lambda text: (text * (1 + most // len(text)))[:most] if text else "x")
