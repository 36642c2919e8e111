"""What people typed shows as typed: it pings nobody, formats nothing and hides no link."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gamescheduler.cards.tongues import escape

PIECES = (
    "@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "</games:1>", "<t:1:R>", "<a:x:1>", "<:x:1>",
    "<id:customize>", "[x](https://example.com)", "# ", "## ", "### ", "-# ", "> ", ">>> ", "- ", "+ ", "* ",
    "1. ", "20. ", "**", "__", "_", "~~", "||", "`", "```", "\\", "\n", "\n\n", " ", "\t", "<", "@", "x",
    "everyone", "https://example.com", "Strahd", "🎲", "\u200b",
)  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)

# What Discord's clients act on, read off its message formatting reference.
PING = re.compile(r"@(everyone|here)|<(@[!&]?|#)\d+>|</[^:>]+:\d+>|<a?:\w+:\d+>|<t:-?\d+(:\w)?>|<id:\w+>")
BLOCK = re.compile(r"^\s*(#{1,3}|-#|>{1,3}|[-*+]|\d+\.)\s", re.MULTILINE)
LINK = re.compile(r"(?<!\\)(\\\\)*\[[^\]]*\]\(")
STYLE = re.compile(r"(?<!\\)(?:\\\\)*[*_~`|]")


@given(hostile)
@example("@everyonelse")
@example("\\<@1>")
@example("<<@1>")
@example("> # title")
def test_nothing_typed_works_as_markup(text: str) -> None:
    shown = escape(text)
    assert not PING.search(shown)
    assert not BLOCK.search(shown)
    assert not LINK.search(shown)
    assert not STYLE.search(shown)


@given(hostile)
def test_a_reader_sees_what_was_typed(text: str) -> None:
    """Clients drop a backslash before punctuation, and show no zero-width space."""
    read = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escape(text)).replace("\u200b", "")
    assert read == text.replace("\u200b", "")


@pytest.mark.parametrize(
    "text", ["Curse of Strahd", "8 pm, bring dice!", "c#", "a-b", "5.5e", "E-mail: a@b.c", "#2", "1.5 hours"]
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("**bold** _it_", "\\*\\*bold\\*\\* \\_it\\_"),
        ("# Big", "\\# Big"),
        ("1. First\n2. Second", "1\\. First\n2\\. Second"),
        ("@everyone", "@\u200beveryone"),
        ("<@123>", "<\u200b@123>"),
        ("[free](https://evil.example)", "\\[free\\]\\(https://evil.example\\)"),
    ],
)
def test_escaping_reads_the_same_as_typed(typed: str, sent: str) -> None:
    assert escape(typed) == sent
