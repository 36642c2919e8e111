"""Why a typed start time was not taken: the codes, and the facts a sentence about them needs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

LONGEST_TEXT = 100

Code = Literal[
    "empty",
    "unknown",  # no form of the grammar
    "no_time",  # a day without a clock time: "friday"
    "recurring",  # "every friday 8pm": one start time is read here, a rule elsewhere
    "ambiguous_date",  # slashes
    "ambiguous_midnight",  # the midnight a day begins with, or the one it ends with
    "weekday_mismatch",  # "fri 28 nov" when that is a Saturday; `instants` holds the time on that date
    "unknown_zone",  # `word` holds it
    "out_of_range",  # "28pm", "31 june"
    "gap",  # the clocks skip it; `instants` holds the nearest times still to come
    "past",  # `instants` holds it, where it was worth working out
    "too_far",
]


class NotATime(ValueError):
    """A typed start time that is refused; nothing was guessed.

    `text` is what was typed (cut at 100 characters), `zone` the IANA zone it was read in, `word` the word at
    fault, `instants` the aware UTC times the code is about.
    """

    text: str = ""

    def __init__(
        self, code: Code, *, word: str = "", zone: str = "", instants: tuple[datetime, ...] = ()
    ) -> None:
        super().__init__(code)
        self.code = code
        self.word = word
        self.zone = zone
        self.instants = instants

    def about(self, text: str, zone: str) -> NotATime:
        """The same refusal with the whole text, and with `zone` unless the text named another."""
        self.text = text[:LONGEST_TEXT]
        self.zone = self.zone or zone
        return self

    def __str__(self) -> str:
        return f"not a start time ({self.code}): {self.text!r}"
