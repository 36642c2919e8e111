"""The numbered cases of the product's behaviour: a test names those it plays in its docstring (``B-25``)."""

from __future__ import annotations

import re
from pathlib import Path

CASES = {number for number in range(1, 120) if number % 3}
"""Every third number is not used."""

LATER = {
    20: "channels named in a place become links",
    86: "games that repeat",
    109: "the REST API's lists",
    110: "calendar files",
    112: "pictures on cards",
    113: "pages that follow changes",
    115: "announcing later",
}
"""Cases of features there are not yet, and which feature."""


def test_every_case_is_played_or_waits_for_its_feature() -> None:
    named = {
        int(number)
        for path in Path(__file__).parent.rglob("test_*.py")
        for number in re.findall(r"\bB-(\d+)\b", path.read_text())
        if path != Path(__file__)
    }
    assert sorted(CASES - named - LATER.keys()) == []
    assert sorted(named & LATER.keys()) == []
    assert named <= CASES
