"""What is typed as "players already in" becomes members and guests, or a list of everything wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamescheduler.domain.mentions import (
    ById,
    ByName,
    Candidate,
    Guest,
    Reference,
    parse,
    read_lines,
    references,
    settle,
)
from gamescheduler.errors import Invalid, Problem
from gamescheduler.models import UserId

NOOR = Candidate(UserId(123456789012345601), "noor", "Noor", "Noor the Brave")
SAM = Candidate(UserId(123456789012345602), "sam.r", "Samira", "Sam")
SMALL = Candidate(UserId(123456789012345603), "small", "Small")
ALI = Candidate(UserId(123456789012345604), "ali")
BOB = Candidate(UserId(123456789012345605), "bob")
FOO = Candidate(UserId(123456789012345606), "foo")
FOO_BAR = Candidate(UserId(123456789012345607), "foo.bar")
DICE = Candidate(UserId(123456789012345608), "dice", bot=True)
MEMBERS = (NOOR, SAM, SMALL, ALI, BOB, FOO, FOO_BAR, DICE)


def tell(lines: Sequence[str], members: Sequence[Candidate] = MEMBERS) -> dict[Reference, list[Candidate]]:
    """What a Discord would answer whose search proposes everybody."""
    return {
        what: [m for m in members if isinstance(what, ByName) or m.id == what.id]
        for what in references(lines)
    }


def settled(*lines: str, members: Sequence[Candidate] = MEMBERS) -> list[Candidate | str]:
    return settle(lines, tell(lines, members))


def refused(*lines: str, members: Sequence[Candidate] = MEMBERS) -> list[Problem]:
    with pytest.raises(Invalid) as invalid:
        settled(*lines, members=members)
    return list(invalid.value.problems)


def codes(*lines: str, members: Sequence[Candidate] = MEMBERS) -> list[str]:
    return [problem.code for problem in refused(*lines, members=members)]


def crowd(count: int, start: str = "a") -> list[Candidate]:
    return [Candidate(UserId(10**17 + n), f"{start}{n:03}") for n in range(count)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Alice", ["Alice"]),
        ("  Bob  ", ["Bob"]),
        ("", []),
        ("   ", []),
        ("@ali\n\n <@1> \n", ["@ali", "<@1>"]),
        ("Carl, @ali,,@bob", ["Carl", "@ali", "@bob"]),
        ("Carl\r\n@ali\r@bob", ["Carl", "@ali", "@bob"]),
        ("Noor the Brave", ["Noor the Brave"]),
        ("<@1> <@!2><@3>\tfox > <@4>", ["<@1>", "<@!2>", "<@3>\tfox >", "<@4>"]),
    ],
)
def test_reading_takes_lines_and_commas(text: str, lines: list[str]) -> None:
    """B-01: trimmed, and what is blank is ignored."""
    assert read_lines(text) == lines


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("<@123456789012345678>", ById(UserId(123456789012345678))),
        ("<@!123456789012345678>", ById(UserId(123456789012345678))),
        ("123456789012345678", ById(UserId(123456789012345678))),
        ("<@12345678901234567>", ById(UserId(12345678901234567))),
        ("<@12345678901234567890>", ById(UserId(12345678901234567890))),
        ("@ali", ByName("ali")),
        ("@ Noor the Brave ", ByName("Noor the Brave")),
        ("@", ByName("")),
        ("Alice", Guest("Alice")),
        ("  Bob  ", Guest("Bob")),
        ("ali@home", Guest("ali@home")),
        ("<@1234567890123456>", Guest("<@1234567890123456>")),
        ("<@123456789012345678901>", Guest("<@123456789012345678901>")),
        ("1234567890123456", Guest("1234567890123456")),
        ("<@&123456789012345678>", Guest("<@&123456789012345678>")),
        ("١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨", Guest("١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨")),
        ("<@١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨>", Guest("<@١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨>")),
    ],
)
def test_a_line_means_an_id_a_name_or_a_guest(line: str, meant: object) -> None:
    assert parse(line) == meant


def test_discord_is_asked_once_and_nothing_it_would_refuse() -> None:
    asked = ["@ali", f"<@{ALI.id}>", "@ali", f"<@!{ALI.id}>"]
    assert references([*asked, "Carl", "@", "@" + "x" * 33, "<@" + "9" * 20 + ">"]) == (
        ByName("ali"),
        ById(ALI.id),
    )


def test_what_discord_was_not_asked_about_is_nobody() -> None:
    lines = ("@", "@" + "x" * 33, "<@" + "9" * 20 + ">")
    assert codes(*lines) == ["unknown_member", "unknown_member", "not_a_member"]


def test_a_plain_name_is_a_guest() -> None:
    """B-01, B-16"""
    assert settled("Alice") == ["Alice"]
    assert settled("Zed") == ["Zed"]
    assert settled() == []


def test_a_mention_is_that_member() -> None:
    """B-02"""
    assert settled(f"<@{NOOR.id}>", f"<@!{SAM.id}>", str(ALI.id)) == [NOOR, SAM, ALI]


def test_a_mention_of_a_stranger_is_refused() -> None:
    """B-02"""
    line = "<@123456789012345678>"
    assert refused(line) == [Problem("players", "not_a_member", {"line": line, "number": 1})]


@pytest.mark.parametrize("line", ["@ali", "@ALI", "@al", "@Ali"])
def test_the_beginning_of_one_name_is_enough(line: str) -> None:
    """B-04"""
    assert settled(line) == [ALI]


@pytest.mark.parametrize("line", ["@Noor the", "@noor", "@NOOR THE BRAVE"])
def test_every_name_of_a_member_counts(line: str) -> None:
    """B-04"""
    assert settled(line) == [NOOR]
    assert settled("@samira") == [SAM]


def test_a_name_nobody_has_is_refused() -> None:
    """B-05, B-16"""
    assert refused("@zzz") == [Problem("players", "unknown_member", {"line": "@zzz", "number": 1})]


def test_the_middle_of_a_name_is_nobody() -> None:
    """Discord proposes what it likes; we hold on to the beginning."""
    assert codes("@oor") == ["unknown_member"]


def test_a_name_of_two_members_suggests_both() -> None:
    (problem,) = refused("@s")
    assert (problem.code, problem.facts["suggestions"]) == ("ambiguous", [SAM, SMALL])
    assert (problem.facts["line"], problem.facts["number"]) == ("@s", 1)


def test_ten_matches_are_suggested_and_eleven_are_too_many() -> None:
    """B-07"""
    (problem,) = refused("@a", members=crowd(10))
    assert (problem.code, len(problem.facts["suggestions"])) == ("ambiguous", 10)
    (problem,) = refused("@a", members=crowd(11))
    assert problem == Problem("players", "too_many_matches", {"line": "@a", "number": 1, "most": 10})


def test_an_exact_name_wins() -> None:
    """B-08"""
    assert settled("@foo") == [FOO]
    assert settled("@foo.bar") == [FOO_BAR]
    assert settled("@A", members=[*crowd(30), Candidate(UserId(1), "zed", nick="a")]) == [
        Candidate(UserId(1), "zed", nick="a")
    ]


def test_two_exact_names_are_ambiguous_between_them() -> None:
    """B-08"""
    twin = Candidate(UserId(123456789012345609), "other", nick="FOO")
    (problem,) = refused("@foo", members=[FOO, FOO_BAR, twin])
    assert (problem.code, problem.facts["suggestions"]) == ("ambiguous", [FOO, twin])


def test_the_order_of_the_list_is_kept() -> None:
    """B-10"""
    assert settled("Carl", "@ali", "@bob") == ["Carl", ALI, BOB]
    assert settled("@bob", "Carl", "@ali") == [BOB, "Carl", ALI]


def test_a_member_listed_twice_is_refused() -> None:
    """B-11"""
    line = f"<@{ALI.id}>"
    facts = {"line": line, "number": 3, "first": 1}
    assert refused("@ali", "Carl", line) == [Problem("players", "listed_twice", facts)]
    assert codes("@ali", "@ali", "@al") == ["listed_twice", "listed_twice"]


def test_the_host_is_no_player() -> None:
    """Told with everything else, by its line."""
    with pytest.raises(Invalid) as invalid:
        settle(["@zzz", f"<@{ALI.id}>"], {ById(ALI.id): [ALI]}, host_id=ALI.id)
    assert [(p.code, p.facts["number"]) for p in invalid.value.problems] == [
        ("unknown_member", 1), ("host_listed", 2)
    ]  # fmt: skip
    assert settle([f"<@{ALI.id}>"], {ById(ALI.id): [ALI]}, host_id=BOB.id) == [ALI]


def test_guests_may_repeat() -> None:
    """B-11: two guests of one name are two people."""
    assert settled("Carl", "Carl") == ["Carl", "Carl"]


def test_a_guest_has_at_most_a_hundred_letters() -> None:
    """B-13"""
    assert settled("x" * 100) == ["x" * 100]
    facts = {"line": "x" * 101, "number": 1, "most": 100, "got": 101}
    assert refused("x" * 101) == [Problem("players", "guest_too_long", facts)]


@pytest.mark.parametrize("line", [f"<@{DICE.id}>", "@dice"])
def test_bots_do_not_play(line: str) -> None:
    assert refused(line) == [Problem("players", "bot", {"line": line, "number": 1})]


def test_a_bot_stands_in_nobodys_way() -> None:
    dice_fan = Candidate(UserId(123456789012345610), "dicefan")
    assert settled("@dic", members=[DICE, dice_fan]) == [dice_fan]
    assert codes("@dice", members=[DICE, dice_fan]) == ["bot"]


def test_a_hundred_lines_are_enough() -> None:
    assert settled(*["Carl"] * 100) == ["Carl"] * 100
    assert refused(*["@ali"] * 101) == [Problem("players", "too_many", {"most": 100, "got": 101})]
    assert references(["@ali"] * 101) == ()


def test_every_problem_is_named_with_its_line() -> None:
    lines = ("@zzz", "Carl", "@s", "@ali", "<@123456789012345678>", "@ali", "@dice", "y" * 101)
    found = [(p.facts["number"], p.facts["line"], p.code) for p in refused(*lines)]
    assert found == [
        (1, "@zzz", "unknown_member"),
        (3, "@s", "ambiguous"),
        (5, "<@123456789012345678>", "not_a_member"),
        (6, "@ali", "listed_twice"),
        (7, "@dice", "bot"),
        (8, "y" * 101, "guest_too_long"),
    ]


def test_a_member_goes_by_the_name_the_server_sees() -> None:
    assert [m.name for m in (NOOR, SMALL, ALI)] == ["Noor the Brave", "Small", "ali"]


typed = st.one_of(
    st.text(max_size=8),
    st.text(min_size=99, max_size=102),
    st.text("abFo.", max_size=4).map("@{}".format),
    st.sampled_from([f"<@{m.id}>" for m in MEMBERS] + [f"@{m.name}" for m in MEMBERS]),
    st.integers(10**15, 10**21).map("<@{}>".format),
)
members = st.lists(
    st.builds(
        Candidate,
        id=st.sampled_from([m.id for m in MEMBERS]),
        username=st.text("abfo.", min_size=1, max_size=4),
        nick=st.none() | st.text("ABFO", max_size=3),
        bot=st.booleans(),
    ),
    unique_by=lambda m: m.id,
)


@given(st.lists(typed, max_size=12).map("\n".join), members)
def test_a_list_is_settled_whole_or_not_at_all(text: str, here: list[Candidate]) -> None:
    """Every line becomes one player, in order; or each problem names its line, and the others would do."""
    lines = read_lines(text)
    players, problems = outcome(lines, here)
    faulty = [problem.facts["number"] for problem in problems]
    assert faulty == sorted(set(faulty))
    assert [lines[number - 1] for number in faulty] == [problem.facts["line"] for problem in problems]
    if problems:
        assert players == []
        lines = [line for number, line in enumerate(lines, start=1) if number not in faulty]
        players, problems = outcome(lines, here)
    assert not problems
    assert all(is_meant(player, by=line) for line, player in zip(lines, players, strict=True))
    ids = [player.id for player in players if isinstance(player, Candidate)]
    assert len(ids) == len(set(ids))


def outcome(
    lines: Sequence[str], here: Sequence[Candidate]
) -> tuple[list[Candidate | str], tuple[Problem, ...]]:
    try:
        return settle(lines, tell(lines, here)), ()
    except Invalid as invalid:
        return [], invalid.problems


def is_meant(player: Candidate | str, by: str) -> bool:
    match parse(by):
        case Guest(name):
            return player == name
        case ById(id_):
            return isinstance(player, Candidate) and player.id == id_
        case ByName(text):
            return isinstance(player, Candidate) and any(n.startswith(text.casefold()) for n in player.names)
